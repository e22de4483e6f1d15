//! Addresses and hosts of connectors.

use pipewright_model::Template;
use pipewright_plan::Endpoint;
use pipewright_source::Span;
use pipewright_syntax::tree::Expression;

use crate::context::Context;
use crate::values::{Located, Value, forms};

impl Context<'_, '_> {
    /// A URI without secrets: lineage and asset name.
    pub fn address(&mut self, expression: &Expression) -> Option<String> {
        let value = self.located(expression);
        let text = self.literal_text(&value)?;
        let scheme = text.split_once("://").filter(|(scheme, rest)| {
            scheme.starts_with(|c: char| c.is_ascii_lowercase())
                && scheme.chars().all(|c| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-' | '.')
                })
                && !rest.is_empty()
        });
        let clean = !text.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '{' | '}')
        });
        if scheme.is_none() || !clean || text.len() > 1_000 {
            let shown: String = text.chars().take(80).collect();
            self.malformed(
                value.span,
                &format!("`{shown}` is no address"),
                "a URI without spaces: `scheme://…`",
            );
            return None;
        }
        Some(text)
    }

    /// `host:port`, as such, as text, or a list of those.
    pub fn egress(&mut self, expression: &Expression, endpoints: &mut Vec<Endpoint>) {
        let value = self.located(expression);
        self.endpoints(&value, endpoints);
    }

    fn endpoints(&mut self, value: &Located, endpoints: &mut Vec<Endpoint>) {
        match &value.value {
            Value::Absent => {}
            Value::Endpoint(endpoint) => {
                let (host, port) = (&endpoint.0, endpoint.1);
                if let Some(host) = host.as_literal() {
                    endpoints.push(Endpoint {
                        host: host.to_owned(),
                        port,
                    });
                }
            }
            Value::Text(text) => {
                if let Some(endpoint) = self.endpoint_text(text, value.span) {
                    endpoints.push(endpoint);
                }
            }
            Value::List(list) => {
                let list = std::sync::Arc::clone(list);
                for item in &list.items {
                    self.endpoints(item, endpoints);
                }
            }
            other => self.mismatch(value.span, "a host and port", other),
        }
    }

    /// `"db.example.com:5432"`.
    pub fn endpoint_text(&mut self, text: &Template, span: Span) -> Option<Endpoint> {
        let text = text.as_literal().unwrap_or_default();
        let found = text.rsplit_once(':').and_then(|(host, port)| {
            let port = port
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| port.parse::<u16>().ok())??;
            (forms::is_host(host) && port > 0).then(|| Endpoint {
                host: host.to_owned(),
                port,
            })
        });
        if found.is_none() {
            let shown: String = text.chars().take(80).collect();
            self.malformed(
                span,
                &format!("`{shown}` is no host and port"),
                "such as `db.example.com:5432`",
            );
        }
        found
    }
}
