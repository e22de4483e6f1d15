//! Brackets that do not balance: which one was forgotten, told from the indentation.

mod close;
mod fields;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::SourceId;

use crate::{Keyword, KeywordGroup, Lexeme, Token, rules};

struct Open {
    lexeme: Lexeme,
    closer: Token,
    /// The indentation of the line it stands on.
    line: u32,
    /// The indentation of the first line after it.
    inner: Option<u32>,
    /// Whether it holds the parameters of a connector or pipeline.
    parameters: bool,
}

struct Mender<'t> {
    source: SourceId,
    text: &'t str,
    out: Vec<Lexeme>,
    open: Vec<Open>,
    /// How many more `{` than `}` are still to be accounted for: while there are none too many,
    /// the indentation of braces says nothing.
    missing: isize,
    /// Where the line begins.
    line_start: u32,
    diagnostics: Vec<Diagnostic>,
}

/// The tokens with balanced brackets, and what was wrong.
pub fn mend(source: SourceId, text: &str, tokens: &[Lexeme]) -> (Vec<Lexeme>, Vec<Diagnostic>) {
    let mut mender = Mender {
        source,
        text,
        out: Vec::with_capacity(tokens.len() + 4),
        open: Vec::new(),
        missing: tokens
            .iter()
            .map(|lexeme| match lexeme.token {
                Token::LeftBrace => 1,
                Token::RightBrace => -1,
                _ => 0,
            })
            .sum(),
        line_start: 0,
        diagnostics: Vec::new(),
    };
    let mut line = 0;
    let mut first: Option<Lexeme> = None;
    let mut rest = tokens;
    while let Some((lexeme, after)) = rest.split_first() {
        if let Some(indent) = lexeme.indent {
            if let Some(first) = first.filter(|_| indent > line) {
                mender.body_line(&first, line, indent);
            }
            line = indent;
            first = Some(*lexeme);
            mender.line_start = lexeme.start;
        }
        if lexeme.token.is_closer() {
            mender.close(lexeme, after.first());
        } else if mender.is_doubled(lexeme) {
            mender.drop_doubled(lexeme);
        } else if mender.is_wrong_brace(lexeme, first.as_ref(), after) {
            mender.line_start(rest);
            mender.put_brace(*lexeme, line, None);
        } else {
            mender.line_start(rest);
            if lexeme.token == Token::LeftBrace {
                let ends_line = after.first().is_none_or(|next| next.indent.is_some());
                let body = ends_line
                    && first.is_some_and(|first| {
                        matches!(
                            mender.heading(&first),
                            Token::Keyword(
                                Keyword::Check
                                    | Keyword::Step
                                    | Keyword::For
                                    | Keyword::When
                                    | Keyword::Else
                                    | Keyword::Repeat
                                    | Keyword::Acquire
                                    | Keyword::Release
                                    | Keyword::Mover
                            )
                        )
                    });
                mender.body_start(body);
            }
            if let Some(closer) = lexeme.token.closer() {
                let parameters = matches!(
                    mender.out.as_slice(),
                    [.., before, _] if matches!(
                        before.token,
                        Token::Keyword(
                            Keyword::Connector | Keyword::Pipeline | Keyword::Template
                        )
                    )
                );
                mender.open.push(Open {
                    lexeme: *lexeme,
                    closer,
                    line,
                    inner: None,
                    parameters,
                });
            }
            mender.out.push(*lexeme);
        }
        rest = after;
    }
    while !mender.open.is_empty() {
        mender.insert_closer();
    }
    (mender.out, mender.diagnostics)
}

