//! The formatter: tree and comments to canonical text.
//!
//! It never rewrites what it cannot read: a file with syntax errors is refused. It lays out the
//! tokens, not the tree, so that nothing written is lost, and before it hands a text back it reads
//! that text and compares trees and comments with those of the original.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod align;
mod block;
mod breaks;
mod build;
mod compare;
mod pieces;
mod render;
pub mod rules;
mod spacing;
mod width;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::{balance, layout, lex};

/// The canonical text of a file: two spaces for each level, one blank line at most, aligned
/// neighbours, a line end at the end.
///
/// # Errors
/// The syntax errors of the file, when it has any.
pub fn format(source: SourceId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let (file, mut diagnostics) = pipewright_parser::parse(source, text);
    diagnostics.retain(Diagnostic::is_error);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let lexed = lex(source, text);
    let items: Vec<_> = balance(source, text, &lexed)
        .items
        .iter()
        .map(|item| layout(item))
        .collect();
    let pieces = build::file(text, &items, &lexed.trivia, file.doc.is_some());
    // A name that reads like a keyword can make an index look like a list, which ends in a comma.
    let formatted = render::file(text, pieces.clone(), true);
    let Err(what) = compare::same(source, &file, &formatted) else {
        return Ok(formatted);
    };
    let formatted = render::file(text, pieces, false);
    if compare::same(source, &file, &formatted).is_ok() {
        return Ok(formatted);
    }
    Err(vec![
        Diagnostic::new(
            &rules::UNFAITHFUL,
            format!("this file cannot be formatted without changing its {what}"),
            Span::new(source, 0, 0),
            "left as it is",
        )
        .help("this is a defect of the formatter: please report it with this file"),
    ])
}
