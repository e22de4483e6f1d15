//! The lines around a place, as miette wants them.

use std::borrow::Cow;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use pipewright_source::{SourceFile, Span};

use crate::safe;

/// Longer lines are not shown: a megabyte of one line helps nobody.
const MAX_LINE_BYTES: usize = 400;

/// A label over more lines is shown by its first.
const MAX_LABEL_LINES: u32 = 6;

/// One file, safe to show.
pub struct Excerpt<'a> {
    file: &'a SourceFile,
    path: String,
    text: Cow<'a, str>,
}

impl<'a> Excerpt<'a> {
    pub fn new(file: &'a SourceFile, path: String) -> Self {
        Self {
            file,
            path: safe::visible(&path),
            text: safe::same_length(file.text()),
        }
    }

    /// A span of this file as miette can show it: not over too many lines, and not at the empty
    /// place after the last line end; or nothing if its lines are too long.
    pub fn shown(&self, span: Span) -> Option<(usize, usize)> {
        let text = self.text.as_ref();
        let end = text.trim_end().len();
        let mut start = (span.start as usize).min(text.len());
        let mut stop = (span.end as usize).clamp(start, text.len());
        start = start.min(end);
        stop = stop.min(end);
        if start == stop
            && text
                .get(start..)
                .is_none_or(|rest| !rest.starts_with(is_ink))
        {
            // Nothing stands here: point at the character before.
            start = text.get(..start)?.char_indices().next_back()?.0;
        }
        let lines = self.file.line_column(span.end).line - self.file.line_column(span.start).line;
        if lines > MAX_LABEL_LINES {
            let rest = text.get(start..)?;
            stop = start + rest.find('\n').unwrap_or(rest.len());
        }
        let first = line_start(text, start);
        let last = line_end(text, stop);
        let shown = text.get(first..last)?;
        let fits = shown.lines().all(|line| line.len() <= MAX_LINE_BYTES);
        (fits && !text.trim().is_empty()).then_some((start, stop - start))
    }
}

fn is_ink(c: char) -> bool {
    c != '\n' && c != '\r'
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

/// One past the line end, or the end of the text.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |end| at + end + 1)
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let text = self.text.as_ref();
        let start = span.offset().min(text.len());
        let stop = (span.offset() + span.len()).min(text.len());
        let mut first = line_start(text, start);
        for _ in 0..lines_before {
            let above = line_start(text, first.saturating_sub(1));
            if first - above > MAX_LINE_BYTES {
                break;
            }
            first = above;
        }
        let mut last = line_end(text, stop.max(start));
        for _ in 0..lines_after {
            let below = line_end(text, last);
            if below - last > MAX_LINE_BYTES {
                break;
            }
            last = below;
        }
        let data = text.get(first..last).ok_or(MietteError::OutOfBounds)?;
        // With lines before it, the excerpt starts at a line's start; without, at the span.
        let from = if lines_before == 0 { start } else { first };
        let at = u32::try_from(from).unwrap_or(u32::MAX);
        let place = self.file.line_column(at);
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            data.as_bytes(),
            SourceSpan::from((first, data.len())),
            place.line.saturating_sub(1) as usize,
            place.column.saturating_sub(1) as usize,
            data.lines().count(),
        )))
    }
}
