//! Text in fields that Airflow renders with Jinja.
//!
//! Which fields those are is known (22 of `KubernetesPodOperator`, most of the notifiers'); only
//! there is text wrapped, since `literal` means nothing anywhere else. None of these classes opens
//! files: their `template_ext` is empty.

use crate::python::{Call, Expression};

/// Whether rendering would change it: Jinja's brackets, one final newline, and carriage returns.
#[must_use]
pub fn is_changed(text: &str) -> bool {
    text.contains("{{")
        || text.contains("{%")
        || text.contains("{#")
        || text.ends_with('\n')
        || text.contains('\r')
}

/// Source text in a templated field: arrives as written.
#[must_use]
pub fn plain(text: &str) -> Expression {
    if is_changed(text) {
        return Expression::Call(Call::new("literal", Vec::new()).with(Expression::text(text)));
    }
    Expression::text(text)
}

/// Source text in a templated field that takes no `literal`: what Jinja would change is written as
/// what Jinja makes of it.
#[must_use]
pub fn escaped(text: &str) -> Expression {
    if !is_changed(text) {
        return Expression::text(text);
    }
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '{' => safe.push_str("{{ '{' }}"),
            '\r' => safe.push_str("{{ '\\r' }}"),
            '\n' => safe.push_str("{{ '\\n' }}"),
            _ => safe.push(character),
        }
    }
    Expression::text(&safe)
}
