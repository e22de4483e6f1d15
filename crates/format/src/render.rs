//! Entries to lines.

use pipewright_syntax::{Block, Keyword, Lexeme, Token, tree::Comment};

use crate::{
    align::{self, Cells},
    block::{block_text, is_program, program_text},
    breaks::{may_break, must_break, next_break},
    pieces::{Entry, Group, Node, ends_line},
    spacing::{ends_in_comma, space_before},
    width::{WIDTH, flat_group, flat_nodes, settle},
};

/// How far what is inside stands in.
pub const STEP: usize = 2;

/// The text of a file. Without `commas` no list ends in one.
pub fn file(text: &str, group: Group, commas: bool) -> String {
    let style = Style { text, commas };
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in entries(style, group.block, group.entries, 0, false) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

#[derive(Clone, Copy)]
struct Style<'t> {
    text: &'t str,
    commas: bool,
}

/// An entry in lines, and where its trailing comments go.
struct Rendered {
    entry: Entry,
    lines: Vec<String>,
    /// For what is aligned: its cells.
    cells: Option<Cells>,
}

/// The lines of entries that stand on lines of their own, indented.
fn entries(
    style: Style<'_>,
    block: Block,
    entries: Vec<Entry>,
    indent: usize,
    commas: bool,
) -> Vec<String> {
    let text = style.text;
    let mut rendered: Vec<Rendered> = entries
        .into_iter()
        .map(|mut entry| {
            // A comment before an entry gets a line of its own, as the entry does.
            while entry.nodes.len() > 1 && matches!(entry.nodes.first(), Some(Node::Comment(_))) {
                if let Node::Comment(comment) = entry.nodes.remove(0) {
                    entry.leading.push(comment);
                }
            }
            settle(text, block, &mut entry, indent);
            let cells = align::cells(text, block, &entry);
            let lines = match &cells {
                Some(_) => Vec::new(),
                None if entry.nodes.is_empty() => Vec::new(),
                None => lines_of(style, block, &entry, indent),
            };
            Rendered {
                entry,
                lines,
                cells,
            }
        })
        .collect();
    align_runs(style, block, &mut rendered, indent);
    let separated = matches!(block, Block::Values | Block::Parameters);
    let last = rendered.iter().rposition(|one| !one.lines.is_empty());
    for (index, one) in rendered.iter_mut().enumerate().filter(|_| separated) {
        let ends = !commas && Some(index) == last;
        if let Some(line) = one.lines.last_mut().filter(|_| !ends) {
            line.push(',');
        }
    }
    put_comments_behind(block, &mut rendered);
    join(block, &rendered, indent)
}

/// Aligns runs of neighbours and makes their lines.
fn align_runs(style: Style<'_>, block: Block, rendered: &mut [Rendered], indent: usize) {
    let mut begin = 0;
    while begin < rendered.len() {
        let mut run: Vec<Cells> = Vec::new();
        for (offset, one) in rendered.iter_mut().skip(begin).enumerate() {
            let apart = offset > 0 && (one.entry.blank_before || !one.entry.leading.is_empty());
            if apart {
                break;
            }
            match one.cells.take() {
                Some(cells) => run.push(cells),
                None => break,
            }
        }
        let length = run.len().max(1);
        let lines = align::lines(&run);
        for (one, line) in rendered.iter_mut().skip(begin).zip(lines) {
            let line = format!("{}{line}", " ".repeat(indent));
            one.lines = if line.chars().count() > WIDTH {
                lines_of(style, block, &one.entry, indent)
            } else {
                vec![line]
            };
        }
        begin += length;
    }
}

/// Puts trailing comments behind the last line of their entry, neighbours in one column.
fn put_comments_behind(block: Block, rendered: &mut [Rendered]) {
    let mut begin = 0;
    while begin < rendered.len() {
        let run = rendered
            .iter()
            .skip(begin)
            .enumerate()
            .take_while(|(offset, one)| {
                let previous = (begin + offset)
                    .checked_sub(1)
                    .and_then(|index| rendered.get(index));
                let apart = *offset > 0
                    && (one.entry.blank_before
                        || !one.entry.leading.is_empty()
                        || one.lines.len() != 1
                        || previous.is_some_and(|previous| {
                            previous.lines.len() != 1
                                || (block == Block::Items && items_apart(previous, one))
                        }));
                !one.entry.trailing.is_empty() && !apart
            })
            .count();
        let column = rendered
            .iter()
            .skip(begin)
            .take(run)
            .filter_map(|one| one.lines.last())
            .map(|line| last_width(line))
            .max()
            .unwrap_or(0);
        for one in rendered.iter_mut().skip(begin).take(run) {
            let comments = behind(&one.entry.trailing);
            if let Some(last) = one.lines.last_mut() {
                let pad = column.saturating_sub(last_width(last)) + STEP;
                last.push_str(&" ".repeat(pad));
                last.push_str(&comments);
            } else {
                one.lines.push(comments);
            }
        }
        begin += run.max(1);
    }
}

/// The width of the last line of what may be several.
fn last_width(line: &str) -> usize {
    line.rsplit('\n').next().unwrap_or(line).chars().count()
}

/// Comments behind a line; all but the last are blocks.
fn behind(comments: &[Comment]) -> String {
    let texts: Vec<String> = comments.iter().map(comment_text).collect();
    texts.join(" ")
}

fn comment_text(comment: &Comment) -> String {
    comment.text.replace("\r\n", "\n")
}

