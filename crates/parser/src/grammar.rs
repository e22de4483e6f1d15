//! What LALRPOP makes of `grammar/pipewright.lalrpop`, and the one call into it.

use lalrpop_util::{ErrorRecovery, ParseError, lalrpop_mod};
use pipewright_syntax::{Lexeme, Token, tree::Item};

use crate::nodes::Nodes;

lalrpop_mod!(
    #[allow(
        clippy::all,
        clippy::pedantic,
        clippy::restriction,
        missing_docs,
        unused,
        reason = "generated"
    )]
    generated,
    "/pipewright.rs"
);

/// Where the parser could not go on, and what it would have taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The token, or `None` at the end.
    pub at: Option<(u32, Token, u32)>,
    /// Terminals as the grammar names them, without quotes.
    pub expected: Vec<String>,
}

/// The items that laid out tokens form, and every place that could not be read.
pub fn items(nodes: &Nodes<'_>, tokens: &[Lexeme]) -> (Vec<Item>, Vec<Failure>) {
    let mut errors: Vec<ErrorRecovery<u32, Token, ()>> = Vec::new();
    let stream = tokens
        .iter()
        .map(|lexeme| Ok::<_, ()>((lexeme.start, lexeme.token, lexeme.end)));
    let outcome = generated::FileParser::new().parse(nodes, &mut errors, stream);
    let mut failures: Vec<Failure> = errors.into_iter().map(|e| failure(e.error)).collect();
    match outcome {
        Ok(items) => (items, failures),
        Err(error) => {
            failures.push(failure(error));
            (Vec::new(), failures)
        }
    }
}

fn failure(error: ParseError<u32, Token, ()>) -> Failure {
    let (at, expected) = match error {
        ParseError::UnrecognizedToken { token, expected } => (Some(token), expected),
        ParseError::UnrecognizedEof { expected, .. } => (None, expected),
        ParseError::ExtraToken { token } => (Some(token), Vec::new()),
        ParseError::InvalidToken { .. } | ParseError::User { .. } => (None, Vec::new()),
    };
    Failure {
        at,
        expected: expected
            .iter()
            .map(|name| name.trim_matches('"').to_owned())
            .collect(),
    }
}
