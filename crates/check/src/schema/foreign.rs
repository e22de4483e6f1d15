//! Types nobody knows, and what they are called here.

use super::types::SIMPLE;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use crate::context::Context;
use crate::names::nearest;
use crate::rules;

/// Names other systems use.
pub const FOREIGN: [(&str, &str); 26] = [
    ("text", "string"),
    ("str", "string"),
    ("varchar", "string"),
    ("char", "string"),
    ("uuid", "string"),
    ("integer", "int"),
    ("bigint", "int"),
    ("smallint", "int"),
    ("int32", "int"),
    ("int64", "int"),
    ("long", "int"),
    ("double", "float"),
    ("real", "float"),
    ("float32", "float"),
    ("float64", "float"),
    ("number", "decimal(18, 2)"),
    ("numeric", "decimal(18, 2)"),
    ("money", "decimal(18, 2)"),
    ("boolean", "bool"),
    ("datetime", "timestamp"),
    ("timestamptz", "timestamp"),
    ("time", "timestamp"),
    ("jsonb", "json"),
    ("object", "json"),
    ("binary", "bytes"),
    ("blob", "bytes"),
];

impl Context<'_, '_> {
    /// Says that another system's name of a type is not one here, and which is meant.
    pub fn foreign_type(&mut self, name: &str, span: Span, meant: &str) {
        self.report.push(
            Diagnostic::new(
                &rules::UNKNOWN_TYPE,
                format!("`{name}` is no type of a column"),
                span,
                format!("did you mean `{meant}`?"),
            )
            .fix(format!("replace with `{meant}`"), span, meant),
        );
    }

    /// Says that no column has such a type, and which is meant.
    pub fn unknown_type(&mut self, name: &str, span: Span) {
        let shown: String = name.chars().take(60).collect();
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_TYPE,
            format!("`{shown}` is no type of a column"),
            span,
            "no such type",
        );
        let lower = name.to_ascii_lowercase();
        let same = SIMPLE
            .iter()
            .map(|(known, _)| *known)
            .find(|known| *known == lower);
        let foreign = FOREIGN
            .iter()
            .find(|(known, _)| *known == lower)
            .map(|(_, meant)| *meant);
        let near = || {
            nearest(
                name,
                SIMPLE.iter().map(|(known, _)| *known).chain(["decimal"]),
            )
        };
        if let Some(meant) = same.or(foreign).or_else(near) {
            found.primary.text = format!("did you mean `{meant}`?");
            found = found.fix(format!("replace with `{meant}`"), span, meant);
        } else if name.starts_with(|c: char| c.is_ascii_uppercase()) {
            found = found.help(
                "record types are for rows; write nested columns in place: `{ street: string }`",
            );
        }
        if found.fixes.is_empty() {
            found = found.because(
                "columns are `string`, `string(n)`, `int`, `decimal(p, s)`, `float`, `bool`, `date`, `timestamp`, `json`, `bytes`, `list<…>` or `{ … }`",
            );
        }
        self.report.push(found);
    }
}
