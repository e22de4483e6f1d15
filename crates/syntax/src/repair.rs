//! Values without their quotes: tokens that touch, one of them no token, are one text.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{Keyword, Lexed, Lexeme, Token, marks::Foreign, rules};

/// The tokens with such runs made one; each run is reported once, as a text without quotes where
/// a value is due, as an unexpected character elsewhere.
pub fn unquoted(source: SourceId, text: &str, lexed: &mut Lexed) -> Vec<Lexeme> {
    let tokens = std::mem::take(&mut lexed.tokens);
    let mut out: Vec<Lexeme> = Vec::with_capacity(tokens.len());
    let mut runs: Vec<Span> = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((first, _)) = rest.split_first() {
        if let Some(keyword) = logical(first.text(text), out.last(), rest.get(1)) {
            out.push(Lexeme {
                token: Token::Keyword(keyword),
                ..*first
            });
            rest = rest.get(1..).unwrap_or(&[]);
            continue;
        }
        let cron = out.last().is_some_and(|last| {
            last.token == Token::Keyword(Keyword::Cron) && last.indent.is_none()
        });
        let length = if cron {
            cron_length(rest)
        } else {
            run_length(rest)
        };
        let whole_rest = rest;
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = after;
        if !run.iter().any(|lexeme| lexeme.token == Token::Error) {
            out.extend_from_slice(run);
            continue;
        }
        let end = run.last().map_or(first.end, |last| last.end);
        let mut whole = Lexeme { end, ..*first };
        let value_due =
            first.indent.is_none() && out.last().is_some_and(|last| asks_value(last.token));
        let foreign = Foreign {
            source,
            text,
            before: &out,
            rest: whole_rest,
            length: run.len(),
        };
        if let Some(said) = foreign.said_of().filter(|_| !cron) {
            rest = rest.get(said.after..).unwrap_or(&[]);
            for _ in 0..said.before {
                if let Some(last) = out.pop() {
                    (whole.start, whole.indent) = (last.start, last.indent);
                }
            }
            let taken = said.after.checked_sub(1).and_then(|last| after.get(last));
            whole.end = taken.map_or(end, |last| last.end);
            whole.token = said.token;
            runs.push(whole.span(source));
            found.push(said.finding);
            out.push(whole);
            continue;
        }
        let span = whole.span(source);
        let shown = whole.text(text);
        let only_marks = !cron && run.iter().all(|lexeme| lexeme.token == Token::Error);
        found.push(
            if let Some(meant) = single_hyphens(shown).filter(|_| value_due) {
                whole.token = Token::BadValue;
                Diagnostic::new(
                    &rules::UNEXPECTED_CHARACTER,
                    format!("no name has two hyphens in a row, as `{shown}` has"),
                    span,
                    format!("did you mean `{meant}`?"),
                )
                .fix(format!("write `{meant}`"), span, meant)
            } else if value_due && (!only_marks || shown.len() > 1) {
                whole.token = Token::Text;
                Diagnostic::new(
                    &rules::MISSING_QUOTES,
                    format!(
                        "the text `{}` needs quotes",
                        shortened(shown).escape_debug()
                    ),
                    span,
                    "not in quotes",
                )
                .fix(
                    "put it in quotes",
                    span,
                    format!("\"{}\"", shown.replace('\\', "\\\\").replace('"', "\\\"")),
                )
            } else {
                whole.token = if value_due {
                    Token::BadValue
                } else {
                    Token::Error
                };
                let bad = run
                    .iter()
                    .find(|lexeme| lexeme.token == Token::Error)
                    .unwrap_or(first);
                let character = bad.text(text).chars().next().unwrap_or(' ');
                Diagnostic::new(
                    &rules::UNEXPECTED_CHARACTER,
                    format!("`{}` means nothing here", character.escape_debug()),
                    bad.span(source),
                    "not part of the language",
                )
            },
        );
        runs.push(span);
        out.push(whole);
    }
    // What was said of a piece is now said of the whole.
    lexed.diagnostics.retain(|diagnostic| {
        let at = diagnostic.primary.span;
        let before = runs.partition_point(|run| run.start <= at.start);
        let inside = before
            .checked_sub(1)
            .and_then(|index| runs.get(index))
            .is_some_and(|run| at.end <= run.end);
        let of_piece = [
            rules::MALFORMED_NUMBER.code,
            rules::UNEXPECTED_CHARACTER.code,
        ]
        .contains(&diagnostic.rule.code);
        !(inside && of_piece)
    });
    lexed.diagnostics.extend(found);
    out
}

