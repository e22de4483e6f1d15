//! Definitions, references, renaming.

use std::collections::BTreeMap;

use pipewright_editor::definition::{self as defining, Target};
use pipewright_editor::rename::{self as renaming, Refused};
use pipewright_editor::{linked, references as referring};
use pipewright_source::Span;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, DocumentHighlight, DocumentHighlightKind,
    DocumentHighlightParams, GotoDefinitionParams, GotoDefinitionResponse,
    LinkedEditingRangeParams, LinkedEditingRanges, Location, LocationLink, OneOf,
    OptionalVersionedTextDocumentIdentifier, PrepareRenameResponse, ReferenceParams, RenameParams,
    TextDocumentEdit, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use crate::snapshot::Snapshot;

fn link(snapshot: &Snapshot, target: Target) -> Option<GotoDefinitionResponse> {
    let places = snapshot.places();
    Some(GotoDefinitionResponse::Link(vec![LocationLink {
        origin_selection_range: Some(places.range(target.origin)),
        target_uri: places.uri(target.name.source)?,
        target_range: places.range(target.whole),
        target_selection_range: places.range(target.name),
    }]))
}

fn plain(answer: GotoDefinitionResponse) -> GotoDefinitionResponse {
    match answer {
        GotoDefinitionResponse::Link(links) => GotoDefinitionResponse::Array(
            links
                .into_iter()
                .map(|link| Location {
                    uri: link.target_uri,
                    range: link.target_selection_range,
                })
                .collect(),
        ),
        other => other,
    }
}

/// `textDocument/definition`.
pub fn definition(
    snapshot: &Snapshot,
    params: GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let found = link(snapshot, defining::definition(&snapshot.analysis, at)?)?;
    Some(if snapshot.links { found } else { plain(found) })
}

/// `textDocument/typeDefinition`.
pub fn type_definition(
    snapshot: &Snapshot,
    params: GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let found = link(snapshot, defining::type_definition(&snapshot.analysis, at)?)?;
    Some(if snapshot.links { found } else { plain(found) })
}

/// `textDocument/references`.
pub fn references(snapshot: &Snapshot, params: ReferenceParams) -> Option<Vec<Location>> {
    let place = params.text_document_position;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let declaration = params.context.include_declaration;
    let found = referring::references(&snapshot.analysis, at, declaration);
    let places = snapshot.places();
    let found = found.into_iter();
    Some(found.filter_map(|span| places.location(span)).collect())
}

/// `textDocument/documentHighlight`.
pub fn highlight(
    snapshot: &Snapshot,
    params: DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let places = snapshot.places();
    let found = referring::highlight(&snapshot.analysis, at).into_iter();
    let found = found.map(|(span, declares)| DocumentHighlight {
        range: places.range(span),
        kind: Some(if declares {
            DocumentHighlightKind::WRITE
        } else {
            DocumentHighlightKind::READ
        }),
    });
    Some(found.collect())
}

/// `textDocument/linkedEditingRange`.
pub fn linked_editing(
    snapshot: &Snapshot,
    params: LinkedEditingRangeParams,
) -> Option<LinkedEditingRanges> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let places = snapshot.places();
    let found = linked::linked_editing(&snapshot.analysis, at);
    let ranges: Vec<_> = found.into_iter().map(|span| places.range(span)).collect();
    (!ranges.is_empty()).then_some(LinkedEditingRanges {
        ranges,
        word_pattern: Some("[A-Za-z_][A-Za-z0-9_]*".to_owned()),
    })
}

fn refused(why: Refused) -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: why.0.into(),
        data: None,
    }
}

/// `textDocument/prepareRename`.
pub fn prepare_rename(
    snapshot: &Snapshot,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(at) = snapshot.at(&params.text_document.uri, params.position) else {
        return Ok(None);
    };
    let (span, placeholder) = renaming::prepare(&snapshot.analysis, at).map_err(refused)?;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
        range: snapshot.places().range(span),
        placeholder,
    }))
}

/// `textDocument/rename`.
pub fn rename(snapshot: &Snapshot, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
    let place = params.text_document_position;
    let Some(at) = snapshot.at(&place.text_document.uri, place.position) else {
        return Ok(None);
    };
    let spans = renaming::rename(&snapshot.analysis, at, &params.new_name).map_err(refused)?;
    Ok(Some(edit(snapshot, &spans, &params.new_name)))
}

/// What the change of a name is called where a client shows changes before they are made.
const RENAMING: &str = "rename";

/// One text at many places.
fn edit(snapshot: &Snapshot, spans: &[Span], text: &str) -> WorkspaceEdit {
    let places = snapshot.places();
    let mut files: BTreeMap<pipewright_source::SourceId, Vec<TextEdit>> = BTreeMap::new();
    for span in spans {
        files.entry(span.source).or_default().push(TextEdit {
            range: places.range(*span),
            new_text: text.to_owned(),
        });
    }
    if !snapshot.annotations {
        let files = files.into_iter();
        let changes = files.filter_map(|(source, edits)| Some((places.uri(source)?, edits)));
        return WorkspaceEdit {
            changes: Some(changes.collect()),
            ..WorkspaceEdit::default()
        };
    }
    // A change in several files is shown before it is made.
    let several = files.len() > 1;
    let changes = files.into_iter().filter_map(|(source, edits)| {
        let annotated = edits.into_iter().map(|edit| {
            OneOf::Right(AnnotatedTextEdit {
                text_edit: edit,
                annotation_id: RENAMING.to_owned(),
            })
        });
        Some(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                uri: places.uri(source)?,
                version: None,
            },
            edits: annotated.collect(),
        })
    });
    WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(changes.collect())),
        change_annotations: Some(
            [(
                RENAMING.to_owned(),
                ChangeAnnotation {
                    label: format!("Rename to `{text}`"),
                    needs_confirmation: Some(several),
                    description: None,
                },
            )]
            .into_iter()
            .collect(),
        ),
    }
}
