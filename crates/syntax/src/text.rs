//! Texts: escapes, `${…}` holes and the indentation of `"""` blocks.

use pipewright_source::{SourceId, Span, Spanned};

use crate::{
    characters::{is_forbidden, offset},
    tree::{Path, TextPart},
};

/// Something wrong inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What; a sentence without its end.
    pub message: String,
    /// What should stand there instead, where it can be told.
    pub replacement: Option<String>,
    /// Whether it is a character that may stand nowhere.
    pub forbidden: bool,
}

/// A text as it is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The pieces; neighbouring literals are one.
    pub parts: Vec<TextPart>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads the text token `raw` that starts at byte `start`: with its quotes, or bare where a
/// repair took an unquoted value for a text.
#[must_use]
pub fn decode(source: SourceId, raw: &str, start: u32) -> Decoded {
    let strip = |quote: &str| {
        raw.strip_prefix(quote)
            .map(|inner| inner.strip_suffix(quote).unwrap_or(inner))
    };
    if let Some(inner) = strip("\"\"\"") {
        let lines = block_lines(inner);
        return Reader::new(source, start + 3, inner).read(&lines);
    }
    match strip("\"") {
        Some(inner) => Reader::new(source, start + 1, inner).read(&[(0, inner.len())]),
        None => {
            let inner = strip("'").unwrap_or(raw);
            Decoded {
                parts: literal(inner.to_owned()),
                problems: Vec::new(),
            }
        }
    }
}

/// A text as it is written on one line, in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    let mut left = text.chars().peekable();
    while let Some(character) = left.next() {
        match character {
            '$' if left.peek() != Some(&'{') => written.push(character),
            '"' | '\\' | '$' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            other => written.push(other),
        }
    }
    written.push('"');
    written
}

fn literal(text: String) -> Vec<TextPart> {
    if text.is_empty() {
        Vec::new()
    } else {
        vec![TextPart::Literal(text)]
    }
}

/// The byte ranges of a block that count: without the first line end, without the indentation all
/// lines share, without space on lines that hold nothing else. Text that begins right after the
/// quotes has no indentation and does not count for that of the others.
fn block_lines(inner: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let leading = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let indent = lines
        .iter()
        .skip(1)
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(_, line)| leading(line))
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .enumerate()
        .filter_map(|(index, (from, line))| {
            let end = from + line.len();
            if line.trim().is_empty() {
                let line_end = line.len() - line.trim_end_matches(['\r', '\n']).len();
                return (index > 0 || line_end == 0).then_some((end - line_end, end));
            }
            let skip = if index == 0 { 0 } else { indent };
            Some((from + skip, end))
        })
        .collect()
}

/// How many bytes a hole may take, so that an unclosed one is given up soon.
const LONGEST_HOLE: usize = 256;

struct Reader<'t> {
    source: SourceId,
    base: u32,
    inner: &'t str,
    out: Decoded,
    text: String,
}

impl<'t> Reader<'t> {
    fn new(source: SourceId, base: u32, inner: &'t str) -> Self {
        Self {
            source,
            base,
            inner,
            out: Decoded::default(),
            text: String::new(),
        }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(
            self.source,
            self.base + offset(from),
            self.base + offset(to),
        )
    }

    fn problem(&mut self, from: usize, to: usize, message: String, replacement: Option<String>) {
        let span = self.span(from, to);
        self.out.problems.push(Problem {
            span,
            message,
            replacement,
            forbidden: false,
        });
    }

