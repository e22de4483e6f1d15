//! Code actions.

use std::collections::BTreeMap;

use pipewright_editor::actions::{self, Action, ActionKind};
use pipewright_source::{SourceId, Span};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    Diagnostic, NumberOrString, TextEdit, WorkspaceEdit,
};

use crate::position::Lines;
use crate::snapshot::{Places, Snapshot};

/// `textDocument/codeAction`.
pub fn code_action(snapshot: &Snapshot, params: CodeActionParams) -> Option<CodeActionResponse> {
    let source = snapshot.source(&params.text_document.uri)?;
    let text = snapshot.analysis.text(source);
    let lines = Lines::of(text);
    let offset = |position| {
        let offset = lines.offset(text, position, snapshot.encoding);
        u32::try_from(offset).unwrap_or(u32::MAX)
    };
    let (start, end) = (offset(params.range.start), offset(params.range.end));
    let range = Span::new(source, start, end.max(start));
    let places = snapshot.places();
    let only = params.context.only;
    let wanted = |kind: &CodeActionKind| {
        only.as_ref().is_none_or(|only| {
            only.iter()
                .any(|one| one.as_str().is_empty() || kind.as_str().starts_with(one.as_str()))
        })
    };
    let found = actions::actions(&snapshot.analysis, range, snapshot.now);
    let answer = found.into_iter().filter_map(|action| {
        let kind = match action.kind {
            ActionKind::QuickFix => CodeActionKind::QUICKFIX,
            ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
            ActionKind::SortImports => CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        };
        wanted(&kind).then(|| converted(&places, action, kind, &params.context.diagnostics))
    });
    Some(
        answer
            .flatten()
            .map(CodeActionOrCommand::CodeAction)
            .collect(),
    )
}

fn converted(
    places: &Places<'_>,
    action: Action,
    kind: CodeActionKind,
    told: &[Diagnostic],
) -> Option<CodeAction> {
    let mut files: BTreeMap<SourceId, Vec<TextEdit>> = BTreeMap::new();
    for edit in action.edits {
        files.entry(edit.span.source).or_default().push(TextEdit {
            range: places.range(edit.span),
            new_text: edit.text,
        });
    }
    let mut changes = Vec::new();
    for (source, edits) in files {
        // What lies where no client can write is no change.
        changes.push((places.uri(source)?, edits));
    }
    let mends: Vec<Diagnostic> = action
        .mends
        .map(|(code, span)| {
            let range = places.range(span);
            let same = |one: &&Diagnostic| {
                one.range == range && one.code == Some(NumberOrString::String(code.to_owned()))
            };
            told.iter().filter(same).cloned().collect()
        })
        .unwrap_or_default();
    Some(CodeAction {
        title: action.title,
        kind: Some(kind),
        diagnostics: (!mends.is_empty()).then_some(mends),
        edit: Some(WorkspaceEdit {
            changes: Some(changes.into_iter().collect()),
            ..WorkspaceEdit::default()
        }),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    })
}
