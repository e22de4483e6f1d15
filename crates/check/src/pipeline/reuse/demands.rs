//! What a callee demands, its caller demands too: a call drops no constraint.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Overlap};
use pipewright_schedule::duration;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ReactionEvent};

use super::super::clauses::Constraints;
use super::callee::Called;
use super::fate::{Fate, fate};
use crate::context::Context;
use crate::rules;

/// What the run of a pipeline is held to, whoever says so.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    constraints: Constraints,
    late_data: Option<u64>,
    /// Of which events people are told.
    told: BTreeSet<&'static str>,
    /// The clauses of the pipeline itself.
    clauses: Vec<Span>,
}

/// A demand of a callee: what is to be said, and whether this run says as much.
struct Demand {
    /// As it is said: `deadline 30m`.
    text: String,
    /// Where the callee says it.
    there: Span,
    /// What this run says instead, where it does.
    here: Option<Span>,
    met: bool,
    /// Whether saying it instead of what is said here breaks nothing that was demanded here.
    narrows: bool,
}

impl Demands {
    /// What a pipeline demands with what the project demands of all.
    pub fn of(clauses: &[Clause], constraints: Constraints, late_data: Option<u64>) -> Self {
        let told = clauses.iter().filter_map(|clause| told(&clause.kind));
        Self {
            constraints,
            late_data,
            told: told.collect(),
            clauses: clauses.iter().map(|clause| clause.span).collect(),
        }
    }
}

/// The event that a clause tells people of, where it speaks of the whole run.
fn told(kind: &ClauseKind) -> Option<&'static str> {
    let ClauseKind::Reaction(reaction) = kind else {
        return None;
    };
    Some(match reaction.event.value {
        ReactionEvent::Failure => "failure",
        ReactionEvent::Success => "success",
        ReactionEvent::Late { .. } => "late",
    })
}

/// A duration as it is written.
fn show(seconds: u64) -> String {
    duration::show(seconds).replace(' ', "")
}

/// Whether work other than steps is among the clauses: it is tried again as the run is.
fn moves(clauses: &[Clause]) -> bool {
    let mut waiting: Vec<&Clause> = clauses.iter().collect();
    while let Some(clause) = waiting.pop() {
        match &clause.kind {
            ClauseKind::Check(_) | ClauseKind::Write(_) => return true,
            ClauseKind::For(each) => waiting.extend(&each.body),
            ClauseKind::When(when) => {
                waiting.extend(when.arms.iter().flat_map(|arm| &arm.body));
                waiting.extend(when.otherwise.iter().flat_map(|arm| &arm.body));
            }
            ClauseKind::Resource(resource) => waiting.extend(&resource.body),
            _ => {}
        }
    }
    false
}

impl<'a> Context<'_, 'a> {
    /// Refuses a call whose run is held to less than the callee demands.
    pub(super) fn demanded(
        &mut self,
        called: &Called<'a>,
        demands: &Constraints,
        at: &Expression,
        here: &Demands,
    ) {
        let clauses = &called.tree.clauses;
        let mut all = Vec::new();
        limits(demands, here, &mut all);
        shares(demands, here, &mut all);
        if moves(clauses) {
            retries(demands, here, &mut all);
        }
        for clause in clauses
            .iter()
            .filter(|clause| fate(&clause.kind) == Fate::Demanded)
        {
            if let ClauseKind::LateData(value) = &clause.kind
                && let Some(seconds) = self.lateness(value)
            {
                all.push(Demand {
                    text: format!("late data within {}", show(seconds)),
                    there: clause.span,
                    here: None,
                    met: here.late_data.is_some_and(|own| own >= seconds),
                    narrows: true,
                });
            }
        }
        for demand in all.into_iter().filter(|demand| !demand.met) {
            self.weaker(called, at, here, &demand);
        }
        self.unheard(called, at, here);
    }

    fn weaker(&mut self, called: &Called<'a>, at: &Expression, here: &Demands, demand: &Demand) {
        let text = &demand.text;
        let mut found = Diagnostic::new(
            &rules::WEAKER_CALLER,
            format!(
                "`{}` demands `{text}`, and the run that calls it does not",
                called.name
            ),
            at.span,
            "its work becomes part of this run",
        )
        .with_related(demand.there, "demanded here");
        let own = demand.here.filter(|own| here.clauses.contains(own));
        if let Some(said) = demand.here {
            found = found.with_related(said, "this run demands only this");
        }
        match (own, here.clauses.first()) {
            (Some(own), _) if demand.narrows => {
                found = found.fix(format!("demand `{text}` here"), own, text.clone());
            }
            (None, Some(first)) => {
                let place = Span {
                    end: first.start,
                    ..*first
                };
                let column = self.world.sources.line_column(place).column;
                let indent = " ".repeat(usize::try_from(column).unwrap_or(1).saturating_sub(1));
                let line = format!("{text}\n{indent}");
                found = found.fix(format!("demand `{text}` here"), place, line);
            }
            _ => {}
        }
        self.report.push(
            found.help(
                "a call drops nothing that a pipeline demands: say it here too, or not there",
            ),
        );
    }

    /// Says that nobody is told of what the callee tells people of.
    fn unheard(&mut self, called: &Called<'a>, at: &Expression, here: &Demands) {
        for clause in &called.tree.clauses {
            let Some(event) = told(&clause.kind).filter(|event| !here.told.contains(event)) else {
                continue;
            };
            self.report.push(
                Diagnostic::new(
                    &rules::UNHEARD_CALL,
                    format!(
                        "nobody is told of `{event}` in this run, as `{}` does of its own",
                        called.name
                    ),
                    at.span,
                    "its work becomes part of this run",
                )
                .with_related(clause.span, "said of its own runs only")
                .help(format!(
                    "say `on {event} … notify …` here, for the whole run"
                )),
            );
        }
    }
}

