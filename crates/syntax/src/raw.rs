//! The logos lexer: maximal munch over characters, no judgement.

use logos::{Lexer, Logos};

/// What the characters are, before any of them is judged.
#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq)]
#[logos(extras = Unclosed)]
pub enum Raw {
    /// Space that means nothing.
    #[regex(r"[ \t]+")]
    Space,
    /// A line end; a carriage return alone is one of old systems.
    #[regex(r"\r\n?|\n")]
    LineEnd,
    /// `// …`
    #[regex(r"//[^\r\n]*", allow_greedy = true)]
    LineComment,
    /// `/* … */`; unclosed ones run to the end of the file.
    #[token("/*", block_comment)]
    BlockComment(Closed),
    /// `# …`, a comment of other languages.
    #[regex(r"#[^\r\n]*", allow_greedy = true)]
    HashComment,

    /// A name.
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*")]
    Word,
    /// `42`, `-3`, `1_000`
    #[regex(r"-?[0-9][0-9_]*", priority = 10)]
    Integer,
    /// `0.5`
    #[regex(r"-?[0-9][0-9_]*\.[0-9][0-9_]*", priority = 10)]
    Decimal,
    /// `1h30m`
    #[regex(r"([0-9]+(ms|s|m|h|d|w))+", priority = 10)]
    Duration,
    /// `4GiB`, `1.5GB`
    #[regex(r"[0-9]+(\.[0-9]+)?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)", priority = 10)]
    Size,
    /// `40 USD`: the currencies are those of ISO 4217 that people budget in.
    #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)? (AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN|NOK|NZD|PLN|RON|SEK|SGD|THB|TRY|TWD|USD|ZAR)", priority = 20)]
    Money,
    /// `2026-01-31`
    #[regex(r"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]", priority = 10)]
    Date,
    /// Begins like a number and goes on like none.
    #[regex(r"-?[0-9][A-Za-z0-9_.%\-]*", priority = 2)]
    NumberLike,

    /// `"…"`, closed or cut off by the line end.
    #[token("\"", line_text)]
    Text(Closed),
    /// `"""…"""`
    #[token("\"\"\"", block_text)]
    Block(Closed),
    /// `'…'`, a text of other languages; one without its end is no token.
    #[token("'", single_text)]
    SingleText(Closed),

    /// `{`
    #[token("{")]
    LeftBrace,
    /// `}`
    #[token("}")]
    RightBrace,
    /// `(`
    #[token("(")]
    LeftParen,
    /// `)`
    #[token(")")]
    RightParen,
    /// `[`
    #[token("[")]
    LeftBracket,
    /// `]`
    #[token("]")]
    RightBracket,
    /// `<`
    #[token("<")]
    Less,
    /// `<=`
    #[token("<=")]
    LessOrEqual,
    /// `>`
    #[token(">")]
    Greater,
    /// `>=`
    #[token(">=")]
    GreaterOrEqual,
    /// `==`
    #[token("==")]
    EqualEqual,
    /// `!=`
    #[token("!=")]
    NotEqual,
    /// `=`
    #[token("=")]
    Equal,
    /// `:`
    #[token(":")]
    Colon,
    /// `,`
    #[token(",")]
    Comma,
    /// `.`
    #[token(".")]
    Dot,
    /// `?`
    #[token("?")]
    Question,
    /// `&&`, `||` and `!` of other languages.
    #[token("&&")]
    #[token("||")]
    #[token("!")]
    Logical,
    /// `;`, which ends lines in other languages.
    #[token(";")]
    Semicolon,
    /// Letters of other alphabets.
    #[regex(r"[\p{L}--[A-Za-z]][\p{L}\p{M}\p{N}_\-]*", priority = 1)]
    ForeignWord,
}

/// What is known to have no end further on, so that it is looked for once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unclosed {
    comment: bool,
    block: bool,
    single: bool,
}

/// Whether the end mark was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It was.
    Yes,
    /// The line or the file ended first.
    No,
}

fn block_comment(lexer: &mut Lexer<'_, Raw>) -> Closed {
    let end = if lexer.extras.comment {
        None
    } else {
        lexer.remainder().find("*/")
    };
    match end {
        Some(at) => {
            lexer.bump(at + 2);
            Closed::Yes
        }
        None => {
            lexer.extras.comment = true;
            lexer.bump(before_next_item(lexer.remainder()));
            Closed::No
        }
    }
}

