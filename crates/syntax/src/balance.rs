//! Brackets: every one meets its partner before the parser sees it.
//!
//! A file is cut into regions where an item begins in column 0, so that a bracket left open in
//! one item harms no other. Where a region does not balance, its indentation tells which bracket
//! was forgotten; one finding for each, and the token that was meant.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use crate::{Keyword, Lexed, Lexeme, Token, block::is_item_start, layout::continues, rules};

mod depth;
mod mend;

/// How deep brackets and chains may nest.
pub const DEPTH: usize = 128;

/// The items of a file, each with balanced brackets.
#[derive(Debug, Clone, Default)]
pub struct Balanced {
    /// The tokens of each item.
    pub items: Vec<Vec<Lexeme>>,
    /// What was wrong with the brackets.
    pub diagnostics: Vec<Diagnostic>,
}

/// Balances the brackets of a file, and cuts it into items.
#[must_use]
pub fn balance(source: SourceId, text: &str, lexed: &Lexed) -> Balanced {
    let mut out = Balanced::default();
    let mut rest = lexed.tokens.as_slice();
    while !rest.is_empty() {
        let (region, after) = rest
            .split_at_checked(region_length(rest))
            .unwrap_or((rest, &[]));
        rest = after;
        if is_balanced(region) {
            split(source, region, &mut out);
        } else if !refuse_deep(source, region, &mut out) {
            let (mended, diagnostics) = mend::mend(source, text, region);
            out.diagnostics.extend(
                diagnostics
                    .into_iter()
                    .filter(|found| !holds_swallowed(found, &lexed.swallowed)),
            );
            split(source, &mended, &mut out);
        }
    }
    out
}

/// Whether a text or comment without its end lies between a bracket and where its partner was
/// missed: then it swallowed the partner, and was reported itself.
fn holds_swallowed(found: &Diagnostic, swallowed: &[u32]) -> bool {
    let place = |span: Span| (span.start, span.end);
    let (start, end) = match found.related.first() {
        Some(related) => {
            let (primary, related) = (place(found.primary.span), place(related.span));
            (primary.0.min(related.0), primary.1.max(related.1))
        }
        None => (0, found.primary.span.start),
    };
    let at = swallowed.partition_point(|at| *at < start);
    swallowed.get(at).is_some_and(|at| *at < end)
}

/// How many tokens belong to the region that begins here.
fn region_length(tokens: &[Lexeme]) -> usize {
    (1..tokens.len())
        .find(|index| {
            let before = index.checked_sub(1).and_then(|before| tokens.get(before));
            tokens
                .get(*index)
                .is_some_and(|next| next.indent == Some(0) && !is_value(before, next.token))
                && tokens.get(*index..).is_some_and(is_item_start)
        })
        .unwrap_or(tokens.len())
}

/// Whether `defaults { … }` is the use of a connector of that name: where a value is due.
fn is_value(before: Option<&Lexeme>, first: Token) -> bool {
    first == Token::Keyword(Keyword::Defaults)
        && before.is_some_and(|before| {
            matches!(
                before.token,
                Token::LeftBracket
                    | Token::LeftParen
                    | Token::Comma
                    | Token::Equal
                    | Token::Keyword(Keyword::Or | Keyword::And | Keyword::Not | Keyword::In)
            ) || before.token.is_comparison()
        })
}

fn is_balanced(tokens: &[Lexeme]) -> bool {
    let mut open: Vec<Token> = Vec::new();
    for lexeme in tokens {
        if let Some(closer) = lexeme.token.closer() {
            open.push(closer);
        } else if lexeme.token.is_closer() && open.pop() != Some(lexeme.token) {
            return false;
        }
    }
    open.is_empty()
}

/// Cuts balanced tokens where a line begins outside all brackets.
fn split(source: SourceId, tokens: &[Lexeme], out: &mut Balanced) {
    let mut level = 0_usize;
    let mut item: Vec<Lexeme> = Vec::new();
    let mut rest = tokens;
    while let Some((lexeme, after)) = rest.split_first() {
        let apart = level == 0
            && lexeme.indent.is_some()
            && item.last().is_some_and(|last| !continues(last.token, rest))
            && !goes_on_yielding(&item, rest);
        if apart {
            finish(source, std::mem::take(&mut item), out);
        }
        if lexeme.token.closer().is_some() {
            level += 1;
        } else if lexeme.token.is_closer() {
            level = level.saturating_sub(1);
        }
        item.push(*lexeme);
        rest = after;
    }
    finish(source, item, out);
}

/// Whether the line that begins with `rest` is one more value that a template yields.
fn goes_on_yielding(item: &[Lexeme], rest: &[Lexeme]) -> bool {
    let is = |lexeme: Option<&Lexeme>, token| lexeme.is_some_and(|it| it.token == token);
    is(item.first(), Token::Keyword(Keyword::Template))
        && is(item.last(), Token::Comma)
        && is(rest.get(1), Token::Colon)
        && !is_item_start(rest)
}

fn finish(source: SourceId, item: Vec<Lexeme>, out: &mut Balanced) {
    if !item.is_empty() && !refuse_deep(source, &item, out) {
        out.items.push(item);
    }
}

/// Puts an error in the place of tokens that nest too deep; says whether they do.
fn refuse_deep(source: SourceId, tokens: &[Lexeme], out: &mut Balanced) -> bool {
    let too_deep = depth::too_deep(tokens);
    if let (Some(at), Some(first), Some(last)) = (too_deep, tokens.first(), tokens.last()) {
        out.diagnostics.push(
            Diagnostic::new(
                &rules::TOO_DEEP,
                format!("this nests deeper than {DEPTH} levels"),
                at.span(source),
                "one level too many",
            )
            .help("name the inner part with `let`, or split it"),
        );
        out.items.push(vec![Lexeme {
            token: Token::Error,
            end: last.end,
            ..*first
        }]);
    }
    too_deep.is_some()
}
