//! Indexed steps: `load["orders"]`.

use super::refer::{Lead, Steps, View, find};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use super::frames::Named;
use crate::context::Context;
use crate::names::{list, nearest};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// Everything an indexed name leads to.
    pub fn of_index(&mut self, view: View<'_, 'a>, expression: &Expression) -> Lead {
        let mut keys = Vec::new();
        let mut base = expression;
        while let ExpressionKind::Index { base: inner, key } = &base.kind {
            keys.push(key.as_ref());
            base = inner;
        }
        keys.reverse();
        let group = match &base.kind {
            ExpressionKind::Path(path) if path.parts.len() == 1 => path
                .parts
                .first()
                .filter(|name| !self.locals.contains_key(&name.value))
                .and_then(|name| find(view, &name.value).map(|found| (name, found))),
            _ => None,
        };
        let Some((name, (frame, named))) = group else {
            return Lead::Value(self.located(expression));
        };
        if let Named::Calls { members, group } = named {
            return self.of_call_index(view, name, members, *group, &keys, expression.span);
        }
        let mut members = match named {
            Named::Group(members) => members.iter().collect::<Vec<_>>(),
            Named::One(_) => {
                let message = format!("the step `{}` is not made by a `for`", name.value);
                self.no_element(base.span, &message, "there is only one");
                return Lead::Nothing;
            }
            Named::Pruned(decided) => return Lead::Pruned(*decided),
            Named::Calls { .. } | Named::Unreadable => {
                self.report.poisoned = true;
                return Lead::Nothing;
            }
        };
        let mut output: Option<Name> = None;
        let mut named = 0;
        for (depth, key) in keys.into_iter().enumerate() {
            let Some(label) = self.key_of(key) else {
                return Lead::Nothing;
            };
            // Past the last loop a key names an output: `split["orders"]["good"]`.
            if members.iter().all(|(labels, _)| labels.len() == depth) && output.is_none() {
                output = Some(Name::new(label, key.span));
                continue;
            }
            let known: Vec<String> = members
                .iter()
                .filter_map(|(labels, _)| labels.get(depth).cloned())
                .collect();
            members.retain(|(labels, _)| labels.get(depth) == Some(&label));
            named = depth + 1;
            if members.is_empty() {
                self.no_key(key.span, &name.value, &label, &known);
                return Lead::Nothing;
            }
        }
        Lead::Steps(Steps {
            frame,
            group: members.iter().any(|(labels, _)| labels.len() > named),
            nodes: members.into_iter().map(|(_, node)| *node).collect(),
            depth: named,
            output,
        })
    }

    pub fn no_key(&mut self, span: Span, group: &str, label: &str, known: &[String]) {
        let message = format!("no step `{group}` is made for `{label}`");
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            message,
            span,
            "not in the list of the `for`",
        );
        let names = || known.iter().map(String::as_str);
        if let Some(near) = nearest(label, names()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(
                format!("replace with `\"{near}\"`"),
                span,
                format!("\"{near}\""),
            );
        } else {
            let shown: Vec<&str> = names().take(12).collect();
            found = found.help(format!("the loop has {}", list(&shown)));
        }
        self.report.push(found);
    }
}
