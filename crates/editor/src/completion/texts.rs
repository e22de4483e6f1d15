//! Proposals inside texts: what the project says in such places already, and what the world knows.

use std::collections::BTreeSet;

use pipewright_syntax::{Keyword, Lexeme, Token, lex};

use super::{Proposal, ProposalKind, Proposals};
use crate::standard::is_standard;
use crate::{Analysis, At};

/// More than anybody scrolls through.
const MOST: usize = 1000;

/// What may stand between a word and its text.
const SLACK: usize = 8;

/// Expressions of `cron` that many schedules are.
const CRONS: &[(&str, &str)] = &[
    ("0 * * * *", "every hour"),
    ("0 6 * * *", "every day at 06:00"),
    ("30 5 * * *", "every day at 05:30"),
    ("0 6 * * 1-5", "Monday to Friday at 06:00"),
    ("0 6 * * 1", "every Monday at 06:00"),
    ("0 6 1 * *", "the first of each month at 06:00"),
    ("*/15 * * * *", "every 15 minutes"),
];

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role<'a> {
    /// An image that is run.
    Image,
    /// A time zone.
    Zone,
    /// When runs start.
    Cron,
    /// The value after a word: of a clause, a field or a function.
    Of(&'a str),
}

/// What could stand in the text around a cursor; none where it stands in no text.
pub fn texts(analysis: &Analysis, at: At) -> Option<Proposals> {
    let text = analysis.text(at.source);
    let lexed = lex(at.source, text);
    let index = lexed.tokens.iter().position(|one| {
        one.token == Token::Text && one.start < at.offset && at.offset <= one.end
    })?;
    let (before, rest) = lexed.tokens.split_at_checked(index)?;
    let token = rest.first()?;
    let word = token.text(text);
    // Programs and paragraphs are their authors' own; behind the closing quotes is no text.
    let closed = word.len() > 1 && word.ends_with('"');
    if word.starts_with("\"\"\"") || (closed && at.offset == token.end) {
        return None;
    }
    let role = role(text, before)?;
    let mut items = match role {
        Role::Image => used(analysis, at, &["run", "image", "in", "mover"], is_image),
        Role::Zone => pipewright_schedule::zone::zones()
            .into_iter()
            .map(|zone| value(zone, "time zone"))
            .collect(),
        Role::Cron => CRONS.iter().map(|(cron, says)| value(cron, says)).collect(),
        Role::Of(_) => Vec::new(),
    };
    match role {
        Role::Cron => items.extend(used(analysis, at, &["cron"], |_| true)),
        Role::Of(word) => items.extend(used(analysis, at, &[word], |_| true)),
        Role::Image | Role::Zone => {}
    }
    items.sort_by(|one, other| one.label.cmp(&other.label));
    items.dedup_by(|one, other| one.label == other.label);
    items.truncate(MOST);
    Some(Proposals {
        replace: token.start + 1..at.offset,
        items,
        complete: true,
    })
}

fn value(text: &str, detail: &str) -> Proposal {
    Proposal {
        label: text.to_owned(),
        kind: ProposalKind::Value,
        detail: Some(detail.to_owned()),
        documentation: None,
        insert: text.to_owned(),
        snippet: false,
    }
}

/// What the text says that follows these tokens.
fn role<'a>(text: &'a str, before: &[Lexeme]) -> Option<Role<'a>> {
    let (mut last, earlier) = before.split_last()?;
    // The first of a list, or of what a function is given.
    if matches!(
        last.token,
        Token::Equal | Token::LeftParen | Token::LeftBracket | Token::Comma
    ) {
        last = earlier.iter().rev().find(|one| one.token.is_name())?;
        return Some(match last.text(text) {
            "image" => Role::Image,
            word => Role::Of(word),
        });
    }
    let on_line = || {
        let between = |one: &&Lexeme| {
            let between = text.get(one.end as usize..last.start as usize);
            between.is_none_or(|between| !between.contains('\n'))
        };
        earlier
            .iter()
            .rev()
            .take_while(between)
            .map(|one| one.token)
    };
    match last.token {
        Token::Keyword(Keyword::Run) => Some(Role::Image),
        Token::Keyword(Keyword::In) => {
            let keyword = |wanted: Keyword| on_line().any(|one| one == Token::Keyword(wanted));
            let is_program = earlier.last().is_some_and(|one| one.token == Token::Text)
                && !keyword(Keyword::Schedule)
                && !keyword(Keyword::Cron);
            if is_program {
                Some(Role::Image)
            } else if keyword(Keyword::Schedule) || keyword(Keyword::Cron) {
                Some(Role::Zone)
            } else {
                Some(Role::Of("in"))
            }
        }
        Token::Keyword(Keyword::Cron) => Some(Role::Cron),
        Token::Keyword(_) => Some(Role::Of(last.text(text))),
        _ => None,
    }
}

/// Whether a text looks like an image: a tag or a digest tells.
fn is_image(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    text.contains("@sha256:") || (name.contains(':') && !text.contains(' '))
}

/// Texts that stand after one of these words anywhere in the project. They are looked for as text, so
/// that files which do not parse count, too.
fn used(analysis: &Analysis, at: At, words: &[&str], fits: fn(&str) -> bool) -> Vec<Proposal> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    // What is being typed is no news.
    let typed = |source, start: usize, said: &str| {
        let end = start + said.len() + SLACK;
        source == at.source && (start..end).contains(&(at.offset as usize))
    };
    for (source, file) in analysis.project.sources.iter() {
        if is_standard(file.path()) || !file.path().ends_with(".pipe") {
            continue;
        }
        let text = file.text();
        for word in words {
            for (before, _) in text.match_indices(word) {
                let start = before + word.len();
                let said = text.get(start..).and_then(after);
                found.extend(said.filter(|said| fits(said) && !typed(source, start, said)));
                if found.len() > MOST {
                    break;
                }
            }
        }
    }
    found
        .into_iter()
        .map(|text| value(text, "used in this project"))
        .collect()
}

/// The text right behind a word: `run "…"`, `owner = "…"`, `secret("…")`.
fn after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([' ', '=', '(', '[']);
    let rest = rest.strip_prefix('"')?;
    let end = rest.find(['"', '\n', '\\', '$'])?;
    let said = rest.get(..end)?;
    (rest.get(end..)?.starts_with('"') && !said.is_empty()).then_some(said)
}
