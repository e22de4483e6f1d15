//! Signatures: a declaration in as few words as say what it is.

use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Item, ItemKind, Step, StepBody};
use pipewright_syntax::{Token, lex};

use crate::Analysis;

/// More lines are not taken in at a glance.
const LINES: usize = 14;

/// A longer signature has a line for each parameter.
const WIDTH: usize = 80;

/// The signature of an item: what stands before its body, and of a pipeline when it runs.
pub fn of_item(analysis: &Analysis, item: &Item) -> String {
    let until = |from: u32| before_brace(analysis, item.span, from);
    match &item.kind {
        ItemKind::Pipeline(one) => {
            let parameters = one.parameters.last().map(|last| last.span.end);
            let family = one.family.as_ref().map(|family| family.list.span.end);
            let from = family.or(parameters).unwrap_or(one.name.span.end);
            let schedule = one
                .clauses
                .iter()
                .find(|clause| matches!(clause.kind, ClauseKind::Schedule(_)));
            let schedule = schedule.map(|clause| squeezed(analysis.slice(clause.span)));
            let head = wrapped(until(from));
            schedule.map_or_else(|| head.clone(), |line| format!("{head}\n  {line}"))
        }
        ItemKind::Dataset(one) => {
            let family = one.family.as_ref().map(|family| family.list.span.end);
            let kind = one.kind.as_ref().map(|kind| kind.span.end);
            until(family.or(kind).unwrap_or(one.name.span.end))
        }
        ItemKind::Connector(one) => {
            let last = one.parameters.last().map(|last| last.span.end);
            wrapped(until(last.unwrap_or(one.name.span.end)))
        }
        ItemKind::Template(one) => {
            let kind = one.kind.as_ref().map(|kind| kind.span.end);
            let last = one.parameters.last().map(|last| last.span.end);
            wrapped(match body_end(&one.body) {
                Some(end) => part(analysis, item.span, end, &one.body),
                None => until(kind.or(last).unwrap_or(one.name.span.end)),
            })
        }
        ItemKind::Policy(one) => until(one.variable.span.end),
        _ => short(analysis.slice(item.span)),
    }
}

/// The signature of a step or resource.
pub fn of_clause(analysis: &Analysis, clause: &Clause) -> String {
    match &clause.kind {
        ClauseKind::Step(Step { body, .. }) => match body_end(body) {
            Some(end) => part(analysis, clause.span, end, body),
            None => squeezed(&short(analysis.slice(clause.span))),
        },
        ClauseKind::Resource(one) => before_brace(analysis, clause.span, one.name.span.end),
        _ => short(analysis.slice(clause.span)),
    }
}

/// Where the interesting part of a body ends.
const fn body_end(body: &StepBody) -> Option<u32> {
    match body {
        StepBody::Run { image, .. } | StepBody::Inline { image, .. } => Some(image.span.end),
        StepBody::Call { pipeline, .. } => Some(pipeline.span.end),
        StepBody::Template { callee, .. } => Some(callee.span.end),
        StepBody::Either(_) | StepBody::Error => None,
    }
}

/// A declaration up to a place; of a program that stands in it, only that it does.
fn part(analysis: &Analysis, span: Span, end: u32, body: &StepBody) -> String {
    let slice = |start, end| squeezed(analysis.slice(Span::new(span.source, start, end)));
    let StepBody::Inline {
        language, image, ..
    } = body
    else {
        return slice(span.start, end);
    };
    let before = slice(span.start, language.span.end);
    let image = analysis.slice(image.span);
    format!("{before} \"\"\"…\"\"\" in {image}")
}

/// What stands before the brace that opens a body: the first one after a place.
fn before_brace(analysis: &Analysis, span: Span, from: u32) -> String {
    let text = analysis.slice(span);
    let lexed = lex(span.source, text);
    let from = from.saturating_sub(span.start);
    let mut tokens = lexed.tokens.iter();
    let brace = tokens.position(|one| one.token == Token::LeftBrace && one.start >= from);
    let tokens = lexed.tokens.get(..brace.unwrap_or(lexed.tokens.len()));
    let mut shown = String::new();
    let mut end = 0;
    let mut comma = false;
    for token in tokens.unwrap_or_default() {
        let word = token.text(text);
        if word.starts_with("///") {
            continue;
        }
        // The comma after the last parameter stands there for the sake of its line.
        let closes = token.token.is_closer();
        if std::mem::take(&mut comma) && !closes {
            shown.push(',');
        }
        let opened = shown.ends_with(['(', '[']);
        if token.start > end && !shown.is_empty() && !opened && !closes {
            shown.push(' ');
        }
        end = token.end;
        if token.token == Token::Comma {
            comma = true;
        } else {
            shown.push_str(word);
        }
    }
    shown
}

/// A long list of parameters with a line for each.
fn wrapped(text: String) -> String {
    if text.chars().count() <= WIDTH {
        return text;
    }
    let (mut shown, mut depth, mut in_text) = (String::new(), 0_usize, false);
    for c in text.chars() {
        in_text ^= c == '"';
        if !in_text && ")]}".contains(c) {
            depth = depth.saturating_sub(1);
            if c == ')' && depth == 0 {
                shown.push_str(",\n");
            }
        }
        if c == ' ' && depth == 1 && shown.ends_with('\n') {
            shown.push(' ');
        }
        shown.push(c);
        if !in_text && "([{".contains(c) {
            depth += 1;
            if c == '(' && depth == 1 {
                shown.push_str("\n  ");
            }
        } else if !in_text && c == ',' && depth == 1 {
            shown.push('\n');
        }
    }
    shown
}

/// A declaration as it stands, but for lines in its middle where there are many.
fn short(text: &str) -> String {
    if text.lines().count() <= LINES {
        return text.to_owned();
    }
    let mut shown: Vec<&str> = text.lines().take(LINES - 2).collect();
    shown.push("  …");
    shown.push(text.lines().last().unwrap_or_default());
    shown.join("\n")
}

/// A text on one line, with single spaces.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_parameters_have_a_line_each() {
        let short = "connector a(b: string)";
        assert_eq!(wrapped(short.to_owned()), short);
        let long = "connector table(table: string, host: host, region: region = eu(a, b), credentials: secret)";
        assert_eq!(
            wrapped(long.to_owned()),
            "connector table(\n  table: string,\n  host: host,\n  region: region = eu(a, b),\n  credentials: secret,\n)"
        );
    }
}
