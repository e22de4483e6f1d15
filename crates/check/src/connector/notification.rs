//! Connectors that tell people.

use pipewright_plan::{NotificationKind, SecretUse};
use pipewright_syntax::tree::{Name, Record};

use super::secrets::SecretUses;
use crate::context::Context;
use crate::fields::Fields;
use crate::values::Value;

const SEVERITIES: [&str; 4] = ["critical", "error", "warning", "info"];

impl Context<'_, '_> {
    /// `notifies slack { channel = …, webhook = …, connection = … }`.
    pub fn notification(
        &mut self,
        kind: &Name,
        record: &Record,
        secrets: &mut SecretUses,
    ) -> Option<NotificationKind> {
        let known: &[(&str, bool)] = match kind.value.as_str() {
            "slack" => &[("channel", true), ("webhook", true), ("connection", false)],
            "email" => &[
                ("to", true),
                ("from", true),
                ("server", true),
                ("connection", false),
            ],
            "pagerduty" => &[("key", true), ("severity", false), ("connection", false)],
            "webhook" => &[("url", true), ("connection", false)],
            other => {
                self.unknown_word(
                    kind.span,
                    other,
                    "how people are told",
                    &["slack", "email", "pagerduty", "webhook"],
                );
                return None;
            }
        };
        let owner = format!("`notifies {}`", kind.value);
        let fields = Fields::read(self, record, &owner, known);
        let default = match kind.value.as_str() {
            "slack" => "slack_default",
            "email" => "smtp_default",
            "pagerduty" => "pagerduty_default",
            _ => "http_default",
        };
        let connection = match fields.get("connection") {
            Some(_) => self.note_text(&fields, "connection"),
            None => Some(default.to_owned()),
        };
        match kind.value.as_str() {
            "slack" => {
                let channel = self.note_text(&fields, "channel");
                let webhook = self.note_secret(&fields, "webhook", secrets);
                Some(NotificationKind::Slack {
                    channel: channel?,
                    webhook: webhook?,
                    connection: connection?,
                })
            }
            "email" => {
                let to = fields.get("to").and_then(|field| {
                    let value = self.located(&field.value);
                    if let Value::Text(_) = value.value {
                        return self.literal_text(&value).map(|text| vec![text]);
                    }
                    self.texts(&value)
                });
                let from = self.note_text(&fields, "from");
                let server = fields
                    .get("server")
                    .and_then(|field| self.server(&field.value));
                Some(NotificationKind::Email {
                    to: to?,
                    from: from?,
                    server: server?,
                    connection: connection?,
                })
            }
            "pagerduty" => {
                let key = self.note_secret(&fields, "key", secrets);
                let severity = match fields.get("severity") {
                    Some(field) => {
                        let severity = self.note_text(&fields, "severity")?;
                        if !SEVERITIES.contains(&severity.as_str()) {
                            self.unknown_word(
                                field.value.span,
                                &severity,
                                "how severe it is",
                                &SEVERITIES,
                            );
                            return None;
                        }
                        severity
                    }
                    None => "error".to_owned(),
                };
                Some(NotificationKind::Pagerduty {
                    key: key?,
                    severity,
                    connection: connection?,
                })
            }
            _ => {
                let url = self.note_secret(&fields, "url", secrets);
                Some(NotificationKind::Webhook {
                    url: url?,
                    connection: connection?,
                })
            }
        }
    }

    fn note_text(&mut self, fields: &Fields<'_>, name: &str) -> Option<String> {
        let field = fields.get(name)?;
        let value = self.located(&field.value);
        self.some_text(&value, name)
    }

    fn server(&mut self, expression: &pipewright_syntax::tree::Expression) -> Option<String> {
        let mut endpoints = Vec::new();
        self.egress(expression, &mut endpoints);
        endpoints
            .first()
            .map(|endpoint| format!("{}:{}", endpoint.host, endpoint.port))
    }

    /// A secret by one key: the key given, the only one declared, or the one conventional here.
    fn note_secret(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        secrets: &mut SecretUses,
    ) -> Option<SecretUse> {
        let field = fields.get(name)?;
        let value = self.located(&field.value);
        let key = match &value.value {
            Value::SecretKey(key) => key.clone(),
            Value::Secret(secret) => {
                let conventional = if name == "key" { "routing_key" } else { "url" };
                let key = match secret.keys.as_deref() {
                    None => conventional.to_owned(),
                    Some(keys) if keys.iter().any(|key| key == conventional) => {
                        conventional.to_owned()
                    }
                    Some(_) => self.only_key(secret, value.span)?.key,
                };
                pipewright_model::SecretKey {
                    path: secret.path.clone(),
                    key,
                }
            }
            other => {
                self.mismatch(value.span, "a secret", other);
                return None;
            }
        };
        secrets.need_key(&key);
        Some(SecretUse {
            secret: SecretUse::name_of(&key.path),
            path: key.path,
            keys: vec![key.key],
        })
    }
}
