//! How deep the tree of an item would be, told from its tokens.

use crate::{Keyword, Lexeme, Token};

use super::DEPTH;

#[derive(Default)]
struct Level {
    /// `a[1][2][3]`: each index holds the one before.
    indexes: usize,
    /// `a or b except c or d`: each change of operator holds the chain before.
    changes: usize,
    /// `not not a`.
    nots: usize,
    operator: Option<Keyword>,
}

/// The first token that lies too deep.
pub fn too_deep(tokens: &[Lexeme]) -> Option<Lexeme> {
    let mut levels = vec![Level::default()];
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
            match token {
                Token::LeftBracket if previous == Some(Token::RightBracket) => level.indexes += 1,
                Token::Keyword(operator @ (Keyword::Or | Keyword::Except)) => {
                    level.changes += usize::from(level.operator.is_some_and(|it| it != operator));
                    level.operator = Some(operator);
                }
                Token::Keyword(Keyword::Not) => level.nots += 1,
                Token::Comma | Token::Equal => *level = Level::default(),
                _ => {}
            }
            if lexeme.indent.is_some() && token != Token::Dot && !is_operator(token) {
                *level = Level::default();
            }
            if level.indexes > DEPTH || level.changes > DEPTH || level.nots > DEPTH {
                return Some(*lexeme);
            }
        }
        if token.closer().is_some() {
            levels.push(Level::default());
        } else if token.is_closer() && levels.len() > 1 {
            levels.pop();
        }
        if levels.len() > DEPTH + 1 || dots > DEPTH || angles > DEPTH {
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
