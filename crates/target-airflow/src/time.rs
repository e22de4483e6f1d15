//! Seconds as Python's `timedelta`.

use crate::python::{Argument, Expression};

/// `timedelta(minutes=30)`: in the largest unit that divides.
#[must_use]
pub fn timedelta(seconds: u64) -> Expression {
    const UNITS: [(&str, u64); 3] = [("days", 86_400), ("hours", 3600), ("minutes", 60)];
    let (unit, count) = UNITS
        .into_iter()
        .find(|(_, length)| seconds >= *length && seconds.is_multiple_of(*length))
        .map_or(("seconds", seconds), |(unit, length)| {
            (unit, seconds / length)
        });
    let argument = Argument::new(unit, Expression::name(count.to_string()));
    Expression::call("timedelta", vec![argument])
}
