//! Words of other languages, and the keywords that stand for them here.

use pipewright_syntax::{Keyword, nearest};

const SYNONYMS: [(&str, Keyword); 47] = [
    ("into", Keyword::To),
    ("of", Keyword::In),
    ("fail", Keyword::Failure),
    ("failed", Keyword::Failure),
    ("error", Keyword::Failure),
    ("succeeded", Keyword::Success),
    ("done", Keyword::Success),
    ("delayed", Keyword::Late),
    ("slow", Keyword::Late),
    ("like", Keyword::Matches),
    ("if", Keyword::When),
    ("foreach", Keyword::For),
    ("each", Keyword::For),
    ("sleep", Keyword::Wait),
    ("pause", Keyword::Wait),
    ("delay", Keyword::Wait),
    ("task", Keyword::Step),
    ("job", Keyword::Step),
    ("stage", Keyword::Step),
    ("validate", Keyword::Check),
    ("expect", Keyword::Check),
    ("save", Keyword::Write),
    ("store", Keyword::Write),
    ("return", Keyword::Output),
    ("ensure", Keyword::Finally),
    ("approve", Keyword::Approval),
    ("lock", Keyword::Mutex),
    ("parallelism", Keyword::Concurrency),
    ("parallel", Keyword::Concurrency),
    ("limit", Keyword::Max),
    ("most", Keyword::Max),
    ("since", Keyword::From),
    ("till", Keyword::Until),
    ("otherwise", Keyword::Else),
    ("assert", Keyword::Require),
    ("must", Keyword::Require),
    ("returns", Keyword::Yields),
    ("reason", Keyword::Because),
    ("workflow", Keyword::Pipeline),
    ("dag", Keyword::Pipeline),
    ("flow", Keyword::Pipeline),
    ("schema", Keyword::Type),
    ("struct", Keyword::Type),
    ("const", Keyword::Let),
    ("function", Keyword::Template),
    ("def", Keyword::Template),
    ("macro", Keyword::Template),
];

/// The keyword a word was probably meant to be, among those that are `possible`.
pub fn meant<'w>(word: &str, possible: impl Iterator<Item = &'w str> + Clone) -> Option<Keyword> {
    let synonym = SYNONYMS
        .iter()
        .filter(|(foreign, _)| *foreign == word)
        .map(|(_, keyword)| *keyword)
        .find(|keyword| possible.clone().any(|it| it == keyword.text()));
    if synonym.is_some() {
        return synonym;
    }
    // A word of two letters is near too many others.
    if word.len() <= 2 || body_like(word) {
        return None;
    }
    nearest(word, possible).and_then(Keyword::from_text)
}

/// Whether a word begins a body of clauses in other languages, which nothing here stands for.
pub fn body_like(word: &str) -> bool {
    matches!(
        word,
        "while"
            | "loop"
            | "until"
            | "do"
            | "unless"
            | "else"
            | "elif"
            | "elsif"
            | "switch"
            | "match"
            | "case"
            | "try"
            | "catch"
    )
}
