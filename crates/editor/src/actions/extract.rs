//! Extracting a constant: a value gets a name.

use std::collections::BTreeSet;

use pipewright_diagnostics::Edit;
use pipewright_source::Span;
use pipewright_syntax::tree::ItemKind;
use pipewright_syntax::{Token, lex};

use super::{Action, ActionKind, action};
use crate::Analysis;
use crate::names::item_name;

/// Names the value that a range lies in, and uses the name instead.
pub fn constant(analysis: &Analysis, range: Span) -> Option<Action> {
    let source = range.source;
    let text = analysis.text(source);
    let (module, item) = analysis.item_around(range)?;
    if !matches!(item.kind, ItemKind::Pipeline(_) | ItemKind::Dataset(_)) || module.standard {
        return None;
    }
    let lexed = lex(source, text);
    let at = lexed.tokens.iter().position(|one| {
        one.start <= range.start && range.end <= one.end && one.token.is_literal()
    })?;
    let token = lexed.tokens.get(at)?;
    let before = at.checked_sub(1).and_then(|at| lexed.tokens.get(at))?;
    // A value stands behind `=`; what a clause takes stands behind its keyword, and what holds
    // `${…}` depends on its place.
    let value = matches!(
        before.token,
        Token::Equal | Token::LeftBracket | Token::Comma
    );
    let written = token.text(text);
    if !value || written.contains("${") || token.token == Token::BadValue {
        return None;
    }
    let name = free_name(analysis, source, at, &lexed.tokens);
    let place = item.doc.as_ref().map_or(item.span, |doc| doc.span).before();
    let mut found = action(
        format!("extract the constant `{name}`"),
        ActionKind::Extract,
        place,
        format!("let {name} = {written}\n\n"),
    );
    found.edits.push(Edit {
        span: token.span(source),
        text: name,
    });
    Some(found)
}

/// The field's name, or one like it that nobody has.
fn free_name(
    analysis: &Analysis,
    source: pipewright_source::SourceId,
    at: usize,
    tokens: &[pipewright_syntax::Lexeme],
) -> String {
    let text = analysis.text(source);
    let field = at
        .checked_sub(2)
        .and_then(|at| tokens.get(at))
        .filter(|one| one.token.is_name())
        .map_or("value", |one| one.text(text));
    let mut taken: BTreeSet<&str> = analysis
        .tables()
        .regions
        .keys()
        .map(String::as_str)
        .collect();
    let names = analysis.occurrences(source);
    taken.extend(names.iter().map(|one| analysis.slice(one.span)));
    if let Some((_, module)) = analysis.module(source) {
        let items = module.tree.items.iter().filter_map(item_name);
        taken.extend(items.map(|name| name.value.as_str()));
    }
    let base = format!("the_{}", field.replace('-', "_"));
    if !taken.contains(base.as_str()) {
        return base;
    }
    (2..)
        .map(|number| format!("{base}_{number}"))
        .find(|name| !taken.contains(name.as_str()))
        .unwrap_or(base)
}
