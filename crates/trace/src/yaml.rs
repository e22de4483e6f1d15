//! YAML as the compiler writes it: blocks, one field a line, documents parted by `---`.

use crate::outline::{Label, Outline};

/// Something whose fields stand below it, further to the right.
struct Open {
    indent: usize,
    field: usize,
    /// A list item's own column counts as inside of it; a key's does not, but for items.
    is_item: bool,
}

/// Adds the fields of a text to its outline.
pub fn read(text: &str, outline: &mut Outline) {
    let mut documents = 0;
    let mut open: Vec<Open> = Vec::new();
    // The field whose text stands in lines below it, and the column of its key.
    let mut block: Option<(usize, usize)> = None;
    for (line, number) in text.lines().zip(1u32..) {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim_start();
        if let Some((field, column)) = block {
            if content.is_empty() || indent > column {
                outline.reach(field, number);
                condition(outline, field, content, number);
                continue;
            }
            block = None;
        }
        if content == "---" {
            open.clear();
            continue;
        }
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if open.is_empty() {
            let document = outline.add(0, Label::Item(documents), number);
            documents += 1;
            open.push(Open {
                indent: 0,
                field: document,
                is_item: true,
            });
        }
        block = entry(outline, &mut open, indent, content, number);
    }
    outline.close();
}

/// One line; gives back the field whose text follows.
fn entry(
    outline: &mut Outline,
    open: &mut Vec<Open>,
    indent: usize,
    content: &str,
    number: u32,
) -> Option<(usize, usize)> {
    let mut indent = indent;
    let mut content = content;
    while let Some(rest) = content
        .strip_prefix("- ")
        .or_else(|| content.strip_prefix('-').filter(|rest| rest.is_empty()))
    {
        // Items may stand right below their key, in its column.
        while open.len() > 1
            && open
                .last()
                .is_some_and(|last| last.indent > indent || (last.is_item && last.indent >= indent))
        {
            open.pop();
        }
        let parent = open.last().map_or(0, |last| last.field);
        let place = outline.count(parent);
        let item = outline.add(parent, Label::Item(place), number);
        open.push(Open {
            indent: indent + 1,
            field: item,
            is_item: true,
        });
        let spaces = rest.len() - rest.trim_start().len();
        indent += 2 + spaces;
        content = rest.trim_start();
        if content.is_empty() {
            return None;
        }
        if let Some(top) = open.last_mut() {
            top.indent = indent.saturating_sub(1);
        }
    }
    while open.len() > 1 && open.last().is_some_and(|last| last.indent >= indent) {
        open.pop();
    }
    let parent = open.last().map_or(0, |last| last.field);
    let Some((key, value)) = split(content) else {
        if let Some(field) = outline.field_mut(parent) {
            field.value.get_or_insert_with(|| plain(content));
        }
        outline.reach(parent, number);
        return None;
    };
    let field = outline.add(parent, Label::Key(key), number);
    open.push(Open {
        indent,
        field,
        is_item: false,
    });
    if value.starts_with(['|', '>']) {
        return Some((field, indent));
    }
    if !value.is_empty()
        && let Some(field) = outline.field_mut(field)
    {
        field.value = Some(plain(value));
    }
    None
}

/// The key of a line, and what stands behind its colon.
fn split(content: &str) -> Option<(String, &str)> {
    if let Some(rest) = content.strip_prefix('"') {
        let (key, rest) = rest.split_once('"')?;
        let value = rest.strip_prefix(':')?;
        return Some((key.to_owned(), value.trim()));
    }
    let (key, value) = content
        .split_once(": ")
        .or_else(|| Some((content.strip_suffix(':')?, "")))?;
    let is_key = !key.is_empty() && !key.starts_with(['\'', '{', '[']);
    is_key.then(|| (key.to_owned(), value.trim()))
}

/// A value without its quotes.
fn plain(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inside) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inside.to_owned();
        }
    }
    value.to_owned()
}

/// A condition of a check, numbered in the SQL that asks for it: `SELECT 2 AS number`.
fn condition(outline: &mut Outline, field: usize, content: &str, line: u32) {
    let number = content
        .strip_prefix("SELECT ")
        .and_then(|rest| rest.split_once(" AS number,"))
        .map(|(number, _)| number)
        .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(number) = number {
        outline.add(field, Label::Key(format!("condition {number}")), line);
        return;
    }
    // Its text goes on until the next one, or the end of the statement.
    if matches!(content, "UNION ALL" | ";") {
        return;
    }
    let last = outline
        .field(field)
        .and_then(|field| field.children.last().copied());
    if let Some(last) = last.filter(|&last| {
        outline
            .field(last)
            .is_some_and(|field| field.last + 1 == line)
    }) {
        outline.reach(last, line);
    }
}
