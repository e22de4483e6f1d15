//! Text that a terminal or a build log cannot take for a command.

use std::borrow::Cow;

use pipewright_syntax::is_forbidden;

/// Whether a character would act on a terminal rather than be shown.
fn acts(c: char) -> bool {
    c != '\n' && c != '\t' && (c.is_control() || is_forbidden(c))
}

/// Text with acting characters spelled as escapes, for messages and names.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    // Azure Pipelines and old GitHub runners look for these anywhere in a line.
    shown.replace("##vso[", "# #vso[").replace("##[", "# #[")
}

/// Source text with acting characters replaced by harmless ones of the same length, so that byte
/// offsets stay true.
pub fn same_length(text: &str) -> Cow<'_, str> {
    let harmless = !text.contains(acts) && !text.contains("##");
    if harmless {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut hashes = 0;
    for c in text.chars() {
        hashes = if c == '#' { hashes + 1 } else { 0 };
        let crlf = c == '\r';
        match c {
            '#' if hashes > 1 => shown.push('+'),
            _ if crlf => shown.push(' '),
            _ if acts(c) => shown.push_str(match c.len_utf8() {
                1 => "?",
                2 => "\u{bf}",
                3 => "\u{fffd}",
                _ => "\u{1f6ab}",
            }),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}
