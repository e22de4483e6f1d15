//! The context of a cursor: what it stands in, read from the tokens before it, so that it is known in
//! files that do not parse.

use pipewright_syntax::{Keyword, Lexeme, Token, is_item_start, lex};

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

impl Open {
    /// Whether commas separate what stands in it. In a body of clauses they are part of one.
    fn is_list(&self) -> bool {
        let first = self.head.first().map(|token| token.token);
        let body = matches!(
            first,
            Some(Token::Keyword(
                Keyword::Pipeline
                    | Keyword::Defaults
                    | Keyword::For
                    | Keyword::When
                    | Keyword::Else
                    | Keyword::Repeat
                    | Keyword::Resource
                    | Keyword::Finally
                    | Keyword::Connector
                    | Keyword::Check
            ))
        );
        self.token != Token::LeftBrace || !body
    }
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
        // A comment goes on to the end of its line, with blanks that it does not count to itself.
        let blank = |end: u32| {
            let between = text.get(end as usize..offset);
            between.is_some_and(|between| between.chars().all(|c| c == ' ' || c == '\t'))
        };
        let of_line = |start: u32| {
            let rest = text.get(start as usize..);
            rest.is_some_and(|rest| rest.starts_with("//"))
        };
        context.inert = comments.clone().any(|one| {
            let (start, end) = (one.span.start, one.span.end);
            start < at.offset && (at.offset <= end || of_line(start) && blank(end))
        });
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
                self.before.push(Lexeme {
                    token: open.token,
                    start: open.start,
                    end: open.start + 1,
                    indent: None,
                });
                self.before.push(token);
            }
        } else if token.token == Token::Comma && self.inner().is_some_and(Open::is_list) {
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
