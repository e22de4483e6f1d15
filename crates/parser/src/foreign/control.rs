//! Branches, loops and conditions as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token};

use super::{at, kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// A loop without a bound, a branch without its `when`.
pub fn unbounded(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index != 0 {
        return None;
    }
    let place = span(entry, 0, 0)?;
    let word = text(entry, 0)?;
    Some(match word {
        "while" | "loop" | "until" | "do" => told(
            format!("there is no `{word}`: a repetition has a bound"),
            place,
            "unknown clause",
        )
        .help(format!("it is written like `{}`", Keyword::Repeat.form())),
        "unless" => told("there is no `unless`", place, "unknown clause")
            .help("it is written like `when not full { … }`"),
        "else" | "elif" | "elsif" => told(
            format!("this `{word}` belongs to no `when`"),
            place,
            "no clause",
        )
        .help("it follows the `}` of a `when` on the same line"),
        "switch" | "match" | "case" => {
            told(format!("there is no `{word}`"), place, "unknown clause")
                .help("it is written like `when a { … } else when b { … } else { … }`")
        }
        "try" | "catch" => told(format!("there is no `{word}`"), place, "unknown clause").help(
            "a step may fail with `allow_failure = \"reason\"`; `finally { … }` runs on every path",
        ),
        _ => return None,
    })
}

/// `elif` for `else when`, where nothing mends it whole.
pub fn branch(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let elif = matches!(text(entry, stop.index)?, "elif" | "elsif" | "elseif");
    let due = stop.expected.iter().any(|it| it == "else");
    let place = span(entry, stop.index, stop.index)?;
    (elif && due).then(|| written("another branch begins with `else when`", place, "else when"))
}

/// `for m in matrix { … } {`.
pub fn list(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let loops = entry.first? == Token::Keyword(Keyword::For);
    let braces = kind(entry, stop.index)? == Token::LeftBrace
        && kind(entry, stop.index.checked_sub(1)?)? == Token::RightBrace;
    if !loops || !braces {
        return None;
    }
    let from =
        (0..stop.index).find(|index| kind(entry, *index) == Some(Token::Keyword(Keyword::In)))? + 1;
    let place = span(entry, from, stop.index - 1)?;
    let mut found = told(
        "a list that has braces stands in parentheses here",
        place,
        "`(` and `)` needed",
    );
    found = found.fix("put it in parentheses", place.before(), "(");
    if let Some(fix) = found.fixes.last_mut() {
        fix.edits.push(pipewright_diagnostics::Edit {
            span: place.after(),
            text: ")".to_owned(),
        });
    }
    Some(found)
}

/// Conditions of `when`, `until`, `where` and `require`.
pub fn condition(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let found = at(entry, stop.index)?;
    let place = found.span(entry.source);
    let expects = |word: &str| stop.expected.iter().any(|it| it == word);
    if found.token.is_comparison() && expects("and") && !expects("==") {
        return Some(
            told("comparisons are not chained", place, "a second comparison")
                .help("join two with `and`: `1 < a and a < 3`"),
        );
    }
    if !expects("==") {
        return None;
    }
    let before = text(entry, stop.index.checked_sub(1)?)?;
    let help = |word: &str, help: String| {
        Some(
            told(
                format!("there is no `{word}` in a condition"),
                place,
                "not expected here",
            )
            .help(help),
        )
    };
    match found.text(entry.text) {
        "not" => Some(
            told("`not` comes before what it turns around", place, "too late")
                .help(format!("it is written like `not {before} in […]`")),
        ),
        "between" => help(
            "between",
            format!("write `{before} >= … and {before} <= …`"),
        ),
        word @ ("contains" | "has" | "includes") => help(word, format!("write `… in {before}`")),
        word @ ("like" | "startswith" | "starts" | "endswith" | "ends") => {
            help(word, format!("write `{before} matches \"^…$\"`"))
        }
        _ => None,
    }
}
