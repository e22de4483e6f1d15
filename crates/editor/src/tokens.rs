//! Semantic tokens: what each word is, for its colour.

use std::ops::Range;

use pipewright_source::SourceId;
use pipewright_syntax::{Token, lex};

use crate::Analysis;
use crate::names::Kind;

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the language.
    Keyword,
    /// A name.
    Name(Kind),
    /// A number, duration, size or date.
    Number,
}

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemanticToken {
    /// Its first byte.
    pub start: u32,
    /// One past its last.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it declares a name.
    pub declares: bool,
    /// Whether the standard library or the language defines it.
    pub standard: bool,
}

/// The words of a file, in order, none over another and none over a line end.
#[must_use]
pub fn semantic_tokens(analysis: &Analysis, source: SourceId) -> Vec<SemanticToken> {
    let text = analysis.text(source);
    let names = analysis.occurrences(source);
    let mut words: Vec<SemanticToken> = names
        .iter()
        .map(|one| SemanticToken {
            start: one.span.start,
            end: one.span.end,
            kind: TokenKind::Name(one.kind),
            declares: one.declares(),
            standard: one.target.is_none_or(|target| {
                let path = analysis.project.sources.path(target);
                path.starts_with("std/")
            }),
        })
        .collect();
    let taken: std::collections::BTreeSet<u32> = words.iter().map(|word| word.start).collect();
    for token in lex(source, text).tokens {
        let kind = match token.token {
            Token::Keyword(_) => TokenKind::Keyword,
            Token::Integer
            | Token::Decimal
            | Token::Duration
            | Token::Size
            | Token::Money
            | Token::Date => TokenKind::Number,
            _ => continue,
        };
        if !taken.contains(&token.start) {
            words.push(SemanticToken {
                start: token.start,
                end: token.end,
                kind,
                declares: false,
                standard: false,
            });
        }
    }
    words.sort_by_key(|word| (word.start, word.end));
    let mut end = 0;
    words.retain(|word| {
        let inside = text.get(word.start as usize..word.end as usize);
        let plain = inside.is_some_and(|word| !word.is_empty() && !word.contains(['\n', '\r']));
        let free = plain && word.start >= end;
        if free {
            end = word.end;
        }
        free
    });
    words
}

/// Those of them that touch a range.
#[must_use]
pub fn semantic_tokens_range(
    analysis: &Analysis,
    source: SourceId,
    range: &Range<u32>,
) -> Vec<SemanticToken> {
    let mut words = semantic_tokens(analysis, source);
    words.retain(|word| word.start <= range.end && range.start <= word.end);
    words
}
