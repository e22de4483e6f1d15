//! Descriptions: a definition in the words of its declaration.

mod signature;

use pipewright_source::Span;
use pipewright_syntax::tree::{
    Clause, ClauseKind, Column, Doc, Item, ItemKind, Parameter, ValueDeclaration,
};

use crate::Analysis;
use crate::describe::signature::squeezed;
use crate::names::{Kind, bodies, item_kind, item_name};

/// A definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its signature.
    pub code: String,
    /// What its author says of it.
    pub doc: Option<&'a Doc>,
    /// All of it.
    pub span: Span,
}

impl Description<'_> {
    /// The documentation as one text.
    #[must_use]
    pub fn documentation(&self) -> Option<String> {
        self.doc.map(|doc| doc.lines.join("\n"))
    }
}

/// Describes what is named at a place.
#[must_use]
pub fn describe(analysis: &Analysis, name: Span) -> Option<Description<'_>> {
    let (_, item) = analysis.item_around(name)?;
    if item_name(item).is_some_and(|own| own.span == name) {
        return Some(Description {
            kind: item_kind(item)?,
            code: signature::of_item(analysis, item),
            doc: item.doc.as_ref(),
            span: item.span,
        });
    }
    let columns = |columns| column(analysis, columns, name);
    match &item.kind {
        ItemKind::Type(one) => columns(&one.columns),
        ItemKind::Connector(one) => parameter(analysis, &one.parameters, name),
        ItemKind::Pipeline(one) => parameter(analysis, &one.parameters, name)
            .or_else(|| clauses(analysis, &one.clauses, name)),
        ItemKind::Defaults(inner) => clauses(analysis, inner, name),
        ItemKind::Template(one) => parameter(analysis, &one.parameters, name)
            .or_else(|| value(analysis, &one.values, name)),
        _ => None,
    }
    .or_else(|| other(analysis, item, name))
}

/// What has no declaration of its own form: a field, an element, an import's name.
fn other<'a>(analysis: &'a Analysis, item: &'a Item, name: Span) -> Option<Description<'a>> {
    let kind = match &item.kind {
        ItemKind::Import(_) => Kind::Module,
        _ => Kind::Variable,
    };
    let code = match kind {
        Kind::Module => analysis.slice(item.span).to_owned(),
        _ => analysis.slice(name).to_owned(),
    };
    let span = if kind == Kind::Module {
        item.span
    } else {
        name
    };
    (!code.is_empty()).then_some(Description {
        kind,
        code,
        doc: None,
        span,
    })
}

fn column<'a>(analysis: &Analysis, columns: &'a [Column], name: Span) -> Option<Description<'a>> {
    let found = columns.iter().find(|column| column.name.span == name)?;
    Some(Description {
        kind: Kind::Column,
        code: squeezed(analysis.slice(found.span)),
        doc: found.doc.as_ref(),
        span: found.span,
    })
}

fn parameter<'a>(
    analysis: &Analysis,
    parameters: &'a [Parameter],
    name: Span,
) -> Option<Description<'a>> {
    let found = parameters.iter().find(|one| one.name.span == name)?;
    Some(Description {
        kind: Kind::Parameter,
        code: squeezed(analysis.slice(found.span)),
        doc: found.doc.as_ref(),
        span: found.span,
    })
}

fn value<'a>(
    analysis: &Analysis,
    values: &'a [ValueDeclaration],
    name: Span,
) -> Option<Description<'a>> {
    let found = values.iter().find(|one| one.name.span == name)?;
    Some(Description {
        kind: Kind::Value,
        code: squeezed(analysis.slice(found.span)),
        doc: found.doc.as_ref(),
        span: found.span,
    })
}

fn clauses<'a>(analysis: &Analysis, all: &'a [Clause], name: Span) -> Option<Description<'a>> {
    let clause = all
        .iter()
        .find(|one| one.span.touches(name.start) && one.span.touches(name.end))?;
    let whole = |kind| Description {
        kind,
        code: signature::of_clause(analysis, clause),
        doc: clause.doc.as_ref(),
        span: clause.span,
    };
    match &clause.kind {
        ClauseKind::Step(step) if step.name.span == name => Some(whole(Kind::Step)),
        ClauseKind::Step(step) => value(analysis, &step.values, name),
        ClauseKind::Resource(one) if one.name.span == name => Some(whole(Kind::Resource)),
        ClauseKind::Acquire { values, .. } => value(analysis, values, name),
        ClauseKind::Output { name: own, .. } if own.span == name => Some(whole(Kind::Value)),
        _ => None,
    }
    .or_else(|| {
        let mut inner = bodies(&clause.kind).into_iter();
        inner.find_map(|body| clauses(analysis, body, name))
    })
}
