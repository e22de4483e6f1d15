//! Declarations of connectors: their parameters, and that each clause makes sense by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Connector, ConnectorClauseKind, Expression, ItemKind, Parameter};

use super::project::Projection;
use crate::context::{Context, Local, Locals, World};
use crate::names::{ItemId, need_snake};
use crate::report::Report;
use crate::rules;
use crate::values::{Kind, Value};

/// Fields every dataset has besides the parameters of its connector.
pub const COMMON: [(&str, bool); 3] = [("freshness", false), ("owner", false), ("accepts", false)];

/// Names a mover has built in.
const BUILTIN: [&str; 5] = ["local", "path", "mode", "keys", "run"];

/// A connector as its uses see it.
#[derive(Debug, Clone)]
pub struct Interface<'a> {
    /// `s3.parquet`: the last part of the module's path and its own name.
    pub name: String,
    /// The module whose names its clauses see.
    pub module: usize,
    /// Its tree.
    pub tree: &'a Connector,
    /// Its parameters in order.
    pub parameters: Vec<Formal<'a>>,
    /// Whether it was declared soundly.
    pub sound: bool,
}

/// A parameter as declared.
#[derive(Debug, Clone)]
pub struct Formal<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be left out without a default.
    pub optional: bool,
    /// What it is otherwise.
    pub default: Option<&'a Expression>,
    /// Where it is declared.
    pub span: Span,
}

impl Formal<'_> {
    /// Whether a use must give it.
    pub const fn required(&self) -> bool {
        self.default.is_none() && !self.optional
    }
}

/// Reads every connector of the project.
pub fn interfaces<'a>(world: &World<'a>, report: &mut Report) -> BTreeMap<ItemId, Interface<'a>> {
    let mut interfaces = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Connector(connector) = &node.kind else {
                continue;
            };
            let mut own = Report::default();
            let home = tree.path.last().map_or("", String::as_str);
            let mut context = Context::new(world, &mut own, module);
            let parameters = context.formals(&connector.parameters, true);
            let mut interface = Interface {
                name: format!("{home}.{}", connector.name.value),
                module,
                tree: connector,
                parameters,
                sound: true,
            };
            context.declaration(&interface);
            interface.sound = !own.found.iter().any(Diagnostic::is_error)
                && !connector
                    .clauses
                    .iter()
                    .any(|clause| matches!(clause.kind, ConnectorClauseKind::Error));
            report.merge(own);
            interfaces.insert(ItemId { module, item }, interface);
        }
    }
    interfaces
}

