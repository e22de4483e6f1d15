//! The lexer: tokens for the parser, comments to their table, and a finding for what is neither.
//!
//! It never fails. What it can guess (a text in single quotes, a number with an odd unit) becomes
//! the token that was meant, so that the mistake is reported once, here; the rest is
//! [`Token::Error`], which the parser passes over in silence.

use logos::Logos;
use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{
    DocTable, Keyword, Lexeme, Token, characters,
    characters::offset,
    comments::{DocLine, doc},
    lookalike, number,
    raw::{Closed, Raw, Unclosed},
    repair, rules,
    tree::{Comment, Doc},
};

/// What became of a file's text.
#[derive(Debug, Clone, Default)]
pub struct Lexed {
    /// The tokens in order, without separators.
    pub tokens: Vec<Lexeme>,
    /// The documentation at the head of the file.
    pub doc: Option<Doc>,
    /// The other documentation.
    pub docs: DocTable,
    /// Comments that document nothing, in order.
    pub comments: Vec<Comment>,
    /// Every comment and line of documentation, in order: what the formatter puts back.
    pub trivia: Vec<Comment>,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Where a text or comment had no end and may have swallowed brackets.
    pub swallowed: Vec<u32>,
    /// Where characters stand that look like marks of the language.
    pub lookalikes: Vec<usize>,
}

/// Cuts the text of a file into tokens. A byte order mark at its head is passed over.
#[must_use]
pub fn lex(source: SourceId, text: &str) -> Lexed {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lexer = Lexer {
        source,
        text,
        out: Lexed::default(),
        line_start: start,
        fresh_line: true,
        line_ends: 1,
        docs: Vec::new(),
    };
    characters::report(source, text, start, &mut lexer.out.diagnostics);
    let mut at = start;
    let mut unclosed = Unclosed::default();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let mut raw = Raw::lexer_with_extras(rest, unclosed);
        let base = at;
        at = text.len();
        while let Some(kind) = raw.next() {
            let span = raw.span();
            let (from, to) = (base + span.start, base + span.end);
            if let Some(restart) = lexer.take(kind, from, to) {
                at = restart;
                unclosed = raw.extras;
                break;
            }
        }
    }
    lexer.finish()
}

struct Lexer<'t> {
    source: SourceId,
    text: &'t str,
    out: Lexed,
    line_start: usize,
    fresh_line: bool,
    /// Line ends since the last token or comment.
    line_ends: usize,
    docs: Vec<DocLine>,
}

