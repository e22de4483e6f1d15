//! What of the hosts a step states is kept, and what is only told: the words of the ledger.

use pipewright_plan::{Endpoint, Task};

use crate::hosts::{Host, host};
use crate::labels;

/// At most this many hosts are told one by one.
const MOST_LINES: usize = 12;

/// The mechanisms in the pipeline's NetworkPolicy that keep `egress/<task>`: a field, and what it
/// does. Ports, addresses and namespaces are enforced; names are told.
#[must_use]
pub fn stated_hosts(task: Option<&Task>) -> Vec<(String, Vec<String>)> {
    let hosts = task.map_or(&[][..], |task| &task.egress);
    let mut open: Vec<String> = hosts
        .iter()
        .take(MOST_LINES)
        .map(|stated| opened(&stated.endpoint))
        .collect();
    let more = hosts.len().saturating_sub(MOST_LINES);
    if more > 0 {
        open.push(format!("and so for {more} more"));
    }
    open.push(
        "one policy holds for all pods of the pipeline: each may reach what any task of it needs, \
         the cluster's name service, and nothing else by this policy"
            .to_owned(),
    );
    let mut kept = vec![("spec.egress".to_owned(), open)];
    if hosts.iter().any(|stated| is_name(&stated.endpoint)) {
        kept.push((
            format!("metadata.annotations[{}]", labels::EGRESS),
            vec![
                "host names, for a network plugin that enforces names; NetworkPolicy itself does not"
                    .to_owned(),
            ],
        ));
    }
    kept
}

fn is_name(endpoint: &Endpoint) -> bool {
    matches!(host(&endpoint.host), Host::Name | Host::PrivateName)
}

/// What one host opens.
fn opened(endpoint: &Endpoint) -> String {
    let port = endpoint.port;
    let what = match host(&endpoint.host) {
        Host::Address(_) => "this address and port".to_owned(),
        Host::Service(Some(namespace)) => {
            format!("port {port} of pods in the namespace {namespace}")
        }
        Host::Service(None) => format!("port {port} of pods in its own namespace"),
        Host::PrivateName => format!("port {port} towards private addresses"),
        Host::Name if matches!(port, 80 | 443) => format!("port {port} towards public addresses"),
        Host::Name => format!("port {port} towards public and private addresses"),
        Host::Loopback | Host::Forbidden(_) => "nothing".to_owned(),
    };
    format!("{}:{port} opens {what}", endpoint.host)
}
