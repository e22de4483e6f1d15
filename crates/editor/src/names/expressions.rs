//! Names in expressions and records.

use std::collections::BTreeMap;

use pipewright_syntax::tree::{
    Expression, ExpressionKind, Family, ItemKind, Record, TextPart, TypeExpressionKind,
};

use super::Kind;
use super::walk::{Local, Meaning, Walk};

impl<'a> Walk<'a> {
    /// Every name in an expression.
    pub fn expression(&mut self, expression: &'a Expression) {
        self.meaning(expression);
    }

    /// Every name in an expression, if it is there.
    pub fn optional(&mut self, expression: Option<&'a Expression>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    /// Every name in an expression; what it means, if it is a name.
    pub fn meaning(&mut self, expression: &'a Expression) -> Option<Local<'a>> {
        match &expression.kind {
            ExpressionKind::Literal(_) | ExpressionKind::Error => {}
            ExpressionKind::Text(parts) => {
                for part in parts {
                    if let TextPart::Hole(path) = part {
                        self.path(path);
                    }
                }
            }
            ExpressionKind::Path(path) => return self.path(path),
            ExpressionKind::Call { callee, arguments } => {
                let called = self.path(callee);
                for argument in arguments {
                    if let Some(name) = &argument.name {
                        let target = self.parameter(called, &name.value);
                        let kind = target.map_or(Kind::Field, |target| target.kind);
                        self.note(name, kind, target.map(|target| target.span));
                    }
                    self.expression(&argument.value);
                }
            }
            ExpressionKind::Index { base, key } => {
                self.expression(key);
                return self.meaning(base);
            }
            ExpressionKind::List(items) => {
                for item in items {
                    self.expression(item);
                }
            }
            ExpressionKind::Record(record) => self.own_fields(record),
            ExpressionKind::Use { callee, fields } => {
                let called = self.path(callee);
                self.given(fields, called);
            }
            ExpressionKind::Chain { operands, .. } => {
                for operand in operands {
                    self.expression(operand);
                }
            }
            ExpressionKind::Compare { left, right, .. }
            | ExpressionKind::Matches {
                left,
                pattern: right,
            } => {
                self.expression(left);
                self.expression(right);
            }
            ExpressionKind::Not(inner) => self.expression(inner),
        }
        None
    }

    /// The fields of a record that the program invents: each declares its name.
    fn own_fields(&mut self, record: &'a Record) {
        for field in &record.fields {
            self.declare(&field.name, Kind::Field);
            self.expression(&field.value);
        }
    }

    /// The fields of a record that the language knows.
    pub fn known_fields(&mut self, record: &'a Record) {
        for field in &record.fields {
            self.note(&field.name, Kind::Field, None);
            self.nested(&field.value);
        }
    }

    fn nested(&mut self, value: &'a Expression) {
        match &value.kind {
            ExpressionKind::Record(record) => self.known_fields(record),
            ExpressionKind::List(items) => {
                for item in items {
                    self.nested(item);
                }
            }
            _ => self.expression(value),
        }
    }

    /// The fields given to a connector, a pipeline or a template: they name its parameters, or
    /// are known by the language.
    pub fn given(&mut self, record: &'a Record, called: Option<Local<'a>>) {
        for field in &record.fields {
            match self.parameter(called, &field.name.value) {
                Some(target) => self.note(&field.name, target.kind, Some(target.span)),
                None => self.note(&field.name, Kind::Field, None),
            }
            if field.name.value == "columns" {
                self.known_fields_of(&field.value);
            } else {
                self.expression(&field.value);
            }
        }
    }

    fn known_fields_of(&mut self, value: &'a Expression) {
        if let ExpressionKind::Record(record) = &value.kind {
            self.known_fields(record);
        } else {
            self.expression(value);
        }
    }

    /// The fields of a step that runs a container.
    pub fn work(&mut self, record: &'a Record) {
        for field in &record.fields {
            self.note(&field.name, Kind::Field, None);
            match (&*field.name.value, &field.value.kind) {
                // Types stand here, written like values.
                ("outputs", ExpressionKind::Record(outputs)) => {
                    for output in &outputs.fields {
                        self.declare(&output.name, Kind::Value);
                        self.expression(&output.value);
                    }
                }
                _ => self.expression(&field.value),
            }
        }
    }

    /// A parameter of what is called, by its name.
    pub fn parameter(&self, called: Option<Local<'a>>, name: &str) -> Option<Local<'a>> {
        let Meaning::Item(module, item) = called?.meaning else {
            return None;
        };
        let parameters = match &item.kind {
            ItemKind::Connector(connector) => &connector.parameters,
            ItemKind::Pipeline(pipeline) => &pipeline.parameters,
            ItemKind::Template(template) => &template.parameters,
            _ => return None,
        };
        let found = parameters.iter().find(|one| one.name.value == name)?;
        let _ = module;
        Some(Local {
            kind: Kind::Parameter,
            span: found.name.span,
            meaning: Meaning::Plain,
        })
    }

    /// What is called: a pipeline of the project, or a member of a family of them.
    pub fn called(&mut self, pipeline: &'a Expression) -> Option<Local<'a>> {
        match &pipeline.kind {
            ExpressionKind::Index { base, key } => {
                self.expression(key);
                self.called(base)
            }
            ExpressionKind::Path(path) => {
                let (name, before) = path.parts.split_last()?;
                if let Some(module) = before.first()
                    && let Some(local) = self.named(self.index, &module.value)
                {
                    self.note(module, local.kind, Some(local.span));
                }
                let tables = self.analysis.tables();
                let found = self.whole(tables.pipelines.get(&name.value))?;
                self.note(name, found.kind, Some(found.span));
                Some(found)
            }
            _ => {
                self.expression(pipeline);
                None
            }
        }
    }

    /// A list of clusters.
    pub fn clusters(&mut self, value: &'a Expression) {
        match &value.kind {
            ExpressionKind::List(items) => {
                for item in items {
                    self.clusters(item);
                }
            }
            ExpressionKind::Path(path) => {
                if let [name] = path.parts.as_slice() {
                    let tables = self.analysis.tables();
                    if let Some(found) = self.whole(tables.clusters.get(&name.value)) {
                        self.note(name, found.kind, Some(found.span));
                    }
                }
            }
            _ => self.expression(value),
        }
    }

    /// Values for parameters of pipelines: `{ pipeline = { parameter = value } }`.
    pub fn bindings(&mut self, value: &'a Expression) {
        let ExpressionKind::Record(record) = &value.kind else {
            self.expression(value);
            return;
        };
        for field in &record.fields {
            let tables = self.analysis.tables();
            let called = self.whole(tables.pipelines.get(&field.name.value));
            let target = called.map(|called| called.span);
            let kind = called.map_or(Kind::Field, |called| called.kind);
            self.note(&field.name, kind, target);
            match &field.value.kind {
                ExpressionKind::Record(given) => self.given(given, called),
                _ => self.expression(&field.value),
            }
        }
    }

    /// `for t in list` after the name of a pipeline or dataset.
    pub fn family(&mut self, family: Option<&'a Family>, then: impl FnOnce(&mut Self)) {
        let Some(family) = family else {
            then(self);
            return;
        };
        self.expression(&family.list);
        self.element(&family.variable, &family.list, then);
    }

    /// A body with the element of a list in scope.
    pub fn element(
        &mut self,
        variable: &'a pipewright_syntax::tree::Name,
        list: &'a Expression,
        then: impl FnOnce(&mut Self),
    ) {
        self.declare(variable, Kind::Variable);
        let local = Local {
            kind: Kind::Variable,
            span: variable.span,
            meaning: Meaning::Element(self.index, list),
        };
        self.scopes
            .push(BTreeMap::from([(variable.value.as_str(), local)]));
        then(self);
        self.scopes.pop();
    }

    /// The type a path of a type names.
    pub fn type_path(
        &mut self,
        module: usize,
        kind: &'a pipewright_syntax::tree::TypeExpression,
    ) -> Option<Local<'a>> {
        let TypeExpressionKind::Path(path) = &kind.kind else {
            return None;
        };
        let mut parts = path.parts.iter();
        let mut at = self.named(module, &parts.next()?.value)?;
        for part in parts {
            at = self.member(at.meaning, &part.value)?;
        }
        Some(at)
    }
}
