//! What must have succeeded before something may go on: producers, checks, approvals, waits.

use pipewright_model::DataReference;
use pipewright_plan::{Guard, TaskKind, Wait, WaitSince};

use super::read::read_key;
use super::{Builder, TaskParts};
use crate::guards;
use crate::names::word;

/// A task that stands between a subject and those who use it.
#[derive(Debug, Clone)]
pub struct Gate<'a> {
    /// Its name.
    pub task: String,
    /// What it is.
    pub kind: GateKind,
    /// The ways it lies on.
    pub when: &'a [Guard],
}

/// The kinds of gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateKind {
    /// A check.
    Check,
    /// A check that rejects rows.
    Rejecting,
    /// An approval.
    Approval,
    /// A timed pause.
    Wait,
}

impl<'a> Builder<'a> {
    /// Names the gates of each subject.
    pub(super) fn name_gates(&mut self) {
        let pipeline = self.pipeline;
        for (at, check) in pipeline.checks.iter().enumerate() {
            let kind = match check.rejecting {
                Some(_) => GateKind::Rejecting,
                None => GateKind::Check,
            };
            let task = self.name_gate("check", kind, &check.subject, &check.when);
            if kind == GateKind::Rejecting {
                let list = self.rejecting.entry(check.subject.clone()).or_default();
                list.push((at, task.clone()));
            }
            self.check_names.push(task);
        }
        for approval in &pipeline.approvals {
            let task = self.name_gate(
                "approve",
                GateKind::Approval,
                &approval.subject,
                &approval.when,
            );
            self.approval_names.push(task);
        }
        for wait in &pipeline.waits {
            let task = self.name_gate("wait", GateKind::Wait, &wait.subject, &wait.when);
            self.wait_names.push(task);
        }
    }

    fn name_gate(
        &mut self,
        verb: &str,
        kind: GateKind,
        subject: &DataReference,
        when: &'a [Guard],
    ) -> String {
        let wanted = format!("{verb}_{}", word(&Self::subject_name(subject)));
        let task = self.names.claim(&wanted);
        let gate = Gate {
            task: task.clone(),
            kind,
            when,
        };
        self.gates.entry(subject.clone()).or_default().push(gate);
        task
    }

    /// Tasks that make the rows of a reference.
    pub(super) fn producers(&self, reference: &DataReference) -> Vec<String> {
        match reference {
            DataReference::Dataset(_) | DataReference::Interval(_) => {
                let read = read_key(reference).and_then(|key| self.reads.get(&key));
                read.cloned().into_iter().collect()
            }
            DataReference::Output { step, .. } => vec![step.clone()],
            DataReference::Joined { name } => vec![name.clone()],
            DataReference::Collected { group, .. } => {
                let members = self.index.members(group).iter();
                members.map(|step| step.name.clone()).collect()
            }
        }
    }

    /// Tasks that make the rows a check of a reference reads: producers, and the checks before it
    /// that reject rows.
    pub(super) fn makers(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        stages: usize,
    ) -> Vec<String> {
        let mut needs = self.producers(reference);
        for member in self.members(reference) {
            let list = self.rejecting.get(&member);
            needs.extend(
                list.and_then(|list| list.last())
                    .map(|(_, name)| name.clone()),
            );
        }
        let stage = self.last_stage(reference, when, stages);
        let list = self.rejecting.get(reference);
        let last = list
            .zip(stage.checked_sub(1))
            .and_then(|(list, at)| list.get(at));
        needs.extend(last.map(|(_, name)| name.clone()));
        needs
    }

    /// Producers, and every gate: what a step or write needs that lies on these ways.
    pub(super) fn gates(&mut self, reference: &DataReference, when: &[Guard]) -> Vec<String> {
        self.gates_of(reference, when, |_| true)
    }

    /// Producers, and the gates that `counts` takes.
    pub(super) fn gates_of(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        counts: impl Fn(&Gate<'a>) -> bool,
    ) -> Vec<String> {
        let mut needs = Vec::new();
        for member in self.members(reference) {
            let ways = self.ways_of(&member);
            self.one_subject(&member, ways, &counts, &mut needs);
        }
        self.one_subject(reference, when, &counts, &mut needs);
        // What holds back all rows of a loop holds back those of each of its steps.
        if let Some(whole) = self.whole(reference) {
            needs.extend(self.gates_alone(&whole, when, &counts));
        }
        needs
    }

    fn one_subject(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        counts: &dyn Fn(&Gate<'a>) -> bool,
        needs: &mut Vec<String>,
    ) {
        let gates = self.gates_alone(reference, when, counts);
        needs.splice(0..0, self.producers(reference));
        needs.extend(gates);
    }

    /// What stands for each gate of a subject that `counts` takes.
    fn gates_alone(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        counts: &dyn Fn(&Gate<'a>) -> bool,
    ) -> Vec<String> {
        let Some(gates) = self.gates.get(reference).cloned() else {
            return Vec::new();
        };
        let ways = match read_key(reference) {
            Some(key) => self.read_ways.get(&key).map_or(&[][..], |ways| ways.when),
            None => self.ways_of(reference),
        };
        let gates = gates.iter().filter(|gate| counts(gate));
        let needs = gates.filter_map(|gate| {
            let base = guards::common(gate.when, ways);
            // All elements of a large loop: only where a way leads past the gate.
            let producers = match guards::within(when, gate.when) {
                true => Vec::new(),
                false => self.producers(reference),
            };
            self.need(&gate.task, gate.when, when, base, &producers)
        });
        needs.collect()
    }

    /// What stands for the need of a task: the task itself, a way around it, or nothing.
    ///
    /// A task is skipped when one it needs was. So what happens on more ways than its gate does
    /// must not need the gate itself, but a join of the gate and of the ways that lead past it.
    /// Up to `base` ways both share.
    pub(super) fn need(
        &mut self,
        task: &str,
        task_when: &[Guard],
        when: &[Guard],
        base: usize,
        producers: &[String],
    ) -> Option<String> {
        if task_when.len() <= base || guards::within(when, task_when) {
            return Some(task.to_owned());
        }
        if guards::exclude(when, task_when) {
            return None;
        }
        let key = (task.to_owned(), base);
        if let Some(known) = self.passed.get(&key) {
            return Some(known.clone());
        }
        let origin = self.pipeline.origin.clone();
        let name = self.names.claim(&format!("passed_{task}"));
        let mut of = vec![task.to_owned()];
        for depth in base..task_when.len() {
            let (Some(above), Some(last)) = (task_when.get(..depth), task_when.get(depth)) else {
                continue;
            };
            let mut ways = above.to_vec();
            ways.push(Guard {
                branch: last.branch.clone(),
                holds: !last.holds,
            });
            let around = self.names.claim(&format!("without_{task}"));
            let pause = Wait {
                seconds: 0,
                since: WaitSince::Predecessors,
            };
            let mut parts = TaskParts::new(around.clone(), TaskKind::Wait(pause), &ways, &origin);
            parts.needs = producers.to_vec();
            self.push(parts);
            of.push(around);
        }
        let ways = task_when.get(..base).unwrap_or_default();
        let mut parts = TaskParts::new(
            name.clone(),
            TaskKind::Join { of: of.clone() },
            ways,
            &origin,
        );
        parts.needs = of;
        self.push(parts);
        self.passed.insert(key, name.clone());
        Some(name)
    }
}