/// What a message has room for.
const SHOWN: usize = 60;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A region's name whose hyphens were doubled, with single ones: `eu-west--1`.
fn single_hyphens(shown: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = shown.starts_with(|c: char| c.is_ascii_lowercase()) && !shown.ends_with('-');
    let numbered = shown.ends_with(|c: char| c.is_ascii_digit());
    if shown.len() > SHOWN
        || !named
        || !numbered
        || !shown.contains("--")
        || !shown.chars().all(plain)
    {
        return None;
    }
    let parts: Vec<&str> = shown.split('-').filter(|part| !part.is_empty()).collect();
    Some(parts.join("-"))
}

/// The word that stands for a mark of other languages, where one could stand: the parser says so.
fn logical(mark: &str, before: Option<&Lexeme>, next: Option<&Lexeme>) -> Option<Keyword> {
    let before = before.map(|last| last.token);
    let operand = next.is_some_and(|next| {
        next.token.is_name() || next.token.is_literal() || next.token == Token::LeftParen
    });
    match mark {
        "&&" if operand => Some(Keyword::And),
        "||" if operand => Some(Keyword::Or),
        "!" if operand => {
            let condition = matches!(
                before,
                Some(
                    Token::LeftParen
                        | Token::Keyword(
                            Keyword::When
                                | Keyword::Until
                                | Keyword::Where
                                | Keyword::Require
                                | Keyword::And
                                | Keyword::Or
                                | Keyword::Not
                        )
                )
            );
            condition.then_some(Keyword::Not)
        }
        _ => None,
    }
}

/// How many tokens the fields of a cron expression without quotes have: the rest of the line, or up
/// to the zone.
fn cron_length(tokens: &[Lexeme]) -> usize {
    let is_field = |lexeme: &Lexeme| {
        lexeme.indent.is_none()
            && lexeme.token != Token::Keyword(Keyword::In)
            && (is_piece(lexeme.token) || lexeme.token == Token::Comma)
    };
    let length = tokens.iter().take_while(|lexeme| is_field(lexeme)).count();
    length.max(1)
}

/// How many tokens from the first on touch and could be pieces of one text.
fn run_length(tokens: &[Lexeme]) -> usize {
    let mut length = 0;
    let mut end = None;
    for lexeme in tokens {
        let glued = end.is_none_or(|end| end == lexeme.start);
        if !glued || !is_piece(lexeme.token) {
            break;
        }
        length += 1;
        end = Some(lexeme.end);
    }
    length.max(1)
}

const fn is_piece(token: Token) -> bool {
    matches!(
        token,
        Token::Word
            | Token::Keyword(_)
            | Token::Integer
            | Token::Decimal
            | Token::Duration
            | Token::Size
            | Token::Money
            | Token::Date
            | Token::BadValue
            | Token::Colon
            | Token::Dot
            | Token::Question
            | Token::Error
    )
}

/// Whether a value is due after `token`.
const fn asks_value(token: Token) -> bool {
    matches!(
        token,
        Token::Equal
            | Token::LeftParen
            | Token::LeftBracket
            | Token::Comma
            | Token::Word
            | Token::Keyword(
                Keyword::Run
                    | Keyword::Owner
                    | Keyword::Cron
                    | Keyword::Address
                    | Keyword::In
                    | Keyword::Matches
            )
    ) || token.is_comparison()
}
