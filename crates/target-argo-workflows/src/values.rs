//! Small values: parameters of a run and what tasks yield, as Argo's expressions see them.
//!
//! A value that would arrive as another one is an error instead: whole numbers beyond 53 bits,
//! since Argo reads JSON numbers as floating point, decimals beyond 15 digits where they are
//! compared, and text with two braces in a row, which Argo would take for a tag of its own.

use pipewright_plan::ValueType;

use crate::expression::Expr;
use crate::frame::Frame;

/// The output that holds all values of a task, as one JSON object.
pub const OUTPUT: &str = "values";

/// The largest whole number every engine reads alike.
const LARGEST: i64 = 9_007_199_254_740_991;

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the DAG of the work; `certain` where all that is read has run.
    Work {
        /// Whether it has.
        certain: bool,
    },
    /// In the DAG of a run's end.
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
    match place {
        Place::End if !at_the_end => {
            let name = global_name(frame, task);
            Expr::variable("workflow").reach(&["outputs", "parameters", &name])
        }
        Place::Work { certain: true } => Expr::variable("tasks")
            .at(frame.names.task(task))
            .field("outputs")
            .field("parameters")
            .at(OUTPUT),
        _ => Expr::variable("tasks").reach(&[
            frame.names.task(task),
            "outputs",
            "parameters",
            OUTPUT,
        ]),
    }
}

/// What became of a task of the same DAG: `Succeeded`, `Skipped`, …
#[must_use]
pub fn status(frame: &Frame<'_>, task: &str) -> Expr {
    Expr::variable("tasks").reach(&[frame.names.task(task), "status"])
}

/// Whether a task of the same DAG succeeded.
#[must_use]
pub fn succeeded(frame: &Frame<'_>, task: &str) -> Expr {
    status(frame, task).binary("==", &Expr::text("Succeeded"))
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
    let place = match place {
        Place::Work { .. } if !one_of.is_empty() => Place::Work { certain: false },
        place => place,
    };
    one_of
        .into_iter()
        .rev()
        .fold(output(frame, last, place), |otherwise, task| {
            let ran = match place {
                Place::Work { .. } => succeeded(frame, task),
                Place::End => output(frame, task, place).binary("!=", &Expr::nil()),
            };
            Expr::choose(&ran, &output(frame, task, place), &otherwise)
        })
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

/// A JSON value as a whole number.
#[must_use]
pub fn number(value: &Expr) -> Expr {
    let fits = Expr::call("abs", &[value]).binary("<=", &Expr::int(LARGEST));
    let whole = Expr::call("floor", &[value]).binary("==", value);
    Expr::demand(
        &Expr::all(vec![fits, whole]),
        &Expr::call("int", &[value]),
        "a value is no whole number of 53 bits",
    )
}

/// Text of a form, or an error.
fn of_form(value: &Expr, pattern: &str, words: &str) -> Expr {
    let is_text = Expr::call("type", &[value]).binary("==", &Expr::text("string"));
    let fits = value.binary("matches", &Expr::text(pattern));
    Expr::demand(&Expr::all(vec![is_text, fits]), value, words)
}

/// A value as the text a container is handed.
#[must_use]
pub fn as_text(value: &Expr, kind: &ValueType) -> Expr {
    match kind {
        ValueType::String => Expr::demand(
            &Expr::all(vec![
                Expr::call("type", &[value]).binary("==", &Expr::text("string")),
                value.binary("contains", &Expr::text("{{")).negated(),
            ]),
            value,
            "a value has two braces in a row, which Argo would take for a tag",
        ),
        ValueType::Int | ValueType::Duration => Expr::call("string", &[&number(value)]),
        ValueType::Decimal => of_form(value, DECIMAL, "a value is no decimal"),
        ValueType::Bool => Expr::choose(
            &value.binary("==", &Expr::bool(true)),
            &Expr::text("true"),
            &Expr::demand(
                &value.binary("==", &Expr::bool(false)),
                &Expr::text("false"),
                "a value is no truth value",
            ),
        ),
        ValueType::Date => of_form(value, DATE, "a value is no day"),
        ValueType::Timestamp => of_form(value, TIMESTAMP, "a value is no moment in UTC"),
        ValueType::List(element) => list(value, element),
    }
}

/// A list as JSON text.
#[must_use]
pub fn list(value: &Expr, element: &ValueType) -> Expr {
    let text = Expr::call("toJson", &[value]);
    let each = match element {
        ValueType::Int | ValueType::Duration => Expr::call("all", &[value, &number_in_list()]),
        _ => text.binary("contains", &Expr::text("{{")).negated(),
    };
    Expr::demand(
        &each,
        &text,
        "a list has an element that Argo cannot hand on",
    )
}

/// Whether the element in question is a whole number of 53 bits.
fn number_in_list() -> Expr {
    let element = Expr::variable("#");
    Expr::all(vec![
        Expr::call("abs", &[&element]).binary("<=", &Expr::int(LARGEST)),
        Expr::call("floor", &[&element]).binary("==", &element),
    ])
}

/// A decimal.
pub const DECIMAL: &str = "^-?[0-9]+(\\.[0-9]+)?$";

/// A day.
pub const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// A moment in UTC.
pub const TIMESTAMP: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$";

/// A whole number.
pub const INT: &str = "^-?[0-9]{1,18}$";
