//! Tokens as the parser sees them: a kind and a byte range, nothing else.

use pipewright_source::{SourceId, Span};

use crate::Keyword;

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A name, hyphens allowed.
    Word,
    /// A word with a meaning of its own somewhere; a name elsewhere.
    Keyword(Keyword),
    /// `42`
    Integer,
    /// `0.5`
    Decimal,
    /// `1h30m`
    Duration,
    /// `4GiB`
    Size,
    /// `40 USD`
    Money,
    /// `2026-01-31`
    Date,
    /// `"…"`, `"""…"""`, or what should have been one.
    Text,
    /// A value that could not be read; already reported.
    BadValue,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `=`
    Equal,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `?`
    Question,
    /// A line end that separates; the layout pass puts it in.
    NewLine,
    /// What no rule takes; already reported.
    Error,
}

impl Token {
    /// Whether it can be read as a name.
    #[must_use]
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Word | Self::Keyword(_))
    }

    /// Whether it is a value by itself.
    #[must_use]
    pub const fn is_literal(self) -> bool {
        matches!(
            self,
            Self::Integer
                | Self::Decimal
                | Self::Duration
                | Self::Size
                | Self::Money
                | Self::Date
                | Self::Text
                | Self::BadValue
        )
    }

    /// Whether it compares.
    #[must_use]
    pub const fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
                | Self::EqualEqual
                | Self::NotEqual
        )
    }

    /// For an opening bracket, the one that closes it.
    #[must_use]
    pub const fn closer(self) -> Option<Self> {
        match self {
            Self::LeftBrace => Some(Self::RightBrace),
            Self::LeftParen => Some(Self::RightParen),
            Self::LeftBracket => Some(Self::RightBracket),
            _ => None,
        }
    }

    /// Whether it closes a bracket.
    #[must_use]
    pub const fn is_closer(self) -> bool {
        matches!(
            self,
            Self::RightBrace | Self::RightParen | Self::RightBracket
        )
    }

    /// Brackets and marks as written; "" for what has no fixed spelling.
    #[must_use]
    pub const fn spelling(self) -> &'static str {
        match self {
            Self::Keyword(keyword) => keyword.text(),
            Self::LeftBrace => "{",
            Self::RightBrace => "}",
            Self::LeftParen => "(",
            Self::RightParen => ")",
            Self::LeftBracket => "[",
            Self::RightBracket => "]",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::EqualEqual => "==",
            Self::NotEqual => "!=",
            Self::Equal => "=",
            Self::Colon => ":",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::Question => "?",
            _ => "",
        }
    }
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme {
    /// Its kind.
    pub token: Token,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for what a repair put in.
    pub end: u32,
    /// For the first token of a line, how far it is indented.
    pub indent: Option<u32>,
}

impl Lexeme {
    /// Where it stands in `source`.
    #[must_use]
    pub const fn span(&self, source: SourceId) -> Span {
        Span::new(source, self.start, self.end)
    }

    /// Its text.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// An empty token that a repair puts in at `at`.
    #[must_use]
    pub const fn inserted(token: Token, at: u32) -> Self {
        Self {
            token,
            start: at,
            end: at,
            indent: None,
        }
    }
}
