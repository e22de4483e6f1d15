//! What stands between brackets: entries with names, keys, or places.

use crate::outline::{Label, Outline};
use crate::tokens::{Kind, Token};

/// Reads one value, and adds what stands in its brackets to a field. Gives back how many tokens it
/// took: up to a comma, a closing bracket or, outside of brackets, the end of the statement.
pub fn value(outline: &mut Outline, field: usize, tokens: &[Token<'_>]) -> usize {
    // Fields whose brackets are open; the last takes the next entry.
    let mut open: Vec<usize> = Vec::new();
    // The entry being read, in the innermost brackets; the field itself outside of them.
    let mut entry = Some(field);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if at > 0 && open.is_empty() && token.indent.is_some() {
            break;
        }
        match token.kind {
            Kind::Comma if open.is_empty() => break,
            Kind::Comma => entry = None,
            Kind::Close => {
                let Some(closed) = open.pop() else { break };
                outline.reach(closed, token.line);
                entry = Some(closed);
            }
            Kind::Open => {
                let holder = begin(outline, &open, &mut entry, tokens.get(at..).unwrap_or(&[]));
                outline.reach(holder, token.line);
                open.push(holder);
                entry = None;
            }
            _ => {
                let fresh = entry.is_none();
                let holder = begin(outline, &open, &mut entry, tokens.get(at..).unwrap_or(&[]));
                outline.reach(holder, token.end);
                // The name of an entry is no part of its value.
                if fresh && named(tokens.get(at..).unwrap_or(&[])).is_some() {
                    at += 2;
                    continue;
                }
                if let Some(found) = outline.field_mut(holder) {
                    match token.kind {
                        Kind::Text(text) if found.value.is_none() => {
                            found.value = Some(text.to_owned())
                        }
                        Kind::Name(name) => {
                            let calls =
                                matches!(tokens.get(at + 1), Some(next) if next.kind == Kind::Open);
                            let last = name.rsplit('.').next().unwrap_or(name);
                            if calls && found.callee.is_some() && name.starts_with('.') {
                                // A call on what was made: `….expand_kwargs(…)`.
                                let call =
                                    outline.add(holder, Label::Key(last.to_owned()), token.line);
                                entry = Some(call);
                            } else if calls && found.callee.is_none() {
                                found.callee = Some(last.to_owned());
                            } else if found.value.is_none() {
                                found.value = Some(name.to_owned());
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        at += 1;
    }
    at
}

/// The entry that a token belongs to; a new one where none is being read.
fn begin(
    outline: &mut Outline,
    open: &[usize],
    entry: &mut Option<usize>,
    rest: &[Token<'_>],
) -> usize {
    if let Some(entry) = *entry {
        return entry;
    }
    let parent = open.last().copied().unwrap_or(0);
    let line = rest.first().map_or(1, |token| token.line);
    let label = match named(rest) {
        Some(name) => Label::Key(name.to_owned()),
        None => Label::Item(outline.count(parent)),
    };
    let made = outline.add(parent, label, line);
    *entry = Some(made);
    made
}

/// The name of an entry: `image=…`, `"cpu": …`.
fn named<'a>(tokens: &[Token<'a>]) -> Option<&'a str> {
    match tokens {
        [first, second, ..] => match (first.kind, second.kind) {
            (Kind::Name(name), Kind::Equals) => Some(name),
            (Kind::Text(name), Kind::Colon) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
