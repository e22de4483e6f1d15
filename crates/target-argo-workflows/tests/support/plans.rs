//! Plans with every construct, made from the pieces of the fixtures.

use pipewright_plan::{
    Branch, Condition, Constant, EngineValue, Guard, Operand, Plan, RunParameter, Task, TaskKind,
    ValueType, YieldedValue,
};
use pipewright_pod::fixtures::{customer_analytics, origin};

/// The plan of the fixtures with these tasks, without retries and messages.
pub fn plan(tasks: Vec<Task>) -> Plan {
    let mut plan = customer_analytics();
    plan.pipeline.name = "sample".to_owned();
    plan.pipeline.slug = "sample".to_owned();
    plan.pipeline.tasks = tasks;
    plan.pipeline.reactions.clear();
    plan.pipeline.retry = None;
    plan.ledger.constraints.clear();
    plan
}

/// A step of one container.
pub fn step(name: &str, needs: &[&str]) -> Task {
    let mut task = customer_analytics().pipeline.tasks.remove(1);
    task.name = name.to_owned();
    task.kind = TaskKind::Run {
        step: name.to_owned(),
    };
    task.needs = needs.iter().map(|&need| need.to_owned()).collect();
    task.retry = None;
    task.outputs.clear();
    task.containers[0].name = name.replace('_', "-");
    task
}

/// The same with values of these types.
pub fn yielding(name: &str, needs: &[&str], values: &[(&str, ValueType)]) -> Task {
    Task {
        values: values
            .iter()
            .map(|(name, kind)| YieldedValue {
                name: (*name).to_owned(),
                kind: kind.clone(),
                doc: None,
            })
            .collect(),
        ..step(name, needs)
    }
}

/// A task without containers.
pub fn bare(name: &str, kind: TaskKind, needs: &[&str]) -> Task {
    Task {
        kind,
        containers: Vec::new(),
        ..step(name, needs)
    }
}

/// The task, on one way of a decision.
pub fn on(mut task: Task, branch: &str, holds: bool) -> Task {
    task.when.push(Guard {
        branch: branch.to_owned(),
        holds,
    });
    task
}

/// The task, taking a value.
pub fn taking(mut task: Task, value: EngineValue) -> Task {
    task.containers[0].takes.push(value);
    task
}

/// A value of a task.
pub fn value_of(task: &str, name: &str) -> EngineValue {
    EngineValue::Value {
        task: task.to_owned(),
        name: name.to_owned(),
    }
}

/// An operand that is a value.
pub fn operand(task: &str, name: &str, kind: ValueType) -> Operand {
    Operand::Value {
        tasks: vec![task.to_owned()],
        name: name.to_owned(),
        kind,
    }
}

/// An operand that is a constant.
pub fn constant(value: Constant) -> Operand {
    Operand::Constant { value }
}

/// `left comparison right`.
pub fn compare(left: Operand, comparison: &str, right: Operand) -> Condition {
    Condition::Compare {
        left,
        comparison: comparison.to_owned(),
        right,
    }
}

/// A decision.
pub fn branch(name: &str, condition: Condition, needs: &[&str]) -> Branch {
    Branch {
        name: name.to_owned(),
        condition,
        text: "as written".to_owned(),
        needs: needs.iter().map(|&need| need.to_owned()).collect(),
        when: Vec::new(),
        origin: origin(90),
    }
}

/// A parameter of the run.
pub fn parameter(name: &str, kind: ValueType, default: Option<Constant>) -> RunParameter {
    RunParameter {
        name: name.to_owned(),
        kind,
        doc: None,
        default,
        condition: None,
        condition_text: None,
        origin: origin(91),
    }
}
