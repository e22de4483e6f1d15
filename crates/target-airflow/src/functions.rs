//! What a DAG computes itself: decisions, lists, checks of parameters. Each is a function of a few
//! statements, made of literals and comparisons.

use std::collections::BTreeMap;

use pipewright_plan::{Branch, FanOut, Plan, Task, TaskKind};

use crate::annotations::{ITEM, yielding};
use crate::conditions::{Writer, Written, pulled};
use crate::parameters;
use crate::python::{Argument, Call, Expression, Function, Statement, string};
use crate::time::timedelta;

/// How long a decision may take, in seconds: one with a pattern may never end by itself.
const THINKING: u64 = 300;

/// A decision: the ids of the tasks right behind it on the way it goes; where only one way has any,
/// whether it goes that way.
#[must_use]
pub fn decision(
    tasks: &BTreeMap<&str, &Task>,
    branch: &Branch,
    name: String,
    id: &str,
    (then, otherwise): (&[&str], &[&str]),
) -> Function {
    // What cannot be written is refused before.
    let written = Writer::new(tasks)
        .write(&branch.condition)
        .unwrap_or_else(Written::never);
    let has_pattern = written.uses.contains(&"re");
    let fails = written.negated();
    let mut body = written.before;
    let holds = written.text;
    let mut doc = format!("Decide whether {}", branch.text);
    let decorator = match (then, otherwise) {
        (_, []) => {
            let holds = if has_pattern {
                format!("bool({holds})")
            } else {
                holds
            };
            body.push(Statement::Return(Expression::name(holds)));
            one_way(id)
        }
        ([], _) => {
            doc = format!("Go on unless {}", branch.text);
            body.push(Statement::Return(Expression::name(fails)));
            one_way(id)
        }
        (then, otherwise) => {
            let list = |ids: &[&str]| {
                Expression::List(ids.iter().map(|id| Expression::text(id)).collect())
            };
            body.push(Statement::If(holds, vec![Statement::Return(list(then))]));
            body.push(Statement::Return(list(otherwise)));
            decorator("task.branch", id)
        }
    };
    let limit = Argument::new("execution_timeout", timedelta(THINKING));
    let mut decorator = decorator;
    decorator.named.extend(has_pattern.then_some(limit));
    Function {
        decorator,
        name,
        parameters: written.takes,
        doc,
        body,
        uses: written.uses,
    }
}

/// Skips the tasks right behind it, and no others: those after them go by their own rules.
fn one_way(id: &str) -> Call {
    let mut decorator = decorator("task.short_circuit", id);
    decorator.named.push(Argument::new(
        "ignore_downstream_trigger_rules",
        Expression::bool(false),
    ));
    decorator
}

/// The list a task is made for each element of; too long a list is a failure, never cut.
#[must_use]
pub fn items(tasks: &BTreeMap<&str, &Task>, fan_out: &FanOut, name: String, id: &str) -> Function {
    let mut body = pulled(
        &yielding(tasks, &fan_out.task),
        &fan_out.value,
        "items",
        None,
    );
    let most = fan_out.max;
    let told = format!("f\"{{len(items)}} elements, at most {most} are allowed\"");
    let element = format!("[{{\"params\": {{\"{ITEM}\": item}}}} for item in items]");
    body.push(Statement::If(
        format!("len(items) > {most}"),
        vec![Statement::Raise(failure(Expression::Atom(told)))],
    ));
    body.push(Statement::Return(Expression::Atom(element)));
    Function {
        decorator: decorator("task", id),
        name,
        parameters: vec!["ti"],
        doc: format!(
            "Make each element of {}.{} a task, and more than {most} a failure",
            fan_out.task, fan_out.value
        ),
        body,
        uses: Vec::new(),
    }
}

/// Skips what reads a task that failed and may.
#[must_use]
pub fn tolerated(task: &Task, name: String, id: &str) -> Function {
    let because = task
        .allowed_failure
        .as_ref()
        .map_or("", |allowed| &allowed.because);
    let states = Expression::call(
        "ti.get_task_states",
        vec![
            Argument::new("dag_id", Expression::name("ti.dag_id")),
            Argument::new(
                "task_ids",
                Expression::List(vec![Expression::text(&task.name)]),
            ),
            Argument::new(
                "run_ids",
                Expression::List(vec![Expression::name("ti.run_id")]),
            ),
        ],
    );
    let skip = Call::new("AirflowSkipException", Vec::new());
    let mut decorator = decorator("task", id);
    decorator
        .named
        .push(Argument::new("trigger_rule", Expression::text("all_done")));
    Function {
        decorator,
        name,
        parameters: vec!["ti"],
        doc: format!("Skip what reads {}, which may fail: {because}", task.name),
        body: vec![
            Statement::Assign("states".to_owned(), states),
            Statement::If(
                "set(states[ti.run_id].values()) != {\"success\"}".to_owned(),
                vec![Statement::Raise(Expression::Call(skip))],
            ),
        ],
        uses: Vec::new(),
    }
}

/// Ends the run as failed.
#[must_use]
pub fn fail(task: &Task, name: String) -> Function {
    let message = match &task.kind {
        TaskKind::Fail { message } => message.as_str(),
        _ => "",
    };
    Function {
        decorator: decorator("task", &task.name),
        name,
        parameters: Vec::new(),
        doc: "Fail the run".to_owned(),
        body: vec![Statement::Raise(failure(Expression::text(message)))],
        uses: Vec::new(),
    }
}

/// Checks what JSON Schema cannot say of the run's parameters.
#[must_use]
pub fn check_parameters(
    plan: &Plan,
    tasks: &BTreeMap<&str, &Task>,
    name: String,
    id: &str,
) -> Function {
    let mut body = Vec::new();
    let mut uses = Vec::new();
    for (parameter, condition) in parameters::checked(plan) {
        let Some(written) = Writer::new(tasks).write(condition) else {
            continue;
        };
        let fails = written.negated();
        body.extend(written.before);
        uses.extend(written.uses);
        let text = parameter.condition_text.as_deref().unwrap_or_default();
        let told = format!("parameter {} must hold: {text}", parameter.name);
        body.push(Statement::If(
            fails,
            vec![Statement::Raise(failure(Expression::text(&told)))],
        ));
    }
    Function {
        decorator: decorator("task", id),
        name,
        parameters: vec!["params"],
        doc: "Check what the form cannot say of the run's parameters".to_owned(),
        body,
        uses,
    }
}

fn decorator(function: &str, id: &str) -> Call {
    let id = Argument::new("task_id", Expression::Atom(string(id)));
    Call::new(function, vec![id])
}

/// A failure that no further attempt mends.
fn failure(message: Expression) -> Expression {
    Expression::Call(Call::new("AirflowFailException", Vec::new()).with(message))
}