/// `deadline`, `region`, `guarantee`, `overlap`, `targets`.
fn limits(callee: &Constraints, here: &Demands, all: &mut Vec<Demand>) {
    let own = &here.constraints;
    if let Some(wanted) = &callee.deadline {
        let word = if wanted.guaranteed { " guaranteed" } else { "" };
        let text = format!("deadline {}{word}", show(wanted.seconds));
        let said = own.deadline.as_ref();
        let met = said.is_some_and(|said| {
            said.seconds <= wanted.seconds && (said.guaranteed || !wanted.guaranteed)
        });
        all.push(Demand {
            text,
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met,
            narrows: said.is_none_or(|said| {
                said.seconds >= wanted.seconds && (wanted.guaranteed || !said.guaranteed)
            }),
        });
    }
    if let Some(wanted) = &callee.region {
        let said = own.region.as_ref();
        let inside = |said: &pipewright_plan::RegionSet| said.outside(&wanted.value).is_empty();
        all.push(Demand {
            text: format!("region {}", wanted.value.name),
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met: said.is_some_and(|said| inside(&said.value)),
            narrows: said.is_none_or(|said| wanted.value.outside(&said.value).is_empty()),
        });
    }
    if let Some(wanted) = &callee.guarantee {
        let said = own.guarantee.as_ref();
        let as_much = |said: Guarantee| said == wanted.value || said == Guarantee::ExactlyOnce;
        let word = match wanted.value {
            Guarantee::ExactlyOnce => "exactly_once",
            Guarantee::AtLeastOnce => "at_least_once",
            Guarantee::AtMostOnce => "at_most_once",
        };
        all.push(Demand {
            text: format!("guarantee {word}"),
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met: said.is_some_and(|said| as_much(said.value)),
            narrows: wanted.value == Guarantee::ExactlyOnce || said.is_none(),
        });
    }
    if let Some(wanted) = &callee.overlap {
        let said = own.overlap.as_ref();
        let effective = said.map_or(Overlap::Forbid, |said| said.value);
        let word = match wanted.value {
            Overlap::Forbid => "forbid",
            Overlap::Allow => "allow",
            Overlap::Replace => "replace",
        };
        all.push(Demand {
            text: format!("overlap {word}"),
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met: wanted.value == Overlap::Allow || effective == wanted.value,
            narrows: effective == Overlap::Allow,
        });
    }
    if let Some(wanted) = &callee.targets {
        let said = own.targets.as_ref();
        let among = |name: &String| wanted.value.contains(name);
        all.push(Demand {
            text: format!("targets {}", wanted.value.join(", ")),
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met: said.is_some_and(|said| said.value.iter().all(among)),
            narrows: said
                .is_none_or(|said| wanted.value.iter().all(|one| said.value.contains(one))),
        });
    }
}

/// `concurrency` and `mutex`.
fn shares(callee: &Constraints, here: &Demands, all: &mut Vec<Demand>) {
    let own = &here.constraints;
    if let Some(wanted) = &callee.parallelism {
        let said = own.parallelism.as_ref();
        all.push(Demand {
            text: format!("concurrency {}", wanted.most),
            there: wanted.origin.span,
            here: said.map(|said| said.origin.span),
            met: said.is_some_and(|said| said.most <= wanted.most),
            narrows: true,
        });
    }
    for wanted in &callee.places {
        let text = match wanted.most {
            1 => format!("mutex {:?}", wanted.name),
            most => format!("concurrency {most} in {:?}", wanted.name),
        };
        all.push(Demand {
            text,
            there: wanted.origin.span,
            here: None,
            met: own.places.iter().any(|held| held.name == wanted.name),
            narrows: true,
        });
    }
}

/// `retry` of writes and checks, which are tried again as the whole run is.
fn retries(callee: &Constraints, here: &Demands, all: &mut Vec<Demand>) {
    let Some(wanted) = &callee.retry else { return };
    let said = here.constraints.retry.as_ref();
    let mut text = format!("retry {} times", wanted.times);
    if let Some(waits) = wanted.backoff {
        let (first, longest) = (show(waits.first_seconds), show(waits.longest_seconds));
        text = format!("{text}, backoff {first} to {longest}");
    }
    all.push(Demand {
        text,
        there: wanted.origin.span,
        here: said.map(|said| said.origin.span),
        met: said.is_some_and(|said| {
            said.times >= wanted.times && (wanted.backoff.is_none() || said.backoff.is_some())
        }),
        narrows: true,
    });
}
