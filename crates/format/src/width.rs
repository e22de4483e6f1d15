//! Entries on one line, and which brackets are broken when they do not fit.

use pipewright_syntax::{Block, Token};

use crate::{
    breaks::fits_in_parts,
    pieces::{Entry, Group, Node, ends_line},
    render::STEP,
    spacing::space_before,
};

/// How many characters a line may have.
pub const WIDTH: usize = 100;

/// An entry on one line, without the comments around it; `None` when it cannot be.
pub fn flat_entry(text: &str, block: Block, entry: &Entry) -> Option<String> {
    if !entry.leading.is_empty() || !entry.trailing.is_empty() {
        return None;
    }
    flat_nodes(text, block, entry, 0, entry.nodes.len())
}

/// The nodes `from..to` of an entry on one line.
pub fn flat_nodes(
    text: &str,
    block: Block,
    entry: &Entry,
    from: usize,
    to: usize,
) -> Option<String> {
    let mut line = String::new();
    for (index, node) in entry.nodes.iter().enumerate().take(to).skip(from) {
        if index > from && space_before(block, entry, index) {
            line.push(' ');
        }
        match node {
            Node::Token(lexeme) => line.push_str(&lexeme.text(text).replace("\r\n", "\n")),
            Node::Comment(comment) if ends_line(comment) || comment.text.contains('\n') => {
                return None;
            }
            Node::Comment(comment) => line.push_str(&comment.text),
            Node::Group(group) => line.push_str(&flat_group(text, group)?),
        }
    }
    Some(line)
}

/// A group on one line.
pub fn flat_group(text: &str, group: &Group) -> Option<String> {
    if group.broken || !group.after_open.is_empty() {
        return None;
    }
    let entries: Option<Vec<String>> = group
        .entries
        .iter()
        .map(|entry| flat_entry(text, group.block, entry))
        .collect();
    let inside = entries?.join(", ");
    let close = group.open.closer().unwrap_or(group.open);
    Some(if group.open == Token::LeftBrace && !inside.is_empty() {
        format!("{{ {inside} }}")
    } else {
        format!("{}{inside}{}", group.open.spelling(), close.spelling())
    })
}

/// Settles which groups of an entry that begins in column `indent` are broken.
pub fn settle(text: &str, block: Block, entry: &mut Entry, indent: usize) {
    for node in &mut entry.nodes {
        if let Node::Group(group) = node {
            settle_group(text, group);
        }
    }
    let fits = |line: &str| {
        let last = match line.rsplit_once('\n') {
            Some((_, last)) => last.trim_start(),
            None => line,
        };
        indent + last.chars().count() <= WIDTH
    };
    if flat_nodes(text, block, entry, 0, entry.nodes.len()).is_none_or(|line| fits(&line)) {
        return;
    }
    if fits_in_parts(text, block, entry, indent + STEP) {
        return;
    }
    // The last bracket holds the most: it is broken first, the ones before it if that is not enough.
    for index in (0..entry.nodes.len()).rev() {
        let Some(Node::Group(group)) = entry.nodes.get_mut(index) else {
            continue;
        };
        if group.entries.is_empty() {
            continue;
        }
        group.broken = true;
        let head = flat_nodes(text, block, entry, 0, index);
        if head.is_none_or(|head| fits(&format!("{head} {{"))) {
            return;
        }
    }
}

/// Breaks what must be broken whatever its width; says whether the group takes several lines.
fn settle_group(text: &str, group: &mut Group) -> bool {
    let mut inner_lines = false;
    let mut holds_lines = false;
    for entry in &mut group.entries {
        holds_lines |= !entry.leading.is_empty() || !entry.trailing.is_empty();
        for node in &mut entry.nodes {
            match node {
                Node::Group(inner) => inner_lines |= settle_group(text, inner),
                Node::Comment(comment) => {
                    holds_lines |= ends_line(comment) || comment.text.contains('\n');
                }
                Node::Token(lexeme) => holds_lines |= lexeme.text(text).contains('\n'),
            }
        }
    }
    let many = group.entries.len() > 1;
    let always = match group.block {
        Block::Clauses | Block::ConnectorClauses | Block::Requirements => true,
        Block::Conditions => many,
        _ => false,
    };
    let commented = !group.after_open.is_empty();
    let empty = group.entries.is_empty() && !commented;
    group.broken =
        !empty && (group.broken || always || holds_lines || commented || (many && inner_lines));
    group.broken || inner_lines
}
