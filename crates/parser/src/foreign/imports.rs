//! Imports as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Token, rules};

use super::{kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// The finding for an import whose module is a text, a list, or named by other marks.
pub fn import(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let last = entry.tokens.len().checked_sub(1)?;
    let place = span(entry, stop.index, last)?;
    match kind(entry, stop.index)? {
        // `import "std/s3"`, `import "./lake.pipe"`
        Token::Text if stop.index == 1 => {
            let path = text(entry, 1)?.trim_matches('"');
            let found = told(
                "a module is named without quotes",
                place,
                "its file from the root of the project, with `.` for `/`",
            );
            let Some(meant) = module(path).filter(|_| entry.tokens.len() == 2) else {
                return Some(found.help("it is written like `import std.s3`"));
            };
            Some(found.fix(format!("write `{meant}`"), place, meant))
        }
        // `import std::s3`
        Token::Colon => {
            let double = kind(entry, stop.index + 1)? == Token::Colon;
            let place = span(entry, stop.index, stop.index + usize::from(double))?;
            Some(written(
                "the parts of a module's name are joined by `.`",
                place,
                ".",
            ))
        }
        // `import { s3 } from std`
        Token::LeftBrace => Some(
            told("a module is imported whole", place, "names are not chosen")
                .help("it is written like `import std.s3`; then `s3.parquet` is its connector"),
        ),
        _ => None,
    }
}

/// `from std import s3`, `use std.s3`, `include "lake.pipe"`.
pub fn begun_otherwise(entry: &Entry<'_>) -> Option<Diagnostic> {
    let word = text(entry, 0)?;
    let first = span(entry, 0, 0)?;
    let last = entry.tokens.len().checked_sub(1)?;
    let whole = span(entry, 0, last)?;
    let unknown = |label: &str| {
        let message = format!("no item begins with `{word}`");
        Diagnostic::new(&rules::UNKNOWN_ITEM, message, first, label)
    };
    let parts: Vec<&str> = (1..entry.tokens.len())
        .filter_map(|index| text(entry, index))
        .collect();
    let meant = match (word, parts.as_slice()) {
        ("from", [package @ .., "import", name]) if !package.is_empty() => {
            format!("import {}.{name}", package.concat())
        }
        ("use" | "using" | "include" | "require" | "load", [path]) if path.starts_with('"') => {
            format!("import {}", module(path.trim_matches('"'))?)
        }
        ("use" | "using" | "include" | "require" | "load", [_, ..])
            if parts.iter().all(|part| {
                part.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            }) =>
        {
            format!("import {}", parts.concat())
        }
        _ => return None,
    };
    Some(unknown(&format!("written `{meant}`")).fix(format!("write `{meant}`"), whole, meant))
}

/// The import path of a file's path.
fn module(path: &str) -> Option<String> {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let path = path.strip_suffix(".pipe").unwrap_or(path);
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let parts: Vec<&str> = path.split(['/', '.']).collect();
    parts.iter().all(|part| name(part)).then(|| parts.join("."))
}
