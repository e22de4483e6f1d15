//! Code actions: changes that mend, complete or tidy.

mod create;
mod extract;
mod imports;
mod waive;

use pipewright_diagnostics::{Diagnostic, Edit};
use pipewright_source::Span;

use crate::Analysis;

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends a finding.
    QuickFix,
    /// Says the same in other words.
    Extract,
    /// Puts imports in order.
    SortImports,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// What it is for.
    pub kind: ActionKind,
    /// The finding it mends: its code and place.
    pub mends: Option<(&'static str, Span)>,
    /// Whether it is the change most would make.
    pub preferred: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// The changes that could be made in a range of a file. `today` is the day, `2026-11-21`.
#[must_use]
pub fn actions(analysis: &Analysis, range: Span, now: i64) -> Vec<Action> {
    let mut actions = Vec::new();
    for found in findings(analysis, range) {
        let mends = Some((found.rule.code, found.primary.span));
        for (at, fix) in found.fixes.iter().enumerate() {
            actions.push(Action {
                title: fix.title.clone(),
                kind: ActionKind::QuickFix,
                mends,
                preferred: at == 0,
                edits: fix.edits.iter().map(|one| whole(analysis, one)).collect(),
            });
        }
        actions.extend(create::missing(analysis, found));
        actions.extend(waive::waive(analysis, found, now));
    }
    actions.extend(extract::constant(analysis, range));
    actions.extend(imports::sort(analysis, range.source));
    actions
}

/// The findings of the last check that touch a range, as long as their places still mean the same text.
fn findings(analysis: &Analysis, range: Span) -> impl Iterator<Item = &Diagnostic> {
    let examined = analysis.examined.as_deref();
    let current = move |span: Span| {
        let checked = examined.and_then(|one| one.compilation.sources.get(span.source));
        let now = analysis.file(span.source);
        matches!((checked, now), (Some(one), Some(other)) if one.text() == other.text())
    };
    let all = examined
        .into_iter()
        .flat_map(|one| &one.compilation.diagnostics);
    all.filter(move |found| {
        let span = found.primary.span;
        span.source == range.source && span.start <= range.end && range.start <= span.end
    })
    .filter(move |found| {
        let edits = found.fixes.iter().flat_map(|fix| &fix.edits);
        current(found.primary.span) && edits.into_iter().all(|edit| current(edit.span))
    })
}

/// An edit; one that removes all that stands on some lines removes the lines.
fn whole(analysis: &Analysis, edit: &Edit) -> Edit {
    let mut edit = edit.clone();
    let text = analysis.text(edit.span.source);
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    if !edit.text.is_empty() || start == end {
        return edit;
    }
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
        return edit;
    };
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let blank = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let alone = before.len() == indent || before.trim_end_matches([' ', '\t']).ends_with('\n');
    if alone
        && after
            .get(blank..)
            .is_some_and(|rest| rest.starts_with('\n'))
    {
        let end = u32::try_from(blank + 1).unwrap_or_default();
        let indent = u32::try_from(indent).unwrap_or_default();
        edit.span = Span::new(
            edit.span.source,
            edit.span.start.saturating_sub(indent),
            edit.span.end.saturating_add(end),
        );
    }
    edit
}

/// One edit as an action.
fn action(title: String, kind: ActionKind, span: Span, text: String) -> Action {
    Action {
        title,
        kind,
        mends: None,
        preferred: false,
        edits: vec![Edit { span, text }],
    }
}
