//! Members of families by their label: `raw["orders"]`, `raw[t]`.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, ItemKind};

use super::Family;
use crate::context::Context;
use crate::names::{Entry, ItemId, Wanted, list, nearest};
use crate::rules;
use crate::values::Value;

impl<'a> Context<'_, 'a> {
    /// The family of datasets an expression names.
    pub fn dataset_family_named(&mut self, base: &Expression) -> Option<ItemId> {
        let ExpressionKind::Path(path) = &base.kind else {
            return None;
        };
        let first = path.parts.first()?;
        if self.locals.contains_key(&first.value) {
            return None;
        }
        let (id, parts) = match self.entry(&first.value)? {
            Entry::Item(id) => (id, 1),
            Entry::Module(Some(module)) => {
                let name = path.parts.get(1)?;
                let table = self.world.tables.modules.get(module)?;
                match table.get(name.value.as_str()) {
                    Some((Entry::Item(id), _)) => (*id, 2),
                    _ => return None,
                }
            }
            Entry::Module(None) | Entry::Unreadable => return None,
        };
        let family = matches!(
            self.item(id).map(|item| &item.kind),
            Some(ItemKind::Dataset(dataset)) if dataset.family.is_some()
        );
        if !family || path.parts.len() != parts {
            return None;
        }
        // Known to lead there: this marks the import as used.
        self.resolve(path, Wanted::Dataset, &[])
            .map(|found| found.id)
    }

    /// The member of a family of datasets that a key tells.
    pub fn dataset_member(&mut self, family: ItemId, key: &Expression) -> Value {
        let Some(found) = self.world.families.get(&family).map(Arc::clone) else {
            return self.poison();
        };
        let member = self.member_of(family, &found, key, "dataset");
        member.map_or(Value::Unknown, Value::Dataset)
    }

    /// The member of a family that a key tells: a text, an element, a record with a `name`.
    pub fn member_of(
        &mut self,
        id: ItemId,
        family: &Family,
        key: &Expression,
        noun: &str,
    ) -> Option<ItemId> {
        let label = self.key_of(key)?;
        let found = family.member(id, &label);
        if found.is_none() {
            self.no_member_of(family, &label, key.span, noun);
        }
        found
    }

    fn no_member_of(&mut self, family: &Family, label: &str, span: Span, noun: &str) {
        if !self.report.is_first(span, &rules::NO_SUCH_ELEMENT) {
            return;
        }
        let message = format!("no {noun} `{}` is made for `{label}`", family.name);
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            message,
            span,
            "not in the list of the family",
        );
        let labels = || family.members.iter().map(|member| member.label.as_str());
        let near = self
            .report
            .may_suggest()
            .then(|| nearest(label, labels()))
            .flatten();
        if let Some(near) = near {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(
                format!("replace with `\"{near}\"`"),
                span,
                format!("\"{near}\""),
            );
        } else {
            let shown: Vec<&str> = labels().take(12).collect();
            let more = family.members.len().saturating_sub(shown.len());
            found = found.help(match more {
                0 => format!("the family has {}", list(&shown)),
                more => format!("the family has {} and {more} more", shown.join(", ")),
            });
        }
        self.report.push(found);
    }
}
