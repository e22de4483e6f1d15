//! What the author vouches for of an image nobody can look into: that it may run again, and what it
//! makes harmless.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Declassified, Declassifier, Repetition};
use pipewright_source::Span;
use pipewright_syntax::tree::{Argument, ExpressionKind, Field};

use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::Value;

/// The smallest group there is: a row about one person groups nobody.
const SMALLEST_GROUP: i64 = 2;

impl Context<'_, '_> {
    /// `idempotent = true`, `deterministic = false`.
    pub(super) fn repetition(&mut self, fields: &Fields<'_>) -> Option<Repetition> {
        let mut said = |name: &str| {
            let field = fields.get(name)?;
            let value = self.located(&field.value);
            Some((self.truth(&value)?, field.span))
        };
        let (idempotent, deterministic) = (said("idempotent"), said("deterministic"));
        let span = idempotent.or(deterministic).map(|(_, span)| span)?;
        Some(Repetition {
            idempotent: idempotent.map(|(holds, _)| holds),
            deterministic: deterministic.map(|(holds, _)| holds),
            origin: self.origin(span),
        })
    }

    /// `declassifies = { email = hashed(pseudonyms.salt), country = grouped(customers, 20) }`.
    pub(super) fn declassified(&mut self, fields: &Fields<'_>) -> Vec<Declassified> {
        let Some(field) = fields.get("declassifies") else {
            return Vec::new();
        };
        let ExpressionKind::Record(record) = &field.value.kind else {
            let value = self.located(&field.value);
            self.mismatch(value.span, "a record of columns", &value.value);
            return Vec::new();
        };
        self.distinct(record)
            .into_iter()
            .filter_map(|field| {
                let by = self.declassifier(field)?;
                Some(Declassified {
                    column: field.name.value.clone(),
                    by,
                    origin: self.origin(field.span),
                })
            })
            .collect()
    }

    fn declassifier(&mut self, field: &Field) -> Option<Declassifier> {
        let ExpressionKind::Call { callee, arguments } = &field.value.kind else {
            if matches!(field.value.kind, ExpressionKind::Error) {
                self.report.poisoned = true;
            } else {
                self.no_declassifier(field.value.span);
            }
            return None;
        };
        match (self.slice(callee.span), arguments.as_slice()) {
            ("hashed", [Argument { name: None, value }]) => {
                let value = self.located(value);
                match &value.value {
                    Value::SecretKey(key) => Some(Declassifier::Hashed {
                        path: key.path.clone(),
                        key: key.key.clone(),
                    }),
                    Value::Secret(secret) => {
                        let key = self.only_key(secret, value.span)?;
                        Some(Declassifier::Hashed {
                            path: key.path,
                            key: key.key,
                        })
                    }
                    other => {
                        self.mismatch(value.span, "the key of a secret, as salt", other);
                        None
                    }
                }
            }
            (
                "grouped",
                [
                    Argument {
                        name: None,
                        value: count,
                    },
                    Argument {
                        name: None,
                        value: least,
                    },
                ],
            ) => {
                let least = self.located(least);
                let least = self.integer_in(&least, SMALLEST_GROUP, 1_000_000, "a least number");
                let ExpressionKind::Path(path) = &count.kind else {
                    self.no_declassifier(count.span);
                    return None;
                };
                let [count] = path.parts.as_slice() else {
                    self.no_declassifier(path.span);
                    return None;
                };
                Some(Declassifier::Grouped {
                    count: count.value.clone(),
                    least: u32::try_from(least?).ok()?,
                })
            }
            _ => {
                self.no_declassifier(field.value.span);
                None
            }
        }
    }

    fn no_declassifier(&mut self, span: Span) {
        self.report.push(
            Diagnostic::new(
                &rules::WRONG_ARGUMENTS,
                "a column is made harmless by `hashed(SECRET.KEY)` or by `grouped(COUNT, LEAST)`",
                span,
                "neither of them",
            )
            .because("a column that is left out needs no word: the type says so")
            .help("`hashed` names the salt the step is handed, `grouped` the column that counts and the least number"),
        );
    }
}
