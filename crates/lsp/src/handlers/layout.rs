//! Formatting, folding, selection.

use pipewright_editor::folding::{self as fold, FoldKind};
use pipewright_editor::formatting as format;
use pipewright_editor::selection::Pieces;
use pipewright_source::Span;
use tower_lsp::ls_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams,
    FoldingRange, FoldingRangeKind, FoldingRangeParams, SelectionRange, SelectionRangeParams,
    TextEdit,
};

use crate::convert;
use crate::position::Lines;
use crate::snapshot::Snapshot;

/// `textDocument/formatting`.
pub fn formatting(snapshot: &Snapshot, params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let source = snapshot.source(&params.text_document.uri)?;
    let changes = format::formatting(&snapshot.analysis, source);
    let text = snapshot.analysis.text(source);
    Some(convert::edits(text, changes, snapshot.encoding))
}

/// `textDocument/rangeFormatting`.
pub fn range_formatting(
    snapshot: &Snapshot,
    params: DocumentRangeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let source = snapshot.source(&params.text_document.uri)?;
    let text = snapshot.analysis.text(source);
    let lines = Lines::of(text);
    let offset = |position| lines.offset(text, position, snapshot.encoding);
    let range = offset(params.range.start)..offset(params.range.end);
    let changes = format::formatting_range(&snapshot.analysis, source, range);
    Some(convert::edits(text, changes, snapshot.encoding))
}

/// `textDocument/onTypeFormatting`.
pub fn on_type_formatting(
    snapshot: &Snapshot,
    params: DocumentOnTypeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let place = params.text_document_position;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let changes = format::formatting_on_type(&snapshot.analysis, at.source, at.offset as usize);
    let text = snapshot.analysis.text(at.source);
    Some(convert::edits(text, changes, snapshot.encoding))
}

/// `textDocument/foldingRange`.
pub fn folding(snapshot: &Snapshot, params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let source = snapshot.source(&params.text_document.uri)?;
    let places = snapshot.places();
    let folds = fold::folding(&snapshot.analysis, source);
    let ranges = folds.into_iter().map(|fold| {
        let range = places.range(Span::new(source, fold.range.start, fold.range.end));
        FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            end_line: range.end.line,
            end_character: Some(range.end.character),
            kind: match fold.kind {
                FoldKind::Block => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            collapsed_text: None,
        }
    });
    Some(ranges.collect())
}

/// `textDocument/selectionRange`.
pub fn selection_range(
    snapshot: &Snapshot,
    params: SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let places = snapshot.places();
    let source = snapshot.source(&params.text_document.uri)?;
    let pieces = Pieces::of(&snapshot.analysis, source);
    let mut answers = Vec::new();
    for position in params.positions {
        let at = snapshot.at(&params.text_document.uri, position)?;
        let ways = pieces.around(at.offset);
        let mut parent = None;
        for range in ways.into_iter().rev() {
            parent = Some(Box::new(SelectionRange {
                range: places.range(Span::new(at.source, range.start, range.end)),
                parent,
            }));
        }
        answers.push(*parent?);
    }
    Some(answers)
}
