//! Whether a formatted text is the same program with the same comments.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::SourceId;
use pipewright_syntax::tree::File;

/// Reads `formatted` and compares it with the original; says what differs.
pub fn same(source: SourceId, original: &File, formatted: &str) -> Result<(), &'static str> {
    let (file, diagnostics) = pipewright_parser::parse(source, formatted);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err("syntax");
    }
    if shape(&file) != shape(original) {
        return Err("meaning");
    }
    if comments(&file) != comments(original) {
        return Err("comments");
    }
    Ok(())
}

fn comments(file: &File) -> Vec<String> {
    file.comments
        .iter()
        .map(|comment| {
            let text = comment.text.replace("\r\n", "\n");
            // Documentation of nothing may become the comment it is.
            match text.strip_prefix("///") {
                Some(rest) => format!("//{rest}"),
                None => text,
            }
        })
        .collect()
}

/// The tree as text, without the places of its nodes.
fn shape(file: &File) -> String {
    let whole = format!("{:?} {:?}", file.doc, file.items);
    let mut out = String::with_capacity(whole.len());
    let mut rest = whole.as_str();
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '"' => string_length(rest),
            '0'..='9' => {
                let length = place_length(rest);
                rest = rest.get(length..).unwrap_or("");
                continue;
            }
            _ => character.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(piece);
        rest = after;
    }
    out
}

/// The length of the debug string that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a place such as `0:12..15`. Outside of strings nothing else has digits.
fn place_length(text: &str) -> usize {
    text.bytes()
        .position(|byte| !byte.is_ascii_digit() && byte != b':' && byte != b'.')
        .unwrap_or(text.len())
}
