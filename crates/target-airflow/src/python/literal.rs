//! String literals, spelled as `ruff format` spells them.

/// `text` as a Python string literal. Double quotes, unless single ones need fewer escapes.
#[must_use]
pub fn string(text: &str) -> String {
    let count = |quote: char| text.chars().filter(|&found| found == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        if character == quote || character == '\\' {
            literal.push('\\');
            literal.push(character);
        } else {
            push_visible(&mut literal, character);
        }
    }
    literal.push(quote);
    literal
}

/// `r"…"`, where there are backslashes, and nothing else that would need one.
pub(super) fn raw_string(text: &str) -> Option<String> {
    let is_plain = |character: char| matches!(character, ' '..='~') && character != '"';
    let fits = text.contains('\\') && !text.ends_with('\\') && text.chars().all(is_plain);
    fits.then(|| format!("r\"{text}\""))
}

/// The character itself if a reader sees it as what it is, else its escape.
pub(super) fn push_visible(literal: &mut String, character: char) {
    match character {
        '\n' => literal.push_str("\\n"),
        '\r' => literal.push_str("\\r"),
        '\t' => literal.push_str("\\t"),
        _ if !is_invisible(character) => literal.push(character),
        _ => {
            let code = u32::from(character);
            literal.push_str(&match code {
                0..=0xff => format!("\\x{code:02x}"),
                0x100..=0xffff => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            });
        }
    }
}

/// Controls, format characters (bidi among them), separators, and what is no character.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}'
            | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{1680}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{3164}'
            | '\u{d7ff}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::{raw_string, string};

    #[test]
    fn backslashes_stay_where_nothing_else_is_escaped() {
        assert_eq!(raw_string(r"\A\d+\Z").as_deref(), Some(r#"r"\A\d+\Z""#));
        for text in ["plain", "a\\", "\\\"", "\\\n", "\\ö"] {
            assert_eq!(raw_string(text), None, "{text:?}");
        }
    }

    #[test]
    fn quotes_are_chosen_and_escaped_as_ruff_does() {
        for (text, literal) in [
            ("", r#""""#),
            ("plain", r#""plain""#),
            ("it's", r#""it's""#),
            ("say \"hi\"", r#"'say "hi"'"#),
            ("\"'", r#""\"'""#),
            ("\"\"'", r#"'""\''"#),
            ("a\\b", r#""a\\b""#),
            ("'''", r#""'''""#),
            ("a\nb\r\tc", r#""a\nb\r\tc""#),
            ("\0\u{7f}\u{85}", r#""\x00\x7f\x85""#),
            ("\u{202e}\u{feff}", r#""\u202e\ufeff""#),
            ("\u{e0001}", r#""\U000e0001""#),
            ("Größe 数量", r#""Größe 数量""#),
        ] {
            assert_eq!(string(text), literal);
        }
    }
}
