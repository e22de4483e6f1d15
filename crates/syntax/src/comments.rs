//! Documentation lines, waiting for the thing they document.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_source::Span;

use crate::tree::{Comment, Doc};

/// One `///` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocLine {
    /// The line with its marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether code stands before it on its line.
    pub trailing: bool,
    /// Whether a blank line stands before it.
    pub blank_before: bool,
}

impl DocLine {
    fn content(&self) -> String {
        let text = self.text.trim_end();
        let text = text.strip_prefix("///").unwrap_or(text);
        text.strip_prefix(' ').unwrap_or(text).to_owned()
    }

    fn as_comment(&self) -> Comment {
        Comment {
            text: self.text.clone(),
            span: self.span,
            trailing: self.trailing,
            blank_before: self.blank_before,
        }
    }
}

/// The documentation of a file by the offset of the token it stands before.
#[derive(Debug, Clone, Default)]
pub struct DocTable {
    waiting: BTreeMap<u32, Vec<DocLine>>,
    stray: Vec<DocLine>,
}

impl DocTable {
    /// Puts a run of lines before the token at `next`; only the last run before it documents it.
    pub(crate) fn add(&mut self, next: u32, run: Vec<DocLine>) {
        if run.iter().any(|line| line.trailing) {
            self.stray.extend(run);
        } else if let Some(earlier) = self.waiting.insert(next, run) {
            self.stray.extend(earlier);
        }
    }

    /// Whether nothing was put in yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.stray.is_empty()
    }

    /// Puts a run of lines that nothing follows.
    pub(crate) fn add_stray(&mut self, run: Vec<DocLine>) {
        self.stray.extend(run);
    }

    /// The documentation before the token at `start`.
    #[must_use]
    pub fn get(&self, start: u32) -> Option<Doc> {
        self.waiting.get(&start).and_then(|run| doc(run))
    }

    /// The lines that belong to no token in `claimed`, in source order, as ordinary comments.
    #[must_use]
    pub fn unclaimed(&self, claimed: &BTreeSet<u32>) -> Vec<Comment> {
        let waiting = self
            .waiting
            .iter()
            .filter(|(start, _)| !claimed.contains(start))
            .flat_map(|(_, run)| run);
        let mut lines: Vec<&DocLine> = self.stray.iter().chain(waiting).collect();
        lines.sort_by_key(|line| line.span);
        lines.into_iter().map(DocLine::as_comment).collect()
    }
}

/// A run of lines as documentation.
pub(crate) fn doc(run: &[DocLine]) -> Option<Doc> {
    let (first, last) = (run.first()?, run.last()?);
    Some(Doc {
        lines: run.iter().map(DocLine::content).collect(),
        span: Span::new(first.span.source, first.span.start, last.span.end),
    })
}
