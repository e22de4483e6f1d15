//! What a file is made of for the formatter: entries of tokens, brackets and comments.

use pipewright_syntax::{Block, Lexeme, Token, tree::Comment};

/// An item, clause, field, column, argument … with the comments that belong to it.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Whether a blank line stands before it and its comments.
    pub blank_before: bool,
    /// Comments on lines of their own before it.
    pub leading: Vec<Comment>,
    /// Whether a blank line stands between those and it.
    pub blank_after_leading: bool,
    /// What it is made of. Empty for comments that nothing follows.
    pub nodes: Vec<Node>,
    /// Comments behind it on its last line.
    pub trailing: Vec<Comment>,
}

/// A piece of an entry.
#[derive(Debug, Clone)]
pub enum Node {
    /// A token.
    Token(Lexeme),
    /// A bracket, what it holds, and its partner.
    Group(Group),
    /// A comment in the middle of an entry.
    Comment(Comment),
}

/// What stands between two brackets.
#[derive(Debug, Clone)]
pub struct Group {
    /// The opening bracket.
    pub open: Token,
    /// What its entries are.
    pub block: Block,
    /// Comments right behind the opening bracket.
    pub after_open: Vec<Comment>,
    /// The entries, separators left out.
    pub entries: Vec<Entry>,
    /// Whether each entry gets a line of its own.
    pub broken: bool,
}

impl Node {
    /// The token; of a group its opening bracket.
    pub const fn token(&self) -> Option<Token> {
        match self {
            Self::Token(lexeme) => Some(lexeme.token),
            Self::Group(group) => Some(group.open),
            Self::Comment(_) => None,
        }
    }

    /// The last token it ends in.
    pub const fn last_token(&self) -> Option<Token> {
        match self {
            Self::Group(group) => group.open.closer(),
            _ => self.token(),
        }
    }
}

impl Entry {
    /// Its first token.
    pub fn first(&self) -> Option<Token> {
        self.nodes.iter().find_map(Node::token)
    }
}

/// Whether a comment ends its line.
pub fn ends_line(comment: &Comment) -> bool {
    !comment.text.starts_with("/*")
}
