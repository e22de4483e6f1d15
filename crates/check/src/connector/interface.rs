//! Declarations of connectors: their parameters, and that each clause makes sense by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Argument, Builtin, Mover, Template, TemplatePart, VariableTemplate};
use pipewright_source::Span;
use pipewright_syntax::tree::{Connector, ConnectorClauseKind, ItemKind};

use super::project::Projection;
use crate::context::{Context, Local, Locals, World};
use crate::names::{ItemId, list, need_snake};
use crate::parameters::{Formal, Owner};
use crate::report::Report;
use crate::rules;
use crate::values::Value;

/// Fields every dataset has besides the parameters of its connector.
pub const COMMON: [(&str, bool); 7] = [
    ("freshness", false),
    ("owner", false),
    ("accepts", false),
    ("duplicates", false),
    ("replicas", false),
    ("partition", false),
    ("cursor", false),
];

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
            let parameters = context.formals(&connector.parameters, Owner::Connector);
            let mut interface = Interface {
                name: format!("{home}.{}", connector.name.value),
                module,
                tree: connector,
                parameters,
                sound: true,
            };
            // What the compiler carries was looked at when it was tested.
            if !tree.standard {
                context.declaration(&interface);
            }
            interface.sound = !own.found.iter().any(Diagnostic::is_error)
                && !connector
                    .clauses
                    .iter()
                    .any(|clause| matches!(clause.kind, ConnectorClauseKind::Error));
            report.merge(own);
            interfaces.insert(ItemId::new(module, item), interface);
        }
    }
    interfaces
}

impl<'a> Context<'_, 'a> {
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
            locals.insert(
                formal.name.to_owned(),
                Local::parameter(Value::Unknown, formal.span),
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
        self.asks_for_rows(interface, projection);
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

    /// Who says `incremental by column` must ask for the rows of an interval by it.
    fn asks_for_rows(&mut self, interface: &Interface<'a>, projection: &Projection) {
        let Some(mover) = projection
            .read
            .as_ref()
            .filter(|_| projection.reads.incremental)
        else {
            return;
        };
        let builtins: Vec<Builtin> = mover_texts(mover)
            .flat_map(|text| &text.0)
            .filter_map(|part| match part {
                TemplatePart::Builtin(builtin) => Some(*builtin),
                _ => None,
            })
            .collect();
        let wanted = [
            (Builtin::Cursor, "cursor"),
            (Builtin::ReadFrom, "interval_start"),
            (Builtin::ReadTo, "interval_end"),
        ];
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|(builtin, _)| !builtins.contains(builtin))
            .map(|(_, name)| *name)
            .collect();
        if missing.is_empty() {
            return;
        }
        let name = &interface.tree.name;
        let message = format!(
            "the connector `{}` reads `incremental by column`, but its mover never asks for {}",
            name.value,
            list(&missing)
        );
        let found = Diagnostic::new(
            &rules::MISSING_CLAUSE,
            message,
            mover.origin.span,
            "it would read every row each time",
        );
        self.report.push(found);
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

/// The texts of a mover that may hold built-in names.
fn mover_texts(mover: &Mover) -> impl Iterator<Item = &Template> {
    let args = mover.args.iter().filter_map(|argument| match argument {
        Argument::Text(text) => Some(text),
        Argument::EachKey { .. } => None,
    });
    let env = mover.env.iter().filter_map(|(_, value)| match value {
        VariableTemplate::Text(text) => Some(text),
        VariableTemplate::Secret(_) => None,
    });
    args.chain(env).chain(mover.command.iter().flatten())
}
