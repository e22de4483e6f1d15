//! Programs of other languages: texts after `python` or `shell`, in which nothing has a meaning.

use crate::{Keyword, characters::is_forbidden};

/// Whether a text that begins after `before` is a program: after `python` or `shell`, or after `=`
/// and the name of a language that is none here.
pub fn begins(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t']);
    let rest = line.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let language = line.get(rest.len()..).unwrap_or("");
    if [Keyword::Python, Keyword::Shell]
        .map(Keyword::text)
        .contains(&language)
    {
        return true;
    }
    !language.is_empty()
        && language != Keyword::Run.text()
        && rest
            .trim_end()
            .strip_suffix('=')
            .is_some_and(|rest| !rest.ends_with(['=', '!', '<', '>']))
}

/// The program in the text token `raw`: what stands between its quotes, without the line end after
/// the opening ones, the space before the closing ones, and the indentation all lines share.
#[must_use]
pub fn program(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut lines = lines(raw).into_iter().peekable();
    while let Some(line) = lines.next() {
        out.extend(line.chars().filter(|character| !is_forbidden(*character)));
        if lines.peek().is_some() {
            out.push('\n');
        }
    }
    out
}

fn lines(raw: &str) -> Vec<&str> {
    let quote = match raw.chars().next() {
        Some('"') if raw.starts_with("\"\"\"") => "\"\"\"",
        Some('"') => "\"",
        Some('\'') => "'",
        _ => "",
    };
    let inner = raw.strip_prefix(quote).unwrap_or(raw);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let mut lines: Vec<&str> = inner
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect();
    let Some((first, rest)) = lines.split_first_mut() else {
        return lines;
    };
    if let Some(closing) = rest.last_mut().filter(|line| is_blank(line)) {
        *closing = "";
    }
    let shared = shared_indentation(rest);
    for line in rest.iter_mut() {
        *line = match shared {
            Some(shared) => line.get(common(line, shared)..).unwrap_or(line),
            None => "",
        };
    }
    if !rest.is_empty() && is_blank(first) {
        lines.remove(0);
    }
    lines
}

/// What all lines that hold something begin with; `None` where none does.
fn shared_indentation<'t>(lines: &[&'t str]) -> Option<&'t str> {
    lines
        .iter()
        .filter(|line| !is_blank(line))
        .map(|line| {
            let length = line.len() - line.trim_start_matches([' ', '\t']).len();
            line.get(..length).unwrap_or("")
        })
        .reduce(|shared, next| shared.get(..common(shared, next)).unwrap_or(""))
}

/// How many bytes of indentation two lines share.
fn common(left: &str, right: &str) -> usize {
    left.bytes()
        .zip(right.bytes())
        .take_while(|(left, right)| left == right && matches!(left, b' ' | b'\t'))
        .count()
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::{begins, program};

    #[test]
    fn a_program_follows_a_language_after_an_equals_sign() {
        assert!(begins("step a = python "));
        assert!(begins("step a =\n  shell"));
        assert!(!begins("step a = run "));
        assert!(begins("step a = bash "));
        assert!(begins("step a python "));
        assert!(!begins("owner "));
        assert!(!begins("a == b "));
    }

    #[test]
    fn only_the_shared_indentation_goes() {
        assert_eq!(program("\"print(1)\\n\""), "print(1)\\n");
        assert_eq!(program("\"\"\"a\\\"\"\""), "a\\");
        assert_eq!(
            program("\"\"\"\n    if a:\n      b\n\n     \n    c ${d}\n  \"\"\""),
            "if a:\n  b\n\n \nc ${d}\n"
        );
        assert_eq!(program("\"\"\"\r\n\ta\r\n\t \tb\r\n\"\"\""), "a\n \tb\n");
        assert_eq!(program("\"\"\"\n \ta\n\tb\"\"\""), " \ta\n\tb");
        assert_eq!(program("\"\"\"a\n  b\"\"\""), "a\nb");
        assert_eq!(program("\"\"\"\"\"\""), "");
        assert_eq!(program("\"\"\"\n\"\"\""), "");
        assert_eq!(program("\"\"\"\n   \n \n  \"\"\""), "\n\n");
        assert_eq!(program("\"\"\""), "");
        assert_eq!(program(""), "");
    }
}
