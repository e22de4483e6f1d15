//! Texts of several lines, moved to stand one step right of the line they begin on.

use pipewright_syntax::{Keyword, Token, program};

use crate::{
    pieces::{Entry, Node},
    render::STEP,
};

/// Whether the token at `index` is the program of a step: `= python "…"`.
pub fn is_program(entry: &Entry, index: usize) -> bool {
    let mut before = entry
        .nodes
        .iter()
        .take(index)
        .rev()
        .filter_map(Node::last_token);
    let text = entry.nodes.get(index).and_then(Node::token) == Some(Token::Text);
    text && matches!(
        before.next(),
        Some(Token::Keyword(Keyword::Python | Keyword::Shell))
    ) && before.next() == Some(Token::Equal)
}

/// A program that stands on lines of its own. Whatever indentation its lines share is no part of
/// it, so it stays the same program to the last space.
pub fn program_text(text: &str, indent: usize) -> String {
    if text.lines().count() < 2 || !stands_alone(text) {
        return text.replace("\r\n", "\n");
    }
    let program = program(text);
    let margin = " ".repeat(indent + STEP);
    let mut out = String::from("\"\"\"\n");
    for line in program.split_terminator('\n') {
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&" ".repeat(indent));
    out.push_str("\"\"\"");
    out
}

/// Whether nothing stands beside the quotes.
fn stands_alone(text: &str) -> bool {
    let blank = |line: Option<&str>| line.is_some_and(|line| line.trim().is_empty());
    text.strip_prefix("\"\"\"")
        .and_then(|rest| rest.strip_suffix("\"\"\""))
        .is_some_and(|inside| blank(inside.split('\n').next()) && blank(inside.rsplit('\n').next()))
}

/// A text of several lines, moved to stand one step right of the line it begins on. What all its
/// lines share in indentation is no part of it, so it stays the same text. One that begins or
/// ends beside its quotes is left where it is.
pub fn block_text(text: &str, indent: usize) -> String {
    let Some(inside) = text
        .strip_prefix("\"\"\"\n")
        .and_then(|rest| rest.strip_suffix("\"\"\""))
    else {
        return text.to_owned();
    };
    let (lines, last) = inside.rsplit_once('\n').unwrap_or(("", inside));
    if !last.trim().is_empty() {
        return text.to_owned();
    }
    let blank = |line: &str| line.trim().is_empty();
    let leading = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines.lines().filter(|line| !blank(line)).map(leading).min();
    let margin = " ".repeat(indent + STEP);
    let mut out = String::from("\"\"\"\n");
    for line in lines.split('\n').filter(|_| inside.contains('\n')) {
        if !blank(line) {
            out.push_str(&margin);
            out.push_str(line.get(common.unwrap_or(0)..).unwrap_or(line));
        }
        out.push('\n');
    }
    out.push_str(&" ".repeat(indent));
    out.push_str("\"\"\"");
    out
}
