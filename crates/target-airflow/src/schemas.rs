//! Types of small values as JSON Schema, which Airflow itself checks parameters with.

use pipewright_plan::{Constant, ValueType};

use crate::python::{Argument, Expression, Kind, string};

/// Digits, and a point between them. `$` alone would let a final newline pass.
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$(?!\n)";

/// RFC 3339 in UTC.
const TIMESTAMP: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$(?!\n)";

/// The keywords that say a type.
#[must_use]
pub fn keywords(kind: &ValueType) -> Vec<(String, Expression)> {
    let text = |text: &str| Expression::text(text);
    let (name, more) = match kind {
        ValueType::String => ("string", None),
        ValueType::Int | ValueType::Duration => ("integer", None),
        ValueType::Decimal => ("string", Some(("pattern", Expression::pattern(DECIMAL)))),
        ValueType::Bool => ("boolean", None),
        ValueType::Date => ("string", Some(("format", text("date")))),
        ValueType::Timestamp => ("string", Some(("pattern", Expression::pattern(TIMESTAMP)))),
        ValueType::List(inner) => {
            let inner = Expression::Dict(keywords(inner));
            ("array", Some(("items", inner)))
        }
    };
    let mut found = vec![("type".to_owned(), text(name))];
    found.extend(more.map(|(key, value)| (key.to_owned(), value)));
    found
}

/// The schema of a type, shared where several values have it.
#[must_use]
pub fn schema(kind: &ValueType) -> Expression {
    let hint = kind.to_string().replace(['<', '>'], "_");
    let schema = Box::new(Expression::Dict(keywords(kind)));
    Expression::Shared(Kind::Schema, hint.trim_matches('_').to_owned(), schema)
}

/// A constant as Python's literal of the JSON a value of its type is.
#[must_use]
pub fn literal(constant: &Constant) -> Expression {
    match constant {
        Constant::Int(number) => Expression::name(number.to_string()),
        Constant::Decimal(text) | Constant::Text(text) | Constant::Date(text) => {
            Expression::Atom(string(text))
        }
        Constant::Bool(value) => Expression::bool(*value),
        Constant::List(items) => Expression::List(items.iter().map(literal).collect()),
    }
}

/// Keywords as arguments of `Param`.
#[must_use]
pub fn arguments(keywords: Vec<(String, Expression)>) -> Vec<Argument> {
    keywords
        .into_iter()
        .map(|(key, value)| Argument::new(key, value))
        .collect()
}
