//! Completion: what could stand at the cursor.

mod expressions;
mod few;
mod fields;
mod filled;
mod going;
mod items;
mod records;
mod texts;

use std::ops::Range;

use pipewright_syntax::tree::Parameter;
use pipewright_syntax::{Keyword, Token};

use crate::context::{Context, Open};
use crate::names::Kind;
use crate::{Analysis, At};

/// What a proposal is, for its icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalKind {
    /// A word of the language.
    Keyword,
    /// A whole construct, with places to fill in.
    Snippet,
    /// A name.
    Name(Kind),
    /// A value, such as a text.
    Value,
}

/// One thing that could stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is shown.
    pub label: String,
    /// What it is.
    pub kind: ProposalKind,
    /// In one short line: a type, a meaning.
    pub detail: Option<String>,
    /// Markdown.
    pub documentation: Option<String>,
    /// What is written. In a snippet `$1`, `${2:text}` are places to fill in.
    pub insert: String,
    /// Whether it is a snippet.
    pub snippet: bool,
}

impl Proposal {
    fn name(label: &str, kind: Kind) -> Self {
        Self {
            label: label.to_owned(),
            kind: ProposalKind::Name(kind),
            detail: Some(kind.noun().to_owned()),
            documentation: None,
            insert: label.to_owned(),
            snippet: false,
        }
    }

    fn keyword(keyword: Keyword) -> Self {
        Self {
            label: keyword.text().to_owned(),
            kind: ProposalKind::Keyword,
            detail: Some(keyword.meaning().to_owned()),
            documentation: Some(format!("```pipe\n{}\n```", keyword.form())),
            insert: keyword.text().to_owned(),
            snippet: false,
        }
    }

    fn snippet(keyword: Keyword, label: &str, insert: &str) -> Self {
        Self {
            label: label.to_owned(),
            kind: ProposalKind::Snippet,
            insert: insert.to_owned(),
            snippet: true,
            ..Self::keyword(keyword)
        }
    }
}

/// What could stand at a place, and the bytes it takes the place of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposals {
    /// The word being typed.
    pub replace: Range<u32>,
    /// The proposals; the client sorts and filters them.
    pub items: Vec<Proposal>,
    /// Whether that is all, so that nobody needs to be asked again while the word grows.
    pub complete: bool,
}

/// What could stand at the cursor.
#[must_use]
pub fn completion(analysis: &Analysis, at: At) -> Proposals {
    few::few(analysis.text(at.source), at.offset, all(analysis, at))
}

fn all(analysis: &Analysis, at: At) -> Proposals {
    let context = Context::of(analysis, at);
    if let Some(inside) = texts::texts(analysis, at) {
        return inside;
    }
    let mut items = if context.inert {
        Vec::new()
    } else if let Some(fields) = records::nested(analysis.text(at.source), &context) {
        fields::known(fields)
    } else {
        proposals(analysis, at, &context)
    };
    for item in items.iter_mut().filter(|item| item.snippet) {
        item.insert = filled::filled(analysis, at, &item.insert);
    }
    items.sort_by(|one, other| one.label.cmp(&other.label));
    items.dedup_by(|one, other| one.label == other.label && one.kind == other.kind);
    Proposals {
        replace: begin(&context)..at.offset,
        items,
        complete: true,
    }
}

/// Where that begins which a proposal takes the place of: of an import the whole path.
fn begin(context: &Context) -> u32 {
    match context.before.as_slice() {
        [import, first, ..] if import.token == Token::Keyword(Keyword::Import) => first.start,
        _ => context.word,
    }
}

fn proposals(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let before: Vec<Token> = context.before.iter().map(|token| token.token).collect();
    match before.as_slice() {
        [Token::Keyword(Keyword::Import), ..] => items::modules(analysis, at),
        [.., Token::Dot] => expressions::members(analysis, at, context),
        [.., Token::Colon] => expressions::types(analysis, at, context),
        [Token::Keyword(Keyword::Allow)] => items::waivable(analysis),
        [
            Token::Keyword(Keyword::Allow),
            Token::Keyword(Keyword::Policy),
        ] => items::policies(analysis, ""),
        [] => match context.inner() {
            None => items::items(),
            Some(open) if open.token != Token::LeftBrace || conditioned(context).is_some() => {
                going::going_on(analysis, at, context)
            }
            Some(open) => inside(analysis, at, open),
        },
        _ => going::going_on(analysis, at, context),
    }
}

/// The bracket around a cursor where conditions stand in it.
fn conditioned(context: &Context) -> Option<&Open> {
    let open = context.inner()?;
    let first = open.head.first().map(|token| token.token);
    let is_check = first == Some(Token::Keyword(Keyword::Check));
    (open.token == Token::LeftBrace && is_check).then_some(open)
}

/// A value of the type of a parameter.
#[must_use]
pub fn value(analysis: &Analysis, parameter: &Parameter) -> String {
    match filled::plain(&filled::sample(analysis, parameter, 1)) {
        unknown if unknown.starts_with('$') => "\"\"".to_owned(),
        value => value,
    }
}

/// The field of this name that the language knows, in the record around a place.
#[must_use]
pub fn field(analysis: &Analysis, at: At, name: &str) -> Option<Proposal> {
    let context = Context::of(analysis, at);
    let known = match records::nested(analysis.text(at.source), &context) {
        Some(fields) => fields::known(fields),
        None => inside(analysis, at, context.inner()?),
    };
    known
        .into_iter()
        .find(|one| one.label == name && one.kind == ProposalKind::Name(Kind::Field))
}

/// What could begin a line or a field in a bracket.
fn inside(analysis: &Analysis, at: At, open: &Open) -> Vec<Proposal> {
    let words = open.head.iter().filter_map(|token| match token.token {
        Token::Keyword(keyword) => Some(keyword),
        _ => None,
    });
    let words: Vec<Keyword> = words.collect();
    let has = |word: Keyword| words.contains(&word);
    match words.first() {
        Some(
            Keyword::Pipeline
            | Keyword::Defaults
            | Keyword::For
            | Keyword::When
            | Keyword::Else
            | Keyword::Repeat
            | Keyword::Resource
            | Keyword::Finally,
        ) => items::clauses(),
        Some(Keyword::Connector) => items::connector_clauses(),
        Some(Keyword::Cluster) => fields::known(fields::CLUSTER),
        Some(Keyword::Environment) => fields::known(fields::ENVIRONMENT),
        Some(Keyword::Type | Keyword::Labels) => Vec::new(),
        _ if has(Keyword::Run) => fields::known(fields::WORK),
        // The program is the command.
        _ if has(Keyword::Python) || has(Keyword::Shell) => {
            let mut known = fields::known(fields::WORK);
            known.retain(|field| field.label != "command");
            known
        }
        Some(Keyword::Approval) => fields::known(fields::APPROVAL),
        _ => fields::of_use(analysis, at, open),
    }
}
