//! Python as data: expressions, string literals, docstrings, and a printer whose output
//! `ruff format` leaves as it is.
//!
//! Invariant: text from source becomes Python through [`Expression::text`] and [`docstring`] only.

mod docstring;
mod expression;
mod literal;
mod print;

pub use docstring::docstring;
pub use expression::{Argument, Call, Expression, Kind};
pub use literal::string;
#[cfg(test)]
pub use print::statement;
pub use print::{LINE, assignment, opening, width};
