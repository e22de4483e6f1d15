//! Text with some of its places read as something else, byte for byte as long.
//!
//! A mistake that touches much of a file (a merge that was not finished, marks of another keyboard)
//! is told once, and the rest of the file is read as if it had been mended.

use std::ops::Range;

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_source::{SourceId, Span};

use crate::{Lexed, characters::offset, conflict, lex, lookalike};

/// Rounds of mending: a mark read otherwise may end a text earlier and lay bare further ones.
const ROUNDS: usize = 4;

/// What was read in the place of a file's text.
#[derive(Debug, Default)]
pub struct Read {
    /// The text, where it is another one.
    pub masked: Option<String>,
    /// Its tokens.
    pub lexed: Lexed,
}

/// Lexes a text. What is foreign to it throughout is told once and read as it was meant.
#[must_use]
pub fn read(source: SourceId, text: &str) -> Read {
    let mut read = Read {
        masked: None,
        lexed: lex(source, text),
    };
    let mut told: Vec<Diagnostic> = Vec::new();
    let conflicts = conflict::find(text, &read.lexed.tokens);
    if !conflicts.is_empty() {
        let left_out: Vec<Range<usize>> = conflicts.iter().flat_map(|one| one.left_out()).collect();
        told.extend(conflicts.iter().map(|one| one.finding(source)));
        read = again(source, blank(text, &left_out));
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    for _ in 0..ROUNDS {
        if read.lexed.lookalikes.is_empty() {
            break;
        }
        let found = std::mem::take(&mut read.lexed.lookalikes);
        let current = read.masked.as_deref().unwrap_or(text);
        let (masked, replaced) = lookalike::replace(current, &found);
        marks.extend(replaced);
        read = again(source, masked);
    }
    marks.sort_by_key(|mark| mark.start);
    told.extend(lookalike::finding(source, text, &marks));
    told.append(&mut read.lexed.diagnostics);
    read.lexed.diagnostics = told;
    read
}

fn again(source: SourceId, masked: String) -> Read {
    let lexed = lex(source, &masked);
    Read {
        masked: Some(masked),
        lexed,
    }
}

/// The text with spaces in the place of some ranges, line ends kept.
fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        for character in text.get(range.clone()).unwrap_or("").chars() {
            match character {
                '\n' => out.push('\n'),
                _ => out.extend(std::iter::repeat_n(' ', character.len_utf8())),
            }
        }
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// One change that replaces several places.
pub fn change(
    source: SourceId,
    title: String,
    edits: impl Iterator<Item = (Range<usize>, String)>,
) -> Fix {
    let edit = |(range, text): (Range<usize>, String)| Edit {
        span: Span::new(source, offset(range.start), offset(range.end)),
        text,
    };
    Fix {
        title,
        edits: edits.map(edit).collect(),
        safe: false,
    }
}
