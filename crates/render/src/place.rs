//! Places as people and machines write them: paths, lines, columns.

use std::path::Path;

use pipewright_source::{LineColumn, SourceId, Span};

use crate::Findings;

/// A span resolved to its file and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path from where the command ran.
    pub path: String,
    /// The first character.
    pub start: LineColumn,
    /// One past the last.
    pub end: LineColumn,
}

impl Findings<'_> {
    /// The path of a file as it is shown.
    pub(crate) fn path(&self, source: SourceId) -> String {
        let path = self.sources.get(source).map_or("", |file| file.path());
        if path.starts_with("std/") || Path::new(path).is_absolute() {
            path.to_owned()
        } else {
            format!("{}{path}", self.prefix)
        }
    }

    pub(crate) fn place(&self, span: Span) -> Place {
        let end = Span::new(span.source, span.end, span.end);
        Place {
            path: self.path(span.source),
            start: self.sources.line_column(span),
            end: self.sources.line_column(end),
        }
    }
}
