//! From an expression to its value.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{BinaryOperator, Expression, ExpressionKind, Record};

use super::{Located, Value};
use crate::context::Context;
use crate::rules;

impl Context<'_, '_> {
    /// The value of an expression and its place.
    pub fn located(&mut self, expression: &Expression) -> Located {
        Located {
            value: self.evaluate(expression),
            span: expression.span,
        }
    }

    /// The value of an expression. The parser bounds how deep expressions nest.
    pub fn evaluate(&mut self, expression: &Expression) -> Value {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Literal(literal) => self.literal(literal, span),
            ExpressionKind::Text(parts) => self.text(parts, span),
            ExpressionKind::Path(path) => self.path(path),
            ExpressionKind::Call { callee, arguments } => self.call(callee, arguments, span),
            ExpressionKind::Index { base, key } => self.index(base, key),
            ExpressionKind::List(items) => {
                let items = items.iter().map(|item| self.located(item)).collect();
                self.list_of(items, span)
            }
            ExpressionKind::Record(record) => self.record(record, span),
            ExpressionKind::Use { callee, fields } if self.is_matrix(callee) => {
                self.matrix(fields, span)
            }
            ExpressionKind::Use { callee, .. } => {
                let name = self.slice(callee.span);
                self.misplaced(
                    span,
                    &format!("`{name} {{ … }}` is no value"),
                    "connectors are used by datasets, `staging` and `notify`",
                )
            }
            ExpressionKind::Chain { operator, operands } => match operator {
                BinaryOperator::Or | BinaryOperator::Except => {
                    self.region_chain(*operator, operands, span)
                }
                BinaryOperator::Colon => self.endpoint(operands, span),
                BinaryOperator::In => self.misplaced(
                    span,
                    "`in` is no value here",
                    "only a registry is `in` a region",
                ),
                BinaryOperator::And => self.condition_here(span),
            },
            ExpressionKind::Compare { .. }
            | ExpressionKind::Matches { .. }
            | ExpressionKind::Not(_) => self.condition_here(span),
            ExpressionKind::Error => self.poison(),
        }
    }

    fn condition_here(&mut self, span: Span) -> Value {
        self.misplaced(
            span,
            "a condition is no value here",
            "conditions stand after `when`, `until`, `where` and `require`",
        )
    }

    /// A value whose mistake was reported before.
    pub const fn poison(&mut self) -> Value {
        self.report.poisoned = true;
        Value::Unknown
    }

    /// Reports an expression where none of its kind can stand.
    pub fn misplaced(&mut self, span: Span, message: &str, label: &str) -> Value {
        self.report
            .push(Diagnostic::new(&rules::TYPE_MISMATCH, message, span, label));
        Value::Unknown
    }

    fn record(&mut self, record: &Record, span: Span) -> Value {
        let mut fields = BTreeMap::new();
        for field in &record.fields {
            let value = self.located(&field.value);
            if let Some(first) = fields.get(&field.name.value) {
                let first: &Located = first;
                let at = first.span;
                self.duplicate_field(&field.name, at);
            } else {
                fields.insert(field.name.value.clone(), value);
            }
        }
        self.record_of(fields, span)
    }

    fn index(&mut self, base: &Expression, key: &Expression) -> Value {
        if let Some(family) = self.dataset_family_named(base) {
            return self.dataset_member(family, key);
        }
        let value = self.evaluate(base);
        let at = self.located(key);
        match (value, at.value) {
            (Value::Unknown, _) | (_, Value::Unknown) => self.poison(),
            (_, Value::Run(late)) => {
                self.too_late(at.span, &late);
                Value::Unknown
            }
            (Value::Run(late), _) => {
                self.too_late(base.span, &late);
                Value::Unknown
            }
            (Value::List(list), Value::Int(number)) => {
                let item = usize::try_from(number)
                    .ok()
                    .and_then(|number| list.items.get(number));
                item.map(|item| item.value.clone()).unwrap_or_else(|| {
                    let count = list.items.len();
                    self.no_element(
                        at.span,
                        &format!("the list has no element {number}"),
                        &format!("it has {count}, counted from 0"),
                    )
                })
            }
            (Value::Record(record), Value::Text(text)) => {
                let name = text.as_literal().unwrap_or_default();
                let item = record.fields.get(name).map(|item| item.value.clone());
                item.unwrap_or_else(|| {
                    self.no_element(
                        at.span,
                        &format!("the record has no field `{name}`"),
                        "no such field",
                    )
                })
            }
            (value, _) => {
                let what = value.describe();
                self.misplaced(
                    base.span,
                    &format!("{what} has no elements"),
                    "only lists, records and loops are indexed",
                )
            }
        }
    }

    /// Reports an index that leads nowhere.
    pub fn no_element(&mut self, span: Span, message: &str, label: &str) -> Value {
        self.report.push(Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            message,
            span,
            label,
        ));
        Value::Unknown
    }

    fn endpoint(&mut self, operands: &[Expression], span: Span) -> Value {
        let [host, port] = operands else {
            return self.misplaced(span, "this is no host and port", "write `host:port`");
        };
        let host = self.located(host);
        let port = self.located(port);
        let host = self.peer(&host);
        let port = self.integer_in(&port, 1, 65_535, "a port");
        match (host, port.and_then(|port| u16::try_from(port).ok())) {
            (Some(host), Some(port)) => Value::Endpoint(Arc::new((host, port))),
            _ => Value::Unknown,
        }
    }
}
