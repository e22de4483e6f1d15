//! Closing brackets: those that are there, those that are missing, those that are too many.

use pipewright_diagnostics::Diagnostic;

use super::Mender;
use crate::{Lexeme, Token, rules};

impl Mender<'_> {
    /// Puts in the closer of the innermost bracket.
    pub(super) fn insert_closer(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if open.closer == Token::RightBrace {
            self.missing -= 1;
        }
        let last = self.out.last().copied().unwrap_or(open.lexeme);
        let mark = open.closer.spelling();
        let insertion = if open.closer == Token::RightBrace && open.inner.is_some() {
            format!("\n{}}}", " ".repeat(open.line as usize))
        } else {
            mark.to_owned()
        };
        let opened = open.lexeme.token.spelling();
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                format!("this `{opened}` is never closed: a `{mark}` is missing"),
                open.lexeme.span(self.source),
                format!("`{opened}` opened here"),
            )
            .with_related(
                last.span(self.source),
                format!("`{mark}` expected after this"),
            )
            .fix(
                format!("put in the `{mark}`"),
                last.span(self.source).after(),
                insertion,
            ),
        );
        self.out.push(Lexeme::inserted(open.closer, last.end));
    }

    pub(super) fn close(&mut self, lexeme: &Lexeme, next: Option<&Lexeme>) {
        let matching = self
            .open
            .iter()
            .rposition(|open| open.closer == lexeme.token);
        let Some(matching) = matching else {
            self.close_nothing(lexeme, next);
            return;
        };
        if self.is_stray(lexeme, matching) {
            self.drop_stray(lexeme);
            return;
        }
        let target = self.closed_by_column(lexeme).unwrap_or(matching);
        while self.open.len() > target + 1 {
            self.insert_closer();
        }
        self.open.pop();
        self.out.push(*lexeme);
    }

    /// A `}` in the column of a block's entries closes one that was closed before, one behind
    /// other tokens one that was never opened.
    pub(super) fn is_stray(&self, lexeme: &Lexeme, matching: usize) -> bool {
        let innermost = matching + 1 == self.open.len();
        self.missing < 0
            && self.open.get(matching).is_some_and(|open| {
                let inner = open.inner.is_some_and(|inner| inner > open.line);
                let in_column = innermost && inner && open.inner == lexeme.indent;
                // Behind other tokens it closes what was opened on its line.
                let behind = lexeme.indent.is_none() && open.lexeme.start < self.line_start;
                in_column || behind
            })
    }

    /// The bracket on whose line's column a closer stands, where that is not the innermost.
    pub(super) fn closed_by_column(&self, lexeme: &Lexeme) -> Option<usize> {
        let indent = lexeme.indent?;
        let innermost = self.open.last()?;
        if innermost.line <= indent || (self.missing <= 0 && innermost.closer == lexeme.token) {
            return None;
        }
        self.open
            .iter()
            .rposition(|open| open.closer == lexeme.token && open.line == indent)
    }

    /// A closer of a kind that is not open: the wrong kind on one line, or one too many, which it
    /// is where the right one follows.
    pub(super) fn close_nothing(&mut self, lexeme: &Lexeme, next: Option<&Lexeme>) {
        let near = self.open.last().is_some_and(|open| {
            let follows = next.is_some_and(|next| next.token == open.closer);
            open.inner.is_none()
                && lexeme.indent.is_none()
                && open.closer != Token::RightBrace
                && !follows
        });
        if !near {
            self.drop_stray(lexeme);
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        let (wrong, right) = (lexeme.token.spelling(), open.closer.spelling());
        let opened = open.lexeme.token.spelling();
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                format!("`{opened}` is closed by `{right}`, not by `{wrong}`"),
                lexeme.span(self.source),
                format!("`{right}` expected"),
            )
            .with_related(
                open.lexeme.span(self.source),
                format!("`{opened}` opened here"),
            )
            .fix(format!("write `{right}`"), lexeme.span(self.source), right),
        );
        self.out.push(Lexeme {
            token: open.closer,
            ..*lexeme
        });
    }

    /// Whether a `{` stands there twice, and so has no `}`: nothing begins with one.
    pub(super) fn is_doubled(&self, lexeme: &Lexeme) -> bool {
        self.missing > 0
            && lexeme.token == Token::LeftBrace
            && lexeme.indent.is_none()
            && self.out.last().map(|last| last.token) == Some(Token::LeftBrace)
    }

    /// Leaves out a `{` that stands there twice.
    pub(super) fn drop_doubled(&mut self, lexeme: &Lexeme) {
        self.missing -= 1;
        let span = lexeme.span(self.source);
        let before = self.out.last().map_or(span, |last| {
            let mut gap = last.span(self.source).after();
            gap.end = span.end;
            gap
        });
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                "this `{` stands there twice",
                span,
                "a second `{`",
            )
            .fix("remove it", before, ""),
        );
    }

    pub(super) fn drop_stray(&mut self, lexeme: &Lexeme) {
        if lexeme.token == Token::RightBrace {
            self.missing += 1;
            if let Some(at) = self.fields_start(lexeme) {
                self.open_before(at, lexeme);
                return;
            }
        }
        if self.joins_stray(lexeme) {
            return;
        }
        let mark = lexeme.text(self.text);
        self.diagnostics.push(
            Diagnostic::new(
                &rules::STRAY_BRACKET,
                format!("this `{mark}` closes nothing"),
                lexeme.span(self.source),
                "nothing is open here",
            )
            .fix(format!("remove the `{mark}`"), lexeme.span(self.source), ""),
        );
    }

    /// Joins a stray bracket to the one right before it: a run of them is one mistake.
    fn joins_stray(&mut self, lexeme: &Lexeme) -> bool {
        let text = self.text;
        let Some(last) = self
            .diagnostics
            .last_mut()
            .filter(|last| last.rule.code == rules::STRAY_BRACKET.code)
        else {
            return false;
        };
        let between = text.get(last.primary.span.end as usize..lexeme.start as usize);
        if !between.is_some_and(|between| between.trim().is_empty()) {
            return false;
        }
        last.primary.span.end = lexeme.end;
        "these brackets close nothing".clone_into(&mut last.message);
        for fix in &mut last.fixes {
            "remove them".clone_into(&mut fix.title);
            for edit in &mut fix.edits {
                edit.span.end = lexeme.end;
            }
        }
        true
    }
}
