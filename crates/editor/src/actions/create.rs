//! Creating what a name asks for: a type, a dataset, parameters of what is used.

use pipewright_diagnostics::{Diagnostic, Edit};
use pipewright_source::Span;
use pipewright_syntax::tree::{
    Clause, ClauseKind, Expression, ExpressionKind, Item, ItemKind, Record,
};

use super::{Action, ActionKind, action};
use crate::Analysis;
use crate::completion;
use crate::names::{Meaning, Walk, bodies, item_name};

/// What could be created so that a finding is gone.
pub fn missing(analysis: &Analysis, found: &Diagnostic) -> Vec<Action> {
    let created = match found.rule.name {
        "unknown-name" => unknown(analysis, found),
        "missing-field" => parameters(analysis, found),
        _ => None,
    };
    let mends = Some((found.rule.code, found.primary.span));
    created
        .into_iter()
        .map(|action| Action { mends, ..action })
        .collect()
}

fn unknown(analysis: &Analysis, found: &Diagnostic) -> Option<Action> {
    let name = analysis.slice(found.primary.span);
    let place = found.primary.span;
    let (_, item) = analysis.item_around(place)?;
    let before = item.doc.as_ref().map_or(item.span, |doc| doc.span).before();
    let qualified = analysis
        .text(place.source)
        .get(..place.start as usize)
        .is_some_and(|before| before.ends_with('.'));
    if qualified || name.is_empty() {
        return None;
    }
    if name
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_uppercase())
    {
        let text = format!("type {name} {{\n  id: string key\n}}\n\n");
        return Some(action(
            format!("create the type `{name}`"),
            ActionKind::QuickFix,
            before,
            text,
        ));
    }
    let ItemKind::Pipeline(pipeline) = &item.kind else {
        return None;
    };
    if !is_data(&pipeline.clauses, place) {
        return None;
    }
    let (module, _) = analysis.item_around(place)?;
    let items = &module.tree.items;
    let mut text = String::new();
    let kind = match written(analysis, &pipeline.clauses, &pipeline.clauses, place) {
        Some(kind) => kind,
        None => {
            let is_row = |item: &Item| item_name(item).is_some_and(|name| name.value == "Row");
            if !items.iter().any(is_row) {
                text.push_str("type Row {\n  id: string key\n}\n\n");
            }
            "Row"
        }
    };
    let imported = items.iter().find_map(|item| match &item.kind {
        ItemKind::Import(import) if analysis.slice(import.path.span) == "std.s3" => {
            Some(import.alias.as_ref().or(import.path.parts.last())?)
        }
        _ => None,
    });
    let s3 = imported.map_or("s3", |name| name.value.as_str());
    text.push_str(&format!(
        "dataset {name}: {kind} = {s3}.parquet {{\n  bucket = \"acme-data\"\n  prefix = \"{}/\"\n  region = eu-west-1\n}}\n\n",
        name.replace('_', "-")
    ));
    let mut created = action(
        format!("create the dataset `{name}`"),
        ActionKind::QuickFix,
        before,
        text,
    );
    if imported.is_none() {
        let first = items.first()?;
        let top = first.doc.as_ref().map_or(first.span, |doc| doc.span);
        let is_import = matches!(first.kind, ItemKind::Import(_));
        let text = format!("import std.s3\n{}", if is_import { "" } else { "\n" });
        match created.edits.first_mut() {
            // Two edits at one place have no order that every client keeps.
            Some(edit) if edit.span == top.before() => edit.text.insert_str(0, &text),
            _ => created.edits.push(Edit {
                span: top.before(),
                text,
            }),
        }
    }
    Some(created)
}

/// The type of what is written to the sink at a place, where a step says it.
fn written<'a>(
    analysis: &'a Analysis,
    all: &[Clause],
    clauses: &[Clause],
    sink: Span,
) -> Option<&'a str> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Write(write) if write.sink.span == sink => {
            type_of(analysis, all, analysis.slice(write.subject.span))
        }
        other => bodies(other)
            .into_iter()
            .find_map(|body| written(analysis, all, body, sink)),
    })
}

/// The type a step of this name says it yields.
fn type_of<'a>(analysis: &'a Analysis, clauses: &[Clause], name: &str) -> Option<&'a str> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Step(step) if step.name.value == name => {
            Some(analysis.slice(step.kind.as_ref()?.span))
        }
        other => bodies(other)
            .into_iter()
            .find_map(|body| type_of(analysis, body, name)),
    })
}

/// Whether a dataset would do at a place: where data is read, written or waited for.
fn is_data(clauses: &[Clause], place: Span) -> bool {
    clauses.iter().any(|clause| {
        let here = clause.span.touches(place.start) && clause.span.touches(place.end);
        here && match &clause.kind {
            ClauseKind::Write(_)
            | ClauseKind::Step(_)
            | ClauseKind::Schedule(_)
            | ClauseKind::Check(_) => true,
            other => bodies(other).into_iter().any(|body| is_data(body, place)),
        }
    })
}

/// The parameters that a record does not give.
fn parameters(analysis: &Analysis, found: &Diagnostic) -> Option<Action> {
    let place = found.primary.span;
    let (module, item) = analysis.item_around(place)?;
    let (index, _) = analysis.module(module.tree.source)?;
    let mut walk = Walk::new(analysis, index, module);
    let ItemKind::Dataset(dataset) = &item.kind else {
        return None;
    };
    let (callee, fields) = used(&dataset.value)?;
    let meaning = walk.quietly(|walk| walk.path(callee))?.meaning;
    let Meaning::Item(_, declared) = meaning else {
        return None;
    };
    let ItemKind::Connector(connector) = &declared.kind else {
        return None;
    };
    let given = |name: &str| fields.fields.iter().any(|field| field.name.value == name);
    let mut text = String::new();
    let mut names = Vec::new();
    for parameter in &connector.parameters {
        let name = parameter.name.value.as_str();
        if parameter.default.is_some() || parameter.kind.optional || given(name) {
            continue;
        }
        let value = match analysis.slice(parameter.kind.span) {
            "secret" => format!("secret(\"{}/{name}\")", dataset.name.value),
            "region" => "eu".to_owned(),
            _ => completion::value(analysis, parameter),
        };
        text.push_str(&format!("  {name} = {value}\n"));
        names.push(format!("`{name}`"));
    }
    if names.is_empty() {
        return None;
    }
    let end = Span::new(
        fields.span.source,
        fields.span.end.checked_sub(1)?,
        fields.span.end - 1,
    );
    let inside = analysis.slice(Span {
        end: end.start,
        ..fields.span
    });
    if !inside.trim_end_matches([' ', '\t']).ends_with('\n') {
        text.insert(0, '\n');
    }
    Some(action(
        format!("add {}", names.join(", ")),
        ActionKind::QuickFix,
        end,
        text,
    ))
}

fn used(value: &Expression) -> Option<(&pipewright_syntax::tree::Path, &Record)> {
    match &value.kind {
        ExpressionKind::Use { callee, fields } => Some((callee, fields)),
        _ => None,
    }
}
