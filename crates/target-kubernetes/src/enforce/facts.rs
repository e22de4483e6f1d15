//! The plan, indexed once: a ledger has as many rows as the plan has tasks, or more.

use std::collections::BTreeMap;

use pipewright_plan::{Constraint, Plan, Task, VariableValue};

use crate::place::container_path;
use crate::timing::{attempt_seconds, for_people};

/// Sums with more terms than these are told by their length.
const MOST_TERMS: usize = 8;

/// What rows are made from.
pub struct Facts<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// How the limit of an attempt comes about.
    pub attempt: String,
    tasks: BTreeMap<&'a str, &'a Task>,
    secrets: BTreeMap<&'a str, Uses>,
}

/// Where a secret is used.
#[derive(Debug, Clone)]
pub struct Uses {
    /// The path of the first use.
    pub first: String,
    /// How many more there are.
    pub others: usize,
}

impl<'a> Facts<'a> {
    /// Reads the plan once.
    pub fn of(plan: &'a Plan) -> Self {
        let tasks = &plan.pipeline.tasks;
        Self {
            plan,
            attempt: attempt(plan),
            tasks: tasks
                .iter()
                .map(|task| (task.name.as_str(), task))
                .collect(),
            secrets: secrets(plan),
        }
    }

    /// The task an id names: `timeout/by_country`, `check/check_by_country/2`.
    pub fn task(&self, constraint: &Constraint) -> Option<&'a Task> {
        let name = constraint.id.split('/').nth(1)?;
        self.tasks.get(name).copied()
    }

    /// Where the secret of this name is used.
    pub fn secret(&self, name: &str) -> Option<&Uses> {
        self.secrets.get(name)
    }
}

fn attempt(plan: &Plan) -> String {
    let tasks = &plan.pipeline.tasks;
    let sum = for_people(attempt_seconds(plan));
    if tasks.len() > MOST_TERMS {
        return format!("{} tasks = {sum}", tasks.len());
    }
    let terms: Vec<String> = tasks
        .iter()
        .map(|task| format!("{} {}", task.name, for_people(task.timeout_seconds)))
        .collect();
    format!("{} = {sum}", terms.join(" + "))
}

fn secrets(plan: &Plan) -> BTreeMap<&str, Uses> {
    let mut found: BTreeMap<&str, Uses> = BTreeMap::new();
    for container in plan.pipeline.tasks.iter().flat_map(|task| &task.containers) {
        for variable in &container.env {
            let VariableValue::Secret { secret, .. } = &variable.value else {
                continue;
            };
            found
                .entry(secret)
                .and_modify(|uses| uses.others += 1)
                .or_insert_with(|| Uses {
                    first: format!(
                        "{}.env[name={}].valueFrom.secretKeyRef",
                        container_path(plan, &container.name),
                        variable.name
                    ),
                    others: 0,
                });
        }
    }
    found
}
