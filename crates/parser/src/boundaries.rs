//! Places told of a text that was read in the place of another: they end where characters end.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

/// Moves the places of findings to where characters of the text begin and end.
pub fn align(text: &str, diagnostics: &mut [Diagnostic]) {
    for found in diagnostics {
        align_span(text, &mut found.primary.span);
        for label in &mut found.related {
            align_span(text, &mut label.span);
        }
        for edit in found.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            align_span(text, &mut edit.span);
        }
    }
}

fn align_span(text: &str, span: &mut Span) {
    let inside = |at: u32| (at as usize) < text.len() && !text.is_char_boundary(at as usize);
    let empty = span.start == span.end;
    while inside(span.end) {
        span.end += 1;
    }
    if empty {
        span.start = span.end;
    }
    while inside(span.start) {
        span.start -= 1;
    }
}

#[cfg(test)]
mod tests {
    use pipewright_source::{SourceId, Span};

    use super::align_span;

    #[test]
    fn a_place_inside_a_character_takes_it_whole() {
        let aligned = |start, end| {
            let mut span = Span::new(SourceId(0), start, end);
            align_span("a：b", &mut span);
            (span.start, span.end)
        };
        assert_eq!(aligned(1, 2), (1, 4));
        assert_eq!(aligned(2, 3), (1, 4));
        assert_eq!(aligned(2, 2), (4, 4));
        assert_eq!(aligned(0, 1), (0, 1));
    }
}
