//! A `}` whose `{` is missing on its line: fields stand between, `[cpu = 2, memory = 8GiB }]`.

use pipewright_diagnostics::Diagnostic;

use super::Mender;
use crate::{Lexeme, Token, rules};

/// No one reads a record of more tokens on one line.
const FARTHEST: usize = 256;

impl Mender<'_> {
    /// Where on the line of a `}` that closes nothing the fields begin that it should close: after
    /// a bracket, another record, or the name of what they are given to.
    pub(super) fn fields_start(&self, closer: &Lexeme) -> Option<usize> {
        if closer.indent.is_some() {
            return None;
        }
        let mut level = 0_usize;
        let mut begin = None;
        for (at, lexeme) in self.out.iter().enumerate().rev().take(FARTHEST) {
            if lexeme.start < self.line_start {
                break;
            }
            if lexeme.token.is_closer() {
                level += 1;
            } else if lexeme.token.closer().is_some() {
                if level == 0 {
                    break;
                }
                level -= 1;
            } else if level == 0 && lexeme.indent.is_none() && self.begins_fields(at) {
                begin = Some(at);
            }
        }
        begin
    }

    /// Whether a field stands here where a `{` is due: not behind the word that declares it.
    fn begins_fields(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.out.get(at));
        let Some(last) = before(1).filter(|_| self.is_field(at)) else {
            return false;
        };
        match last.token {
            Token::LeftBracket | Token::LeftParen | Token::Text => true,
            Token::Comma => before(2).map(|it| it.token) == Some(Token::RightBrace),
            token => token.is_name() && last.indent.is_none(),
        }
    }

    fn is_field(&self, at: usize) -> bool {
        let token = |at: usize| self.out.get(at).map(|lexeme| lexeme.token);
        token(at).is_some_and(Token::is_name) && token(at + 1) == Some(Token::Equal)
    }

    /// Puts in the `{` before a token that is out already, for its `}`.
    pub(super) fn open_before(&mut self, at: usize, closer: &Lexeme) {
        let Some(first) = self.out.get(at).copied() else {
            return;
        };
        let span = first.span(self.source);
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                "a `{` is missing before these fields",
                span,
                "`{` expected before this",
            )
            .with_related(closer.span(self.source), "its `}`")
            .fix("put in the `{`", span.before(), "{ "),
        );
        let open = Lexeme::inserted(Token::LeftBrace, first.start);
        self.out.insert(at, open);
        self.out.push(*closer);
    }
}
