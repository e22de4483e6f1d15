//! Builds entries from tokens, and gives every comment its place.

use pipewright_syntax::{Block, Keyword, Lexeme, Token, tree::Comment};

use crate::pieces::{Entry, Group, Node, ends_line};

struct Frame {
    group: Group,
    current: Entry,
    /// Whether something of `current` was put in yet.
    begun: bool,
}

struct Builder<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    /// Where the last token or comment ended.
    end: u32,
}

/// The entries of a file: its items, and the comments after them as a last one.
pub fn file(text: &str, items: &[Vec<Lexeme>], trivia: &[Comment], has_doc: bool) -> Group {
    let mut builder = Builder {
        text,
        frames: vec![frame(Token::NewLine, Block::Items)],
        end: 0,
    };
    let mut comments = trivia.iter().peekable();
    for item in items {
        let mut rest = item.as_slice();
        while let Some((lexeme, after)) = rest.split_first() {
            while let Some(comment) = comments.next_if(|it| it.span.start < lexeme.start) {
                builder.comment(comment, Some(lexeme));
            }
            builder.token(lexeme, after);
            rest = after;
        }
        // A comment behind the item is still its own.
        let end = builder.end;
        while let Some(comment) =
            comments.next_if(|it| it.trailing && builder.is_same_line(end, it.span.start))
        {
            builder.comment(comment, None);
        }
        builder.finish_entry();
    }
    for comment in comments {
        builder.comment(comment, None);
    }
    builder.finish_entry();
    let mut group = builder
        .frames
        .pop()
        .map_or_else(|| frame(Token::NewLine, Block::Items).group, |it| it.group);
    if has_doc {
        set_off_doc(&mut group);
    }
    group
}

fn frame(open: Token, block: Block) -> Frame {
    Frame {
        group: Group {
            open,
            block,
            after_open: Vec::new(),
            entries: Vec::new(),
            broken: false,
        },
        current: Entry::default(),
        begun: false,
    }
}

/// A blank line between the documentation of the file and the first import.
fn set_off_doc(group: &mut Group) {
    if let Some(first) = group.entries.first_mut()
        && first.first() == Some(Token::Keyword(Keyword::Import))
        && first
            .leading
            .iter()
            .all(|line| line.text.starts_with("///"))
    {
        first.blank_after_leading = true;
    }
}

impl Builder<'_> {
    fn gap(&self, from: u32, to: u32) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or("")
    }

    fn is_same_line(&self, from: u32, to: u32) -> bool {
        !self.gap(from, to).contains('\n')
    }

    fn is_blank_before(&self, at: u32) -> bool {
        self.gap(self.end, at).matches('\n').count() > 1
    }

    fn token(&mut self, lexeme: &Lexeme, after: &[Lexeme]) {
        let blank = self.is_blank_before(lexeme.start);
        let inner = self.frames.len() > 1;
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let separates = lexeme.token == Token::NewLine
            || (lexeme.token == Token::Comma
                && (frame.group.block.commas_separate() || frame.group.block == Block::Values));
        if separates {
            self.end = self.end.max(lexeme.end);
            self.finish_entry();
            return;
        }
        if lexeme.token.is_closer() && inner {
            self.finish_entry();
            if let (Some(done), Some(outer)) = (self.frames.pop(), self.frames.last_mut()) {
                outer.current.nodes.push(Node::Group(done.group));
            }
            self.end = lexeme.end;
            return;
        }
        begin(frame, blank);
        if lexeme.token.closer().is_some() {
            let nodes = &frame.current.nodes;
            let before = nodes.iter().rev().find_map(Node::last_token);
            let block = frame
                .group
                .block
                .inside(frame.current.first(), before, lexeme.token);
            let next = after.first().map_or(lexeme.end, |next| next.start);
            let mut inner = self::frame(lexeme.token, block);
            inner.group.broken = !self.is_same_line(lexeme.end, next);
            self.frames.push(inner);
        } else {
            frame.current.nodes.push(Node::Token(*lexeme));
        }
        self.end = lexeme.end;
    }

    /// Places a comment; `next` is the token after it in the same item.
    fn comment(&mut self, comment: &Comment, next: Option<&Lexeme>) {
        let blank = self.is_blank_before(comment.span.start);
        let touches_next = !ends_line(comment)
            && !comment.text.contains('\n')
            && next.is_some_and(|next| {
                next.token != Token::NewLine
                    && !next.token.is_closer()
                    && next.indent.is_none()
                    && self.is_same_line(comment.span.end, next.start)
            });
        self.end = comment.span.end;
        // On a line of its own before a closing bracket it belongs to no entry.
        let begun = self
            .frames
            .last()
            .is_some_and(|frame| !frame.current.nodes.is_empty());
        if begun && !comment.trailing && next.is_some_and(|next| next.token.is_closer()) {
            self.finish_entry();
        }
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let comment = comment.clone();
        let in_entry = !frame.current.nodes.is_empty();
        if in_entry || (touches_next && comment.trailing) {
            begin(frame, blank);
            frame.current.nodes.push(Node::Comment(comment));
        } else if let Some(behind) = place_behind(frame, &comment) {
            behind.push(comment);
        } else {
            if !frame.begun {
                frame.begun = true;
                frame.current.blank_before = blank;
            }
            // Behind a comma it documented nothing, and must not begin to.
            let text = if comment.trailing && comment.text.starts_with("///") {
                comment.text.replacen("///", "//", 1)
            } else {
                comment.text
            };
            frame.current.leading.push(Comment {
                text,
                blank_before: blank,
                ..comment
            });
        }
    }

    fn finish_entry(&mut self) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if !std::mem::take(&mut frame.begun) {
            return;
        }
        let mut entry = std::mem::take(&mut frame.current);
        // Comments at the end of an entry stand behind it.
        while matches!(entry.nodes.last(), Some(Node::Comment(_))) && entry.nodes.len() > 1 {
            if let Some(Node::Comment(comment)) = entry.nodes.pop() {
                entry.trailing.insert(0, comment);
            }
        }
        let one_line = entry
            .trailing
            .iter()
            .position(|it| ends_line(it) || !it.trailing)
            .map_or(entry.trailing.len(), |at| at + 1);
        let rest = entry.trailing.split_off(one_line);
        frame.group.entries.push(entry);
        if let Some(first) = rest.first() {
            frame.group.entries.push(Entry {
                blank_before: first.blank_before,
                leading: rest,
                ..Entry::default()
            });
        }
    }
}

/// The comments behind the last entry, or behind the opening bracket, where this one belongs to
/// them: it stands on that line, and no comment before it ends the line.
fn place_behind<'f>(frame: &'f mut Frame, comment: &Comment) -> Option<&'f mut Vec<Comment>> {
    let comments_only = frame
        .group
        .entries
        .last()
        .is_some_and(|last| last.nodes.is_empty());
    let behind = match frame.group.entries.last_mut() {
        Some(last) => &mut last.trailing,
        None => &mut frame.group.after_open,
    };
    let free = behind.last().is_none_or(|last| !ends_line(last));
    let free = free && !comments_only;
    (comment.trailing && !frame.begun && free).then_some(behind)
}

/// Notes that an entry goes on with a token.
fn begin(frame: &mut Frame, blank: bool) {
    if !frame.begun {
        frame.begun = true;
        frame.current.blank_before = blank;
    } else if frame.current.nodes.is_empty() {
        frame.current.blank_after_leading = blank;
    }
}
