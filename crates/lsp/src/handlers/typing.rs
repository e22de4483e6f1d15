//! Hover and completion.

use pipewright_editor::completion::{self, ProposalKind};
use pipewright_editor::hover as hovering;
use pipewright_editor::names::Kind;
use pipewright_source::Span;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse,
    CompletionTextEdit, Documentation, Hover, HoverContents, HoverParams, InsertTextFormat,
    MarkupContent, MarkupKind, TextEdit,
};

use crate::snapshot::Snapshot;

fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

/// `textDocument/hover`.
pub fn hover(snapshot: &Snapshot, params: HoverParams) -> Option<Hover> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let found = hovering::hover(&snapshot.analysis, at, snapshot.now)?;
    Some(Hover {
        contents: HoverContents::Markup(markdown(found.markdown)),
        range: Some(snapshot.places().range(found.span)),
    })
}

/// `textDocument/completion`.
pub fn completion(snapshot: &Snapshot, params: CompletionParams) -> Option<CompletionResponse> {
    let place = params.text_document_position;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let found = completion::completion(&snapshot.analysis, at);
    let span = Span::new(at.source, found.replace.start, found.replace.end);
    let range = snapshot.places().range(span);
    let items = found.items.into_iter().map(|item| CompletionItem {
        label: item.label,
        kind: Some(icon(item.kind)),
        detail: item.detail,
        documentation: item
            .documentation
            .map(|text| Documentation::MarkupContent(markdown(text))),
        insert_text_format: item.snippet.then_some(InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range,
            new_text: item.insert,
        })),
        ..CompletionItem::default()
    });
    let items = items.collect();
    Some(match found.complete {
        true => CompletionResponse::Array(items),
        false => CompletionResponse::List(CompletionList {
            is_incomplete: true,
            items,
        }),
    })
}

fn icon(kind: ProposalKind) -> CompletionItemKind {
    match kind {
        ProposalKind::Keyword => CompletionItemKind::KEYWORD,
        ProposalKind::Snippet => CompletionItemKind::SNIPPET,
        ProposalKind::Value => CompletionItemKind::VALUE,
        ProposalKind::Name(kind) => match kind {
            Kind::Module => CompletionItemKind::MODULE,
            Kind::Type | Kind::BuiltinType => CompletionItemKind::STRUCT,
            Kind::Column | Kind::Field => CompletionItemKind::FIELD,
            Kind::Connector | Kind::Template => CompletionItemKind::INTERFACE,
            Kind::Pipeline => CompletionItemKind::CLASS,
            Kind::Step => CompletionItemKind::FUNCTION,
            Kind::Parameter | Kind::Variable | Kind::Value => CompletionItemKind::VARIABLE,
            Kind::Region | Kind::Mark => CompletionItemKind::ENUM_MEMBER,
            Kind::Builtin => CompletionItemKind::KEYWORD,
            _ => CompletionItemKind::CONSTANT,
        },
    }
}
