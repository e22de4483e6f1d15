//! Diagnostics: rules as data, messages, labels and structured fixes.
//!
//! A [`Rule`] is a value: code, level, explanation, a failing and a passing example. A
//! [`Diagnostic`] is one finding under a rule. Nothing here renders; `pipewright-render` does.

mod bound;
mod diagnostic;
mod rule;

pub use bound::{MOST_ERRORS, bounded};
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
pub use rule::{Example, Rule, Standing};
