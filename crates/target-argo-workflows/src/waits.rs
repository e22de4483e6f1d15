//! Templates without a container: approvals, pauses, places where ways meet.

use pipewright_plan::{Approval, Silence, Task, Wait, WaitSince};

use crate::braces::for_people;
use crate::crd::{Inputs, Outputs, Parameter, Supplied, Suspend, Template, ValueFrom};
use crate::expression::Expr;
use crate::frame::Frame;
use crate::inputs::{self, LOGICAL_TIME, input};

/// What a person says.
pub const DECISION: &str = "decision";

/// Consent.
pub const APPROVE: &str = "approve";

/// No.
const REJECT: &str = "reject";

/// The second since 1970 in which a pause begins.
const SINCE: &str = "since";

/// A template that does nothing, at once.
#[must_use]
pub fn nothing(name: String) -> Template {
    Template {
        name,
        suspend: Some(Suspend {
            duration: "0".to_owned(),
        }),
        ..Template::default()
    }
}

/// Waits for a person. Silence is a no where the author said so; else it is an error, since what
/// is to be yielded has no default.
#[must_use]
pub fn approval(frame: &Frame<'_>, task: &Task, approval: &Approval) -> Template {
    let asked = match &approval.message {
        Some(message) => message.clone(),
        None => format!("May what follows {} go on?", approval.subject),
    };
    Template {
        name: frame.names.task(&task.name).to_owned(),
        inputs: Inputs {
            parameters: vec![Parameter {
                description: Some(for_people(&asked)),
                default: Some(REJECT.to_owned()),
                choices: [APPROVE, REJECT].map(str::to_owned).to_vec(),
                ..Parameter::named(DECISION)
            }],
        },
        outputs: Outputs {
            parameters: vec![Parameter {
                value_from: Some(ValueFrom {
                    supplied: Some(Supplied {}),
                    default: (approval.on_timeout == Silence::Reject).then(|| REJECT.to_owned()),
                    ..ValueFrom::default()
                }),
                ..Parameter::named(DECISION)
            }],
        },
        suspend: Some(Suspend {
            duration: format!("{}s", approval.within_seconds),
        }),
        ..Template::default()
    }
}

/// Pauses. A pause since the logical time lasts until that time and the seconds are over: what is
/// left of it is reckoned from a moment that does not move, since Argo reckons it anew each time it
/// looks at the pause.
#[must_use]
pub fn wait(frame: &Frame<'_>, task: &Task, wait: &Wait) -> Template {
    let name = frame.names.task(&task.name).to_owned();
    match wait.since {
        WaitSince::Predecessors => Template {
            name,
            suspend: Some(Suspend {
                duration: if wait.seconds == 0 {
                    "0".to_owned()
                } else {
                    format!("{}s", wait.seconds)
                },
            }),
            ..Template::default()
        },
        WaitSince::LogicalTime => {
            let seconds = i64::try_from(wait.seconds).unwrap_or(i64::MAX);
            let due = unix(&input(LOGICAL_TIME)).plus(&Expr::int(seconds));
            let since = Expr::call("int", &[&input(SINCE)]);
            let left = Expr::call("max", &[&Expr::int(0), &due.minus(&since)]);
            Template {
                name,
                inputs: Inputs {
                    parameters: [LOGICAL_TIME, SINCE].map(Parameter::named).to_vec(),
                },
                suspend: Some(Suspend {
                    duration: Expr::call("string", &[&left]).tag(),
                }),
                ..Template::default()
            }
        }
    }
}

/// What a pause is told: when it begins.
#[must_use]
pub fn arguments<'a>(
    frame: &Frame<'a>,
    task: &'a Task,
    wait: &Wait,
    when: Option<&Expr>,
) -> Vec<Parameter> {
    if wait.since == WaitSince::Predecessors {
        return Vec::new();
    }
    let made = inputs::made_at();
    let ends: Vec<Expr> = frame
        .before(task)
        .into_iter()
        .map(|name| Expr::variable("tasks").at(&name).field("finishedAt"))
        .map(|end| unix(&end))
        .collect();
    let begin = match ends.as_slice() {
        [] => unix(&made),
        [only] => only.clone(),
        several => Expr::call("max", &several.iter().collect::<Vec<_>>()),
    };
    let mut text = Expr::call("string", &[&begin]);
    if let Some(when) = when {
        text = Expr::choose(when, &text, &Expr::text("0"));
    }
    let mut arguments = inputs::handed_on(&[LOGICAL_TIME]);
    arguments.push(Parameter::new(SINCE, text.tag()));
    arguments
}

fn unix(moment: &Expr) -> Expr {
    let seconds = Expr::call("date", &[moment]).method("Unix", &[]);
    Expr::call("int", &[&seconds])
}

/// A template that fails with what it is told: the error is made where it is told, so nothing runs.
#[must_use]
pub fn failure(name: String) -> Template {
    Template {
        inputs: Inputs {
            parameters: vec![Parameter::named(MESSAGE)],
        },
        ..nothing(name)
    }
}

/// What a failure is told.
pub const MESSAGE: &str = "message";

/// An error with these words, where `when` holds. Argo evaluates what it can before anything runs,
/// so the error is made to hang on the end of something before it.
#[must_use]
pub fn failing<'a>(
    frame: &Frame<'a>,
    task: &'a Task,
    words: &str,
    when: Option<&Expr>,
) -> Vec<Parameter> {
    let error = Expr::fail(words);
    let before = frame.before(task);
    let over = before.first().map(|name| {
        let status = Expr::variable("tasks").at(name).field("status");
        status.compare("!=", &Expr::text(""))
    });
    let text = match when.or(over.as_ref()) {
        Some(when) => Expr::choose(when, &error, &Expr::text("")),
        None => error,
    };
    vec![Parameter::new(MESSAGE, text.tag())]
}
