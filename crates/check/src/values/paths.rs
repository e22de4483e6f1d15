//! Values of names: locals, built-in names, constants; and of the parts after the dots.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::SecretKey;
use pipewright_syntax::tree::{ItemKind, Name, Path};

use super::{Located, Secret, Value};
use crate::context::Context;
use crate::names::{Wanted, nearest};
use crate::pipeline::in_scope;
use crate::rules;

impl Context<'_, '_> {
    /// The value a path names.
    pub fn path(&mut self, path: &Path) -> Value {
        let Some(first) = path.parts.first() else {
            return self.poison();
        };
        if let Some(local) = self.locals.get(&first.value) {
            let value = match local.value.clone() {
                Value::Handed(handed) => self.handed_value(&handed, first.span),
                value => value,
            };
            return self.members(value, path.parts.get(1..).unwrap_or_default());
        }
        if let Some(value) = self.value_of_step(path) {
            return value;
        }
        if let Some(builtin) = self.builtin(path) {
            return builtin;
        }
        let nearby = self.scope.map(in_scope).unwrap_or_default();
        let Some(resolved) = self.resolve(path, Wanted::Value, &nearby) else {
            return Value::Unknown;
        };
        let value = match self.item(resolved.id).map(|item| &item.kind) {
            Some(ItemKind::Dataset(dataset)) if dataset.family.is_none() => {
                Value::Dataset(resolved.id)
            }
            _ => self
                .world
                .values
                .get(&resolved.id)
                .cloned()
                .unwrap_or(Value::Unknown),
        };
        if matches!(value, Value::Unknown) {
            return self.poison();
        }
        self.members(value, path.parts.get(resolved.parts..).unwrap_or_default())
    }

    fn members(&mut self, mut value: Value, names: &[Name]) -> Value {
        for name in names {
            value = match value {
                Value::Unknown => return self.poison(),
                Value::Absent => Value::Absent,
                Value::Record(record) => match record.fields.get(&name.value) {
                    Some(Located { value, .. }) => value.clone(),
                    None => {
                        let near = nearest(&name.value, record.fields.keys().map(String::as_str))
                            .map(str::to_owned);
                        return self.no_member(name, "the record", near);
                    }
                },
                Value::Secret(secret) => match self.secret_key(&secret, name) {
                    Some(key) => Value::SecretKey(key),
                    None => return Value::Unknown,
                },
                Value::Dataset(id) if name.value == "name" => {
                    self.dataset_label(id).map_or(Value::Unknown, Value::text)
                }
                other => return self.no_member(name, other.describe(), None),
            };
        }
        value
    }

    fn no_member(&mut self, name: &Name, what: &str, near: Option<String>) -> Value {
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!("{what} has no `{}`", name.value),
            name.span,
            "no such part",
        );
        if let Some(near) = near {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        self.report.push(found);
        Value::Unknown
    }

    /// One key of a secret, which must be one of those it declares.
    pub fn secret_key(&mut self, secret: &Secret, name: &Name) -> Option<SecretKey> {
        if let Some(keys) = &secret.keys
            && !keys.contains(&name.value)
        {
            self.no_secret_key(secret, keys, name);
            return None;
        }
        self.need_secret_key_form(name)?;
        Some(SecretKey {
            path: secret.path.clone(),
            key: name.value.clone(),
        })
    }
}
