//! The walk over one file: every name in it, and what it means there.

use std::collections::BTreeMap;

use pipewright_source::Span;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{
    Column, ConnectorClauseKind, Expression, Item, ItemKind, Name, Parameter, Path, Record,
    Resource, Step, StepBody, TypeExpression, TypeExpressionKind, ValueDeclaration,
};

use super::tables::{item_kind, item_name, of_module};
use super::{Kind, Occurrence};
use crate::analysis::Analysis;

/// Every name of a module, in the order of its places.
#[must_use]
pub fn occurrences(analysis: &Analysis, module: usize) -> Vec<Occurrence> {
    let Some(tree) = analysis.project.modules.get(module) else {
        return Vec::new();
    };
    let mut walk = Walk::new(analysis, module, tree);
    for item in &tree.tree.items {
        walk.item(item);
    }
    walk.found.sort();
    walk.found.dedup_by_key(|one| one.span);
    walk.found
}

/// What a name stands for, as far as its members go.
#[derive(Debug, Clone, Copy)]
pub enum Meaning<'a> {
    /// A module of the project, by number; nothing where there is no such module.
    Module(Option<usize>),
    /// An item of a module.
    Item(usize, &'a Item),
    /// A step.
    Step(&'a Step),
    /// A resource.
    Resource(&'a Resource),
    /// A member of a list, which stands in a module.
    Element(usize, &'a Expression),
    /// A value without members.
    Plain,
}

/// A name of a place in a pipeline, connector or template.
#[derive(Debug, Clone, Copy)]
pub struct Local<'a> {
    /// What it is the name of.
    pub kind: Kind,
    /// Where it is declared.
    pub span: Span,
    /// What it stands for.
    pub meaning: Meaning<'a>,
}

/// The walk.
pub struct Walk<'a> {
    /// The project.
    pub analysis: &'a Analysis,
    /// The module it is in.
    pub index: usize,
    tables: BTreeMap<usize, BTreeMap<&'a str, &'a Item>>,
    /// Local names, the innermost last.
    pub scopes: Vec<BTreeMap<&'a str, Local<'a>>>,
    /// What was found so far.
    pub found: Vec<Occurrence>,
}

impl<'a> Walk<'a> {
    /// A walk that begins at the top of a module.
    pub fn new(analysis: &'a Analysis, index: usize, module: &'a Module) -> Self {
        Self {
            analysis,
            index,
            tables: BTreeMap::from([(index, of_module(module))]),
            scopes: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Notes a name.
    pub fn note(&mut self, name: &Name, kind: Kind, target: Option<Span>) {
        if !name.value.is_empty() {
            self.found.push(Occurrence {
                span: name.span,
                kind,
                target,
            });
        }
    }

    /// Notes a name where it is declared.
    pub fn declare(&mut self, name: &Name, kind: Kind) {
        self.note(name, kind, Some(name.span));
    }

    /// The names of a module.
    pub fn table(&mut self, module: usize) -> Option<&BTreeMap<&'a str, &'a Item>> {
        if !self.tables.contains_key(&module) {
            let tree = self.analysis.project.modules.get(module)?;
            self.tables.insert(module, of_module(tree));
        }
        self.tables.get(&module)
    }

    /// An item of a module by its name, and what it means.
    pub fn named(&mut self, module: usize, name: &str) -> Option<Local<'a>> {
        let item = *self.table(module)?.get(name)?;
        self.of_item(module, item)
    }

    fn of_item(&self, module: usize, item: &'a Item) -> Option<Local<'a>> {
        let kind = item_kind(item)?;
        if let ItemKind::Import(import) = &item.kind {
            let path: Vec<&str> = import.path.parts.iter().map(|part| &*part.value).collect();
            let target = self.analysis.tables().modules.get(&path.join("."));
            let name = import.alias.as_ref().or(import.path.parts.last())?;
            return Some(Local {
                kind,
                span: name.span,
                meaning: Meaning::Module(target.copied()),
            });
        }
        Some(Local {
            kind,
            span: item_name(item)?.span,
            meaning: Meaning::Item(module, item),
        })
    }

    /// An item of the whole project.
    pub fn whole(&self, at: Option<&super::ItemAt>) -> Option<Local<'a>> {
        let at = at?;
        self.of_item(at.module, self.analysis.item(*at)?)
    }

    /// The local name, if there is one.
    pub fn local(&self, name: &str) -> Option<Local<'a>> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name).copied())
    }

    /// What a path means; every part of it is noted.
    pub fn path(&mut self, path: &'a Path) -> Option<Local<'a>> {
        let mut parts = path.parts.iter();
        let first = parts.next()?;
        let base = self
            .local(&first.value)
            .or_else(|| self.named(self.index, &first.value))
            .or_else(|| {
                let regions = &self.analysis.tables().regions;
                self.whole(regions.get(&first.value))
            });
        let Some(base) = base else {
            self.unknown(first);
            return None;
        };
        self.note(first, base.kind, Some(base.span));
        self.members(base, parts)
    }

    /// What the rest of a path means.
    pub fn members(
        &mut self,
        base: Local<'a>,
        parts: impl Iterator<Item = &'a Name>,
    ) -> Option<Local<'a>> {
        let mut at = base;
        for part in parts {
            at = self.member(at.meaning, &part.value)?;
            self.note(part, at.kind, Some(at.span));
        }
        Some(at)
    }

    /// A name nobody declares: the language's own, or a mistake.
    pub fn unknown(&mut self, name: &Name) {
        if crate::language::is_builtin(&name.value) {
            self.note(name, Kind::Builtin, None);
        }
    }

    fn item(&mut self, item: &'a Item) {
        if let (Some(kind), Some(name)) = (item_kind(item), item_name(item)) {
            self.declare(name, kind);
        }
        match &item.kind {
            ItemKind::Import(import) => {
                let path: Vec<&str> = import.path.parts.iter().map(|part| &*part.value).collect();
                let known = self.analysis.tables().modules.get(&path.join("."));
                let start = known.and_then(|module| {
                    let tree = &self.analysis.project.modules.get(*module)?.tree;
                    Some(Span::new(tree.source, 0, 0))
                });
                for part in &import.path.parts {
                    self.note(part, Kind::Module, start);
                }
                if let Some(alias) = &import.alias {
                    self.declare(alias, Kind::Module);
                }
            }
            ItemKind::Type(declaration) => self.columns(&declaration.columns),
            ItemKind::Dataset(dataset) => {
                if let Some(kind) = &dataset.kind {
                    self.kind(kind);
                }
                self.family(dataset.family.as_ref(), |walk| {
                    walk.expression(&dataset.value);
                });
            }
            ItemKind::Connector(connector) => {
                self.with_parameters(&connector.parameters, |walk| {
                    for clause in &connector.clauses {
                        walk.connector_clause(&clause.kind);
                    }
                });
            }
            ItemKind::Region(region) => match &region.body {
                pipewright_syntax::tree::RegionBody::Set(value) => self.expression(value),
                pipewright_syntax::tree::RegionBody::Place(record) => self.known_fields(record),
            },
            ItemKind::Let(constant) => self.expression(&constant.value),
            ItemKind::Secret(record) | ItemKind::Cluster(record) => {
                self.known_fields(&record.fields);
            }
            ItemKind::Environment(record) => self.environment(&record.fields),
            ItemKind::Pipeline(pipeline) => {
                self.with_parameters(&pipeline.parameters, |walk| {
                    walk.family(pipeline.family.as_ref(), |walk| {
                        walk.pipeline(&pipeline.clauses);
                    });
                });
            }
            ItemKind::Defaults(clauses) => self.pipeline(clauses),
            ItemKind::Template(template) => {
                self.with_parameters(&template.parameters, |walk| {
                    if let Some(kind) = &template.kind {
                        walk.kind(kind);
                    }
                    walk.values(&template.values);
                    walk.body(&template.body);
                });
            }
            ItemKind::Policy(policy) => self.policy(policy),
            ItemKind::Applied(path) => {
                self.path(path);
            }
            ItemKind::Allow(allow) => {
                self.expression(&allow.reason);
                self.expression(&allow.until);
            }
            _ => {}
        }
    }

    fn with_parameters(&mut self, parameters: &'a [Parameter], then: impl FnOnce(&mut Self)) {
        let mut scope = BTreeMap::new();
        for parameter in parameters {
            self.declare(&parameter.name, Kind::Parameter);
            self.kind(&parameter.kind);
            scope.insert(
                parameter.name.value.as_str(),
                Local {
                    kind: Kind::Parameter,
                    span: parameter.name.span,
                    meaning: Meaning::Plain,
                },
            );
        }
        self.scopes.push(scope);
        for parameter in parameters {
            for value in parameter.default.iter().chain(&parameter.condition) {
                self.expression(value);
            }
        }
        then(self);
        self.scopes.pop();
    }

    /// Columns as declared.
    pub fn columns(&mut self, columns: &'a [Column]) {
        for column in columns {
            self.declare(&column.name, Kind::Column);
            self.kind(&column.kind);
            for mark in &column.marks {
                self.note(mark, Kind::Mark, None);
            }
        }
    }

    /// A type as written.
    pub fn kind(&mut self, kind: &'a TypeExpression) {
        match &kind.kind {
            TypeExpressionKind::Path(path) => {
                if let [only] = path.parts.as_slice()
                    && crate::language::is_type(&only.value)
                {
                    self.note(only, Kind::BuiltinType, None);
                } else {
                    self.path(path);
                }
            }
            TypeExpressionKind::Applied { name, .. } => self.note(name, Kind::BuiltinType, None),
            TypeExpressionKind::List(inner) => self.kind(inner),
            TypeExpressionKind::Record(columns) => self.columns(columns),
            TypeExpressionKind::Error => {}
        }
    }

    /// Small values as declared.
    pub fn values(&mut self, values: &'a [ValueDeclaration]) {
        for value in values {
            self.declare(&value.name, Kind::Value);
            self.kind(&value.kind);
        }
    }

    fn connector_clause(&mut self, clause: &'a ConnectorClauseKind) {
        match clause {
            ConnectorClauseKind::Located(value) | ConnectorClauseKind::Address(value) => {
                self.expression(value);
            }
            ConnectorClauseKind::Egress(values) => {
                for value in values {
                    self.expression(value);
                }
            }
            ConnectorClauseKind::Secrets { parameter, .. } => {
                if let Some(local) = self.local(&parameter.value) {
                    self.note(parameter, local.kind, Some(local.span));
                }
            }
            ConnectorClauseKind::Mover(mover) => {
                self.expression(&mover.image);
                self.known_fields(&mover.fields);
            }
            ConnectorClauseKind::Notifies { fields, .. }
            | ConnectorClauseKind::Event { fields, .. } => self.known_fields(fields),
            _ => {}
        }
    }

    /// The record of an environment: what it names is declared for the whole project.
    fn environment(&mut self, record: &'a Record) {
        for field in &record.fields {
            self.note(&field.name, Kind::Field, None);
            if field.name.value == "clusters" {
                self.clusters(&field.value);
            } else if field.name.value == "parameters" {
                self.bindings(&field.value);
            } else if field.name.value != "targets" {
                self.expression(&field.value);
            }
        }
    }

    /// How a step does its work.
    pub fn body(&mut self, body: &'a StepBody) {
        match body {
            StepBody::Run { image, fields } => {
                self.expression(image);
                self.work(fields);
            }
            StepBody::Inline { image, fields, .. } => {
                self.expression(image);
                self.work(fields);
            }
            StepBody::Call { pipeline, fields } => {
                let called = self.called(pipeline);
                self.given(fields, called);
            }
            StepBody::Template { callee, fields } => {
                let called = self.path(callee);
                self.given(fields, called);
            }
            StepBody::Either(branches) => {
                for branch in branches {
                    self.expression(branch);
                }
            }
            StepBody::Error => {}
        }
    }
}
