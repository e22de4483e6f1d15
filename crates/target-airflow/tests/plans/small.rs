//! Small plans out of steps that run one container each and leave no rows behind.

use pipewright_plan::{
    Branch, Condition, Constant, Constraint, ConstraintKind, EngineValue, Guard, Operand, Plan,
    Retry, Task, TaskKind, Text, TextPart, ValueType, YieldedValue,
};
use pipewright_pod::fixtures::origin;

/// A pipeline of these tasks, run by hand.
pub fn small(name: &str, tasks: Vec<Task>) -> Plan {
    let mut plan = super::minimal();
    plan.pipeline.name = name.to_owned();
    plan.pipeline.slug = name.replace('_', "-");
    plan.pipeline.tasks = tasks;
    plan.ledger.constraints.clear();
    plan
}

/// A step that needs others.
pub fn step(name: &str, needs: &[&str]) -> Task {
    let mut task = super::renamed(super::minimal().task("by_country").unwrap(), name);
    task.kind = TaskKind::Run {
        step: name.to_owned(),
    };
    task.needs = needs.iter().map(|&need| need.to_owned()).collect();
    task.outputs.clear();
    task.retry = None;
    for container in &mut task.containers {
        container.env.clear();
        container.args.clear();
    }
    task
}

/// A task without containers.
pub fn bare(name: &str, kind: TaskKind, needs: &[&str]) -> Task {
    let mut task = step(name, needs);
    task.kind = kind;
    task.containers.clear();
    task
}

/// On one way of a decision.
pub fn on(mut task: Task, branch: &str, holds: bool) -> Task {
    task.when.push(guard(branch, holds));
    task
}

pub fn guard(branch: &str, holds: bool) -> Guard {
    Guard {
        branch: branch.to_owned(),
        holds,
    }
}

/// Yields values.
pub fn yielding(mut task: Task, values: &[(&str, ValueType)]) -> Task {
    task.values = values
        .iter()
        .map(|(name, kind)| YieldedValue {
            name: (*name).to_owned(),
            kind: kind.clone(),
            doc: None,
        })
        .collect();
    task
}

/// Takes values, each as an argument.
pub fn taking(mut task: Task, values: &[EngineValue]) -> Task {
    for container in &mut task.containers {
        container.takes = values.to_vec();
        container.args = values
            .iter()
            .map(|value| Text(vec![TextPart::Variable(value.variable())]))
            .collect();
    }
    task
}

/// A value of a task.
pub fn value(task: &str, name: &str) -> EngineValue {
    EngineValue::Value {
        task: task.to_owned(),
        name: name.to_owned(),
    }
}

/// A value of a task in a condition.
pub fn operand(tasks: &[&str], name: &str, kind: ValueType) -> Operand {
    Operand::Value {
        tasks: tasks.iter().map(|&task| task.to_owned()).collect(),
        name: name.to_owned(),
        kind,
    }
}

/// A parameter of the run in a condition.
pub fn parameter(name: &str, kind: ValueType) -> Operand {
    Operand::Parameter {
        name: name.to_owned(),
        kind,
    }
}

pub fn constant(value: Constant) -> Operand {
    Operand::Constant { value }
}

pub fn compare(left: Operand, comparison: &str, right: Operand) -> Condition {
    Condition::Compare {
        left,
        comparison: comparison.to_owned(),
        right,
    }
}

/// `count > 10` of the step `load`.
pub fn many() -> Condition {
    let count = operand(&["load"], "count", ValueType::Int);
    compare(count, ">", constant(Constant::Int(10)))
}

pub fn branch(name: &str, condition: Condition, text: &str, needs: &[&str]) -> Branch {
    Branch {
        name: name.to_owned(),
        condition,
        text: text.to_owned(),
        needs: needs.iter().map(|&need| need.to_owned()).collect(),
        when: Vec::new(),
        origin: origin(40),
    }
}

/// Tried so many times more.
pub fn retried(mut task: Task, times: u32) -> Task {
    task.retry = Some(Retry {
        times,
        backoff: None,
        origin: origin(41),
    });
    task
}

/// Adds a constraint to the ledger.
pub fn demand(plan: &mut Plan, id: &str, kind: ConstraintKind) {
    plan.ledger.constraints.push(Constraint {
        id: id.to_owned(),
        kind,
        text: id.to_owned(),
        origin: origin(42),
    });
}