impl<'a> Context<'_, 'a> {
    /// The parameters of a connector or a pipeline.
    pub fn formals(&mut self, parameters: &'a [Parameter], connector: bool) -> Vec<Formal<'a>> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut formals = Vec::new();
        for parameter in parameters {
            let name = &parameter.name;
            need_snake(self.report, name, "a parameter");
            if let Some(span) = first.get(name.value.as_str()) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    format!("the parameter `{}` is declared twice", name.value),
                    name.span,
                    "declared again here",
                );
                self.report
                    .push(found.with_related(*span, "declared here first"));
                continue;
            }
            first.insert(&name.value, name.span);
            let common = COMMON.iter().any(|(known, _)| *known == name.value);
            if connector && (common || BUILTIN.contains(&name.value.as_str()))
                || name.value == "run"
            {
                let what = if common {
                    "a field every dataset has"
                } else {
                    "built in"
                };
                self.shadowing(name, &format!("`{}` is {what}", name.value), None);
            } else if let Some((_, span)) = self
                .world
                .tables
                .modules
                .get(self.module)
                .and_then(|table| table.get(name.value.as_str()))
                && !connector
            {
                self.shadowing(
                    name,
                    &format!("`{}` has a meaning here already", name.value),
                    Some(*span),
                );
            }
            formals.push(Formal {
                name: &name.value,
                kind: self.kind(&parameter.kind),
                optional: parameter.kind.optional,
                default: parameter.default.as_ref(),
                span: parameter.span,
            });
        }
        formals
    }

    /// Says that a name hides another.
    pub fn shadowing(
        &mut self,
        name: &pipewright_syntax::tree::Name,
        message: &str,
        first: Option<Span>,
    ) {
        let mut found = Diagnostic::new(
            &rules::SHADOWED_NAME,
            message,
            name.span,
            "no name hides another",
        );
        if let Some(first) = first {
            found = found.with_related(first, "declared here");
        }
        self.report.push(found.help("choose another name"));
    }

    /// Evaluates every clause with parameters of unknown value: what is wrong whatever they are
    /// is said where it stands.
    fn declaration(&mut self, interface: &Interface<'a>) {
        need_snake(self.report, &interface.tree.name, "a connector");
        self.single_clauses(interface);
        let mut locals = BTreeMap::new();
        for formal in &interface.parameters {
            if let Some(default) = formal.default {
                let value = self.located(default);
                self.conform(&formal.kind, value);
            }
            locals.insert(
                formal.name.to_owned(),
                Local {
                    value: Value::Unknown,
                    span: formal.span,
                },
            );
        }
        let projection = self.project(
            interface,
            Arc::new(locals) as Locals,
            interface.tree.name.span,
        );
        self.complete(interface, &projection);
    }

    /// What a connector says it can do needs what does it.
    fn complete(&mut self, interface: &Interface<'a>, projection: &Projection) {
        let clauses = &interface.tree.clauses;
        let moves = |way: &str| {
            clauses.iter().any(|clause| match &clause.kind {
                ConnectorClauseKind::Mover(mover) => mover.direction.value == way,
                ConnectorClauseKind::Error => true,
                _ => false,
            })
        };
        let needs = [
            (projection.reads.any, "reads", "read"),
            (!projection.writes.lanes.is_empty(), "writes", "write"),
        ];
        for (said, clause, way) in needs {
            if said && !moves(way) {
                let name = &interface.tree.name;
                let message = format!(
                    "the connector `{}` says `{clause}` but has no `mover {way}`",
                    name.value
                );
                self.report.push(Diagnostic::new(
                    &rules::MISSING_CLAUSE,
                    message,
                    name.span,
                    "nothing would move the data",
                ));
            }
        }
    }

    /// Clauses that may stand only once.
    fn single_clauses(&mut self, interface: &Interface<'a>) {
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for clause in &interface.tree.clauses {
            let word = match &clause.kind {
                ConnectorClauseKind::Reads(_) => "reads".to_owned(),
                ConnectorClauseKind::Writes(_) => "writes".to_owned(),
                ConnectorClauseKind::Columns(_) => "columns".to_owned(),
                ConnectorClauseKind::Located(_) => "located".to_owned(),
                ConnectorClauseKind::Address(_) => "address".to_owned(),
                ConnectorClauseKind::Format(_) => "format".to_owned(),
                ConnectorClauseKind::Notifies { .. } => "notifies".to_owned(),
                ConnectorClauseKind::Event { .. } => "event".to_owned(),
                ConnectorClauseKind::Secrets { parameter, .. } => {
                    format!("secrets {}", parameter.value)
                }
                ConnectorClauseKind::Mover(mover) => format!("mover {}", mover.direction.value),
                ConnectorClauseKind::Egress(_) | ConnectorClauseKind::Error => continue,
            };
            if let Some(span) = first.get(&word) {
                let span = *span;
                self.duplicate_clause(&word, clause.span, span);
            } else {
                first.insert(word, clause.span);
            }
        }
    }

    /// Says that a clause stands there twice.
    pub fn duplicate_clause(&mut self, word: &str, span: Span, first: Span) {
        self.report.push(
            Diagnostic::new(
                &rules::DUPLICATE_CLAUSE,
                format!("`{word}` is there twice"),
                span,
                "said again here",
            )
            .with_related(first, "said here first")
            .help("say it once"),
        );
    }
}
