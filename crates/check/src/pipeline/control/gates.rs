//! What holds data back: checks, approvals, waits; and those that hold back nothing.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::refer::Place;
use super::super::shapes::Shapes;
use super::ways::{Setting, Way, exclusive};
use crate::context::Context;
use crate::names::ItemId;
use crate::rules;

/// What holds data back.
pub struct Gate {
    /// What it is.
    pub kind: GateKind,
    /// What it holds back.
    pub place: Place,
    /// As people call that.
    pub name: String,
    /// Where it stands.
    pub setting: Setting,
    /// The clause.
    pub span: Span,
}

/// The kinds of gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateKind {
    /// A check that stops.
    Check,
    /// An approval.
    Approval,
    /// A wait.
    Wait,
}

/// What is held back: an output, or a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// An output.
    Output(Node, usize),
    /// A dataset.
    Dataset(ItemId),
    /// The rows of a dataset in the run's data interval.
    Interval(ItemId),
}

/// Who reads or writes what, by the ways they lie on.
#[derive(Default)]
pub struct Readers(BTreeMap<Held, BTreeSet<Vec<Way>>>);

impl Readers {
    /// Takes note of one that reads or writes a place.
    pub fn note(&mut self, unrolled: &Unrolled<'_>, place: Place, setting: &Setting) {
        for held in held(unrolled, place) {
            let ways = self.0.entry(held).or_default();
            if !ways.contains(&*setting.ways) {
                ways.insert((*setting.ways).clone());
            }
        }
    }

    /// Who reads a join reads what it is one of.
    pub fn hand_down(&mut self, shapes: &Shapes) {
        for index in shapes.joins_from_the_last() {
            let Some(join) = shapes.joins.get(index) else {
                continue;
            };
            for (output, parts) in join.parts.iter().enumerate() {
                let Some(ways) = self
                    .0
                    .get(&Held::Output(Node::Join(index), output))
                    .cloned()
                else {
                    continue;
                };
                for (node, output, _) in parts {
                    let own = self.0.entry(Held::Output(*node, *output)).or_default();
                    own.extend(ways.iter().cloned());
                }
            }
        }
    }

    /// Whether somebody waits for a gate.
    fn waits(&self, unrolled: &Unrolled<'_>, gate: &Gate) -> bool {
        held(unrolled, gate.place).iter().any(|held| {
            let mut ways = self.0.get(held).into_iter().flatten();
            ways.any(|ways| !exclusive(ways, &gate.setting.ways))
        })
    }
}

/// What a place stands for.
pub fn held(unrolled: &Unrolled<'_>, place: Place) -> Vec<Held> {
    match place {
        Place::Dataset(id) => vec![Held::Dataset(id)],
        Place::Interval(id) => vec![Held::Interval(id)],
        place => {
            let sources = place.sources(unrolled).into_iter();
            sources
                .map(|(node, output)| Held::Output(node, output))
                .collect()
        }
    }
}

/// What a gate holds back, as the author calls it: a loop's passes have one name.
fn spoken(unrolled: &Unrolled<'_>, gate: &Gate) -> String {
    let rest = gate.place.first().and_then(|(node, _)| {
        let rest = gate.name.strip_prefix(unrolled.name_of(node))?;
        Some(format!("{}{rest}", unrolled.written_of(node)))
    });
    rest.unwrap_or_else(|| gate.name.clone())
}

impl Context<'_, '_> {
    /// Says which gates hold back nothing.
    pub fn idle_gates(&mut self, unrolled: &Unrolled<'_>, gates: &[Gate], readers: &Readers) {
        for gate in gates {
            if readers.waits(unrolled, gate) {
                continue;
            }
            let name = spoken(unrolled, gate);
            let (rule, message, why, help) = match gate.kind {
                GateKind::Check => (
                    &rules::IDLE_CHECK,
                    format!("this check of `{name}` holds nothing back"),
                    "a check gates the writes of what it checks, and the steps that read it",
                    "check what is written or read further on",
                ),
                GateKind::Approval => (
                    &rules::IDLE_GATE,
                    format!("this approval of `{name}` holds nothing back"),
                    "because an approval gates the writes of what it names, and the steps that read it",
                    "approve what is written or read further on",
                ),
                GateKind::Wait => (
                    &rules::IDLE_GATE,
                    format!("nothing waits after `{name}`"),
                    "because a wait gates the writes of what it names, and the steps that read it",
                    "wait after what is written or read further on",
                ),
            };
            self.report.push(
                Diagnostic::new(rule, message, gate.span, "nothing comes after it")
                    .because(why)
                    .help(help),
            );
        }
    }
}
