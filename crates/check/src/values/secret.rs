//! Secrets: references by path and key; their values never exist here.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::SecretUse;
use pipewright_source::Span;
use pipewright_syntax::tree::{Argument, Expression, ExpressionKind, Name, NamedRecord, Path};

use super::{Located, Secret, Value};
use crate::context::Context;
use crate::fields::Fields;
use crate::names::nearest;
use crate::report::Report;
use crate::rules;

impl Context<'_, '_> {
    /// `secret("salesforce/api")`, the only function; connectors are called elsewhere.
    pub fn call(&mut self, callee: &Path, arguments: &[Argument], span: Span) -> Value {
        if callee.parts.len() != 1
            || callee
                .parts
                .first()
                .is_none_or(|name| name.value != "secret")
        {
            let name = self.slice(callee.span);
            return self.misplaced(
                span,
                &format!("`{name}(…)` is no value here"),
                "the only function is `secret(\"path\")`",
            );
        }
        let [Argument { name: None, value }] = arguments else {
            self.report.push(
                Diagnostic::new(
                    &rules::WRONG_ARGUMENTS,
                    "`secret` takes one argument, its path",
                    span,
                    "one path is needed",
                )
                .help("write `secret(\"team/name\")`"),
            );
            return Value::Unknown;
        };
        let path = self.located(value);
        self.secret_path(&path).map_or(Value::Unknown, |path| {
            Value::Secret(Arc::new(Secret {
                path,
                keys: None,
                span,
            }))
        })
    }

    /// `secret name { path = "…", keys = ["…"] }`.
    pub fn secret_item(&mut self, record: &NamedRecord) -> Value {
        let owner = format!("the secret `{}`", record.name.value);
        let fields = Fields::read(
            self,
            &record.fields,
            &owner,
            &[("path", true), ("keys", false)],
        );
        let path = fields.get("path").and_then(|field| {
            let value = self.located(&field.value);
            self.secret_path(&value)
        });
        let keys = fields
            .get("keys")
            .map(|field| self.names_or_texts(&field.value));
        path.map_or(Value::Unknown, |path| {
            Value::Secret(Arc::new(Secret {
                path,
                keys,
                span: record.name.span,
            }))
        })
    }

    /// `["username", "password"]`, or the same as bare words.
    pub fn names_or_texts(&mut self, expression: &Expression) -> Vec<String> {
        let ExpressionKind::List(items) = &expression.kind else {
            let value = self.located(expression);
            return self.texts(&value).unwrap_or_default();
        };
        let mut names: Vec<String> = Vec::new();
        for item in items {
            let (name, span) = match &item.kind {
                ExpressionKind::Path(path) if path.parts.len() == 1 => {
                    (path.parts.first().map(|part| part.value.clone()), item.span)
                }
                _ => {
                    let value = self.located(item);
                    (self.literal_text(&value), item.span)
                }
            };
            let Some(name) = name else { continue };
            let spelled = Name::new(name, span);
            if self.need_secret_key_form(&spelled).is_some() && !names.contains(&spelled.value) {
                names.push(spelled.value);
            }
        }
        names
    }

    fn secret_path(&mut self, value: &Located) -> Option<String> {
        let path = self.literal_text(value)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let fits = !path.is_empty()
            && path.len() <= 200
            && path.chars().all(allowed)
            && path
                .split('/')
                .all(|part| !part.is_empty() && !part.chars().all(|c| c == '.'))
            && !SecretUse::name_of(&path).is_empty();
        if !fits {
            self.malformed(
                value.span,
                "this is no path of a secret",
                "letters, digits, `-`, `_` and `.` between slashes",
            );
            return None;
        }
        self.report.secrets.insert((path.clone(), value.span));
        Some(path)
    }

    /// Refuses a key no Kubernetes Secret can hold.
    pub fn need_secret_key_form(&mut self, name: &Name) -> Option<()> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let fits = !name.value.is_empty()
            && name.value.len() <= 253
            && name.value != "."
            && !name.value.starts_with("..")
            && name.value.chars().all(allowed);
        if !fits {
            self.malformed(
                name.span,
                "this is no key of a secret",
                "letters, digits, `-`, `_` and `.`",
            );
        }
        fits.then_some(())
    }

    /// Reports a key the secret does not declare.
    pub fn no_secret_key(&mut self, secret: &Secret, keys: &[String], name: &Name) {
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_SECRET_KEY,
            format!("the secret `{}` has no key `{}`", secret.path, name.value),
            name.span,
            "this key is needed",
        )
        .with_related(secret.span, "the secret declares its keys here");
        if let Some(near) = nearest(&name.value, keys.iter().map(String::as_str)) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        self.report
            .push(found.help(format!("its keys are {}", quoted(keys))));
    }

    /// The one key of a secret that stands where a single value is needed.
    pub fn only_key(&mut self, secret: &Secret, span: Span) -> Option<pipewright_model::SecretKey> {
        if let Some([key]) = secret.keys.as_deref() {
            return Some(pipewright_model::SecretKey {
                path: secret.path.clone(),
                key: key.clone(),
            });
        }
        let help = match secret.keys.as_deref() {
            Some(keys) if !keys.is_empty() => {
                format!("its keys are {}: write `NAME.KEY`", quoted(keys))
            }
            _ => format!(
                "declare it and choose a key: `secret NAME {{ path = \"{}\", keys = [\"token\"] }}`, then `NAME.token`",
                secret.path
            ),
        };
        self.report.push(
            Diagnostic::new(
                &rules::SECRET_WITHOUT_KEY,
                format!("which key of the secret `{}` is meant?", secret.path),
                span,
                "a secret may hold several values",
            )
            .help(help),
        );
        None
    }
}

fn quoted(keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().take(20).map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}

/// Refuses two paths that would be one Kubernetes Secret.
pub fn collisions(report: &mut Report) {
    let mut by_name: BTreeMap<String, (String, Span)> = BTreeMap::new();
    let mut said: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for (path, span) in report.secrets.clone() {
        let name = SecretUse::name_of(&path);
        match by_name.get(&name) {
            Some((first, at)) if *first != path => {
                if said.insert(path.clone()) {
                    let at = *at;
                    let message = format!(
                        "the secrets `{first}` and `{path}` would both be the Kubernetes Secret `{name}`"
                    );
                    report.push(
                        Diagnostic::new(&rules::SECRET_COLLISION, message, span, "one of the two")
                            .with_related(at, "the other")
                            .help("rename one of the paths in the store"),
                    );
                }
            }
            Some(_) => {}
            None => {
                by_name.insert(name, (path, span));
            }
        }
    }
}
