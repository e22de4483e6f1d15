//! Projection: a connector with the values of one use becomes facts.

use pipewright_model::Mover;
use pipewright_plan::{
    ColumnMatch, Endpoint, Event, Format, NotificationKind, RegionSet, SecretUse,
};
use pipewright_source::Span;
use pipewright_syntax::tree::{ConnectorClauseKind, ExpressionKind};

use super::abilities::{Reads, Writes};
use super::interface::Interface;
use super::secrets::SecretUses;
use crate::context::{Ambient, Context, Locals};
use crate::report::Report;
use crate::values::Value;

/// What a connector says of one use.
#[derive(Debug, Default)]
pub struct Projection {
    /// What can be read.
    pub reads: Reads,
    /// What can be written.
    pub writes: Writes,
    /// How columns are matched.
    pub columns: Option<ColumnMatch>,
    /// Where it is.
    pub region: Option<RegionSet>,
    /// Where that was written.
    pub region_span: Option<Span>,
    /// Its URI.
    pub address: Option<String>,
    /// Its objects' format.
    pub format: Option<Format>,
    /// Hosts it talks to.
    pub endpoints: Vec<Endpoint>,
    /// Secrets it needs.
    pub secrets: Vec<SecretUse>,
    /// Brings data here.
    pub read: Option<Mover>,
    /// Takes data there.
    pub write: Option<Mover>,
    /// What its system announces.
    pub event: Option<Event>,
    /// How it tells people.
    pub notification: Option<NotificationKind>,
}

impl<'a> Context<'_, 'a> {
    /// Projects a connector for a use, and says at the use what its values do wrong there.
    pub fn project_use(
        &mut self,
        interface: &Interface<'a>,
        locals: Locals,
        at: Span,
    ) -> Projection {
        let mut own = Report::default();
        let projection = {
            let mut context = Context::new(self.world, &mut own, self.module);
            context.project(interface, locals.clone(), at)
        };
        self.report.poisoned |= own.poisoned || !interface.sound;
        if interface.sound {
            for mut diagnostic in std::mem::take(&mut own.found) {
                // The mistake is a value given here; the connector only shows it.
                let shown = self.slice(diagnostic.primary.span);
                let place = locals.get(shown).map_or(at, |local| local.span);
                let there = std::mem::replace(&mut diagnostic.primary.span, place);
                if there != place && there.source != place.source {
                    let shown: String = shown
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .chars()
                        .take(80)
                        .collect();
                    diagnostic = diagnostic.because(if locals.contains_key(&shown) {
                        format!("because `{}` asks for it", interface.name)
                    } else {
                        format!("because `{}` has it in `{shown}`", interface.name)
                    });
                } else if there != place {
                    diagnostic = diagnostic
                        .with_related(there, format!("`{}` uses it here", interface.name));
                }
                diagnostic.fixes.clear();
                own.found.push(diagnostic);
            }
        } else {
            own.found.clear();
        }
        self.report.merge(own);
        projection
    }

    /// Evaluates every clause with the given parameters.
    pub fn project(&mut self, interface: &Interface<'a>, locals: Locals, at: Span) -> Projection {
        let mut projection = Projection::default();
        let mut secrets = SecretUses::default();
        let mut context = Context {
            world: self.world,
            report: self.report,
            module: interface.module,
            locals: locals.clone(),
            ambient: Ambient::Plain,
            scope: None,
            hops: 0,
        };
        for local in locals.values() {
            if let Value::Secret(secret) = &local.value {
                secrets.need(secret);
            }
        }
        // A key that is not there is one mistake, though movers use it too: these clauses first.
        for clause in &interface.tree.clauses {
            if let ConnectorClauseKind::Secrets { parameter, keys } = &clause.kind {
                context.secret_keys(interface, parameter, keys, &mut secrets);
            }
        }
        for clause in &interface.tree.clauses {
            match &clause.kind {
                ConnectorClauseKind::Reads(abilities) => {
                    projection.reads = context.readings(abilities)
                }
                ConnectorClauseKind::Writes(abilities) => {
                    projection.writes = context.written(abilities)
                }
                ConnectorClauseKind::Columns(name) => {
                    projection.columns = context.column_match(name)
                }
                ConnectorClauseKind::Format(name) => projection.format = context.format(name),
                ConnectorClauseKind::Located(value) => {
                    let place = context.located(value);
                    if !matches!(place.value, Value::Absent) {
                        projection.region = context.region(&place).map(|region| (*region).clone());
                    }
                    projection.region_span = match &value.kind {
                        ExpressionKind::Path(path) => path
                            .parts
                            .first()
                            .and_then(|part| locals.get(&part.value))
                            .filter(|local| local.span != at)
                            .map(|local| local.span),
                        _ => None,
                    };
                }
                ConnectorClauseKind::Address(value) => projection.address = context.address(value),
                ConnectorClauseKind::Egress(hosts) => {
                    for host in hosts {
                        context.egress(host, &mut projection.endpoints);
                    }
                }
                ConnectorClauseKind::Secrets { .. } => {}
                ConnectorClauseKind::Event { kind, fields } => {
                    projection.event = context.event(kind, fields);
                }
                ConnectorClauseKind::Mover(mover) => {
                    context.ambient = if mover.direction.value == "read" {
                        Ambient::ReadMover
                    } else {
                        Ambient::Mover
                    };
                    let built = context.mover(mover, clause.span, &mut secrets);
                    context.ambient = Ambient::Plain;
                    match mover.direction.value.as_str() {
                        "read" => projection.read = built,
                        "write" => projection.write = built,
                        other => context.unknown_word(
                            mover.direction.span,
                            other,
                            "which way data moves",
                            &["read", "write"],
                        ),
                    }
                }
                ConnectorClauseKind::Notifies { kind, fields } => {
                    projection.notification = context.notification(kind, fields, &mut secrets);
                }
                ConnectorClauseKind::Error => context.report.poisoned = true,
            }
        }
        projection.endpoints.sort();
        projection.endpoints.dedup();
        projection.secrets = secrets.finish();
        projection
    }
}
