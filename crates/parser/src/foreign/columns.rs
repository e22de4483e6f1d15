//! Types as SQL, Python and others write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::Token;

use super::{at, kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// The finding for a column whose type is written in another language.
pub fn column(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    match kind(entry, stop.index) {
        Some(Token::LeftBracket) => brackets(entry, stop),
        Some(Token::Question) => question(entry, stop),
        Some(_) if text(entry, stop.index.checked_sub(1)?) == Some("default") => {
            let place = span(entry, stop.index - 1, stop.index)?;
            Some(
                told("a column has no default", place, "not expected here")
                    .help("what a row lacks is missing: the type ends in `?`"),
            )
        }
        _ => pairs(entry, stop),
    }
}

/// `int[]`, `list[int]`, `Optional[int]`.
fn brackets(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let outer = text(entry, stop.index.checked_sub(1)?)?;
    let close = (stop.index + 1..entry.tokens.len())
        .find(|index| kind(entry, *index) == Some(Token::RightBracket))?;
    let place = span(entry, stop.index - 1, close)?;
    let (from, to) = (at(entry, stop.index)?.end, at(entry, close)?.start);
    let inner = entry.text.get(from as usize..to as usize)?.trim();
    let one_word = inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !one_word {
        return None;
    }
    let small = inner.to_ascii_lowercase();
    let inner = match small.as_str() {
        "str" | "text" | "varchar" => "string",
        "integer" | "long" | "bigint" => "int",
        "double" => "float",
        "boolean" => "bool",
        "int" | "string" | "float" | "bool" | "date" | "timestamp" | "json" | "bytes" => {
            small.as_str()
        }
        _ => inner,
    };
    let (message, meant) = match (outer, inner) {
        (_, "") => ("a list is written `list<…>`", format!("list<{outer}>")),
        ("Optional" | "optional" | "Nullable" | "Union" | "Option", _) => (
            "a type whose values may be missing ends in `?`",
            format!("{inner}?"),
        ),
        _ => ("a list is written `list<…>`", format!("list<{inner}>")),
    };
    Some(written(message, place, &meant))
}

/// `note?: string` for `note: string?`.
fn question(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let early = stop.index == 1 && kind(entry, 2)? == Token::Colon;
    if !early {
        return None;
    }
    let place = span(entry, 1, 1)?;
    let last = at(entry, 3)?;
    let found = told("the `?` follows the type", place, "too early");
    if !last.token.is_name() || entry.tokens.len() != 4 {
        return Some(found.help("it is written like `note: string?`"));
    }
    let whole = span(entry, 1, 3)?;
    let meant = format!(": {}?", last.text(entry.text));
    Some(found.fix(format!("write `{meant}`"), whole, meant))
}

/// `map<string, int>`: cut at its comma, as columns are.
fn pairs(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let open = entry
        .tokens
        .iter()
        .take(stop.index)
        .position(|lexeme| lexeme.token == Token::Less)?;
    let outer = text(entry, open.checked_sub(1)?)?;
    let map = matches!(
        outer.to_ascii_lowercase().as_str(),
        "map" | "dict" | "object" | "record" | "mapping"
    );
    let place = span(entry, open - 1, open - 1)?;
    map.then(|| {
        told(
            format!("no type is a `{outer}`"),
            place,
            "no such type of a column",
        )
        .help("names that are known are a record, `{ width: int, height: int }`; others are `json`")
    })
}