impl Lexer<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.source, offset(from), offset(to))
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or("")
    }

    /// Takes one raw token. Gives the offset to go on from where that is not its end.
    fn take(&mut self, kind: Result<Raw, ()>, from: usize, to: usize) -> Option<usize> {
        match kind {
            Ok(Raw::Space) => {}
            Ok(Raw::LineEnd) => {
                self.fresh_line = true;
                self.line_ends += 1;
                self.line_start = to;
            }
            Ok(Raw::LineComment) => {
                if let Some(end) = self.unquoted_url(from) {
                    self.push(Token::Error, from, end);
                    return Some(end);
                }
                self.comment(from, to);
            }
            Ok(Raw::BlockComment(closed)) => {
                if closed == Closed::No {
                    self.out.swallowed.push(offset(from));
                    let span = self.span(from, from + 2);
                    self.report(
                        Diagnostic::new(
                            &rules::UNCLOSED_COMMENT,
                            "this comment is never closed",
                            span,
                            "opened here",
                        )
                        .fix(
                            "close it at the end",
                            self.span(to, to),
                            "*/",
                        ),
                    );
                }
                self.comment(from, to);
            }
            Ok(Raw::HashComment) => {
                if let Some(end) = self.unquoted_hash(from, to) {
                    self.push(Token::Error, from, end);
                    return Some(end);
                }
                let span = self.span(from, from + 1);
                self.report(
                    Diagnostic::new(
                        &rules::FOREIGN_SPELLING,
                        "a comment begins with `//`, not with `#`",
                        span,
                        "`#` begins nothing",
                    )
                    .fix("write `//`", span, "//")
                    .safely(),
                );
                self.comment(from, to);
            }
            Ok(kind) => self.token(kind, from, to),
            Err(()) => {
                if let Some(end) = self.dashes(from) {
                    return Some(end);
                }
                self.unknown(from, to);
            }
        }
        None
    }

    fn token(&mut self, kind: Raw, from: usize, to: usize) {
        let token = match kind {
            Raw::Word => {
                Keyword::from_text(self.slice(from, to)).map_or(Token::Word, Token::Keyword)
            }
            Raw::Integer => Token::Integer,
            Raw::Decimal => Token::Decimal,
            Raw::Duration => Token::Duration,
            Raw::Size => Token::Size,
            Raw::Money => Token::Money,
            Raw::Date => Token::Date,
            Raw::NumberLike => self.number_like(from, to),
            Raw::Text(Closed::Yes) | Raw::Block(Closed::Yes) => Token::Text,
            Raw::Text(Closed::No) => self.unclosed_text(from, to, "\""),
            Raw::Block(Closed::No) => self.unclosed_text(from, to, "\"\"\""),
            Raw::SingleText(_) => self.single_quotes(from, to),
            Raw::LeftBrace => Token::LeftBrace,
            Raw::RightBrace => Token::RightBrace,
            Raw::LeftParen => Token::LeftParen,
            Raw::RightParen => Token::RightParen,
            Raw::LeftBracket => Token::LeftBracket,
            Raw::RightBracket => Token::RightBracket,
            Raw::Less => Token::Less,
            Raw::LessOrEqual => Token::LessOrEqual,
            Raw::Greater => Token::Greater,
            Raw::GreaterOrEqual => Token::GreaterOrEqual,
            Raw::EqualEqual => Token::EqualEqual,
            Raw::NotEqual => Token::NotEqual,
            Raw::Equal => Token::Equal,
            Raw::Colon => Token::Colon,
            Raw::Comma => Token::Comma,
            Raw::Dot => Token::Dot,
            Raw::Question => Token::Question,
            Raw::Logical => Token::Error,
            Raw::Semicolon => return self.semicolon(from, to),
            Raw::ForeignWord => return self.foreign_word(from, to),
            Raw::Space
            | Raw::LineEnd
            | Raw::LineComment
            | Raw::BlockComment(_)
            | Raw::HashComment => return,
        };
        self.push(token, from, to);
        if token == Token::Text {
            self.text_problems(from, to);
            if let Some(last) = self.slice(from, to).rfind('\n') {
                self.line_start = from + last + 1;
            }
        }
    }

    fn push(&mut self, token: Token, from: usize, to: usize) {
        let indent = self
            .fresh_line
            .then(|| offset(from.saturating_sub(self.line_start)));
        self.flush_docs(Some((token, from)));
        self.fresh_line = false;
        self.line_ends = 0;
        self.out.tokens.push(Lexeme {
            token,
            start: offset(from),
            end: offset(to),
            indent,
        });
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.out.diagnostics.push(diagnostic);
    }

    fn comment(&mut self, from: usize, to: usize) {
        let text = self.slice(from, to).trim_end().to_owned();
        let span = self.span(from, from + text.len());
        let trailing = !self.fresh_line;
        let blank_before =
            self.line_ends > 1 && !(self.out.tokens.is_empty() && self.out.trivia.is_empty());
        self.out.trivia.push(Comment {
            text: text.clone(),
            span,
            trailing,
            blank_before,
        });
        if text.starts_with("///") && !text.starts_with("////") {
            if blank_before || trailing || self.docs.last().is_some_and(|line| line.trailing) {
                self.flush_docs(None);
            }
            self.docs.push(DocLine {
                text,
                span,
                trailing,
                blank_before,
            });
        } else {
            self.flush_docs(None);
            let lines = text.contains('\n');
            self.out.comments.push(Comment {
                text,
                span,
                trailing,
                blank_before,
            });
            if lines {
                let last = self.slice(from, to).rfind('\n').unwrap_or(0);
                self.line_start = from + last + 1;
            }
        }
        self.line_ends = 0;
    }

    /// Hands on the waiting documentation: to the token that follows, to the file, or to nobody.
    fn flush_docs(&mut self, next: Option<(Token, usize)>) {
        if self.docs.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.docs);
        let heads_file =
            self.out.tokens.is_empty() && self.out.doc.is_none() && self.out.docs.is_empty();
        let apart = self.line_ends > 1
            || next.is_none()
            || matches!(next, Some((Token::Keyword(Keyword::Import), _)));
        if heads_file && apart {
            self.out.doc = doc(&run);
        } else if let Some((_, start)) = next {
            self.out.docs.add(offset(start), run);
        } else {
            self.out.docs.add_stray(run);
        }
    }

    fn finish(mut self) -> Lexed {
        self.flush_docs(None);
        self.out.tokens = repair::unquoted(self.source, self.text, &mut self.out);
        self.out
    }

    fn unknown(&mut self, from: usize, to: usize) {
        let text = self.slice(from, to);
        if text
            .chars()
            .all(|c| characters::is_forbidden(c) || c == '\r')
        {
            return;
        }
        let lookalikes = text
            .char_indices()
            .filter(|(_, character)| lookalike::meant(*character).is_some())
            .map(|(at, _)| from + at);
        self.out.lookalikes.extend(lookalikes.collect::<Vec<_>>());
        self.push(Token::Error, from, to);
    }

    /// `-- a comment` as SQL and Lua write it, where nothing stands before it on the line.
    fn dashes(&mut self, from: usize) -> Option<usize> {
        // The line is looked for last: a line of marks alone would be looked through for each.
        let rest = self.text.get(from..)?;
        if !self.fresh_line || !rest.starts_with("--") {
            return None;
        }
        let line = rest.lines().next()?;
        let end = from + line.len();
        let span = self.span(from, from + 2);
        self.report(
            Diagnostic::new(
                &rules::FOREIGN_SPELLING,
                "a comment begins with `//`, not with `--`",
                span,
                "`--` begins nothing",
            )
            .fix("write `//`", span, "//")
            .safely(),
        );
        self.comment(from, end);
        Some(end)
    }

    fn number_like(&mut self, from: usize, to: usize) -> Token {
        let text = self.slice(from, to);
        let (token, spelling) = number::meant(text);
        let span = self.span(from, to);
        let shown = text.escape_debug();
        let diagnostic = Diagnostic::new(
            &rules::MALFORMED_NUMBER,
            format!("`{shown}` is not a number, a duration, a size or a date"),
            span,
            "cannot be read",
        );
        let diagnostic = match spelling {
            Some(spelling) => diagnostic
                .fix(format!("write `{spelling}`"), span, spelling)
                .safely(),
            None if text.contains('.') => {
                diagnostic.fix("put it in quotes", span, format!("\"{text}\""))
            }
            None => diagnostic.help(
                "durations end in ms, s, m, h, d or w (`1h30m`); sizes in KB, MB, GB, TB, KiB, MiB, GiB or TiB (`4GiB`); dates are `2026-01-31`",
            ),
        };
        self.report(diagnostic);
        token
    }

    fn unclosed_text(&mut self, from: usize, to: usize, quote: &str) -> Token {
        self.out.swallowed.push(offset(from));
        let span = self.span(from, from + quote.len());
        let end = from + self.slice(from, to).trim_end().len();
        let mut diagnostic = Diagnostic::new(
            &rules::UNCLOSED_TEXT,
            "this text is never closed",
            span,
            "opened here",
        );
        // Where a program ends nobody can tell.
        if crate::verbatim::begins(self.slice(0, from)) {
            diagnostic =
                diagnostic.help(format!("`{quote}` ends the program, before `in \"image\"`"));
        } else {
            diagnostic = diagnostic.fix(
                format!("close it with `{quote}`"),
                self.span(end, end),
                quote,
            );
            if quote.len() == 1 {
                diagnostic =
                    diagnostic.help("a text of several lines stands between `\"\"\"` and `\"\"\"`");
            }
        }
        self.report(diagnostic);
        Token::Text
    }

    fn single_quotes(&mut self, from: usize, to: usize) -> Token {
        let span = self.span(from, to);
        let block = to - from >= 6 && self.slice(from, to).starts_with("'''");
        let fixed = if block {
            format!("\"\"\"{}\"\"\"", self.slice(from + 3, to - 3))
        } else {
            let inner = self.slice(from + 1, to - 1);
            format!("\"{}\"", inner.replace('"', "\\\""))
        };
        // Between single quotes these may have been meant as they stand.
        let plain = !self.slice(from, to).contains(['\\', '$', '"']);
        self.report(
            Diagnostic::new(
                &rules::FOREIGN_SPELLING,
                "a text stands in double quotes",
                span,
                "single quotes mean nothing",
            )
            .fix("use double quotes", span, fixed)
            .safely_if(plain),
        );
        Token::Text
    }

    fn semicolon(&mut self, from: usize, to: usize) {
        let span = self.span(from, to);
        let rest = self.text.get(to..).unwrap_or("");
        let rest = rest.trim_start_matches([' ', '\t']);
        let last = rest.is_empty() || rest.starts_with(['\n', '\r']) || rest.starts_with("//");
        self.report(
            Diagnostic::new(
                &rules::FOREIGN_SPELLING,
                "a line end separates; there is no `;`",
                span,
                "not needed",
            )
            .fix("remove it", span, "")
            .safely_if(last),
        );
        // What stands after it on the line is taken to stand on a line of its own.
        self.fresh_line = true;
    }

    /// Letters of other alphabets, with the ASCII ones just before them, are one word.
    fn foreign_word(&mut self, from: usize, to: usize) {
        let glued = self
            .out
            .tokens
            .pop_if(|last| last.token.is_name() && last.end == offset(from));
        let start = glued.map_or(from, |word| word.start as usize);
        let span = self.span(start, to);
        let message = format!(
            "`{}` is not a name: names are of the letters a to z, digits, `_` and `-`",
            self.slice(start, to).escape_debug()
        );
        self.report(
            Diagnostic::new(&rules::UNEXPECTED_CHARACTER, message, span, "not ASCII")
                .help("a text may hold any letters: put it in quotes if it is one"),
        );
        match glued {
            Some(word) => self.out.tokens.push(Lexeme {
                token: Token::Word,
                end: offset(to),
                ..word
            }),
            None => self.push(Token::Word, from, to),
        }
    }

    fn text_problems(&mut self, from: usize, to: usize) {
        if crate::verbatim::begins(self.slice(0, from)) {
            return;
        }
        let raw = self.slice(from, to);
        let decoded = crate::decode(self.source, raw, offset(from));
        for problem in decoded.problems {
            let rule = if problem.forbidden {
                &rules::FORBIDDEN_CHARACTER
            } else {
                &rules::BAD_ESCAPE
            };
            let diagnostic = Diagnostic::new(rule, problem.message, problem.span, "here");
            let diagnostic = match problem.replacement {
                Some(text) if text.is_empty() => diagnostic.fix("remove it", problem.span, ""),
                Some(text) => diagnostic.fix(format!("write `{text}`"), problem.span, text),
                None => diagnostic,
            };
            self.report(diagnostic);
        }
    }

    /// `https://…` without quotes: where it ends.
    fn unquoted_url(&self, from: usize) -> Option<usize> {
        let [.., word, colon] = self.out.tokens.as_slice() else {
            return None;
        };
        let url = colon.token == Token::Colon
            && colon.end == offset(from)
            && word.end == colon.start
            && word.token.is_name();
        url.then(|| self.bare_end(from))
    }

    /// `#channel` without quotes, where a value is due: where it ends.
    fn unquoted_hash(&self, from: usize, to: usize) -> Option<usize> {
        let last = self.out.tokens.last()?;
        let due = matches!(
            last.token,
            Token::Equal | Token::LeftParen | Token::LeftBracket | Token::Comma
        ) && !self.fresh_line;
        let glued = self
            .slice(from + 1, to)
            .starts_with(|c: char| c.is_ascii_alphanumeric());
        (due && glued).then(|| self.bare_end(from))
    }

    fn bare_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or("");
        from + rest
            .find(|c: char| c.is_whitespace() || "(){}[],\"".contains(c))
            .unwrap_or(rest.len())
    }
}
