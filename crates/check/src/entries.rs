//! Records as values: written in place, or named by a constant.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use crate::context::Context;
use crate::fields::Fields;
use crate::names::list;
use crate::rules;
use crate::values::{Located, Value, forms};

/// A field of a record: its name, where that stands, and its value.
pub struct Entry {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Located,
}

/// The fields of a record whose names are fixed.
pub struct Entries(Vec<Entry>);

impl Entries {
    /// The field of a name.
    pub fn get(&self, name: &str) -> Option<&Located> {
        let entry = self.0.iter().find(|entry| entry.name.value == name)?;
        Some(&entry.value)
    }
}

impl Context<'_, '_> {
    /// The fields of a record whose names are free, each name once.
    pub fn entries(&mut self, expression: &Expression, what: &str) -> Option<Vec<Entry>> {
        if let ExpressionKind::Record(record) = &expression.kind {
            let fields = self.distinct(record);
            let entries = fields.into_iter().map(|field| Entry {
                name: field.name.clone(),
                value: self.located(&field.value),
            });
            return Some(entries.collect());
        }
        let value = self.located(expression);
        let Value::Record(members) = &value.value else {
            self.mismatch(value.span, what, &value.value);
            return None;
        };
        // Of a constant only the place of its use is known to belong here.
        let entries = Arc::clone(members);
        let entries = entries.fields.iter().map(|(name, item)| Entry {
            name: Name::new(name.clone(), value.span),
            value: Located {
                value: item.value.clone(),
                span: value.span,
            },
        });
        Some(entries.collect())
    }

    /// A label of a node: its name and its value.
    pub fn node_label(&mut self, entry: &Entry) -> Option<(String, String)> {
        let name = &entry.name.value;
        if !forms::is_label_key(name) {
            let shown: String = name.chars().take(80).collect();
            self.malformed(
                entry.name.span,
                &format!("`{shown}` is no name of a label"),
                "`[domain/]name`, at most 63 letters, digits, `-`, `_`, `.`",
            );
            return None;
        }
        let text = self.literal_text(&entry.value)?;
        if !forms::is_label_value(&text) {
            self.malformed(
                entry.value.span,
                "this is no value of a label",
                "at most 63 letters, digits, `-`, `_`, `.`, no space",
            );
            return None;
        }
        Some((name.clone(), text))
    }

    /// The fields of a record whose names are fixed: each with whether it is needed.
    pub fn fixed_entries(
        &mut self,
        expression: &Expression,
        owner: &str,
        known: &[(&str, bool)],
    ) -> Option<Entries> {
        if let ExpressionKind::Record(record) = &expression.kind {
            let fields = Fields::read(self, record, owner, known);
            let entries = known.iter().filter_map(|(name, _)| {
                let field = fields.get(name)?;
                Some(Entry {
                    name: field.name.clone(),
                    value: self.located(&field.value),
                })
            });
            return Some(Entries(entries.collect()));
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let entries = self.entries(expression, &format!("a record of {}", list(&names)))?;
        let has = |name: &str| entries.iter().any(|entry| entry.name.value == name);
        let stray = entries
            .iter()
            .find(|entry| !names.contains(&entry.name.value.as_str()));
        let missing = known.iter().find(|(name, needed)| *needed && !has(name));
        let (rule, message) = match (stray, missing) {
            (Some(entry), _) => (
                &rules::UNKNOWN_FIELD,
                format!("{owner} has no field `{}`", entry.name.value),
            ),
            (None, Some((name, _))) => (
                &rules::MISSING_FIELD,
                format!("{owner} needs the field `{name}`"),
            ),
            (None, None) => return Some(Entries(entries)),
        };
        self.refuse_entries(rule, message, expression.span, &names);
        None
    }

    fn refuse_entries(
        &mut self,
        rule: &'static pipewright_diagnostics::Rule,
        message: String,
        span: Span,
        names: &[&str],
    ) {
        let label = format!("its fields are {}", list(names));
        self.report
            .push(Diagnostic::new(rule, message, span, label));
    }
}
