//! What a pair of braces holds, told from the tokens before it; where an item begins.

use crate::{Keyword, Lexeme, Token};

/// What stands between a pair of brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// Items of a file.
    Items,
    /// Clauses of a pipeline, or of a body in it.
    Clauses,
    /// Clauses of a connector.
    ConnectorClauses,
    /// Conditions of a check.
    Conditions,
    /// Requirements of a policy.
    Requirements,
    /// Columns of a type.
    Columns,
    /// Fields of a record.
    Fields,
    /// Names of keys.
    Names,
    /// Parameters between parentheses.
    Parameters,
    /// Anything else between parentheses or brackets.
    Values,
}

impl Block {
    /// Whether commas separate its entries as line ends do.
    #[must_use]
    pub const fn commas_separate(self) -> bool {
        !matches!(
            self,
            Self::Items
                | Self::Clauses
                | Self::ConnectorClauses
                | Self::Conditions
                | Self::Requirements
        )
    }

    /// What the bracket `open` holds inside an entry of this block that begins with `entry`;
    /// `before` is the token in front of the bracket.
    #[must_use]
    pub fn inside(self, entry: Option<Token>, before: Option<Token>, open: Token) -> Self {
        let keyword = match entry {
            Some(Token::Keyword(keyword)) => Some(keyword),
            _ => None,
        };
        match (self, open, keyword) {
            (
                Self::Items,
                Token::LeftParen,
                Some(Keyword::Connector | Keyword::Pipeline | Keyword::Template),
            ) if !matches!(before, Some(Token::Keyword(Keyword::In))) => Self::Parameters,
            (_, Token::LeftParen | Token::LeftBracket, _) => Self::Values,
            (Self::Items, _, Some(Keyword::Type)) | (Self::Columns | Self::Parameters, _, _) => {
                if self == Self::Parameters && before == Some(Token::Equal) {
                    Self::Fields
                } else {
                    Self::Columns
                }
            }
            (Self::Items, _, Some(Keyword::Pipeline | Keyword::Defaults)) => Self::Clauses,
            (Self::Items, _, Some(Keyword::Policy)) => Self::Requirements,
            (Self::Items, _, Some(Keyword::Connector)) => Self::ConnectorClauses,
            (Self::Items, _, Some(Keyword::Dataset | Keyword::External | Keyword::Template))
            | (Self::Clauses, _, Some(Keyword::Step | Keyword::Acquire))
                if matches!(
                    before,
                    Some(Token::Colon | Token::Less | Token::Keyword(Keyword::Yields))
                ) =>
            {
                Self::Columns
            }
            (Self::Clauses, _, Some(Keyword::Check)) => Self::Conditions,
            (
                Self::Clauses,
                _,
                Some(Keyword::For | Keyword::When | Keyword::Repeat | Keyword::Finally),
            ) if before != Some(Token::Equal) => Self::Clauses,
            (Self::Clauses, _, Some(Keyword::On))
                if before == Some(Token::Keyword(Keyword::Finally)) =>
            {
                Self::Clauses
            }
            (Self::Clauses, _, Some(Keyword::Resource | Keyword::Acquire | Keyword::Release))
                if before.is_some_and(Token::is_name) =>
            {
                Self::Clauses
            }
            (Self::ConnectorClauses, _, Some(Keyword::Secrets)) => Self::Names,
            _ => Self::Fields,
        }
    }
}

/// Whether the tokens begin an item and could begin nothing else: the keyword, a name, and what
/// follows the name in that kind of item.
#[must_use]
pub fn is_item_start(tokens: &[Lexeme]) -> bool {
    let kind = |index: usize| tokens.get(index).map(|lexeme| lexeme.token);
    let Some(Token::Keyword(keyword)) = kind(0) else {
        return false;
    };
    let same_line = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|lexeme| lexeme.indent.is_none())
    };
    if !same_line(1) {
        return false;
    }
    match keyword {
        Keyword::Defaults => return kind(1) == Some(Token::LeftBrace),
        Keyword::Policy => {
            let named = kind(1).is_some_and(Token::is_name);
            let applied = !same_line(2) || kind(2) == Some(Token::Dot);
            return kind(1) == Some(Token::Text)
                || named && (applied || kind(2) == Some(Token::Text));
        }
        _ if !kind(1).is_some_and(Token::is_name) => return false,
        _ => {}
    }
    let many = kind(2) == Some(Token::Keyword(Keyword::For));
    match keyword {
        Keyword::External => kind(1) == Some(Token::Keyword(Keyword::Dataset)),
        Keyword::Import => kind(2) == Some(Token::Dot) || !same_line(2),
        Keyword::Dataset => many || matches!(kind(2), Some(Token::Colon | Token::Equal)),
        Keyword::Template => matches!(
            kind(2),
            Some(Token::LeftParen | Token::Colon | Token::Equal | Token::Keyword(Keyword::Yields))
        ),
        Keyword::Let => kind(2) == Some(Token::Equal),
        Keyword::Region => matches!(kind(2), Some(Token::Equal | Token::LeftBrace)),
        Keyword::Pipeline | Keyword::Connector => {
            many || matches!(kind(2), Some(Token::LeftParen | Token::LeftBrace))
        }
        Keyword::Type | Keyword::Secret | Keyword::Cluster | Keyword::Environment => {
            kind(2) == Some(Token::LeftBrace)
        }
        _ => false,
    }
}

/// Whether a line of text begins like an item, told without tokens.
pub fn looks_like_item(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let begins = !line.starts_with([' ', '\t'])
        && words
            .next()
            .and_then(Keyword::from_text)
            .is_some_and(|keyword| Keyword::items().any(|item| item == keyword));
    begins
        && words.next().is_some_and(|word| {
            word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '"' || c == '{')
        })
}
