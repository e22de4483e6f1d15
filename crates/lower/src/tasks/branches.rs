//! Decisions of the run: conditions on values of tasks.

use std::collections::BTreeSet;

use pipewright_model::{Condition, Operand};
use pipewright_plan::{Branch, Condition as Made, Operand as Planned};

use super::Builder;

impl Builder<'_> {
    /// Every branch, outer ones first.
    pub(super) fn branches(&self) -> Vec<Branch> {
        let branches = self.pipeline.branches.iter();
        branches
            .map(|branch| {
                let condition = condition(&branch.condition, &|operand| self.operand(operand));
                let mut seen: BTreeSet<&str> = BTreeSet::new();
                let operands = condition.operands();
                let needs = operands
                    .iter()
                    .flat_map(|operand| match operand {
                        Planned::Value { tasks, .. } => tasks.as_slice(),
                        Planned::Constant { .. } | Planned::Parameter { .. } => &[],
                    })
                    .filter(|task| seen.insert(task))
                    .cloned()
                    .collect();
                Branch {
                    name: branch.name.clone(),
                    text: branch.text.clone(),
                    needs,
                    when: branch.when.clone(),
                    origin: branch.origin.clone(),
                    condition,
                }
            })
            .collect()
    }

    fn operand(&self, operand: &Operand) -> Planned {
        match operand {
            Operand::Constant(value) => Planned::Constant {
                value: value.clone(),
            },
            Operand::Parameter { name, kind } => Planned::Parameter {
                name: name.clone(),
                kind: kind.clone(),
            },
            Operand::Value { step, name, kind } => Planned::Value {
                tasks: if self.index.joins.contains_key(step.as_str()) {
                    let leaves = self.index.leaves(step).into_iter();
                    leaves.map(str::to_owned).collect()
                } else {
                    vec![step.clone()]
                },
                name: name.clone(),
                kind: kind.clone(),
            },
            Operand::Rows(_) | Operand::Age { .. } => {
                self.measured(operand).unwrap_or(Planned::Constant {
                    value: pipewright_plan::Constant::Int(0),
                })
            }
        }
    }
}

/// A condition keeps its form; what it speaks of becomes values of tasks.
fn condition(condition: &Condition, operand: &dyn Fn(&Operand) -> Planned) -> Made {
    let all = |of: &[Condition]| of.iter().map(|one| self::condition(one, operand)).collect();
    match condition {
        Condition::All(of) => Made::All { of: all(of) },
        Condition::Any(of) => Made::Any { of: all(of) },
        Condition::Not(of) => Made::Not {
            of: Box::new(self::condition(of, operand)),
        },
        Condition::Is(value) => Made::Is {
            value: operand(value),
        },
        Condition::Compare(left, comparison, right) => Made::Compare {
            left: operand(left),
            comparison: comparison.clone(),
            right: operand(right),
        },
        Condition::In(value, values) => Made::In {
            value: operand(value),
            values: values.clone(),
        },
        Condition::Matches(value, pattern) => Made::Matches {
            value: operand(value),
            pattern: pattern.clone(),
        },
    }
}
