//! Symbols: the outline of a file, and names of the project that match a search.

use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Column, ItemKind};

use crate::names::{Kind, bodies, item_kind, item_name};
use crate::{Analysis, At};

/// One entry of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What is worth saying beside it.
    pub detail: Option<String>,
    /// All of it.
    pub span: Span,
    /// The name.
    pub at: Span,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// The most a search gives.
const MOST: usize = 256;

/// The outline of a file.
#[must_use]
pub fn document_symbols(analysis: &Analysis, at: At) -> Vec<Symbol> {
    let Some((_, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let mut symbols = Vec::new();
    for item in &module.tree.items {
        let (children, detail) = match &item.kind {
            ItemKind::Type(one) => (columns(analysis, &one.columns), None),
            ItemKind::Dataset(one) => {
                let kind = one.kind.as_ref();
                (
                    Vec::new(),
                    kind.map(|kind| analysis.slice(kind.span).to_owned()),
                )
            }
            ItemKind::Pipeline(one) => (clauses(analysis, &one.clauses), None),
            ItemKind::Import(_) => continue,
            _ => (Vec::new(), None),
        };
        if let (Some(name), Some(kind)) = (item_name(item), item_kind(item))
            && !name.value.is_empty()
        {
            symbols.push(Symbol {
                name: name.value.clone(),
                kind,
                detail,
                span: item.span.to(name.span),
                at: name.span,
                children,
            });
        }
    }
    symbols
}

fn columns(analysis: &Analysis, columns: &[Column]) -> Vec<Symbol> {
    let named = columns
        .iter()
        .filter(|column| !column.name.value.is_empty());
    named
        .map(|column| Symbol {
            name: column.name.value.clone(),
            kind: Kind::Column,
            detail: Some(analysis.slice(column.kind.span).to_owned()),
            span: column.span.to(column.name.span),
            at: column.name.span,
            children: Vec::new(),
        })
        .collect()
}

fn clauses(analysis: &Analysis, all: &[Clause]) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for clause in all {
        let inner = bodies(&clause.kind);
        let children = inner.into_iter().flat_map(|body| clauses(analysis, body));
        let (name, kind, detail) = match &clause.kind {
            ClauseKind::Step(step) => {
                let kind = step.kind.as_ref();
                let detail = kind.map(|kind| analysis.slice(kind.span).to_owned());
                (&step.name, Kind::Step, detail)
            }
            ClauseKind::Resource(one) => (&one.name, Kind::Resource, None),
            ClauseKind::Output { name, .. } => (name, Kind::Value, None),
            _ => {
                symbols.extend(children);
                continue;
            }
        };
        if name.value.is_empty() {
            continue;
        }
        symbols.push(Symbol {
            name: name.value.clone(),
            kind,
            detail,
            span: clause.span.to(name.span),
            at: name.span,
            children: children.collect(),
        });
    }
    symbols
}

/// Names of the project that hold the letters of a search in their order.
#[must_use]
pub fn workspace_symbols(analysis: &Analysis, query: &str) -> Vec<Symbol> {
    let query: Vec<char> = query.to_lowercase().chars().collect();
    let mut found = Vec::new();
    for module in analysis.project.modules.iter().filter(|one| !one.standard) {
        let at = At {
            source: module.tree.source,
            offset: 0,
        };
        for symbol in document_symbols(analysis, at) {
            if found.len() >= MOST {
                return found;
            }
            let steps = symbol
                .children
                .iter()
                .filter(|child| child.kind == Kind::Step);
            found.extend(steps.filter(|child| matches(&child.name, &query)).cloned());
            if matches(&symbol.name, &query) {
                found.push(symbol);
            }
        }
    }
    found
}

fn matches(name: &str, query: &[char]) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query
        .iter()
        .all(|wanted| letters.any(|letter| letter == *wanted))
}
