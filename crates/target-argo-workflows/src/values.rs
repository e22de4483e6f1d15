//! Small values: parameters of a run and what tasks yield, as Argo's expressions see them.
//!
//! A value that would arrive as another one is an error instead: whole numbers beyond 15 digits,
//! since Argo reads JSON numbers as floating point, decimals beyond 15 digits where they are
//! compared, and text with two braces in a row, which Argo would take for a tag of its own.

use pipewright_plan::ValueType;

use crate::expression::Expr;
use crate::frame::Frame;

/// The output that holds all values of a task, as one JSON object.
pub const OUTPUT: &str = "values";

/// In which DAG an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// That of the work.
    Work,
    /// That of a run's end.
    End,
}

/// The name the whole workflow knows a task's values by.
#[must_use]
pub fn global_name(frame: &Frame<'_>, task: &str) -> String {
    format!("{}-values", frame.names.task(task))
}

/// What a task yielded, as JSON text; `nil` where it did not run.
#[must_use]
pub fn output(frame: &Frame<'_>, task: &str, place: Place) -> Expr {
    let at_the_end = frame.task(task).is_some_and(crate::frame::is_at_the_end);
    if place == Place::End && !at_the_end {
        let name = global_name(frame, task);
        return Expr::variable("workflow").reach(&["outputs", "parameters", &name]);
    }
    output_of(frame, task, OUTPUT)
}

/// An output of a task of the same DAG; `nil` where it did not run.
#[must_use]
pub fn output_of(frame: &Frame<'_>, task: &str, output: &str) -> Expr {
    let name = frame.names.task(task);
    if frame.always_runs(task) {
        return Expr::variable("tasks")
            .at(name)
            .field("outputs")
            .field("parameters")
            .at(output);
    }
    Expr::variable("tasks").reach(&[name, "outputs", "parameters", output])
}

/// What became of a task that comes before, in the same DAG: `Succeeded`, `Skipped`, …
#[must_use]
pub fn status(frame: &Frame<'_>, task: &str) -> Expr {
    Expr::variable("tasks")
        .at(frame.names.task(task))
        .field("status")
}

/// Whether a task that comes before succeeded.
#[must_use]
pub fn succeeded(frame: &Frame<'_>, task: &str) -> Expr {
    status(frame, task).equals(&Expr::text("Succeeded"))
}

/// The JSON text of that one of several tasks which ran.
fn output_of_one<'a>(
    frame: &Frame<'a>,
    tasks: impl IntoIterator<Item = &'a str>,
    place: Place,
) -> Expr {
    let mut one_of: Vec<&str> = tasks
        .into_iter()
        .flat_map(|name| frame.yielding(name))
        .collect();
    let Some(last) = one_of.pop() else {
        return Expr::nil();
    };
    let mut found = output(frame, last, place);
    for task in one_of.into_iter().rev() {
        let ran = match place {
            Place::Work => succeeded(frame, task),
            Place::End => output(frame, task, place).compare("!=", &Expr::nil()),
        };
        found = Expr::choose(&ran, &output(frame, task, place), &found);
    }
    found
}

/// A value of a task, or of that one of several which ran, as it was in JSON.
#[must_use]
pub fn value<'a>(
    frame: &Frame<'a>,
    tasks: impl IntoIterator<Item = &'a str>,
    name: &str,
    place: Place,
) -> Expr {
    Expr::call("fromJSON", &[&output_of_one(frame, tasks, place)]).at(name)
}

/// A parameter of the run, which is always text.
#[must_use]
pub fn parameter(name: &str) -> Expr {
    Expr::variable("workflow").field("parameters").at(name)
}

/// The value where this JSON text of it has a form, else an error.
fn of_form(value: &Expr, pattern: &str, found: &Expr, words: &str) -> Expr {
    let text = Expr::call("toJson", &[value]);
    Expr::demand(&text.compare("matches", &Expr::text(pattern)), found, words)
}

/// A JSON value as a whole number.
#[must_use]
pub fn number(value: &Expr) -> Expr {
    of_form(value, INT, &Expr::call("int", &[value]), NO_NUMBER)
}

/// A value as the text a container is handed.
#[must_use]
pub fn as_text(value: &Expr, kind: &ValueType) -> Expr {
    let in_quotes = |pattern: &str| pattern.replace('^', "^\"").replace('$', "\"$");
    match kind {
        ValueType::String => Expr::demand(
            &Expr::all(vec![
                Expr::call("type", &[value]).equals(&Expr::text("string")),
                value.compare("contains", &Expr::text("{{")).negated(),
            ]),
            value,
            "a value is no text, or has two braces in a row",
        ),
        ValueType::Int | ValueType::Duration => {
            of_form(value, INT, &Expr::call("toJson", &[value]), NO_NUMBER)
        }
        ValueType::Bool => {
            let text = Expr::call("toJson", &[value]);
            of_form(value, "^(true|false)$", &text, "a value is no truth value")
        }
        ValueType::Decimal => of_form(value, &in_quotes(DECIMAL), value, "a value is no decimal"),
        ValueType::Date => of_form(value, &in_quotes(DATE), value, "a value is no day"),
        ValueType::Timestamp => of_form(
            value,
            &in_quotes(TIMESTAMP),
            value,
            "a value is no moment in UTC",
        ),
        ValueType::List(element) => Expr::demand(
            &is_list(value, element),
            &Expr::call("toJson", &[value]),
            "a value is no list that Argo can hand on",
        ),
    }
}

/// Whether this is a list that Argo can hand on: of numbers of 15 digits, or without two braces in a
/// row.
#[must_use]
pub fn is_list(value: &Expr, element: &ValueType) -> Expr {
    let text = Expr::call("toJson", &[value]);
    match element {
        ValueType::Int | ValueType::Duration => text.compare("matches", &Expr::text(LIST_OF_INT)),
        _ => Expr::all(vec![
            text.compare("startsWith", &Expr::text("[")),
            text.compare("contains", &Expr::text("{{")).negated(),
        ]),
    }
}

const NO_NUMBER: &str = "a value is no whole number of 15 digits";

/// A decimal.
pub const DECIMAL: &str = "^-?[0-9]+(\\.[0-9]+)?$";

/// A day.
pub const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// A moment in UTC.
pub const TIMESTAMP: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$";

/// A whole number that floating point holds exactly.
pub const INT: &str = "^-?[0-9]{1,15}$";

/// A whole number that is text all the way.
pub const TEXT_INT: &str = "^-?[0-9]{1,18}$";

/// A list of whole numbers that floating point holds exactly, as JSON.
const LIST_OF_INT: &str = "^\\[(-?[0-9]{1,15}(,-?[0-9]{1,15})*)?\\]$";
