//! Python as data: expressions, string literals, docstrings, and a printer whose output
//! `ruff format` leaves as it is.
//!
//! Invariant: text from source becomes Python through [`Expression::text`],
//! [`Expression::pattern`] and [`docstring`] only.

mod docstring;
mod expression;
mod function;
mod literal;
mod print;

pub use docstring::{docstring, line_docstring};
pub use expression::{Argument, Call, Expression, Kind};
pub use function::{Function, Statement};
pub use literal::string;
pub use print::{LINE, assignment, opening, statement, width};
