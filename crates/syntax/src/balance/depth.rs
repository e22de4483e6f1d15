//! How deep the tree of an item would be, told from its tokens.

use crate::{Keyword, Lexeme, Token};

use super::DEPTH;

/// What one entry between brackets adds to the depth of the tree.
#[derive(Default)]
struct Level {
    /// `a[1][2][3]`: each index holds the one before. `a or b except c or d`: each change of
    /// operator holds the chain before. `not not a`.
    nested: usize,
    operator: Option<Keyword>,
}

/// The first token that lies too deep.
pub fn too_deep(tokens: &[Lexeme]) -> Option<Lexeme> {
    let mut levels = vec![Level::default()];
    // What all open levels add.
    let mut nested = 0_usize;
    let mut dots = 0_usize;
    let mut angles = 0_usize;
    let mut previous: Option<Token> = None;
    for lexeme in tokens {
        let token = lexeme.token;
        match token {
            Token::Dot => dots += 1,
            Token::Word | Token::Keyword(_) if previous == Some(Token::Dot) => {}
            _ => dots = 0,
        }
        match token {
            Token::Less => angles += 1,
            Token::Word | Token::Keyword(_) if previous == Some(Token::Less) => {}
            _ if previous == Some(Token::Less) && token == Token::LeftBrace => {}
            _ => angles = 0,
        }
        if let Some(level) = levels.last_mut() {
            let begins = lexeme.indent.is_some() && token != Token::Dot && !is_operator(token);
            if begins || matches!(token, Token::Comma | Token::Equal) {
                nested -= std::mem::take(level).nested;
            }
            let holds = match token {
                Token::LeftBracket => previous == Some(Token::RightBracket),
                Token::Keyword(Keyword::Not) => true,
                Token::Keyword(operator @ (Keyword::Or | Keyword::Except)) => level
                    .operator
                    .replace(operator)
                    .is_some_and(|before| before != operator),
                _ => false,
            };
            if holds {
                level.nested += 1;
                nested += 1;
            }
        }
        if token.closer().is_some() {
            levels.push(Level::default());
        } else if token.is_closer() && levels.len() > 1 {
            nested -= levels.pop().map_or(0, |level| level.nested);
        }
        if levels.len() + nested > DEPTH + 1 || dots > DEPTH || angles > DEPTH {
            return Some(*lexeme);
        }
        previous = Some(token);
    }
    None
}

const fn is_operator(token: Token) -> bool {
    matches!(
        token,
        Token::Keyword(Keyword::Or | Keyword::And | Keyword::Except)
    )
}
