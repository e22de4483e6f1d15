//! What people write from other languages, where one token does not mend it.

mod clauses;
mod columns;
mod conditions;
mod control;
mod elsewhere;
mod habits;
mod imports;
mod items;
mod language;
mod schedules;
mod words;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::{Block, Lexeme, Token, rules};

use crate::{explain::Entry, probe::Stop};

pub use language::{other_language, unreadable};
pub use words::{body_like, meant};

/// The finding for an entry that stops at a word of another language.
pub fn foreign(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if let Some(found) = habits::part_of_index(entry, stop) {
        return Some(found);
    }
    let named = match entry.block {
        Block::Conditions | Block::Fields | Block::Values => None,
        _ => habits::quoted_name(entry, stop),
    };
    if named.is_some() {
        return named;
    }
    match entry.block {
        Block::Conditions => conditions::condition(entry, stop),
        Block::Clauses => clauses::clause(entry, stop)
            .or_else(|| control::unbounded(entry, stop))
            .or_else(|| control::branch(entry, stop))
            .or_else(|| control::list(entry, stop))
            .or_else(|| control::condition(entry, stop)),
        Block::Requirements | Block::Parameters => {
            items::parameter(entry, stop).or_else(|| control::condition(entry, stop))
        }
        Block::Items => items::item(entry, stop),
        Block::Columns => columns::column(entry, stop),
        Block::Fields => items::field(entry, stop),
        _ => None,
    }
}

/// Whether a word that begins an entry says in another language what several words say here.
pub fn is_elsewhere(entry: &Entry<'_>, word: &str) -> bool {
    entry.block == Block::Clauses && (word == "retries" || elsewhere::clause(word).is_some())
}

fn at<'t>(entry: &Entry<'t>, index: usize) -> Option<&'t Lexeme> {
    entry.tokens.get(index)
}

fn text<'t>(entry: &Entry<'t>, index: usize) -> Option<&'t str> {
    at(entry, index).map(|lexeme| lexeme.text(entry.text))
}

fn kind(entry: &Entry<'_>, index: usize) -> Option<Token> {
    at(entry, index).map(|lexeme| lexeme.token)
}

/// The place from one token to another.
fn span(entry: &Entry<'_>, from: usize, to: usize) -> Option<Span> {
    let first = at(entry, from)?.span(entry.source);
    Some(first.to(at(entry, to)?.span(entry.source)))
}

fn told(message: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&rules::UNEXPECTED, message, span, label)
}

/// One spelling for another.
fn written(message: impl Into<String>, span: Span, meant: &str) -> Diagnostic {
    told(message, span, format!("written `{meant}`")).fix(format!("write `{meant}`"), span, meant)
}
