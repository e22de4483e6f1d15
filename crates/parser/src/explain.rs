//! Words for an entry that could not be read: what was found, what was expected, how to mend it.

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_source::{SourceId, Span};
use pipewright_syntax::{Block, Keyword, KeywordGroup, Lexeme, Token, rules};

use crate::{
    expected,
    foreign::foreign,
    form::form,
    heal::{Change, Healed, is_quoted_field, starters, unit},
    probe::Stop,
};

/// An entry that could not be read.
#[derive(Clone, Copy)]
pub struct Entry<'t> {
    pub source: SourceId,
    pub text: &'t str,
    /// What it is an entry of.
    pub block: Block,
    /// Its tokens, inner blocks empty.
    pub tokens: &'t [Lexeme],
    /// Its first token.
    pub first: Option<Token>,
}

impl Entry<'_> {
    fn span(&self, lexeme: &Lexeme) -> Span {
        lexeme.span(self.source)
    }

    fn shown(&self, lexeme: &Lexeme) -> String {
        let text = lexeme.text(self.text);
        let line = text.lines().next().unwrap_or(text);
        let mut shown: String = line.chars().take(40).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        format!(
            "`{}`",
            shown
                .escape_debug()
                .to_string()
                .replace("\\\"", "\"")
                .replace("\\'", "'")
        )
    }

    /// What an entry of this kind is called.
    const fn called(&self) -> &'static str {
        match self.block {
            Block::Items => "item",
            Block::Clauses | Block::ConnectorClauses => "clause",
            Block::Conditions => "condition",
            Block::Requirements => "requirement",
            Block::Columns => "column",
            Block::Fields | Block::Values => "field",
            Block::Names => "name",
            Block::Parameters => "parameter",
        }
    }
}

/// The finding for an entry that stops at `stop`.
pub fn explain(entry: &Entry<'_>, stop: &Stop, healed: Option<&Healed>) -> Diagnostic {
    let found = entry
        .tokens
        .get(stop.index)
        .filter(|found| found.token != Token::NewLine);
    if healed.is_none()
        && let Some(diagnostic) = foreign(entry, stop)
    {
        return diagnostic;
    }
    let diagnostic = match found {
        Some(found) if stop.index == 0 && is_unknown(entry, found) => {
            return unknown_start(entry, found, healed);
        }
        Some(found) => at_token(entry, stop, found, healed),
        None => at_end(entry, stop, healed),
    };
    with_form(entry, stop, diagnostic)
}

/// Two separators in a row.
pub fn doubled(source: SourceId, block: Block, separator: &Lexeme) -> Diagnostic {
    let entry = Entry {
        source,
        text: "",
        block,
        tokens: &[],
        first: None,
    };
    let span = separator.span(source);
    Diagnostic::new(
        &rules::UNEXPECTED,
        format!("a {} is missing before this `,`", entry.called()),
        span,
        "nothing stands before it",
    )
    .fix("remove the `,`", span, "")
}

fn is_unknown(entry: &Entry<'_>, found: &Lexeme) -> bool {
    starters(entry.block).next().is_some() && found.token.is_name()
}

/// An item or clause that begins with no word of its kind.
fn unknown_start(entry: &Entry<'_>, found: &Lexeme, healed: Option<&Healed>) -> Diagnostic {
    let shown = entry.shown(found);
    let span = entry.span(found);
    let (rule, place): (&'static Rule, &str) = match entry.block {
        Block::Items => (&rules::UNKNOWN_ITEM, "at the top of a file"),
        Block::Clauses => (&rules::UNKNOWN_CLAUSE, "in a pipeline"),
        Block::Requirements => (&rules::UNKNOWN_CLAUSE, "in a policy"),
        _ => (&rules::UNKNOWN_CLAUSE, "in a connector"),
    };
    let called = entry.called();
    if let Token::Keyword(keyword) = found.token
        && let Some(home) = home(keyword)
    {
        return Diagnostic::new(
            rule,
            format!("{shown} belongs {home}, not {place}"),
            span,
            format!("no {called}"),
        )
        .help(format!("it is written like `{}` {home}", keyword.form()));
    }
    let diagnostic = Diagnostic::new(
        rule,
        format!("no {called} begins with {shown}"),
        span,
        format!("unknown {called}"),
    );
    if let Some(Healed {
        change: Change::Replace(token),
        ..
    }) = healed
    {
        let meant = token.spelling();
        return diagnostic.help(format!("did you mean `{meant}`?")).fix(
            format!("replace with `{meant}`"),
            span,
            meant,
        );
    }
    let words: Vec<&str> = starters(entry.block)
        .filter(|keyword| !matches!(keyword, Keyword::Acquire | Keyword::Release))
        .map(Keyword::text)
        .collect();
    diagnostic.help(format!("{place} stand: {}", words.join(", ")))
}

