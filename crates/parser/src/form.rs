//! How an entry is written, by example.

use pipewright_syntax::{Block, Keyword, Token};

use crate::{explain::Entry, probe::Stop};

/// How an entry is written that begins with `first`: as what it was going to be.
pub fn form(entry: &Entry<'_>, stop: &Stop, first: Keyword) -> &'static str {
    let seen = |keyword| {
        let before = entry.tokens.iter().take(stop.index + 1);
        before
            .skip(1)
            .any(|lexeme| lexeme.token == Token::Keyword(keyword))
    };
    let due = |keyword: Keyword| stop.expected.iter().any(|it| it == keyword.text());
    let special = match (first, entry.block) {
        (Keyword::Region, Block::Items) => return "region eu = eu-west-1 or eu-central-1",
        (Keyword::Dataset | Keyword::External, _) if seen(Keyword::For) => {
            return "dataset raw: Row for t in tables = s3.parquet { … }";
        }
        (Keyword::Pipeline, _) if seen(Keyword::For) => {
            return "pipeline copy for t in tables { … }";
        }
        (Keyword::Step, _) if lacks_fields(entry, stop) => {
            return "step load = extract { table = \"orders\" }";
        }
        (Keyword::Step, _) if stop.index > 3 => [
            Keyword::Python,
            Keyword::Shell,
            Keyword::Call,
            Keyword::Either,
            Keyword::Yields,
        ]
        .into_iter()
        .find(|keyword| seen(*keyword)),
        (Keyword::Step, _) if seen(Keyword::Yields) => Some(Keyword::Yields),
        (Keyword::Schedule, _) if seen(Keyword::With) => Some(Keyword::With),
        (Keyword::On, _) if seen(Keyword::Late) => Some(Keyword::Of),
        (Keyword::Check, _) if seen(Keyword::Rejecting) => Some(Keyword::Rejecting),
        (Keyword::For, _) if due(Keyword::Max) || seen(Keyword::Max) => Some(Keyword::Max),
        _ => None,
    };
    special.unwrap_or(first).form()
}

/// Whether a template is used without its braces.
fn lacks_fields(entry: &Entry<'_>, stop: &Stop) -> bool {
    let due = stop.expected.iter().any(|it| it == "{");
    let [.., equal, name] = entry.tokens else {
        return false;
    };
    due && stop.index == entry.tokens.len()
        && equal.token == Token::Equal
        && !matches!(
            name.token,
            Token::Keyword(Keyword::Run | Keyword::Call | Keyword::Either)
        )
}
