//! Marks of other languages: arrows, operators, variables of a shell; each said once, with what
//! stands for it here.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{Keyword, Lexeme, Token, rules};

/// A mark that means nothing here, with its neighbours.
pub struct Foreign<'t> {
    pub source: SourceId,
    pub text: &'t str,
    /// What stands before it.
    pub before: &'t [Lexeme],
    /// The tokens of the mark, and what follows.
    pub rest: &'t [Lexeme],
    /// How many tokens the mark has.
    pub length: usize,
}

/// What is said of a mark, and which tokens it takes with it.
pub struct Said {
    pub finding: Diagnostic,
    /// How many tokens before it belong to it.
    pub before: usize,
    /// How many tokens after it belong to it.
    pub after: usize,
    /// What all of them are read as.
    pub token: Token,
}

impl Foreign<'_> {
    fn span(&self, before: usize, after: usize) -> Span {
        let first = self.before.len().checked_sub(before);
        let first = first.and_then(|index| self.before.get(index));
        let first = first.or_else(|| self.rest.first());
        let last = (self.length + after).checked_sub(1);
        let last = last.and_then(|index| self.rest.get(index)).or(first);
        match (first, last) {
            (Some(first), Some(last)) => first.span(self.source).to(last.span(self.source)),
            _ => Span::new(self.source, 0, 0),
        }
    }

    fn mark(&self) -> &str {
        let span = self.span(0, 0);
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    fn next(&self) -> Option<&Lexeme> {
        let next = self.rest.get(self.length)?;
        next.indent.is_none().then_some(next)
    }

    /// The first token of the line, and how many tokens of it stand before the mark.
    fn line(&self) -> (Option<&Lexeme>, usize) {
        let near = self.before.iter().rev().take(64);
        let length = near.take_while(|lexeme| lexeme.indent.is_none()).count() + 1;
        let first = self.before.len().checked_sub(length);
        (first.and_then(|first| self.before.get(first)), length)
    }

    fn said(&self, message: &str, label: &str) -> Diagnostic {
        Diagnostic::new(
            &rules::UNEXPECTED_CHARACTER,
            message,
            self.span(0, 0),
            label,
        )
    }

    /// One finding, with the one spelling that stands for the mark.
    fn written(&self, message: &str, after: usize, meant: &str) -> Said {
        let span = self.span(0, after);
        let meant_plain = meant.trim();
        Said {
            finding: Diagnostic::new(
                &rules::UNEXPECTED_CHARACTER,
                message,
                span,
                format!("written `{meant_plain}`"),
            )
            .fix(format!("write `{meant_plain}`"), span, meant),
            before: 0,
            after,
            token: Token::Error,
        }
    }

    /// What is said of the mark, where it is a known one of another language.
    pub fn said_of(&self) -> Option<Said> {
        let keyword = match self.line().0.map(|first| first.token) {
            Some(Token::Keyword(keyword)) => Some(keyword),
            _ => None,
        };
        let last = self.before.last().map(|last| last.token);
        match self.mark() {
            "-" | "=" if self.next().map(|next| next.token) == Some(Token::Greater) => {
                Some(self.arrow(keyword))
            }
            "+" | "|" | "&" | "||" | "&&" if keyword == Some(Keyword::Region) => {
                Some(self.written("regions are joined by `or`", 0, "or"))
            }
            "|" => self.optional(),
            "*" if last == Some(Token::LeftParen) => self.count(),
            names if names.ends_with('*') && keyword == Some(Keyword::Import) => Some(self.alone(
                "a module is imported by its name",
                "it brings no names but its own",
                "it is written like `import std.s3`; then `s3.parquet` is its connector",
            )),
            path if path.contains('/') && keyword == Some(Keyword::Import) => {
                let meant = path.trim_start_matches(['.', '/']).replace('/', ".");
                Some(self.written("the parts of a module's name are joined by `.`", 0, &meant))
            }
            per if per.contains('/') && keyword == Some(Keyword::Budget) => {
                let meant = per.replacen('/', " per ", 1);
                Some(self.written("a budget says `per` what", 0, &meant))
            }
            "+" | "-" | "*" | "/" | "%" | "**" | "//" => Some(self.arithmetic()),
            "$" => Some(self.variable()),
            mark if mark.starts_with('@') && last == Some(Token::Keyword(Keyword::Schedule)) => {
                nickname(mark)
                    .map(|meant| self.written(&format!("`{mark}` is no schedule"), 0, meant))
            }
            mark if mark.starts_with('$') => self.amount(mark),
            mark if mark.len() > 2 && mark.starts_with('`') && mark.ends_with('`') => {
                let meant = format!("\"{}\"", mark.trim_matches('`'));
                let mut said = self.written("a text stands in double quotes", 0, &meant);
                said.token = Token::Text;
                Some(said)
            }
            _ => None,
        }
    }

    fn alone(&self, message: &str, label: &str, help: &str) -> Said {
        Said {
            finding: self.said(message, label).help(help),
            before: 0,
            after: 0,
            token: Token::Error,
        }
    }

    /// `->`: a type, a target, or the order of work.
    fn arrow(&self, keyword: Option<Keyword>) -> Said {
        let after = 1;
        match keyword {
            Some(Keyword::Write) => {
                self.written("a write says where it lands with `to`", after, "to")
            }
            Some(Keyword::Step | Keyword::Template | Keyword::Dataset) => {
                self.written("a type follows `:`", after, ":")
            }
            Some(Keyword::Pipeline) => {
                let mut said = self.alone(
                    "a pipeline has no type",
                    "not expected here",
                    "what a caller reads is said in it: `output totals = by_country`",
                );
                said.after = after;
                said.finding.primary.span = self.span(0, after);
                said
            }
            _ => {
                let (first, length) = self.line();
                let chain = length == 1 && first.is_some_and(|first| first.token.is_name());
                let mut said = self.alone(
                    "the order of work is not written",
                    "it follows from the data",
                    "name the step in the `inputs` of the one that reads it",
                );
                said.before = usize::from(chain);
                said.after = after;
                said.finding.primary.span = self.span(0, after);
                said
            }
        }
    }

    /// `int | None`
    fn optional(&self) -> Option<Said> {
        let next = self.next()?.text(self.text);
        if !matches!(next, "None" | "null" | "NULL" | "nil" | "undefined") {
            return None;
        }
        let last = self.before.last()?.span(self.source);
        let span = self.span(0, 1);
        Some(Said {
            finding: Diagnostic::new(
                &rules::UNEXPECTED_CHARACTER,
                "a type whose values may be missing ends in `?`",
                span,
                "written `?`",
            )
            .fix("write `?`", last.after().to(span), "?"),
            before: 0,
            after: 1,
            token: Token::Error,
        })
    }

    /// `count(*)`
    fn count(&self) -> Option<Said> {
        let [.., name, _] = self.before else {
            return None;
        };
        let closed = self.next().map(|next| next.token) == Some(Token::RightParen);
        if !closed || !name.text(self.text).eq_ignore_ascii_case("count") {
            return None;
        }
        let span = self.span(2, 1);
        Some(Said {
            finding: Diagnostic::new(
                &rules::UNEXPECTED_CHARACTER,
                "the number of rows is `rows`",
                span,
                "written `rows`",
            )
            .fix("write `rows`", span, "rows"),
            before: 2,
            after: 1,
            token: Token::Word,
        })
    }

    fn arithmetic(&self) -> Said {
        let text = |lexeme: Option<&Lexeme>| lexeme.is_some_and(|it| it.token == Token::Text);
        if self.mark() == "+" && (text(self.before.last()) || text(self.next())) {
            return self.alone(
                "texts are not added",
                "no operator",
                "put names into holes of one text: `\"${bucket}/orders\"`",
            );
        }
        self.alone(
            "there is no arithmetic",
            "no operator",
            "write the result: values are known when compiling",
        )
    }

    /// `$HOME` and `${HOME}` outside of a text.
    fn variable(&self) -> Said {
        let kinds = self.rest.iter().skip(self.length).take(3);
        let kinds: Vec<Token> = kinds.map(|lexeme| lexeme.token).collect();
        let braces = matches!(kinds.as_slice(), [Token::LeftBrace, name, Token::RightBrace] if name.is_name());
        let mut said = self.alone(
            "nothing is read from the environment when compiling",
            "not part of the language",
            "a name stands alone, and in a hole inside a text: `\"${bucket}/orders\"`; what differs \
             between environments is a parameter",
        );
        if braces {
            said.after = 3;
            said.token = Token::BadValue;
        }
        said
    }

    /// `$40`
    fn amount(&self, mark: &str) -> Option<Said> {
        let number = mark.strip_prefix('$')?;
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(self.variable());
        }
        let mut said = self.written(
            "the currency follows the amount",
            0,
            &format!("{number} USD"),
        );
        said.token = Token::Money;
        Some(said)
    }
}

/// The schedule that a nickname of cron stands for.
#[must_use]
pub fn nickname(name: &str) -> Option<&'static str> {
    Some(match name {
        "@hourly" => "every 1h",
        "@daily" | "@midnight" => "every 1d",
        "@weekly" => "every 1w",
        "@monthly" => "cron \"0 0 1 * *\"",
        "@yearly" | "@annually" => "cron \"0 0 1 1 *\"",
        "@once" | "@reboot" | "@none" => "manual",
        _ => return None,
    })
}
