//! What stands beside the text: inlay hints, lenses, links.

use pipewright_editor::inlay::{self, HintKind};
use pipewright_editor::lens::{self, LensKind};
use pipewright_editor::links::{self, LinkTarget};
use serde_json::json;
use tower_lsp::ls_types::{
    CodeLens, CodeLensParams, Command, DocumentLink, DocumentLinkParams, InlayHint, InlayHintKind,
    InlayHintLabel, InlayHintParams, InlayHintTooltip,
};

use crate::convert;
use crate::position::Lines;
use crate::snapshot::Snapshot;

/// `textDocument/inlayHint`.
pub fn inlay_hint(snapshot: &Snapshot, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let source = snapshot.source(&params.text_document.uri)?;
    let text = snapshot.analysis.text(source);
    let lines = Lines::of(text);
    let offset = |position| {
        let offset = lines.offset(text, position, snapshot.encoding);
        u32::try_from(offset).unwrap_or(u32::MAX)
    };
    let range = offset(params.range.start)..offset(params.range.end);
    let wishes = snapshot.settings;
    let hints = inlay::inlay_hints(&snapshot.analysis, source, &range);
    let hints = hints.into_iter().filter(|hint| match hint.kind {
        HintKind::Type => wishes.types,
        HintKind::Wait => wishes.waits,
        HintKind::Cluster => wishes.clusters,
    });
    let hints = hints.map(|hint| InlayHint {
        position: lines.position(text, hint.offset as usize, snapshot.encoding),
        label: InlayHintLabel::String(hint.label),
        kind: (hint.kind == HintKind::Type).then_some(InlayHintKind::TYPE),
        text_edits: None,
        tooltip: hint.tooltip.map(InlayHintTooltip::String),
        padding_left: None,
        padding_right: None,
        data: None,
    });
    Some(hints.collect())
}

/// `textDocument/codeLens`.
pub fn code_lens(snapshot: &Snapshot, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    if !snapshot.settings.lenses {
        return Some(Vec::new());
    }
    let source = snapshot.source(&params.text_document.uri)?;
    let places = snapshot.places();
    let found = lens::lenses(&snapshot.analysis, source, snapshot.now).into_iter();
    let found = found.filter_map(|lens| {
        let command = match lens.kind {
            LensKind::Runs => "pipewright.showGraph",
            LensKind::Ledger => "pipewright.showLedger",
            LensKind::Output => "pipewright.showOutput",
        };
        // A lens needs a command that the client knows.
        if !snapshot.commands.iter().any(|known| known == command) {
            return None;
        }
        let subject = json!({
            "textDocument": { "uri": params.text_document.uri },
            "pipeline": lens.pipeline,
        });
        Some(CodeLens {
            range: places.range(lens.span),
            command: Some(Command {
                title: lens.title,
                command: command.to_owned(),
                arguments: Some(vec![subject]),
            }),
            data: None,
        })
    });
    Some(found.collect())
}

/// `textDocument/documentLink`.
pub fn document_link(snapshot: &Snapshot, params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let source = snapshot.source(&params.text_document.uri)?;
    let places = snapshot.places();
    let found = links::links(&snapshot.analysis, source).into_iter();
    let found = found.filter_map(|link| {
        let target = match link.target {
            LinkTarget::File(file) => places.uri(file)?,
            LinkTarget::Rule(code) => convert::rule_page(&code)?,
            LinkTarget::Web(address) => address.parse().ok()?,
        };
        Some(DocumentLink {
            range: places.range(link.span),
            target: Some(target),
            tooltip: None,
            data: None,
        })
    });
    Some(found.collect())
}
