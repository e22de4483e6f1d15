//! Hover: what stands under the cursor, in a few lines.

mod datasets;
mod pipelines;
mod proven;
mod steps;

use pipewright_source::Span;
use pipewright_syntax::tree::ItemKind;
use pipewright_syntax::{Module, Token, lex};

use crate::completion;
use crate::describe::describe;
use crate::language::{self, meaning};
use crate::names::{Kind, Occurrence};
use crate::{Analysis, At};

/// What to show, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The place that is meant.
    pub span: Span,
    /// Markdown.
    pub markdown: String,
}

/// What stands at a place. `now` is in seconds since 1970.
#[must_use]
pub fn hover(analysis: &Analysis, at: At, now: i64) -> Option<Hover> {
    match analysis.occurrence(at) {
        Some(found) => named(analysis, found, now),
        None => keyword(analysis, at, now).or_else(|| function(analysis, at)),
    }
}

/// A function of the language: what is called so, and no name of the project.
fn function(analysis: &Analysis, at: At) -> Option<Hover> {
    let lexed = lex(at.source, analysis.text(at.source));
    let next = lexed.tokens.partition_point(|token| token.end < at.offset);
    let mut rest = lexed.tokens.iter().skip(next);
    let token = rest.next().filter(|token| token.start <= at.offset)?;
    let called = matches!(
        rest.next().map(|next| next.token),
        Some(Token::LeftParen | Token::LeftBrace)
    );
    let span = token.span(at.source);
    let word = analysis.slice(span);
    let said = meaning(language::FUNCTIONS, word).filter(|_| called)?;
    Some(Hover {
        span,
        markdown: format!("{} `{word}`\n\n{said}", Kind::Builtin.noun()),
    })
}

fn named(analysis: &Analysis, found: Occurrence, now: i64) -> Option<Hover> {
    let word = analysis.slice(found.span);
    let about = |table, kind: Kind| {
        let said = meaning(table, word)?;
        Some(format!("{} `{word}`\n\n{said}", kind.noun()))
    };
    let markdown = match found.target {
        Some(target) => declared(analysis, found, target, now)?,
        None => match found.kind {
            Kind::BuiltinType => about(language::TYPES, found.kind)?,
            Kind::Mark => about(language::MARKS, found.kind).unwrap_or_else(|| {
                format!("class `{word}`: reaches no sink that does not accept it.")
            }),
            Kind::Builtin => about(language::BUILTINS, found.kind)?,
            Kind::Field => {
                let (source, offset) = (found.span.source, found.span.start);
                let known = completion::field(analysis, At { source, offset }, word)?;
                format!("{} `{word}`\n\n{}", found.kind.noun(), known.detail?)
            }
            _ => return None,
        },
    };
    Some(Hover {
        span: found.span,
        markdown,
    })
}

fn declared(analysis: &Analysis, found: Occurrence, target: Span, now: i64) -> Option<String> {
    if found.kind == Kind::Module {
        let module = imported(analysis, target)?;
        let mut text = format!("module `{}`", module.name());
        if let Some(doc) = &module.tree.doc {
            text.push_str("\n\n");
            text.push_str(&doc.lines.join("\n"));
        }
        return Some(text);
    }
    // First what it is, then what its author says of it, then what was worked out.
    let described = describe(analysis, target)?;
    let mut text = format!("```pipe\n{}\n```", described.code);
    if let Some(doc) = described.documentation() {
        text.push_str("\n\n");
        text.push_str(&doc);
    }
    if let Some(proven) = proven::of_name(analysis, found.kind, target, now) {
        text.push_str("\n\n---\n\n");
        text.push_str(&proven);
    }
    Some(text)
}

/// The module that a name stands for: it leads to the import that brings it in, or to the module.
fn imported(analysis: &Analysis, target: Span) -> Option<&Module> {
    let (_, module) = analysis.module(target.source)?;
    let import = match analysis.item_around(target).map(|(_, item)| &item.kind) {
        Some(ItemKind::Import(import)) if target.start < target.end => import,
        _ => return Some(module),
    };
    let path: Vec<&str> = import.path.parts.iter().map(|part| &*part.value).collect();
    let there = analysis.tables().modules.get(&path.join("."))?;
    analysis.project.modules.get(*there)
}

fn keyword(analysis: &Analysis, at: At, now: i64) -> Option<Hover> {
    let text = analysis.text(at.source);
    let lexed = lex(at.source, text);
    let next = lexed.tokens.partition_point(|token| token.end < at.offset);
    let touching = lexed.tokens.iter().skip(next).take(2);
    let token = touching
        .filter(|token| token.start <= at.offset)
        .find(|token| matches!(token.token, Token::Keyword(_)))?;
    let Token::Keyword(keyword) = token.token else {
        return None;
    };
    let span = token.span(at.source);
    let mut markdown = format!(
        "`{}`: {}\n\n```pipe\n{}\n```",
        keyword.text(),
        keyword.meaning(),
        keyword.form()
    );
    if let Some(proven) = proven::of_clause(analysis, span, now) {
        markdown.push_str("\n\n");
        markdown.push_str(&proven);
    }
    Some(Hover { span, markdown })
}
