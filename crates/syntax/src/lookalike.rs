//! Marks of other keyboards that look like those of the language: `：` for `:`, `“` for `"`, a
//! space that is none.

use std::ops::Range;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{characters::offset, mask, rules};

/// How many places one change replaces: no one reads longer ones.
const MOST_EDITS: usize = 2_000;

/// What a character that looks like one of the language is read as; "" for what cannot be seen.
pub fn meant(character: char) -> Option<&'static str> {
    Some(match character {
        '｛' => "{",
        '｝' => "}",
        '（' => "(",
        '）' => ")",
        '［' | '【' => "[",
        '］' | '】' => "]",
        '：' | '︰' => ":",
        '，' | '、' => ",",
        '＝' => "=",
        '．' | '。' => ".",
        '？' => "?",
        '＜' => "<",
        '＞' => ">",
        '“' | '”' | '‘' | '’' | '„' | '‟' | '＂' | '«' | '»' => "\"",
        '–' | '−' | '－' | '‐' | '‑' => "-",
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            " "
        }
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' => "",
        _ => return None,
    })
}

fn is_quote(character: char) -> bool {
    meant(character) == Some("\"")
}

/// The text with what is meant in the place of the characters at `found`, filled up with spaces;
/// and where that is. A quote takes the one that ends its text with it.
pub fn replace(text: &str, found: &[usize]) -> (String, Vec<Range<usize>>) {
    let mut places: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for at in found {
        // The second quote of a pair is known already.
        if places.last().is_some_and(|last| *at < last.end) {
            continue;
        }
        let Some(character) = text.get(*at..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        let end = at + character.len_utf8();
        places.push(*at..end);
        if is_quote(character) {
            places.extend(closing(text, end));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for place in &places {
        out.push_str(text.get(done..place.start).unwrap_or(""));
        let character = text.get(place.clone()).and_then(|it| it.chars().next());
        let written = character.and_then(meant).unwrap_or("");
        out.push_str(written);
        out.extend(std::iter::repeat_n(' ', place.len() - written.len()));
        done = place.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    (out, places)
}

/// The quote on the same line that ends a text which begins before `from`.
fn closing(text: &str, from: usize) -> Option<Range<usize>> {
    let line = text.get(from..)?.split('\n').next()?;
    let (at, quote) = line
        .char_indices()
        .find(|(_, character)| is_quote(*character) || *character == '"')?;
    is_quote(quote).then(|| from + at..from + at + quote.len_utf8())
}

/// The one finding for all such characters of a file.
pub fn finding(source: SourceId, text: &str, places: &[Range<usize>]) -> Option<Diagnostic> {
    let first = places.first()?;
    let character = text.get(first.clone())?.chars().next()?;
    let span = Span::new(source, offset(first.start), offset(first.end));
    let code = u32::from(character);
    let (message, label) = match meant(character)? {
        "" => (
            format!("the character U+{code:04X} cannot be seen"),
            "it means nothing".to_owned(),
        ),
        " " => (
            format!("the character U+{code:04X} looks like a space and is none"),
            "a space is meant".to_owned(),
        ),
        mark => (
            format!("`{character}` is not `{mark}`, though it looks like it"),
            format!("written `{mark}`"),
        ),
    };
    let mut found = Diagnostic::new(&rules::FOREIGN_SPELLING, message, span, label);
    let title = match places.len() {
        1 => "write what it looks like".to_owned(),
        count => {
            found = found.help(match count {
                2 => "there is one more such character in this file".to_owned(),
                _ => format!("there are {} more such characters in this file", count - 1),
            });
            "write what they look like, in the whole file".to_owned()
        }
    };
    if places.len() > MOST_EDITS {
        return Some(found);
    }
    let edits = places.iter().filter_map(|place| {
        let character = text.get(place.clone())?.chars().next()?;
        Some((place.clone(), meant(character)?.to_owned()))
    });
    found.fixes.push(mask::change(source, title, edits));
    Some(found.safely())
}
