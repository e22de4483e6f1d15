//! Characters that may stand nowhere in a file, not even escaped.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{mask, rules};

/// How many are reported one by one.
const LIMIT: usize = 100;

/// Whether `character` is refused: controls other than tab and line ends, characters that change
/// the direction or the lines of what is shown, and U+FFFE/U+FFFF. Tools that read the output
/// break on them, and reviewers cannot see them.
#[must_use]
pub const fn is_forbidden(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// One finding for each forbidden character, and for each carriage return without its line feed.
pub fn report(source: SourceId, text: &str, start: usize, diagnostics: &mut Vec<Diagnostic>) {
    let mut found = 0_usize;
    let mut returns: Vec<usize> = Vec::new();
    let mut characters = text
        .char_indices()
        .skip_while(|(at, _)| *at < start)
        .peekable();
    while let Some((at, character)) = characters.next() {
        let lone_return = character == '\r' && characters.peek().is_none_or(|next| next.1 != '\n');
        if lone_return {
            returns.push(at);
            continue;
        }
        if !is_forbidden(character) {
            continue;
        }
        found += 1;
        if found > LIMIT {
            continue;
        }
        let code = u32::from(character);
        let span = Span::new(source, offset(at), offset(at + character.len_utf8()));
        let mut diagnostic = Diagnostic::new(
            &rules::FORBIDDEN_CHARACTER,
            format!(
                "the character U+{code:04X} ({}) may not stand in a file",
                kind(character)
            ),
            span,
            format!("U+{code:04X} is here"),
        );
        if found == LIMIT {
            diagnostic = diagnostic.help("further ones in this file are not listed");
        }
        diagnostics.push(diagnostic.fix("remove it", span, ""));
    }
    diagnostics.extend(lone_returns(source, &returns));
}

/// The one finding for all carriage returns without a line feed: so files of old systems end lines.
fn lone_returns(source: SourceId, places: &[usize]) -> Option<Diagnostic> {
    let first = *places.first()?;
    let span = Span::new(source, offset(first), offset(first + 1));
    let mut found = Diagnostic::new(
        &rules::FORBIDDEN_CHARACTER,
        format!(
            "the character U+000D ({}) may not stand in a file",
            kind('\r')
        ),
        span,
        "U+000D is here",
    );
    let title = match places.len() {
        1 => "replace it by a line end".to_owned(),
        count => {
            found = found.help(format!(
                "there are {count} in this file: it ends its lines so"
            ));
            "replace all of them by line ends".to_owned()
        }
    };
    if places.len() <= LIMIT * LIMIT {
        let edits = places.iter().map(|at| (*at..at + 1, "\n".to_owned()));
        found.fixes.push(mask::change(source, title, edits));
    }
    Some(found)
}

/// What sort of character it is, for people.
pub const fn kind(character: char) -> &'static str {
    match character {
        '\r' => "a carriage return without a line feed",
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "a control character",
        '\u{feff}' => "a byte order mark inside the text",
        '\u{2028}' | '\u{2029}' => "an invisible line end",
        '\u{fffe}' | '\u{ffff}' => "not a character",
        _ => "it changes the direction of text",
    }
}

/// A byte offset as spans hold it.
pub fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
