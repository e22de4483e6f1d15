//! SQL's conditions in a check.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Token, rules};

use super::text;
use crate::{explain::Entry, probe::Stop};

/// The finding for a condition that stops at a word of SQL.
pub fn condition(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if let Some(found) = called(entry, stop) {
        return Some(found);
    }
    if let Some(found) = not_null(entry, stop) {
        return Some(found);
    }
    let found = entry.tokens.get(stop.index)?;
    let column = text(entry, stop.index.checked_sub(1)?)?;
    let span = found.span(entry.source);
    let told = |message: &str, label: &str, help: String| {
        Diagnostic::new(&rules::UNEXPECTED, message, span, label).help(help)
    };
    let word = match found.token {
        Token::Keyword(keyword) => keyword.text(),
        _ => found.text(entry.text),
    };
    match word {
        "is" => {
            let help = format!("`complete {column}` holds when no value is missing");
            let found = told("there is no `is` in a condition", "not expected here", help);
            let not_null = ["not", "null"].iter().enumerate().all(|(at, word)| {
                text(entry, stop.index + 1 + at).is_some_and(|it| it.eq_ignore_ascii_case(word))
            });
            let whole = entry.tokens.get(stop.index - 1)?.span(entry.source);
            let whole = whole.to(entry.tokens.last()?.span(entry.source));
            Some(if not_null && entry.tokens.len() == stop.index + 3 {
                let meant = format!("complete {column}");
                found.fix(format!("write `{meant}`"), whole, meant)
            } else {
                found
            })
        }
        "between" => Some(told(
            "there is no `between` in a condition",
            "not expected here",
            format!("write two conditions, each on its line: `{column} >= …` and `{column} <= …`"),
        )),
        "and" => Some(told(
            "conditions are not joined: each stands on its own line",
            "a second condition begins after this",
            "all conditions of a check must hold".to_owned(),
        )),
        "not" if text(entry, stop.index + 1).is_some_and(|it| it.eq_ignore_ascii_case("null")) => {
            let whole = entry.tokens.get(stop.index - 1)?.span(entry.source);
            let whole = whole.to(entry.tokens.get(stop.index + 1)?.span(entry.source));
            Some(super::written(
                "no value is missing where a column is `complete`",
                whole,
                &format!("complete {column}"),
            ))
        }
        "not" => Some(told(
            "there is no `not` in a condition of a check",
            "not expected here",
            format!("`{column} != …` holds for other values, `{column} matches …` for a pattern"),
        )),
        "or" => Some(told(
            "conditions are not joined by `or`",
            "not expected here",
            "`status in [\"open\", \"paid\"]` holds for any of these values".to_owned(),
        )),
        _ => None,
    }
}

/// `not_null id`
fn not_null(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let word = text(entry, 0)?;
    let known = matches!(
        word,
        "not_null" | "notnull" | "required" | "non_null" | "is_not_null"
    );
    let column = entry.tokens.get(1)?.token.is_name();
    let place = entry.tokens.first()?.span(entry.source);
    (known && column && stop.index == 1).then(|| {
        super::written(
            "no value is missing where a column is `complete`",
            place,
            "complete",
        )
    })
}

/// `unique(id)` and `not_null(id)`.
fn called(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let open = entry.tokens.get(stop.index)?;
    if stop.index != 1 || open.token != Token::LeftParen {
        return None;
    }
    let word = match text(entry, 0)? {
        "unique" | "distinct" => "unique",
        "complete" | "not_null" | "notnull" | "is_not_null" => "complete",
        _ => return None,
    };
    let (last, inside) = entry.tokens.get(2..)?.split_last()?;
    let columns: Vec<&str> = inside.iter().map(|one| one.text(entry.text)).collect();
    let columns = columns.join(" ").replace(" ,", ",");
    let whole = entry.tokens.first()?.span(entry.source);
    let whole = whole.to(last.span(entry.source));
    if last.token != Token::RightParen || columns.is_empty() {
        return None;
    }
    let meant = format!("{word} {columns}");
    Some(
        Diagnostic::new(
            &rules::UNEXPECTED,
            "columns stand without parentheses",
            whole,
            format!("written `{meant}`"),
        )
        .fix(format!("write `{meant}`"), whole, meant),
    )
}
