//! Entries of a block whose opening line is missing: they end in a `}` that closes nothing.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::{Block, Keyword, KeywordGroup, Lexeme, Token, rules};

use crate::explain::Entry;

/// The `}` that closes nothing at the end of the lines that `first` begins, each further in than
/// it is.
fn closer(text: &str, strays: &[u32], first: &Lexeme) -> Option<u32> {
    let indent = first.indent?;
    let next = strays.partition_point(|at| *at < first.start);
    let stray = *strays.get(next)?;
    let between = text.get(first.start as usize..stray as usize)?;
    let (lines, before) = between.rsplit_once('\n')?;
    let own = u32::try_from(before.len()).ok()?;
    let further_in = |line: &str| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        line.trim().is_empty() || spaces > own as usize
    };
    let braced = text.get(stray as usize..)?.starts_with('}');
    let fits = braced && indent > own && before.trim().is_empty();
    (fits && lines.lines().skip(1).all(further_in)).then_some(stray)
}

/// The one finding for all of them, and the `}` it tells of, one of the `strays`.
pub fn explain(entry: &Entry<'_>, strays: &[u32]) -> Option<(Diagnostic, u32)> {
    let first = entry.tokens.first()?;
    let closer = closer(entry.text, strays, first)?;
    let found = Diagnostic::new(
        &rules::STRAY_BRACKET,
        "the line that opens this block is missing",
        first.span(entry.source),
        "what it holds begins here",
    )
    .with_related(
        Span::new(entry.source, closer, closer + 1),
        "its `}` closes nothing",
    );
    let found = match opener(entry) {
        Some(keyword) => found.help(format!("it may have begun like `{}`", keyword.form())),
        None => found,
    };
    Some((found, closer))
}

/// What holds entries like this one.
fn opener(entry: &Entry<'_>) -> Option<Keyword> {
    let mark = entry.tokens.get(1)?.token;
    let group = match entry.first {
        Some(Token::Keyword(keyword)) => Some(keyword.group()),
        _ => None,
    };
    let condition = group == Some(KeywordGroup::Condition);
    let clause = group == Some(KeywordGroup::Clause);
    match entry.block {
        Block::Clauses if condition || mark.is_comparison() => Some(Keyword::Check),
        Block::Clauses if mark == Token::Equal => Some(Keyword::Step),
        Block::Items if mark == Token::Colon => Some(Keyword::Type),
        Block::Items if clause && mark != Token::Equal => Some(Keyword::Pipeline),
        _ => None,
    }
}
