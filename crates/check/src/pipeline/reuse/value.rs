//! Values that calls hand out.

use std::sync::Arc;

use pipewright_syntax::tree::{Expression, ExpressionKind, ItemKind, Path};

use super::super::frames::{Named, Node};
use super::super::refer::{View, find};
use super::handed::{MOST_HOPS, of_rows};
use crate::context::{Ambient, Context};
use crate::names::Entry;
use crate::values::{RunValue, Value};

impl<'a> Context<'_, 'a> {
    /// A value that a call hands out.
    pub fn called_value(&mut self, view: View<'_, 'a>, call: usize, path: &Path) -> Option<Value> {
        let used = view.unrolled.uses.get(call)?;
        if let Some(extra) = path.parts.get(2) {
            let message = format!("a value of a step has no `{}`", extra.value);
            self.no_element(extra.span, &message, "no such part");
            return None;
        }
        let (inside, output) = self.output_of(used, path.parts.get(1), path.span)?;
        if !self.may_hop(path.span) {
            return None;
        }
        let inner = inside.flat.view(view.unrolled, view.shapes);
        let hops = self.hops + 1;
        let mut context = self.seeing(&inside.flat, inner);
        context.ambient = Ambient::Run;
        context.hops = hops;
        let kind = context.kind_out(inner, output);
        if kind == Out::Broken {
            self.report.poisoned = true;
            return None;
        }
        if kind == Out::Rows {
            let name = self.one_line(path.span);
            let message = format!("`{name}` is rows, not a value");
            self.not_a_value(
                path.span,
                &message,
                "a value is needed here",
                &format!("`rows({name})` is how many there are, in conditions"),
            );
            return None;
        }
        let value = context.evaluate(output);
        let value = match value {
            Value::Run(late) => Value::Run(Arc::new(RunValue {
                name: self.one_line(path.span),
                ..(*late).clone()
            })),
            value => value,
        };
        // Steps behind a decision of the callee are not there on every way of the caller.
        match self.yielding(inner, output) {
            Some(node) if !self.may_read(view, node, path.span) => None,
            _ => Some(value),
        }
    }

    /// The step or join that yields a value that is handed out.
    fn yielding(&self, view: View<'_, 'a>, output: &Expression) -> Option<Node> {
        let (mut view, mut output) = (view, output);
        for _ in 0..MOST_HOPS {
            let ExpressionKind::Path(path) = &output.kind else {
                return None;
            };
            let [first, name, ..] = path.parts.as_slice() else {
                return None;
            };
            let members = match find(view, &first.value)? {
                (_, Named::One(node)) => return Some(*node),
                (_, Named::Calls { members, .. }) => members,
                _ => return None,
            };
            let (_, at) = members.first()?;
            let inside = view.unrolled.uses.get(*at)?.inside.as_ref()?;
            let mut outputs = inside.outputs.iter();
            output = outputs
                .find(|(known, _)| known.value == name.value)
                .map(|(_, output)| *output)?;
            view = inside.flat.view(view.unrolled, view.shapes);
        }
        None
    }

    /// What an output is.
    pub fn kind_out(&mut self, view: View<'_, 'a>, output: &Expression) -> Out {
        let ExpressionKind::Path(path) = &output.kind else {
            return match output.kind {
                ExpressionKind::Index { .. }
                | ExpressionKind::Call { .. }
                | ExpressionKind::List(_) => Out::Rows,
                ExpressionKind::Error => Out::Broken,
                _ => Out::Value,
            };
        };
        let Some(first) = path.parts.first() else {
            return Out::Broken;
        };
        if let Some(local) = self.locals.get(&first.value) {
            if let Value::Handed(handed) = &local.value {
                let used = view.unrolled.uses.get(handed.at);
                let given = used.and_then(|used| used.given.get(handed.given));
                let rows = given.is_some_and(|given| of_rows(&given.formal.kind));
                return if rows { Out::Rows } else { Out::Value };
            }
            return of_value(&local.value);
        }
        let Some((_, named)) = find(view, &first.value) else {
            return self.kind_of_item(path);
        };
        let Some(name) = path.parts.get(1) else {
            return Out::Rows;
        };
        match named {
            Named::One(node) => {
                let mut values = view.shapes.values(*node).iter();
                if values.any(|value| value.name == name.value) {
                    Out::Value
                } else {
                    Out::Rows
                }
            }
            Named::Calls {
                members,
                group: false,
            } => {
                let used = members
                    .first()
                    .and_then(|(_, at)| view.unrolled.uses.get(*at));
                let Some(inside) = used.and_then(|used| used.inside.as_ref()) else {
                    return Out::Broken;
                };
                let mut outputs = inside.outputs.iter();
                let Some((_, output)) = outputs.find(|(known, _)| known.value == name.value) else {
                    return Out::Rows;
                };
                if self.hops >= MOST_HOPS {
                    return Out::Rows;
                }
                let inner = inside.flat.view(view.unrolled, view.shapes);
                let hops = self.hops + 1;
                let mut context = self.seeing(&inside.flat, inner);
                context.hops = hops;
                context.kind_out(inner, output)
            }
            Named::Unreadable => Out::Broken,
            _ => Out::Rows,
        }
    }

    /// What an item of the module is, as an output.
    fn kind_of_item(&mut self, path: &Path) -> Out {
        let (Some(first), second) = (path.parts.first(), path.parts.get(1)) else {
            return Out::Broken;
        };
        let id = match (self.entry(&first.value), second) {
            (Some(Entry::Item(id)), _) => Some(id),
            (Some(Entry::Module(Some(module))), Some(name)) => {
                let table = self.world.tables.modules.get(module);
                match table.and_then(|table| table.get(name.value.as_str())) {
                    Some((Entry::Item(id), _)) => Some(*id),
                    _ => None,
                }
            }
            (None, _) if first.value == "run" => return Out::Value,
            _ => None,
        };
        let Some(id) = id else {
            return Out::Broken;
        };
        match self.item(id).map(|item| &item.kind) {
            Some(ItemKind::Dataset(_)) => Out::Rows,
            _ => self.world.values.get(&id).map_or(Out::Broken, of_value),
        }
    }
}

/// What an output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// A small value, or one known when compiling.
    Value,
    /// Rows.
    Rows,
    /// Nothing, which is said where it is declared.
    Broken,
}

/// What a value known when compiling is, as an output.
fn of_value(value: &Value) -> Out {
    match value {
        Value::Unknown => Out::Broken,
        Value::Dataset(_) | Value::List(_) => Out::Rows,
        _ => Out::Value,
    }
}
