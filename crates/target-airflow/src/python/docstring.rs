//! The docstring of a module, laid out as `ruff format` leaves it.

use super::literal::push_visible;

/// These lines of prose as a docstring at the start of a line, without a final newline. Blank lines
/// at both ends and spaces at line ends go; it always ends in a newline of its own, so that no tool
/// takes the text for the name of a file.
#[must_use]
pub fn docstring(prose: &str) -> String {
    let mut text = String::from("\"\"\"");
    let prose = prose
        .replace("\r\n", "\n")
        .replace(['\r', '\u{b}', '\u{c}'], "\n");
    for (number, line) in prose.trim().split('\n').enumerate() {
        if number > 0 {
            text.push('\n');
        }
        push_line(&mut text, line.trim_end(), number == 0);
    }
    text.push_str("\n\"\"\"");
    text
}

/// One line of prose as the docstring of a function: what it says, and a full stop, so that neither
/// a quote nor a backslash stands before the closing quotes.
#[must_use]
pub fn line_docstring(prose: &str) -> String {
    let words: Vec<&str> = prose.split_whitespace().collect();
    let mut text = String::from("\"\"\"");
    push_line(&mut text, &words.join(" "), true);
    text.push_str(".\"\"\"");
    text
}

fn push_line(text: &mut String, line: &str, is_first: bool) {
    let mut quotes = 0;
    for (position, character) in line.chars().enumerate() {
        match character {
            '\t' => text.push_str("    "),
            '\\' => text.push_str("\\\\"),
            // A quote beside the opening ones, and the third of a row, would end the docstring.
            '"' if quotes == 2 || (is_first && position == 0) => {
                text.push_str("\\\"");
                quotes = 0;
                continue;
            }
            '"' => text.push('"'),
            _ => push_visible(text, character),
        }
        quotes = if character == '"' { quotes + 1 } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::docstring;

    #[test]
    fn no_text_ends_the_docstring() {
        assert_eq!(docstring("Plain."), "\"\"\"Plain.\n\"\"\"");
        assert_eq!(
            docstring("\"a\" \"\"\"\"\"\" \\"),
            "\"\"\"\\\"a\" \"\"\\\"\"\"\\\" \\\\\n\"\"\""
        );
        assert_eq!(docstring("\n a \r\n\tb\n\n"), "\"\"\"a\n    b\n\"\"\"");
    }
}
