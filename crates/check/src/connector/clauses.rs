//! Addresses and hosts of connectors.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Endpoint;
use pipewright_source::Span;
use pipewright_syntax::tree::Expression;

use crate::context::Context;
use crate::rules;
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
                let text = text.as_literal().unwrap_or_default();
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
    pub fn endpoint_text(&mut self, text: &str, span: Span) -> Option<Endpoint> {
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
            let mut finding = Diagnostic::new(
                &rules::MALFORMED_TEXT,
                format!("`{shown}` is no host and port"),
                span,
                "such as `db.example.com:5432`",
            );
            if self.slice(span) == format!("\"{text}\"")
                && let Some(meant) = endpoint_meant(text)
            {
                let meant = format!("\"{meant}\"");
                finding = finding.fix(format!("replace with `{meant}`"), span, meant);
            }
            self.report.push(finding);
        }
        found
    }
}

/// What a URL or a host alone says of host and port: a host alone is most likely meant by HTTPS.
fn endpoint_meant(text: &str) -> Option<String> {
    let (usual, rest) = match text.split_once("://") {
        Some(("https", rest)) => (443, rest),
        Some(("http", rest)) => (80, rest),
        Some(_) => return None,
        None => (443, text),
    };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match place.split_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().ok().filter(|port| *port > 0)?),
        None => (place, usual),
    };
    let fits = forms::is_host(host) && host.contains('.');
    fits.then(|| format!("{host}:{port}"))
}