/// Where a keyword belongs that begins something.
const fn home(keyword: Keyword) -> Option<&'static str> {
    match keyword.group() {
        KeywordGroup::Item => Some("at the top of a file"),
        KeywordGroup::Clause => Some("in a pipeline"),
        KeywordGroup::Connector => Some("in a connector"),
        KeywordGroup::Condition => Some("in a check"),
        _ => None,
    }
}

fn at_token(entry: &Entry<'_>, stop: &Stop, found: &Lexeme, healed: Option<&Healed>) -> Diagnostic {
    let span = entry.span(found);
    let shown = entry.shown(found);
    let expected = expected::phrase(&stop.expected);
    let previous = stop
        .index
        .checked_sub(1)
        .and_then(|index| entry.tokens.get(index));
    match healed.map(|healed| healed.change) {
        Some(change) if is_quoted_field(entry, change) => {
            let first = entry.tokens.first().unwrap_or(found);
            let span = entry.span(first).to(span);
            let meant = format!("{} =", first.text(entry.text).trim_matches('"'));
            Diagnostic::new(
                &rules::WRONG_MARK,
                "the name of a field stands without quotes, its value follows `=`",
                span,
                format!("written `{meant}`"),
            )
            .fix(format!("write `{meant}`"), span, meant)
        }
        Some(Change::Replace(token)) => {
            let meant = token.spelling();
            let rule: &'static Rule = if found.token.is_name() {
                &rules::UNEXPECTED
            } else {
                &rules::WRONG_MARK
            };
            let message = match token {
                Token::Equal => format!("a value follows `=`, not {shown}"),
                Token::Colon => format!("a type follows `:`, not {shown}"),
                Token::EqualEqual => format!("equality is written `==`, not {shown}"),
                Token::Keyword(Keyword::Or) if found.token == Token::Comma => {
                    "these are joined by `or`, not by `,`".to_owned()
                }
                Token::Comma => "datasets are joined by `,`: all of them anew".to_owned(),
                _ => format!("expected {expected}, found {shown}"),
            };
            // A word in the place of a mark stands apart from its neighbours.
            let mut put = meant.to_owned();
            if token.is_name() && !found.token.is_name() {
                if previous.is_some_and(|previous| previous.end == found.start) {
                    put.insert(0, ' ');
                }
                let next = entry.tokens.get(stop.index + 1);
                if next.is_some_and(|next| next.start == found.end) {
                    put.push(' ');
                }
            }
            Diagnostic::new(rule, message, span, format!("`{meant}` expected")).fix(
                format!("replace with `{meant}`"),
                span,
                put,
            )
        }
        Some(Change::Insert(token)) => {
            let missing = token.spelling();
            let put = match token {
                Token::Comma | Token::Colon => format!("{missing} "),
                _ => format!("{missing} "),
            };
            let mut diagnostic = Diagnostic::new(
                &rules::UNEXPECTED,
                format!("`{missing}` is missing before {shown}"),
                span,
                format!("`{missing}` expected before this"),
            );
            diagnostic = match (token, previous) {
                (Token::Comma | Token::Colon, Some(previous)) => diagnostic.fix(
                    format!("put in `{missing}`"),
                    entry.span(previous).after(),
                    missing,
                ),
                _ => diagnostic.fix(format!("put in `{missing}`"), span.before(), put),
            };
            diagnostic
        }
        Some(Change::ElseWhen) => Diagnostic::new(
            &rules::UNEXPECTED,
            format!("another branch begins with `else when`, not {shown}"),
            span,
            "written `else when`",
        )
        .fix("write `else when`", span, "else when"),
        Some(Change::First(meant)) => misspelt(entry, meant.text()),
        Some(Change::Join(meant)) => {
            let meant = meant.spelling();
            let next = entry.tokens.get(stop.index + 1);
            let span = next.map_or(span, |next| span.to(entry.span(next)));
            Diagnostic::new(
                &rules::WRONG_MARK,
                format!("`{meant}` is written with the `=` last"),
                span,
                format!("`{meant}` expected"),
            )
            .fix(format!("replace with `{meant}`"), span, meant)
        }
        Some(Change::Unit) => match unit(entry, stop) {
            Some((number, meant)) => {
                let span = entry.span(number).to(span);
                Diagnostic::new(
                    &rules::MALFORMED_NUMBER,
                    match (number.token, found.token) {
                        (Token::Duration, _) => "a duration is one word",
                        _ => "a number and its unit are one word",
                    },
                    span,
                    format!("written `{meant}`"),
                )
                .fix(format!("write `{meant}`"), span, meant)
                .safely()
            }
            None => Diagnostic::new(
                &rules::UNEXPECTED,
                format!("{shown} does not belong here"),
                span,
                "not expected",
            ),
        },
        Some(Change::Remove) => Diagnostic::new(
            &rules::UNEXPECTED,
            format!("{shown} does not belong here"),
            span,
            or_else(&expected, "not expected"),
        )
        .fix(format!("remove {shown}"), span, ""),
        None => Diagnostic::new(
            &rules::UNEXPECTED,
            if expected.is_empty() {
                format!("{shown} does not belong here")
            } else {
                format!("expected {expected}, found {shown}")
            },
            span,
            "not expected here",
        ),
    }
}

