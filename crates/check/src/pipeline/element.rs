//! Elements of loops: what they are called in the names of their steps.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::Expression;

use crate::context::Context;
use crate::names::{ItemId, name_of};
use crate::rules;
use crate::values::{Located, Value};

impl<'a> Context<'_, 'a> {
    /// What an element is called in the names of what is made for it.
    pub fn label(&mut self, element: &Located) -> Option<String> {
        let text = match &element.value {
            Value::Unknown => {
                self.report.poisoned = true;
                return None;
            }
            Value::Run(late) => {
                self.too_late(element.span, late);
                return None;
            }
            Value::Text(text) => text.as_literal().map(str::to_owned),
            Value::Int(number) => Some(number.to_string()),
            Value::Dataset(id) => self.dataset_label(*id),
            Value::Region(region) => Some(region.name.replace('-', "_")),
            Value::Record(record) => match record.fields.get("name").map(|name| &name.value) {
                Some(Value::Text(text)) => text.as_literal().map(str::to_owned),
                Some(Value::Dataset(id)) => self.dataset_label(*id),
                _ => None,
            },
            _ => None,
        };
        let fits = |text: &String| {
            !text.is_empty()
                && text.len() <= 60
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if let Some(text) = text.as_ref().filter(|text| fits(text)) {
            return Some(text.clone());
        }
        let shown = text.map_or_else(
            || element.value.describe().to_owned(),
            |text| format!("`{text}`"),
        );
        self.report.push(
            Diagnostic::new(
                &rules::NAME_STYLE,
                format!("{shown} cannot be part of a name"),
                element.span,
                "lower-case letters, digits and `_` only",
            )
            // One list may make steps, datasets and pipelines: it is wrong once.
            .because("what is made for each element is named after it: `load_orders`")
            .help("use a record with a `name`: `{ name = \"eu_orders\", … }`"),
        );
        None
    }

    /// What a dataset is called as an element, and by `.name`: of a family's member, as its own
    /// element is, so that `clean[source]` and `clean[source.name]` lead to the same.
    pub fn dataset_label(&self, id: ItemId) -> Option<String> {
        let Some(at) = id.member else {
            return self.dataset_own_name(id);
        };
        let family = self.world.families.get(&id.whole())?;
        let member = family.members.get(usize::try_from(at).ok()?)?;
        Some(member.label.clone())
    }

    /// The name of a dataset without its module: `orders`, `raw_orders`.
    pub fn dataset_own_name(&self, id: ItemId) -> Option<String> {
        let name = self.item(id).and_then(name_of)?;
        let Some(at) = id.member else {
            return Some(name.value.clone());
        };
        let family = self.world.families.get(&id.whole())?;
        let member = family.members.get(usize::try_from(at).ok()?)?;
        Some(family.full_name(member))
    }

    /// An index into the steps of a loop: `"orders"`.
    pub fn key_of(&mut self, key: &Expression) -> Option<String> {
        let value = self.located(key);
        self.label(&value)
    }
}
