//! Definitions: where a name is declared, and where its type is.

use pipewright_source::Span;
use pipewright_syntax::tree::{
    Clause, ClauseKind, ItemKind, StepBody, TypeExpression, TypeExpressionKind,
};

use crate::names::{Kind, Local, Walk, bodies, item_name};
use crate::{Analysis, At};

/// A place to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The name from which it is gone.
    pub origin: Span,
    /// All of the definition.
    pub whole: Span,
    /// Its name.
    pub name: Span,
}

/// Where the name at a place is declared.
#[must_use]
pub fn definition(analysis: &Analysis, at: At) -> Option<Target> {
    let found = analysis.occurrence(at)?;
    let name = found.target?;
    let whole = match found.kind {
        Kind::Module => name,
        _ => crate::describe::describe(analysis, name).map_or(name, |described| described.span),
    };
    Some(Target {
        origin: found.span,
        whole,
        name,
    })
}

/// Where the type of what is named at a place is declared.
#[must_use]
pub fn type_definition(analysis: &Analysis, at: At) -> Option<Target> {
    let found = analysis.occurrence(at)?;
    let declared = found.target?;
    let (module, item) = analysis.item_around(declared)?;
    if found.kind == Kind::Type {
        return definition(analysis, at);
    }
    let (index, _) = analysis.module(module.tree.source)?;
    let mut walk = Walk::new(analysis, index, module);
    let local: Local<'_> = match &item.kind {
        ItemKind::Dataset(one) if one.name.span == declared => {
            kind_of(&mut walk, index, one.kind.as_ref()?)
        }
        ItemKind::Template(one) if one.name.span == declared => {
            kind_of(&mut walk, index, one.kind.as_ref()?)
        }
        ItemKind::Pipeline(one) => {
            let kind = step_kind(&one.clauses, declared)?;
            kind_of(&mut walk, index, kind)
        }
        _ => None,
    }?;
    let whole = analysis
        .item_around(local.span)
        .map_or(local.span, |(_, item)| item.span);
    Some(Target {
        origin: found.span,
        whole,
        name: local.span,
    })
}

fn kind_of<'a>(walk: &mut Walk<'a>, module: usize, kind: &'a TypeExpression) -> Option<Local<'a>> {
    match &kind.kind {
        TypeExpressionKind::List(inner) => walk.type_path(module, inner),
        _ => walk.type_path(module, kind),
    }
}

/// The type a step is declared with.
fn step_kind(clauses: &[Clause], name: Span) -> Option<&TypeExpression> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Step(step) if step.name.span == name => step.kind.as_ref(),
        other => bodies(other)
            .into_iter()
            .find_map(|body| step_kind(body, name)),
    })
}

/// The name of the pipeline or template that a step makes part of its pipeline.
#[must_use]
pub fn called<'a>(walk: &mut Walk<'a>, body: &'a StepBody) -> Option<Span> {
    let found = match body {
        StepBody::Call { pipeline, .. } => walk.quietly(|walk| walk.called(pipeline)),
        StepBody::Template { callee, .. } => walk.quietly(|walk| walk.path(callee)),
        _ => None,
    }?;
    match found.meaning {
        crate::names::Meaning::Item(_, item) => Some(item_name(item)?.span),
        _ => None,
    }
}