    fn read(mut self, ranges: &[(usize, usize)]) -> Decoded {
        for (from, to) in ranges {
            self.read_range(*from, *to);
        }
        self.flush();
        self.out
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.out.parts.push(TextPart::Literal(text));
        }
    }

    fn read_range(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let rest = self.inner.get(at..to).unwrap_or("");
            let Some(character) = rest.chars().next() else {
                return;
            };
            at += match character {
                '\\' => self.escape(at, rest),
                '$' if rest.starts_with("${") => self.hole(at, rest),
                '\r' if rest.starts_with("\r\n") => 1,
                _ => {
                    if !is_forbidden(character) {
                        self.text.push(character);
                    }
                    character.len_utf8()
                }
            };
        }
    }

    /// Reads the escape at the start of `rest`; gives its length.
    fn escape(&mut self, at: usize, rest: &str) -> usize {
        let Some(next) = rest.chars().nth(1) else {
            self.problem(
                at,
                at + 1,
                "`\\` escapes nothing here".into(),
                Some("\\\\".into()),
            );
            return 1;
        };
        let simple = match next {
            '"' | '\\' | '$' => Some(next),
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            _ => None,
        };
        if let Some(character) = simple {
            self.text.push(character);
            return 2;
        }
        if next == 'u' {
            return self.code_point(at, rest);
        }
        let length = 1 + next.len_utf8();
        self.problem(
            at,
            at + length,
            format!("there is no escape `\\{}`", next.escape_debug()),
            Some(format!("\\\\{next}")),
        );
        length
    }

    fn code_point(&mut self, at: usize, rest: &str) -> usize {
        let digits = rest
            .strip_prefix("\\u{")
            .and_then(|tail| {
                let end = tail.bytes().take(7).position(|byte| byte == b'}')?;
                tail.get(..end)
            })
            .filter(|digits| !digits.is_empty());
        let Some(digits) = digits else {
            self.problem(
                at,
                at + 2,
                "a code point is written `\\u{…}` with one to six hexadecimal digits".into(),
                None,
            );
            return 2;
        };
        let length = digits.len() + 4;
        let character = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(char::from_u32);
        match character {
            None => self.problem(
                at,
                at + length,
                format!("`{}` names no character", digits.escape_debug()),
                None,
            ),
            Some(character) if is_forbidden(character) => {
                let span = self.span(at, at + length);
                self.out.problems.push(Problem {
                    span,
                    message: format!(
                        "the character U+{:04X} ({}) may not stand in a text, not even escaped",
                        u32::from(character),
                        crate::characters::kind(character)
                    ),
                    replacement: Some(String::new()),
                    forbidden: true,
                });
            }
            Some(character) => self.text.push(character),
        }
        length
    }

    /// Reads the hole at the start of `rest`; gives its length.
    fn hole(&mut self, at: usize, rest: &str) -> usize {
        let end = rest
            .bytes()
            .take(LONGEST_HOLE)
            .position(|byte| matches!(byte, b'}' | b'\n'))
            .filter(|end| rest.get(*end..).is_some_and(|tail| tail.starts_with('}')));
        let Some(end) = end else {
            self.problem(
                at,
                at + 2,
                "this `${` is not closed; write `\\${` for the characters themselves".into(),
                Some("\\${".into()),
            );
            self.text.push_str("${");
            return 2;
        };
        let inside = rest.get(2..end).unwrap_or("");
        match self.path(at + 2, inside) {
            Some(path) => {
                self.flush();
                self.out.parts.push(TextPart::Hole(path));
            }
            None => self.problem(
                at,
                at + end + 1,
                format!(
                    "`${{{}}}` holds no name; a hole takes a name such as `${{bucket}}` and nothing else",
                    inside.escape_debug()
                ),
                None,
            ),
        }
        end + 1
    }

    fn path(&self, base: usize, inside: &str) -> Option<Path> {
        let mut parts = Vec::new();
        let mut at = base;
        for part in inside.split('.') {
            let name = part.trim_matches(' ');
            if !is_name(name) || parts.len() >= crate::balance::DEPTH {
                return None;
            }
            let from = at + (part.len() - part.trim_start_matches(' ').len());
            parts.push(Spanned::new(
                name.to_owned(),
                self.span(from, from + name.len()),
            ));
            at += part.len() + 1;
        }
        let span = parts.first()?.span.to(parts.last()?.span);
        Some(Path { parts, span })
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !text.ends_with('-')
}
