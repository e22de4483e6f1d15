//! Programs of other languages: texts after `python` or `shell`, in which nothing has a meaning.

use crate::{Keyword, characters::is_forbidden};

/// Whether a text that begins after `before` is a program: `= python`, `= shell`.
pub fn begins(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t']);
    [Keyword::Python, Keyword::Shell].iter().any(|language| {
        line.strip_suffix(language.text())
            .is_some_and(|rest| rest.trim_end().ends_with('=') && !rest.ends_with("=="))
    })
}

/// The program in the text token `raw`: what stands between its quotes, without the line end after
/// the opening ones and without the indentation of the closing line.
#[must_use]
pub fn program(raw: &str) -> String {
    let quote = if raw.starts_with("\"\"\"") {
        "\"\"\""
    } else {
        raw.get(..1).unwrap_or("")
    };
    let inner = raw.strip_prefix(quote).unwrap_or(raw);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let mut lines = inner
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line));
    let closing = inner.rsplit('\n').next().unwrap_or("");
    let indent = &leading(closing);
    let mut out = String::with_capacity(inner.len());
    let first = lines.next().unwrap_or("");
    let alone = !inner.contains('\n');
    if alone || !first.trim().is_empty() {
        push(&mut out, first);
        if !alone {
            out.push('\n');
        }
    }
    let mut rest = lines.peekable();
    while let Some(line) = rest.next() {
        push(&mut out, without(line, indent));
        if rest.peek().is_some() {
            out.push('\n');
        }
    }
    out
}

fn push(out: &mut String, line: &str) {
    out.extend(line.chars().filter(|character| !is_forbidden(*character)));
}

fn leading(line: &str) -> String {
    line.chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect()
}

/// The line without as much of the indentation as it has.
fn without<'l>(line: &'l str, indent: &str) -> &'l str {
    let same = line
        .bytes()
        .zip(indent.bytes())
        .take_while(|(line, indent)| line == indent)
        .count();
    line.get(same..).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::{begins, program};

    #[test]
    fn a_program_follows_a_language_after_an_equals_sign() {
        assert!(begins("step a = python "));
        assert!(begins("step a =\n  shell"));
        assert!(!begins("step a = run "));
        assert!(!begins("owner python "));
        assert!(!begins("a == python "));
    }

    #[test]
    fn the_indentation_of_the_closing_line_goes() {
        assert_eq!(program("\"print(1)\\n\""), "print(1)\\n");
        assert_eq!(program("\"\"\"a\\\"\"\""), "a\\");
        assert_eq!(
            program("\"\"\"\n    if a:\n      b\n\n   c ${d}\n    \"\"\""),
            "if a:\n  b\n\nc ${d}\n"
        );
        assert_eq!(program("\"\"\"\r\n\ta\r\n\t\"\"\""), "a\n");
        assert_eq!(program("\"\"\"a\n  b\"\"\""), "a\nb");
        assert_eq!(program("\"\"\"\"\"\""), "");
        assert_eq!(program("\"\"\"\n\"\"\""), "");
        assert_eq!(program(""), "");
    }
}
