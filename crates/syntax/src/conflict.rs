//! Merges that were not finished: the marks that a version control system leaves in a file.

use std::ops::Range;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{Lexeme, characters::offset, rules};

/// One place where two versions of a file stand below each other.
pub struct Conflict {
    /// `<<<<<<<`, the line.
    ours: Range<usize>,
    /// `|||||||` or `=======`, whichever is first: where what is kept ends.
    middle: Range<usize>,
    /// `>>>>>>>`, the line.
    theirs: Range<usize>,
}

impl Conflict {
    /// What is not read: the marks, and the version below.
    pub fn left_out(&self) -> [Range<usize>; 2] {
        [self.ours.clone(), self.middle.start..self.theirs.end]
    }

    /// The one finding of all its marks.
    pub fn finding(&self, source: SourceId) -> Diagnostic {
        let span = |range: &Range<usize>| Span::new(source, offset(range.start), offset(range.end));
        Diagnostic::new(
            &rules::MERGE_CONFLICT,
            "a merge of this file was not finished",
            span(&self.ours),
            "one version begins here",
        )
        .with_related(span(&self.middle), "it ends here")
        .with_related(span(&self.theirs), "the other version ends here")
        .help("keep what is meant of the two, and remove the three marks")
    }
}

/// The conflicts of a file. Marks inside a text or a comment are part of it: `tokens` tells.
pub fn find(text: &str, tokens: &[Lexeme]) -> Vec<Conflict> {
    let mut found = Vec::new();
    if !text.contains("<<<<<<<") {
        return found;
    }
    let mut ours: Option<Range<usize>> = None;
    let mut middle: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = at..at + line.trim_end_matches(['\r', '\n']).len();
        at += line.len();
        let begins = |mark: &str| {
            line.strip_prefix(mark)
                .is_some_and(|rest| rest.starts_with([' ', '\r', '\n']) || rest.is_empty())
        };
        if begins("<<<<<<<") && is_token(tokens, place.start) {
            ours = Some(place);
            middle = None;
        } else if begins("|||||||") || begins("=======") {
            middle = middle.or(Some(place));
        } else if begins(">>>>>>>")
            && let (Some(ours), Some(middle)) = (ours.take(), middle.take())
        {
            found.push(Conflict {
                ours,
                middle,
                theirs: place,
            });
        }
    }
    found
}

fn is_token(tokens: &[Lexeme], at: usize) -> bool {
    tokens
        .binary_search_by_key(&offset(at), |lexeme| lexeme.start)
        .is_ok()
}