/// Whether the text that begins here is a program, in which `\` means nothing.
fn is_program(lexer: &Lexer<'_, Raw>) -> bool {
    lexer
        .source()
        .get(..lexer.span().start)
        .is_some_and(crate::verbatim::begins)
}

fn block_text(lexer: &mut Lexer<'_, Raw>) -> Closed {
    let escapes = !is_program(lexer);
    let rest = lexer.remainder().as_bytes();
    let mut at = 0;
    while let Some(byte) = rest.get(at).filter(|_| !lexer.extras.block) {
        match byte {
            b'\\' if escapes => at += 2,
            b'"' if rest.get(at..at + 3) == Some(b"\"\"\"") => {
                lexer.bump(at + 3);
                return Closed::Yes;
            }
            _ => at += 1,
        }
    }
    lexer.extras.block = true;
    lexer.bump(before_next_item(lexer.remainder()));
    Closed::No
}

/// Where an unclosed text or comment is taken to end: before a line that begins an item.
fn before_next_item(rest: &str) -> usize {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if at > 0 && crate::block::looks_like_item(line) {
            return at;
        }
        at += line.len();
    }
    rest.len()
}

fn line_text(lexer: &mut Lexer<'_, Raw>) -> Closed {
    let escapes = !is_program(lexer);
    let rest = lexer.remainder();
    let mut escaped = false;
    // An element in a hole has quotes of its own: `"${load["orders"].count}"`.
    let mut hole = false;
    let mut inside = 0;
    for (at, character) in rest.char_indices() {
        if at < inside {
            continue;
        }
        match character {
            '\n' => {
                let end = if rest.get(..at).is_some_and(|text| text.ends_with('\r')) {
                    at - 1
                } else {
                    at
                };
                lexer.bump(unclosed_end(rest, end));
                return Closed::No;
            }
            _ if escaped => escaped = false,
            '\\' => escaped = escapes,
            '{' => hole = escapes && rest.get(..at).is_some_and(|text| text.ends_with('$')),
            '}' => hole = false,
            '"' if hole => match element(rest, at) {
                Some(end) => inside = end,
                None => {
                    lexer.bump(at + 1);
                    return Closed::Yes;
                }
            },
            '"' => {
                lexer.bump(at + 1);
                return Closed::Yes;
            }
            _ => {}
        }
    }
    lexer.bump(unclosed_end(rest, rest.len()));
    Closed::No
}

/// Where the quoted key ends that begins at `at`, right after a `[`.
fn element(rest: &str, at: usize) -> Option<usize> {
    let bracket = rest.get(..at)?.ends_with('[');
    let key = rest.get(at + 1..)?;
    let length = key.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
    (bracket && key.get(length..)?.starts_with("\"]")).then_some(at + length + 2)
}

/// Where an unclosed text on one line is taken to end: brackets and commas at the line's end are
/// not part of it, unless they close a hole.
fn unclosed_end(rest: &str, end: usize) -> usize {
    let line = rest.get(..end).unwrap_or(rest);
    let line = line.split_once(" //").map_or(line, |(before, _)| before);
    let kept = line.trim_end_matches(|c: char| c.is_whitespace() || "{}()[],".contains(c));
    match kept.rfind("${") {
        Some(hole) if !kept.get(hole..).unwrap_or("").contains('}') => line
            .get(kept.len()..)
            .and_then(|tail| tail.find('}'))
            .map_or(kept.len(), |brace| kept.len() + brace + 1),
        _ => kept.len(),
    }
}

fn single_text(lexer: &mut Lexer<'_, Raw>) -> Option<Closed> {
    let rest = lexer.remainder();
    // As Python writes a text of several lines.
    if let Some(inner) = rest.strip_prefix("''").filter(|_| !lexer.extras.single) {
        let Some(at) = inner.find("'''") else {
            lexer.extras.single = true;
            return None;
        };
        lexer.bump(at + 5);
        return Some(Closed::Yes);
    }
    let at = rest.find(['\'', '\n', '\r'])?;
    if !rest.get(at..).is_some_and(|tail| tail.starts_with('\'')) {
        return None;
    }
    lexer.bump(at + 1);
    Some(Closed::Yes)
}
