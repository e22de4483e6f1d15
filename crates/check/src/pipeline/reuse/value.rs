//! Values that calls hand out.

use std::sync::Arc;

use pipewright_syntax::tree::{Expression, ExpressionKind, Path};

use super::super::frames::{Named, Node};
use super::super::refer::{View, find};
use super::handed::{MOST_HOPS, of_rows};
use crate::context::{Ambient, Context};
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
        if !context.is_value_out(inner, output) {
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

    /// Whether what is handed out is a value: of a step, of the run, or known when compiling.
    pub fn is_value_out(&mut self, view: View<'_, 'a>, output: &Expression) -> bool {
        let ExpressionKind::Path(path) = &output.kind else {
            return !matches!(
                output.kind,
                ExpressionKind::Index { .. }
                    | ExpressionKind::Call { .. }
                    | ExpressionKind::List(_)
            );
        };
        let Some(first) = path.parts.first() else {
            return false;
        };
        if let Some(local) = self.locals.get(&first.value) {
            return match &local.value {
                Value::Dataset(_) | Value::List(_) | Value::Unknown => false,
                Value::Handed(handed) => {
                    let used = view.unrolled.uses.get(handed.at);
                    let given = used.and_then(|used| used.given.get(handed.given));
                    given.is_none_or(|given| !of_rows(&given.formal.kind))
                }
                _ => true,
            };
        }
        let Some((_, named)) = find(view, &first.value) else {
            return first.value == "run";
        };
        let Some(name) = path.parts.get(1) else {
            return false;
        };
        match named {
            Named::One(node) => {
                let mut values = view.shapes.values(*node).iter();
                values.any(|value| value.name == name.value)
            }
            Named::Calls {
                members,
                group: false,
            } => {
                let used = members
                    .first()
                    .and_then(|(_, at)| view.unrolled.uses.get(*at));
                let Some(inside) = used.and_then(|used| used.inside.as_ref()) else {
                    return false;
                };
                let mut outputs = inside.outputs.iter();
                let Some((_, output)) = outputs.find(|(known, _)| known.value == name.value) else {
                    return false;
                };
                let inner = inside.flat.view(view.unrolled, view.shapes);
                if self.hops >= MOST_HOPS {
                    return false;
                }
                let hops = self.hops + 1;
                let mut context = self.seeing(&inside.flat, inner);
                context.hops = hops;
                context.is_value_out(inner, output)
            }
            _ => false,
        }
    }
}
