//! Conditions of the plan as Argo's expressions.

use pipewright_plan::{Condition, Constant, Guard, Operand, ValueType};

use crate::expression::Expr;
use crate::frame::Frame;
use crate::values::{self, Place};

/// Digits up to which decimals compare as floating point in their exact order.
pub const EXACT_DIGITS: i64 = 15;

/// Whether all these ways are taken.
#[must_use]
pub fn guards(frame: &Frame<'_>, guards: &[Guard], place: Place) -> Vec<Expr> {
    guards
        .iter()
        .filter_map(|guard| {
            let branch = frame.plan.pipeline.branch(&guard.branch)?;
            let holds = condition(frame, &branch.condition, place);
            Some(if guard.holds { holds } else { holds.negated() })
        })
        .collect()
}

/// Whether a condition holds.
#[must_use]
pub fn condition(frame: &Frame<'_>, condition: &Condition, place: Place) -> Expr {
    let inner = |found: &Condition| self::condition(frame, found, place);
    match condition {
        Condition::All { of } => Expr::all(of.iter().map(inner).collect()),
        Condition::Any { of } => Expr::any(of.iter().map(inner).collect()),
        Condition::Not { of } => inner(of).negated(),
        Condition::Is { value } => operand(frame, value, &ValueType::Bool, place),
        Condition::Compare {
            left,
            comparison,
            right,
        } => {
            let kind = kind_of(left).or_else(|| kind_of(right));
            let kind = kind.unwrap_or(&ValueType::String);
            compare(
                &operand(frame, left, kind, place),
                comparison,
                &operand(frame, right, kind, place),
            )
        }
        Condition::In { value, values } => {
            let kind = kind_of(value).cloned().unwrap_or(ValueType::String);
            let value = operand(frame, value, &kind, place);
            let choices = values
                .iter()
                .map(|choice| value.equals(&constant(choice, &kind)));
            Expr::any(choices.collect())
        }
        Condition::Matches { value, pattern } => operand(frame, value, &ValueType::String, place)
            .compare("matches", &Expr::text(pattern)),
    }
}

/// The type an operand says of itself.
const fn kind_of(operand: &Operand) -> Option<&ValueType> {
    match operand {
        Operand::Constant { .. } => None,
        Operand::Parameter { kind, .. } | Operand::Value { kind, .. } => Some(kind),
    }
}

fn compare(left: &Expr, comparison: &str, right: &Expr) -> Expr {
    let operator = match comparison {
        "!=" => "!=",
        "<" => "<",
        "<=" => "<=",
        ">" => ">",
        ">=" => ">=",
        _ => "==",
    };
    left.compare(operator, right)
}

/// An operand in the form in which those of its type are compared.
fn operand(frame: &Frame<'_>, operand: &Operand, kind: &ValueType, place: Place) -> Expr {
    match operand {
        Operand::Constant { value } => constant(value, kind),
        Operand::Parameter { name, .. } => from_text(&values::parameter(name), kind),
        Operand::Value { tasks, name, .. } => {
            let names = tasks.iter().map(String::as_str);
            from_json(&values::value(frame, names, name, place), kind)
        }
    }
}

fn constant(constant: &Constant, kind: &ValueType) -> Expr {
    match constant {
        Constant::Int(number) => match kind {
            ValueType::Decimal => Expr::float(&number.to_string()),
            _ => Expr::int(*number),
        },
        // Longer ones are refused: floating point holds the order of these.
        Constant::Decimal(text) => Expr::float(text),
        Constant::Text(text) => match kind {
            ValueType::Timestamp => moment(&Expr::text(text)),
            _ => Expr::text(text),
        },
        Constant::Date(text) => Expr::text(text),
        Constant::Bool(value) => Expr::bool(*value),
        Constant::List(_) => Expr::text(&constant.to_string()),
    }
}

/// A parameter, which is text.
fn from_text(text: &Expr, kind: &ValueType) -> Expr {
    match kind {
        ValueType::Int | ValueType::Duration => Expr::call("int", &[text]),
        ValueType::Decimal => decimal(text),
        ValueType::Bool => text.equals(&Expr::text("true")),
        ValueType::Timestamp => moment(text),
        ValueType::String | ValueType::Date | ValueType::List(_) => text.clone(),
    }
}

/// A value a task yields, which was JSON.
fn from_json(value: &Expr, kind: &ValueType) -> Expr {
    match kind {
        ValueType::Int | ValueType::Duration => values::number(value),
        ValueType::Decimal => decimal(&values::as_text(value, kind)),
        ValueType::Bool => value.equals(&Expr::bool(true)),
        ValueType::Timestamp => moment(&values::as_text(value, kind)),
        ValueType::Date => values::as_text(value, kind),
        ValueType::String => value.clone(),
        ValueType::List(_) => Expr::call("toJson", &[value]),
    }
}

/// A decimal of so few digits that floating point keeps the order.
fn decimal(text: &Expr) -> Expr {
    let bare = Expr::call("replace", &[text, &Expr::text("-"), &Expr::text("")]);
    let digits = Expr::call("replace", &[&bare, &Expr::text("."), &Expr::text("")]);
    let few = Expr::call("len", &[&digits]).compare("<=", &Expr::int(EXACT_DIGITS));
    Expr::demand(
        &few,
        &Expr::call("float", &[text]),
        "a decimal has more than 15 digits",
    )
}

fn moment(text: &Expr) -> Expr {
    Expr::call("date", &[text])
}
