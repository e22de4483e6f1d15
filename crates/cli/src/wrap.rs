//! Prose in lines that fit.

use textwrap::{Options, WordSeparator, WordSplitter};

/// The lines of a text, those that are longer than `width` broken between words.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let inner = if line.starts_with("- ") { "  " } else { "" };
        let options = Options::new(width)
            .subsequent_indent(inner)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(line, options) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_stay_whole_and_lines_apart() {
        assert_eq!(wrap("one two three\n\nfour", 8), "one two\nthree\n\nfour\n");
        assert_eq!(wrap("- one two three", 9), "- one two\n  three\n");
        assert_eq!(wrap("`a-rather-long-name`", 8), "`a-rather-long-name`\n");
    }
}
