//! `either`: a task that stands for that one of several which ran, and runs nothing.

use pipewright_model::{DataReference, Join};
use pipewright_plan::{TaskKind, TaskOutput};

use super::gates::GateKind;
use super::{Builder, TaskParts};
use crate::rules;

impl Builder<'_> {
    pub(super) fn join_task(&mut self, join: &Join) {
        let of: Vec<String> = self
            .index
            .leaves(&join.name)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut needs = of.clone();
        for member in &join.data {
            self.refuse_approval(join, member);
            // Gates count as they stand on the member's own ways: of the join's needs some are
            // skipped, and it goes on where the rest succeeded.
            let ways = self.ways_of(member);
            needs.extend(self.gates(member, ways));
        }
        needs.extend(join.end.clone());
        let kind = TaskKind::Join { of };
        let mut parts = TaskParts::new(join.name.clone(), kind, &join.when, &join.origin);
        parts.needs = needs;
        parts.values = join.values.clone();
        parts.inputs = join.data.iter().map(Self::subject_name).collect();
        if !join.data.is_empty() {
            parts.outputs = vec![TaskOutput {
                name: join.name.clone(),
                schema: join.schema.clone(),
                // Nobody says that its members' classes stay behind.
                inferred: true,
            }];
        }
        self.push(parts);
    }

    /// Who refuses a member's rows would not hold the join back: the member itself has run.
    fn refuse_approval(&mut self, join: &Join, member: &DataReference) {
        let whole = self.whole(member);
        let mut gates = std::iter::once(member)
            .chain(&whole)
            .filter_map(|subject| self.gates.get(subject))
            .flatten();
        let Some(gate) = gates.find(|gate| gate.kind == GateKind::Approval) else {
            return;
        };
        let names = self.approval_names.iter();
        let place = names
            .zip(&self.pipeline.approvals)
            .find(|(name, _)| **name == gate.task)
            .map_or(join.origin.span, |(_, approval)| approval.origin.span);
        let (subject, name) = (Self::subject_name(member), &join.name);
        self.diagnostics.push(
            pipewright_diagnostics::Diagnostic::new(
                &rules::APPROVAL_OF_A_MEMBER,
                format!("an approval of `{subject}` does not hold `{name}` back"),
                place,
                format!("`{subject}` is a member of `{name}`"),
            )
            .with_related(join.origin.span, "which goes on with the member that ran")
            .help(format!("approve `{name}`: `approval {name} {{ … }}`")),
        );
    }
}
