//! The editor's grammar knows every keyword, and the LALRPOP grammar names every one as a token.
#![allow(missing_docs)]

use pipewright_syntax::Keyword;

const TEXTMATE: &str = include_str!("../../../editors/vscode/syntaxes/pipewright.tmLanguage.json");
const GRAMMAR: &str = include_str!("../../../grammar/pipewright.lalrpop");

#[test]
fn the_textmate_grammar_knows_every_keyword() {
    let words: Vec<&str> = TEXTMATE
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect();
    for keyword in Keyword::ALL {
        assert!(words.contains(&keyword.text()), "{}", keyword.text());
    }
}

#[test]
fn the_grammar_knows_every_keyword_as_a_token_and_as_a_name() {
    for keyword in Keyword::ALL {
        let text = keyword.text();
        assert!(GRAMMAR.contains(&format!(
            "\"{text}\" => Token::Keyword(Keyword::{keyword:?}),"
        )));
        assert!(GRAMMAR.contains(&format!("\"{text}\" => ()")), "{text}");
    }
}
