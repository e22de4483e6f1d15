//! The graph of a pipeline: no cycles, nothing for nothing; and what control flow comes to.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Approval, Bound, Branch, Join, Lanes, Pause, Resource, Wait};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, ClauseKind};

use super::check::CheckedCheck;
use super::control::{CheckedBranch, Gate, GateKind, Names, Readers, Used, names, values_read};
use super::frames::Unrolled;
use super::refer::Place;
use super::shapes::Shapes;
use super::step::CheckedStep;
use super::write::ResolvedWrite;
use crate::context::Context;
use crate::rules;

/// What control flow comes to in the model.
#[derive(Default)]
pub struct Control {
    /// Decisions.
    pub branches: Vec<Branch>,
    /// What several steps come to.
    pub joins: Vec<Join>,
    /// Approvals.
    pub approvals: Vec<Approval>,
    /// Waits.
    pub waits: Vec<Wait>,
    /// Pauses of repetitions.
    pub pauses: Vec<Pause>,
    /// Ends of repetitions.
    pub bounds: Vec<Bound>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Loops of which not all elements go on at once.
    pub lanes: Vec<Lanes>,
}

impl<'a> Context<'_, 'a> {
    /// Looks at the whole graph.
    pub fn flow(
        &mut self,
        pipeline: &tree::Pipeline,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        steps: &mut [CheckedStep],
        checks: &[CheckedCheck],
        writes: &[ResolvedWrite<'a>],
    ) -> Control {
        let branches = self.decisions(unrolled, shapes);
        let mut gates: Vec<Gate> = Vec::new();
        let mut control = Control {
            approvals: self.approvals(unrolled, shapes, &mut gates),
            waits: self.timed_waits(unrolled, shapes, &mut gates),
            bounds: self.bounds(unrolled),
            lanes: self.lanes(unrolled),
            ..Control::default()
        };
        let names = names(unrolled);
        read_values(steps, &names);
        for (flat, step) in unrolled.steps.iter().zip(steps.iter()) {
            if let Some(built) = &step.built {
                self.one_variable_each(built, flat.written.span);
            }
        }
        self.acyclic(unrolled, shapes, steps, &branches);
        self.does_something(pipeline);
        let mut used = used(unrolled, steps, checks, writes, &branches, &gates, &names);
        used.handed_out(unrolled, &names);
        used.hand_down(shapes);
        // What could not be read may be what uses the rest.
        if !self.report.poisoned {
            self.unused(unrolled, shapes, &used);
            let mut readers = readers(unrolled, steps, writes, &branches);
            for (place, setting) in &unrolled.handed_out.data {
                readers.note(unrolled, *place, setting);
            }
            readers.hand_down(shapes);
            let monitor = unrolled.steps.is_empty() && writes.is_empty();
            gates.extend(checks.iter().filter(|_| !monitor).filter_map(gate));
            self.idle_gates(unrolled, &gates, &readers);
        }
        let resources = writes.iter().filter_map(|write| write.setting.resource);
        let written: BTreeSet<usize> = resources.collect();
        control.resources = self.used_resources(unrolled, &written);
        let places: Vec<(Place, Span)> =
            every_place(steps, checks, writes, &branches, &gates).collect();
        self.collect_at_one_level(unrolled, &places, steps);
        self.without_rows(unrolled, shapes, &used, steps);
        control.joins = self.joins(unrolled, shapes, &used);
        control.pauses = self.one_after_another(unrolled, shapes, steps, &mut control.joins);
        let built = branches.into_iter().filter_map(|branch| branch.built);
        control.branches = built.collect();
        control
    }

    fn does_something(&mut self, pipeline: &tree::Pipeline) {
        let does = |clause: &tree::Clause| {
            matches!(
                clause.kind,
                ClauseKind::Step(_)
                    | ClauseKind::Check(_)
                    | ClauseKind::Write(_)
                    | ClauseKind::For(_)
                    | ClauseKind::When(_)
                    | ClauseKind::Repeat(_)
                    | ClauseKind::Resource(_)
                    | ClauseKind::Error
            )
        };
        if pipeline.clauses.iter().any(does) {
            return;
        }
        let message = format!("the pipeline `{}` does nothing", pipeline.name.value);
        self.report.push(Diagnostic::new(
            &rules::MISSING_CLAUSE,
            message,
            pipeline.name.span,
            "no step, check or write",
        ));
    }
}

/// Takes note of whose values each step reads.
fn read_values(steps: &mut [CheckedStep], names: &Names<'_>) {
    for step in steps {
        let read = step.built.as_ref().map(values_read).unwrap_or_default();
        let nodes = read
            .into_iter()
            .filter_map(|(of, _)| names.get(of).copied());
        step.needs = nodes.collect();
    }
}

fn used<'a>(
    unrolled: &Unrolled<'a>,
    steps: &[CheckedStep],
    checks: &[CheckedCheck],
    writes: &[ResolvedWrite<'a>],
    branches: &[CheckedBranch],
    gates: &[Gate],
    names: &Names<'_>,
) -> Used {
    let mut used = Used::default();
    for (place, _) in every_place(steps, checks, writes, branches, gates) {
        used.place(unrolled, place);
    }
    for branch in branches {
        if let Some(condition) = &branch.asked {
            used.condition(condition, names);
        }
    }
    for built in steps.iter().filter_map(|step| step.built.as_ref()) {
        for (of, value) in values_read(built) {
            if let Some(node) = names.get(of) {
                used.values.insert((*node, value.to_owned()));
            }
        }
    }
    used
}

/// Every place that something reads.
fn every_place<'c>(
    steps: &'c [CheckedStep],
    checks: &'c [CheckedCheck],
    writes: &'c [ResolvedWrite<'_>],
    branches: &'c [CheckedBranch],
    gates: &'c [Gate],
) -> impl Iterator<Item = (Place, Span)> + 'c {
    let read = steps.iter().flat_map(|step| &step.reads);
    let asked = branches.iter().flat_map(|branch| &branch.reads);
    read.chain(asked)
        .map(|data| (data.place, data.span))
        .chain(
            checks
                .iter()
                .map(|check| (check.subject, check.built.origin.span)),
        )
        .chain(
            writes
                .iter()
                .map(|write| (write.subject.place, write.subject.span)),
        )
        .chain(gates.iter().map(|gate| (gate.place, gate.span)))
}

/// Who reads or writes what.
fn readers<'a>(
    unrolled: &Unrolled<'a>,
    steps: &[CheckedStep],
    writes: &[ResolvedWrite<'a>],
    branches: &[CheckedBranch],
) -> Readers {
    let mut readers = Readers::default();
    for (flat, step) in unrolled.steps.iter().zip(steps) {
        for data in &step.reads {
            readers.note(unrolled, data.place, &flat.flat.setting);
        }
    }
    for (flat, branch) in unrolled.branches.iter().zip(branches) {
        for data in &branch.reads {
            readers.note(unrolled, data.place, &flat.flat.setting);
        }
    }
    for write in writes {
        readers.note(unrolled, write.subject.place, &write.setting);
    }
    readers
}

/// A check that stops.
fn gate(check: &CheckedCheck) -> Option<Gate> {
    let mut conditions = check.built.conditions.iter();
    let stops = conditions.any(|condition| !condition.warn) && check.built.rejecting.is_none();
    stops.then(|| Gate {
        kind: GateKind::Check,
        place: check.subject,
        name: super::view::called(&check.built.subject),
        setting: check.setting.clone(),
        span: check.built.origin.span,
    })
}