/// Puts the lines of all entries together, with their comments and blank lines.
fn join(block: Block, rendered: &[Rendered], indent: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let margin = " ".repeat(indent);
    let mut previous: Option<&Rendered> = None;
    for one in rendered {
        let blank = previous.is_some_and(|previous| {
            one.entry.blank_before || (block == Block::Items && items_apart(previous, one))
        });
        if blank {
            out.push(String::new());
        }
        for (index, comment) in one.entry.leading.iter().enumerate() {
            if index > 0 && comment.blank_before {
                out.push(String::new());
            }
            out.push(format!("{margin}{}", comment_text(comment)));
        }
        if one.entry.blank_after_leading && !one.lines.is_empty() {
            out.push(String::new());
        }
        out.extend(one.lines.iter().cloned());
        previous = Some(one);
    }
    out
}

/// Whether a blank line always stands between two items: not between imports or one-line items.
fn items_apart(previous: &Rendered, next: &Rendered) -> bool {
    let is_import = |one: &Rendered| one.entry.first() == Some(Token::Keyword(Keyword::Import));
    let long = |text: &str| text.contains('\n');
    let lines = |one: &Rendered| {
        one.lines.len() > 1
            || one.lines.iter().any(|line| long(line))
            || one.entry.trailing.iter().any(|comment| long(&comment.text))
    };
    let comments_only = next.entry.nodes.is_empty();
    !comments_only
        && (lines(previous)
            || lines(next)
            || !next.entry.leading.is_empty()
            || is_import(previous) != is_import(next))
}

/// Makes the lines of one entry.
struct Lines<'t> {
    style: Style<'t>,
    indent: usize,
    done: Vec<String>,
    line: String,
    /// Whether a space is due before the next piece: not at the head of a line.
    fresh: bool,
}

fn lines_of(style: Style<'_>, block: Block, entry: &Entry, indent: usize) -> Vec<String> {
    let mut lines = Lines {
        style,
        indent,
        done: Vec::new(),
        line: " ".repeat(indent),
        fresh: true,
    };
    for (index, node) in entry.nodes.iter().enumerate() {
        let space = space_before(block, entry, index);
        match node {
            Node::Token(lexeme) => lines.token(block, entry, index, lexeme, space),
            Node::Comment(comment) => lines.comment(comment),
            Node::Group(group) => lines.group(group, space, ends_in_comma(block, entry, index)),
        }
    }
    lines.finish()
}

impl Lines<'_> {
    fn put(&mut self, piece: &str, space: bool) {
        if space && !self.fresh {
            self.line.push(' ');
        }
        self.line.push_str(piece);
        self.fresh = false;
    }

    fn break_line(&mut self) {
        let next = " ".repeat(self.indent + STEP);
        let line = std::mem::replace(&mut self.line, next);
        if !self.fresh {
            self.done.push(line);
        }
        self.fresh = true;
    }

    fn token(&mut self, block: Block, entry: &Entry, index: usize, lexeme: &Lexeme, space: bool) {
        let text = lexeme.text(self.style.text);
        let piece = if is_program(entry, index) {
            program_text(text, self.indent)
        } else {
            block_text(&text.replace("\r\n", "\n"), self.indent)
        };
        if may_break(block, entry, index) {
            let end = next_break(block, entry, index + 1);
            let ahead = flat_nodes(self.style.text, block, entry, index, end).map_or(0, |ahead| {
                // Of a text of several lines only the first stands on this one.
                ahead.split('\n').next().unwrap_or("").chars().count() + 1
            });
            let full = last_width(&self.line) + ahead > WIDTH;
            if full || must_break(block, entry, index) {
                self.break_line();
            }
        }
        self.put(&piece, space);
    }

    fn comment(&mut self, comment: &Comment) {
        if !comment.trailing {
            self.break_line();
        }
        self.put(&comment_text(comment), true);
        if ends_line(comment) || !comment.trailing {
            self.break_line();
        }
    }

    fn group(&mut self, group: &Group, space: bool, comma: bool) {
        if let Some(flat) = flat_group(self.style.text, group) {
            self.put(&flat, space);
            return;
        }
        self.put(group.open.spelling(), space);
        let close = group.open.closer().unwrap_or(group.open).spelling();
        if !group.broken {
            self.hug(group);
            self.put(close, false);
            return;
        }
        if !group.after_open.is_empty() {
            let comments = behind(&group.after_open);
            self.put(&format!("  {comments}"), false);
        }
        self.done.push(std::mem::take(&mut self.line));
        let inside = entries(
            self.style,
            group.block,
            group.entries.clone(),
            self.indent + STEP,
            comma && self.style.commas,
        );
        self.done.extend(inside);
        self.line = " ".repeat(self.indent);
        self.fresh = true;
        self.put(close, false);
    }

    /// A bracket around one entry of several lines: `[{` … `}]`.
    fn hug(&mut self, group: &Group) {
        let braces = group.open == Token::LeftBrace;
        for entry in &group.entries {
            let inner = lines_of(self.style, group.block, entry, self.indent);
            let mut inner = inner.into_iter();
            if let Some(first) = inner.next() {
                let first = first.get(self.indent..).unwrap_or(&first).to_owned();
                self.put(&first, braces);
            }
            for line in inner {
                self.done.push(std::mem::replace(&mut self.line, line));
            }
        }
        if braces {
            self.line.push(' ');
        }
    }

    fn finish(mut self) -> Vec<String> {
        if !self.fresh {
            self.done.push(self.line);
        }
        self.done
    }
}
