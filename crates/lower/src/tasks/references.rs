//! Everything in a pipeline that reads data, and the ways it lies on.

use pipewright_model::{Condition, DataReference, Operand, Pipeline, StepRole};
use pipewright_plan::Guard;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The ways it lies on.
    pub when: &'a [Guard],
    /// Whether it stands in `finally`.
    pub finally: bool,
}

/// Each reference, and its reader, in source order: steps, conditions, checks, writes.
pub fn all(pipeline: &Pipeline) -> Vec<(&DataReference, Reader<'_>)> {
    let reader = |when| Reader {
        when,
        finally: false,
    };
    let mut found = Vec::new();
    for step in &pipeline.steps {
        let reader = Reader {
            when: &step.when,
            finally: step.role == StepRole::Finally,
        };
        found.extend(step.inputs.iter().map(|input| (&input.from, reader)));
    }
    for branch in &pipeline.branches {
        for operand in operands(&branch.condition) {
            if let Operand::Rows(of) | Operand::Age { of, .. } = operand {
                found.push((of, reader(&branch.when)));
            }
        }
    }
    for check in &pipeline.checks {
        found.push((&check.subject, reader(&check.when)));
    }
    for write in &pipeline.writes {
        found.push((&write.subject, reader(&write.when)));
    }
    found
}

/// Every operand of a condition, left to right.
pub fn operands(condition: &Condition) -> Vec<&Operand> {
    let mut found = Vec::new();
    let mut waiting = vec![condition];
    while let Some(condition) = waiting.pop() {
        match condition {
            Condition::All(of) | Condition::Any(of) => waiting.extend(of.iter().rev()),
            Condition::Not(of) => waiting.push(of),
            Condition::Is(value) | Condition::In(value, _) | Condition::Matches(value, _) => {
                found.push(value);
            }
            Condition::Compare(left, _, right) => found.extend([left, right]),
        }
    }
    found
}
