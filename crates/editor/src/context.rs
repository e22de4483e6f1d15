//! The context of a cursor: what it stands in, read from the tokens before it, so that it is known in
//! files that do not parse.

use pipewright_syntax::{Lexeme, Token, is_item_start, lex};

use crate::{Analysis, At};

/// An open bracket before the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The bracket.
    pub token: Token,
    /// Where it stands.
    pub start: u32,
    /// The tokens that lead to it, from the beginning of their line or field.
    pub head: Vec<Lexeme>,
}

/// Where a cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The brackets around it, the outermost first.
    pub open: Vec<Open>,
    /// The tokens before it on the same line or field, without the word being typed.
    pub before: Vec<Lexeme>,
    /// The word being typed: where it begins.
    pub word: u32,
    /// Whether it stands in a text or a comment.
    pub inert: bool,
}

impl Context {
    /// Reads the tokens before a cursor.
    #[must_use]
    pub fn of(analysis: &Analysis, at: At) -> Self {
        let text = analysis.text(at.source);
        let offset = at.offset as usize;
        let lexed = lex(at.source, text);
        let mut context = Self {
            open: Vec::new(),
            before: Vec::new(),
            word: at.offset,
            inert: false,
        };
        let comments = lexed.trivia.iter();
        context.inert = comments
            .clone()
            .any(|one| one.span.start < at.offset && at.offset <= one.span.end);
        for (index, token) in lexed.tokens.iter().enumerate() {
            if token.start >= at.offset {
                break;
            }
            if token.end >= at.offset && token.token.is_name() {
                context.word = token.start;
                context.line_break(text, *token);
                break;
            }
            if token.end > at.offset || (token.end == at.offset && token.token == Token::Text) {
                context.inert |= token.token == Token::Text && token.end > at.offset;
            }
            let rest = lexed.tokens.get(index..).unwrap_or_default();
            context.take(text, *token, token.indent == Some(0) && is_item_start(rest));
        }
        // A line that was just begun has nothing before it.
        if let Some(last) = context.before.last() {
            let between = text.get(last.end as usize..(context.word as usize).min(offset));
            if between.is_some_and(|between| between.contains('\n')) {
                context.before.clear();
            }
        }
        context
    }

    fn line_break(&mut self, text: &str, token: Lexeme) {
        if let Some(last) = self.before.last() {
            let between = text.get(last.end as usize..token.start as usize);
            if between.is_some_and(|between| between.contains('\n')) {
                self.before.clear();
            }
        }
    }

    fn take(&mut self, text: &str, token: Lexeme, starts_item: bool) {
        self.line_break(text, token);
        if starts_item {
            // An item begins: whatever was left open before it is a mistake.
            self.open.clear();
            self.before.clear();
        }
        if token.token.closer().is_some() {
            let head = std::mem::take(&mut self.before);
            self.open.push(Open {
                token: token.token,
                start: token.start,
                head,
            });
        } else if token.token.is_closer() {
            if let Some(open) = self.open.pop() {
                self.before = open.head;
                self.before.push(token);
            }
        } else if token.token == Token::Comma && !self.open.is_empty() {
            self.before.clear();
        } else {
            self.before.push(token);
        }
    }

    /// The innermost bracket.
    #[must_use]
    pub fn inner(&self) -> Option<&Open> {
        self.open.last()
    }
}
