//! Tokens that Python and JSON share: enough to see brackets, texts and names.

/// A token and the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    pub kind: Kind<'a>,
    pub line: u32,
    /// The line it ends on.
    pub end: u32,
    /// Whether it is the first of its line, and how far from the left it stands then.
    pub indent: Option<usize>,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Without its quotes, escapes as written.
    Text(&'a str),
    /// A name, a number, or names joined by points.
    Name(&'a str),
    Open,
    Close,
    Comma,
    Colon,
    Equals,
    At,
    /// `>>`, `+` and whatever else.
    Other,
}

/// The tokens of a text; comments are none.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut line = 1u32;
    let mut fresh = Some(0);
    while let Some(character) = rest.chars().next() {
        let (kind, length) = match character {
            '\n' => {
                line += 1;
                fresh = Some(0);
                rest = tail(rest, 1);
                continue;
            }
            ' ' | '\t' | '\r' => {
                fresh = fresh.map(|indent| indent + 1);
                rest = tail(rest, 1);
                continue;
            }
            '#' => {
                rest = tail(rest, rest.find('\n').unwrap_or(rest.len()));
                continue;
            }
            '"' | '\'' => string(rest, character),
            '(' | '[' | '{' => (Kind::Open, 1),
            ')' | ']' | '}' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            ':' => (Kind::Colon, 1),
            '@' => (Kind::At, 1),
            '=' if !rest.starts_with("==") => (Kind::Equals, 1),
            '=' => (Kind::Other, 2),
            _ if is_word(character) => {
                let length = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
                (Kind::Name(head(rest, length)), length)
            }
            _ => (Kind::Other, character.len_utf8()),
        };
        let lines = head(rest, length)
            .bytes()
            .filter(|byte| *byte == b'\n')
            .count();
        let end = line + u32::try_from(lines).unwrap_or(0);
        found.push(Token {
            kind,
            line,
            end,
            indent: fresh.take(),
        });
        line = end;
        rest = tail(rest, length);
    }
    found
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '*')
}

/// A text from its first quote to its last, and how long that is.
fn string(rest: &str, quote: char) -> (Kind<'_>, usize) {
    let triple = match quote {
        '"' => "\"\"\"",
        _ => "'''",
    };
    if let Some(inside) = rest.strip_prefix(triple) {
        let length = inside.find(triple).unwrap_or(inside.len());
        let end = (length + 6).min(rest.len());
        return (Kind::Text(head(inside, length)), end);
    }
    let inside = tail(rest, 1);
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (Kind::Text(head(inside, at)), at + 1),
            _ if character == quote => return (Kind::Text(head(inside, at)), at + 2),
            _ => {}
        }
    }
    (Kind::Text(inside), rest.len())
}

fn head(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text)
}

fn tail(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or("")
}
