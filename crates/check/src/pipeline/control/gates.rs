//! What holds data back: checks, approvals, waits; and those that hold back nothing.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::refer::Place;
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
        place => {
            let sources = place.sources(unrolled).into_iter();
            sources
                .map(|(node, output)| Held::Output(node, output))
                .collect()
        }
    }
}

impl Context<'_, '_> {
    /// Says which gates hold back nothing.
    pub fn idle_gates(&mut self, unrolled: &Unrolled<'_>, gates: &[Gate], readers: &Readers) {
        for gate in gates {
            if readers.waits(unrolled, gate) {
                continue;
            }
            let name = &gate.name;
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
