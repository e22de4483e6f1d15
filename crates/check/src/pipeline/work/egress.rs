//! Hosts that a step, or a service beside it, talks to by itself: `egress`.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Egress, Endpoint, RegionSet};
use pipewright_source::Span;
use pipewright_syntax::tree::{BinaryOperator, Expression, ExpressionKind};

use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::{Located, Value};

/// Hosts of one step.
const MOST: usize = 256;

/// A host and port, and where it stands.
type Found = (Endpoint, Span);

impl Context<'_, '_> {
    /// `egress = ["api.example.com:443", "braze.example.com:443" in eu]`.
    pub(super) fn step_egress(
        &mut self,
        fields: &Fields<'_>,
        service: Option<&str>,
    ) -> Vec<Egress> {
        let Some(field) = fields.get("egress") else {
            return Vec::new();
        };
        let items = match &field.value.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&field.value),
        };
        let mut hosts: Vec<Egress> = Vec::new();
        let mut first: BTreeMap<Endpoint, Span> = BTreeMap::new();
        for item in items {
            let Some((found, region)) = self.hosts_in(item) else {
                continue;
            };
            for (endpoint, span) in found {
                if hosts.len() == MOST {
                    self.too_large(field.value.span, "this step", &format!("{MOST} hosts"));
                    return hosts;
                }
                if let Some(written) = first.get(&endpoint) {
                    let message = format!("`{}:{}` is named twice", endpoint.host, endpoint.port);
                    let label = "named again here";
                    let found = Diagnostic::new(&rules::DUPLICATE_FIELD, message, span, label);
                    let found = found.with_related(*written, "named here first");
                    self.report.push(found);
                    continue;
                }
                first.insert(endpoint.clone(), span);
                hosts.push(Egress {
                    endpoint,
                    region: region.as_deref().cloned(),
                    service: service.map(str::to_owned),
                    origin: self.origin(span),
                });
            }
        }
        hosts
    }

    /// One host, or a list of them under a name; and where they lie.
    fn hosts_in(&mut self, item: &Expression) -> Option<(Vec<Found>, Option<Arc<RegionSet>>)> {
        let (hosts, region) = match &item.kind {
            ExpressionKind::Chain {
                operator: BinaryOperator::In,
                operands,
            } => {
                let [hosts, region] = operands.as_slice() else {
                    self.misplaced(
                        item.span,
                        "a host is in one region",
                        "write `\"api.example.com:443\" in eu`",
                    );
                    return None;
                };
                (hosts, Some(region))
            }
            ExpressionKind::Chain {
                operator: BinaryOperator::Or | BinaryOperator::Except,
                operands,
            } if self.open_set(operands, "a host") => return None,
            _ => (item, None),
        };
        let hosts = self.located(hosts);
        let mut found = Vec::new();
        self.hosts_of(&hosts, &mut found);
        let region = match region {
            None => None,
            Some(region) => {
                let value = self.located(region);
                Some(self.region(&value)?)
            }
        };
        Some((found, region))
    }

    fn hosts_of(&mut self, value: &Located, found: &mut Vec<Found>) {
        match &value.value {
            Value::Endpoint(endpoint) => {
                if let Some(host) = endpoint.0.as_literal() {
                    let (host, port) = (host.to_owned(), endpoint.1);
                    found.extend(self.outside_the_pod(Endpoint { host, port }, value.span));
                }
            }
            Value::Text(_) => {
                let text = self.literal_text(value);
                let endpoint = text.and_then(|text| self.endpoint_text(&text, value.span));
                if let Some(endpoint) = endpoint {
                    found.extend(self.outside_the_pod(endpoint, value.span));
                }
            }
            Value::List(list) => {
                let list = Arc::clone(list);
                for item in list.items.iter().take(MOST + 1) {
                    self.hosts_of(item, found);
                }
            }
            other => self.mismatch(value.span, "a host and port", other),
        }
    }

    /// What answers on the pod's own address needs no way out.
    fn outside_the_pod(&mut self, endpoint: Endpoint, span: Span) -> Option<Found> {
        let own = endpoint.host.eq_ignore_ascii_case("localhost") || endpoint.host == "127.0.0.1";
        if own {
            self.report.push(
                Diagnostic::new(
                    &rules::MALFORMED_TEXT,
                    format!("`{}` is the step's own pod", endpoint.host),
                    span,
                    "nothing leaves the pod for it",
                )
                .help("leave it out: services beside a step are reached without a word"),
            );
            return None;
        }
        Some((endpoint, span))
    }
}