fn or_else(expected: &str, otherwise: &str) -> String {
    if expected.is_empty() {
        otherwise.to_owned()
    } else {
        format!("expected {expected}")
    }
}

/// A condition whose first word is nearly one of a condition.
fn misspelt(entry: &Entry<'_>, meant: &str) -> Diagnostic {
    let Some(first) = entry.tokens.first() else {
        return at_end(
            entry,
            &Stop {
                index: 0,
                expected: Vec::new(),
            },
            None,
        );
    };
    let span = entry.span(first);
    Diagnostic::new(
        &rules::UNEXPECTED,
        format!("no condition begins with {}", entry.shown(first)),
        span,
        format!("did you mean `{meant}`?"),
    )
    .fix(format!("replace with `{meant}`"), span, meant)
}

fn at_end(entry: &Entry<'_>, stop: &Stop, healed: Option<&Healed>) -> Diagnostic {
    let expected = expected::phrase(&stop.expected);
    let last = entry
        .tokens
        .iter()
        .rev()
        .find(|lexeme| lexeme.start < lexeme.end)
        .copied()
        .unwrap_or_else(|| Lexeme::inserted(Token::NewLine, 0));
    let shown = entry.shown(&last);
    let called = entry.called();
    let message = if expected.is_empty() {
        format!("this {called} is not complete")
    } else {
        format!("expected {expected} after {shown}")
    };
    let diagnostic = Diagnostic::new(
        &rules::UNEXPECTED,
        message,
        entry.span(&last),
        format!("the {called} ends here"),
    );
    match healed.map(|healed| healed.change) {
        Some(Change::Insert(token)) => {
            let missing = token.spelling();
            let after = entry.span(&last).after();
            diagnostic.fix(format!("put in `{missing}`"), after, format!(" {missing}"))
        }
        _ => diagnostic,
    }
}

/// Shows the form of an entry that begins with a known word.
fn with_form(entry: &Entry<'_>, stop: &Stop, diagnostic: Diagnostic) -> Diagnostic {
    match entry.first {
        Some(Token::Keyword(keyword))
            if stop.index > 0 && starters(entry.block).any(|it| it == keyword) =>
        {
            let form = form(entry, stop, keyword);
            diagnostic.help(format!("it is written like `{form}`"))
        }
        _ => match entry.block {
            Block::Fields => diagnostic.help("a field is written like `name = value`"),
            Block::Columns => diagnostic.help("a column is written like `name: type key`"),
            Block::Conditions => diagnostic.help(
                "a condition is written like `rows > 0`, `unique country` or `status in [\"open\"]`",
            ),
            Block::Parameters => diagnostic.help("a parameter is written like `name: type = default where condition`"),
            _ => diagnostic,
        },
    }
}
