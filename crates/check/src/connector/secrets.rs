//! The secrets a use needs, and which keys of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{SecretKey, Template, TemplatePart};
use pipewright_plan::SecretUse;
use pipewright_syntax::tree::Name;

use super::interface::Interface;
use crate::context::Context;
use crate::names::Wanted;
use crate::rules;
use crate::values::{Kind, Secret, Value};

/// Paths of secrets and the keys needed of them.
#[derive(Debug, Default)]
pub struct SecretUses(BTreeMap<String, BTreeSet<String>>);

impl SecretUses {
    /// A secret is needed.
    pub fn need(&mut self, secret: &Secret) {
        self.0.entry(secret.path.clone()).or_default();
    }

    /// A key of it is needed.
    pub fn need_key(&mut self, key: &SecretKey) {
        self.0
            .entry(key.path.clone())
            .or_default()
            .insert(key.key.clone());
    }

    /// The keys in a text are needed.
    pub fn need_text(&mut self, text: &Template) {
        for part in &text.0 {
            if let TemplatePart::Secret(key) = part {
                self.need_key(key);
            }
        }
    }

    /// As the plan has them, sorted by path.
    pub fn finish(self) -> Vec<SecretUse> {
        let uses = self.0.into_iter().map(|(path, keys)| SecretUse {
            secret: SecretUse::name_of(&path),
            path,
            keys: keys.into_iter().collect(),
        });
        uses.collect()
    }
}

impl<'a> Context<'_, 'a> {
    /// `secrets credentials { username, password }`.
    pub fn secret_keys(
        &mut self,
        interface: &Interface<'a>,
        parameter: &Name,
        keys: &[Name],
        secrets: &mut SecretUses,
    ) {
        let formal = interface
            .parameters
            .iter()
            .find(|formal| formal.name == parameter.value);
        match formal {
            None => {
                let names: Vec<&str> = interface
                    .parameters
                    .iter()
                    .map(|formal| formal.name)
                    .collect();
                self.unknown(parameter, Wanted::Value, &names);
                return;
            }
            Some(formal) if !matches!(formal.kind, Kind::Secret | Kind::Unknown) => {
                let message = format!(
                    "the parameter `{}` is {}, not a secret",
                    formal.name,
                    formal.kind.describe()
                );
                self.report.push(
                    Diagnostic::new(
                        &rules::WRONG_KIND,
                        message,
                        parameter.span,
                        "only secrets have keys",
                    )
                    .with_related(formal.span, "declared here"),
                );
                return;
            }
            Some(_) => {}
        }
        for key in keys {
            self.need_secret_key_form(key);
        }
        let Some(Value::Secret(secret)) = self
            .locals
            .get(&parameter.value)
            .map(|local| local.value.clone())
        else {
            return;
        };
        for key in keys {
            let given = Name::new(key.value.clone(), parameter.span);
            match self.secret_key(&secret, &given) {
                Some(key) => secrets.need_key(&key),
                None => self.forget(&parameter.value),
            }
        }
    }

    /// Makes a parameter unknown whose mistake was reported.
    fn forget(&mut self, parameter: &str) {
        if let Some(local) = Arc::make_mut(&mut self.locals).get_mut(parameter) {
            local.value = Value::Unknown;
        }
    }
}
