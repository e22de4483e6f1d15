//! What the grammar takes next: for those who complete what is being written.

use pipewright_source::SourceId;
use pipewright_syntax::{DocTable, Keyword, Lexeme, Token};

use crate::{grammar, nodes::Nodes};

/// What may follow some tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    /// The words that mean something there which a mere name does not.
    pub keywords: Vec<Keyword>,
    /// Whether a name may.
    pub name: bool,
    /// Whether a value may.
    pub value: bool,
}

/// More tokens than lead to a place that anybody writes at.
const MOST: usize = 512;

/// What may follow tokens that begin an item: brackets may be open, and entries before the last of
/// each bracket may be left out. `None` where nothing can follow, since they begin nothing, or
/// are more than anybody reads.
#[must_use]
pub fn next(tokens: &[Token]) -> Option<Next> {
    if tokens.len() > MOST {
        return None;
    }
    let expected = expected(tokens)?;
    let has = |name: &str| expected.iter().any(|one| one == name);
    let name = has("a name");
    let keywords = Keyword::ALL.iter().copied();
    let mut keywords: Vec<Keyword> = keywords.filter(|word| has(word.text())).collect();
    if name {
        // Every keyword is a name, too: it is one of its own where it goes on in another way.
        let after = |token: Token| {
            let longer: Vec<Token> = tokens.iter().copied().chain([token]).collect();
            self::expected(&longer)
        };
        let as_name = after(Token::Word);
        keywords.retain(|word| after(Token::Keyword(*word)) != as_name);
    }
    Some(Next {
        keywords,
        name,
        value: has("a text") && has("a whole number"),
    })
}

/// The terminals that may follow, as the grammar names them.
fn expected(tokens: &[Token]) -> Option<Vec<String>> {
    let end = tokens.len();
    let place = |failure: &grammar::Failure| failure.at.map(|(at, _, _)| at as usize);
    // No value goes on with this token, and so nothing is taken for ended before it is looked at.
    let asked = stop(tokens.iter().copied().chain([Token::Error]))?;
    match place(&asked) {
        Some(at) if at < end => None,
        Some(at) if at == end => Some(asked.expected),
        // It stands for a whole entry.
        _ => stop(tokens.iter().copied())
            .filter(|found| place(found).is_none())
            .map(|found| found.expected),
    }
}

/// Where tokens cannot be read, counted in tokens.
fn stop(tokens: impl Iterator<Item = Token>) -> Option<grammar::Failure> {
    let numbered: Vec<Lexeme> = (0_u32..)
        .zip(tokens)
        .map(|(index, token)| Lexeme {
            token,
            start: index,
            end: index + 1,
            indent: None,
        })
        .collect();
    let docs = DocTable::default();
    let nodes = Nodes::new(SourceId::default(), "", &docs);
    let (_, failures) = grammar::items(&nodes, &numbered);
    failures.into_iter().next()
}

#[cfg(test)]
mod tests {
    use pipewright_syntax::lex;

    use super::*;

    fn after(text: &str) -> Next {
        let lexed = lex(SourceId::default(), text);
        let tokens: Vec<Token> = lexed.tokens.iter().map(|one| one.token).collect();
        next(&tokens).unwrap()
    }

    fn words(text: &str) -> Vec<&'static str> {
        after(text)
            .keywords
            .iter()
            .map(|word| word.text())
            .collect()
    }

    #[test]
    fn where_no_name_stands_the_words_are_the_grammars() {
        let clause = |text: &str| words(&format!("pipeline p {{ {text}"));
        assert_eq!(clause("on"), ["late", "failure", "success"]);
        assert_eq!(clause("write a to b replacing"), ["all", "partition"]);
        assert_eq!(clause("retry 2"), ["times"]);
        assert_eq!(clause("deadline 30m"), ["guaranteed"]);
        assert!(!after("pipeline p { on").name);
    }

    #[test]
    fn where_a_name_stands_a_word_is_one_that_goes_on_in_its_own_way() {
        let found = after("pipeline p { step a =");
        assert!(found.name && !found.value);
        let bodies: Vec<&str> = found.keywords.iter().map(|word| word.text()).collect();
        assert_eq!(bodies, ["run", "python", "shell", "call", "either"]);
        let found = after("dataset d =");
        assert!(found.name && found.value);
        assert_eq!(words("type T { a: string"), Vec::<&str>::new());
    }

    #[test]
    fn brackets_may_be_open() {
        let found = after("pipeline p { step a = run \"a:1\" { inputs = [");
        assert!(found.name && found.value);
        let found = after("pipeline p { write a to b replacing partition (");
        assert!(found.name && !found.value);
        let begun = words("pipeline p { check a {");
        assert_eq!(begun, ["warn", "unique", "complete"]);
        assert_eq!(words("import std.s3"), ["as"]);
    }

    #[test]
    fn a_comparison_goes_on() {
        let found = after("pipeline p(a: decimal = 0.8 where a >= 0.5");
        assert!(found.keywords.contains(&Keyword::And), "{found:?}");
        let found = after("pipeline p { when a > 1");
        assert!(found.keywords.contains(&Keyword::And), "{found:?}");
    }

    #[test]
    fn nothing_follows_what_begins_nothing() {
        let tokens = [Token::Keyword(Keyword::Pipeline), Token::Comma];
        assert_eq!(next(&tokens), None);
    }

    #[test]
    fn a_line_without_end_costs_nothing() {
        let text = format!("let a = {}", "b or ".repeat(100_000));
        let lexed = lex(SourceId::default(), &text);
        let tokens: Vec<Token> = lexed.tokens.iter().map(|one| one.token).collect();
        assert_eq!(next(&tokens), None);
    }
}
