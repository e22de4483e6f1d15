//! The names an expression mentions.

use pipewright_syntax::tree::{Expression, ExpressionKind, Path, TextPart};

/// Every path in an expression, in source order; not the callees of calls and connector uses.
pub fn mentions(expression: &Expression) -> Vec<&Path> {
    let mut found = Vec::new();
    collect(expression, &mut found);
    found
}

/// The parser bounds how deep expressions nest.
fn collect<'e>(expression: &'e Expression, found: &mut Vec<&'e Path>) {
    match &expression.kind {
        ExpressionKind::Literal(_) | ExpressionKind::Error => {}
        ExpressionKind::Text(parts) => found.extend(parts.iter().filter_map(|part| match part {
            TextPart::Hole(path) => Some(path),
            TextPart::Literal(_) => None,
        })),
        ExpressionKind::Path(path) => found.push(path),
        ExpressionKind::Call { arguments, .. } => {
            for argument in arguments {
                collect(&argument.value, found);
            }
        }
        ExpressionKind::Index { base, key } => {
            collect(base, found);
            collect(key, found);
        }
        ExpressionKind::Compare { left, right, .. }
        | ExpressionKind::Matches {
            left,
            pattern: right,
        } => {
            collect(left, found);
            collect(right, found);
        }
        ExpressionKind::Not(inner) => collect(inner, found),
        ExpressionKind::List(items) => items.iter().for_each(|item| collect(item, found)),
        ExpressionKind::Chain { operands, .. } => {
            operands.iter().for_each(|operand| collect(operand, found));
        }
        ExpressionKind::Record(record) | ExpressionKind::Use { fields: record, .. } => {
            for field in &record.fields {
                collect(&field.value, found);
            }
        }
    }
}