impl Mender<'_> {
    /// At the first token of a line: closes what the indentation says has ended.
    fn line_start(&mut self, rest: &[Lexeme]) {
        let Some(indent) = rest.first().and_then(|lexeme| lexeme.indent) else {
            return;
        };
        while self
            .open
            .last()
            .is_some_and(|open| self.has_ended(open, indent, rest))
        {
            self.insert_closer();
        }
        if let Some(open) = self.open.last_mut() {
            open.inner.get_or_insert(indent);
        }
    }

    /// What tells whether a line that begins with `first` has a body: `else` after a `}`, the
    /// `pipeline` whose parameters a `)` closes.
    fn heading(&self, first: &Lexeme) -> Token {
        let at = self
            .out
            .partition_point(|lexeme| lexeme.start < first.start);
        let next = self.out.get(at + 1).map(|next| next.token);
        match (first.token, next) {
            (Token::RightBrace, Some(Token::Keyword(Keyword::Else))) => {
                Token::Keyword(Keyword::Else)
            }
            (Token::RightParen, Some(Token::Keyword(Keyword::For))) => Token::Keyword(Keyword::For),
            (token, _) => token,
        }
    }

    /// At a line further in than the one before, which begins with `first`: a body without its `{`.
    fn body_line(&mut self, first: &Lexeme, line: u32, indent: u32) {
        let Some(last) = self.out.last().copied() else {
            return;
        };
        let heading = self.heading(first);
        let alone = matches!(
            heading,
            Token::Keyword(Keyword::Defaults | Keyword::Finally | Keyword::Else)
        );
        let complete = (last.start > first.start || alone)
            && !matches!(
                last.token,
                Token::Equal | Token::Colon | Token::Comma | Token::Dot | Token::RightBrace
            )
            && last.token.closer().is_none();
        let open_on_line = self
            .open
            .last()
            .is_some_and(|open| open.lexeme.start >= first.start);
        if !has_body(heading) || open_on_line || self.missing >= 0 {
            return;
        }
        if last.token == Token::Colon && last.start > first.start {
            self.out.pop();
            self.put_brace(last, line, Some(indent));
            return;
        }
        if !complete {
            return;
        }
        self.missing += 1;
        let lexeme = Lexeme::inserted(Token::LeftBrace, last.end);
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                "a `{` is missing at the end of this line",
                last.span(self.source),
                "`{` expected after this",
            )
            .fix("put in the `{`", last.span(self.source).after(), " {"),
        );
        self.out.push(lexeme);
        self.open.push(Open {
            lexeme,
            closer: Token::RightBrace,
            line,
            inner: Some(indent),
            parameters: false,
        });
    }

    /// Whether a `(` or `[` that ends its line stands where the `{` of a body is due.
    fn is_wrong_brace(&self, lexeme: &Lexeme, first: Option<&Lexeme>, after: &[Lexeme]) -> bool {
        let Some(first) = first.filter(|first| has_body(first.token)) else {
            return false;
        };
        let (Some(next), Some(last)) = (after.first(), self.out.last()) else {
            return false;
        };
        let takes_parameters = matches!(
            first.token,
            Token::Keyword(Keyword::Pipeline | Keyword::Connector | Keyword::Template)
        );
        let names_parameter = next.token.is_closer()
            || matches!(after.get(1).map(|second| second.token), Some(Token::Colon));
        self.missing < 0
            && matches!(lexeme.token, Token::LeftParen | Token::LeftBracket)
            && next.indent.is_some()
            && last.start > first.start
            && (last.token.is_name() || last.token == Token::Text)
            && last.token != Token::Keyword(Keyword::In)
            && !(takes_parameters && names_parameter && lexeme.token == Token::LeftParen)
    }

    /// Takes a mark for the `{` of a body.
    fn put_brace(&mut self, mark: Lexeme, line: u32, inner: Option<u32>) {
        self.missing += 1;
        let span = mark.span(self.source);
        let shown = mark.token.spelling();
        self.diagnostics.push(
            Diagnostic::new(
                &rules::UNCLOSED_BRACKET,
                format!("a body stands between `{{` and `}}`: `{shown}` begins none"),
                span,
                "`{` expected",
            )
            .fix(
                "write `{`",
                span,
                if mark.token == Token::Colon {
                    " {"
                } else {
                    "{"
                },
            ),
        );
        let lexeme = Lexeme {
            token: Token::LeftBrace,
            ..mark
        };
        self.out.push(lexeme);
        self.open.push(Open {
            lexeme,
            closer: Token::RightBrace,
            line,
            inner,
            parameters: false,
        });
    }

    /// At a `{`: the parameters of a connector or pipeline end before its body.
    ///
    /// So do, where the line begins a clause with a `body` and ends in its `{`, the brackets that
    /// were opened on that line.
    fn body_start(&mut self, body: bool) {
        // No parameter begins with a `{`: what does is the body.
        let header = self.open.last().is_some_and(|open| open.parameters);
        let value_follows = self.out.last().is_none_or(|last| {
            matches!(last.token, Token::Equal | Token::Colon | Token::Less)
                || (!header && (last.token == Token::Comma || last.token.closer().is_some()))
        });
        if value_follows {
            return;
        }
        while self.open.last().is_some_and(|open| {
            let header = open.parameters && open.closer == Token::RightParen;
            let on_line = open.lexeme.start >= self.line_start;
            header || (body && on_line && open.closer != Token::RightBrace)
        }) {
            self.insert_closer();
        }
    }

    fn has_ended(&self, open: &Open, indent: u32, rest: &[Lexeme]) -> bool {
        let goes_on = self
            .out
            .last()
            .is_some_and(|last| last.token == Token::Comma || last.token.closer().is_some());
        let field = rest.first().is_some_and(|lexeme| lexeme.token.is_name())
            && matches!(
                rest.get(1).map(|lexeme| lexeme.token),
                Some(Token::Equal | Token::Colon)
            );
        let clause = rest.first().is_some_and(|lexeme| match lexeme.token {
            Token::Keyword(keyword) => keyword.group() == KeywordGroup::Clause,
            _ => false,
        }) && !field;
        match (open.closer, open.inner) {
            (Token::RightBrace, _) if self.missing <= 0 => false,
            (Token::RightBrace, inner) => {
                let indented = inner.is_some_and(|inner| inner > open.line);
                indent <= open.line && (indented || (open.line > 0 && clause))
            }
            (Token::RightBracket, _) if field => !goes_on || indent <= open.line,
            (_, Some(inner)) if inner > open.line => indent <= open.line && (!goes_on || field),
            _ => !goes_on && (field || clause) && indent <= open.line,
        }
    }
}

/// Whether what begins with a keyword has a body in braces.
const fn has_body(first: Token) -> bool {
    matches!(
        first,
        Token::Keyword(
            Keyword::Type
                | Keyword::Dataset
                | Keyword::External
                | Keyword::Connector
                | Keyword::Mover
                | Keyword::Notifies
                | Keyword::Secret
                | Keyword::Cluster
                | Keyword::Environment
                | Keyword::Pipeline
                | Keyword::Defaults
                | Keyword::Template
                | Keyword::Policy
                | Keyword::Step
                | Keyword::Check
                | Keyword::For
                | Keyword::When
                | Keyword::Repeat
                | Keyword::Resource
                | Keyword::Acquire
                | Keyword::Release
                | Keyword::Finally
                | Keyword::Else
                | Keyword::Approval
        )
    )
}
