//! The NetworkPolicy of a pipeline: nothing comes in, and only what the plan names goes out.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use pipewright_plan::{Endpoint, Plan};

use crate::hosts::{Host, Range, host, space_of_name};
use crate::labels;
use crate::parts::account_name;

/// Said at the head of the policy's file.
pub const NETWORK_NOTES: &[&str] = &[
    "NetworkPolicy knows addresses and ports, no host names. Ports, addresses and namespaces are",
    "enforced here; a host name opens its port towards the addresses it may resolve to, and the",
    "annotation pipewright.dev/egress lists the names for a network plugin that can enforce them.",
];

/// The label every namespace carries its own name in.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// The policy: selects the pipeline's pods and no others.
#[must_use]
pub fn network_policy(plan: &Plan) -> NetworkPolicy {
    let endpoints = endpoints(plan);
    let mut by_port: BTreeMap<u16, BTreeSet<Host>> = BTreeMap::new();
    for endpoint in &endpoints {
        by_port
            .entry(endpoint.port)
            .or_default()
            .insert(host(&endpoint.host));
    }
    let mut egress = vec![name_service()];
    egress.extend(by_port.iter().filter_map(|(port, hosts)| {
        let to = peers(*port, hosts);
        // A rule without peers would allow every peer.
        (!to.is_empty()).then(|| NetworkPolicyEgressRule {
            ports: Some(vec![port_of("TCP", *port)]),
            to: Some(to),
        })
    }));
    let mut metadata = labels::metadata(plan, account_name(plan));
    if !endpoints.is_empty() {
        let named: Vec<String> = endpoints
            .iter()
            .map(|endpoint| format!("{}:{}", endpoint.host, endpoint.port))
            .collect();
        labels::annotate(&mut metadata, labels::EGRESS, named.join(", "));
    }
    NetworkPolicy {
        metadata,
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(selector(labels::selector(plan))),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: None,
            egress: Some(egress),
        }),
    }
}

/// A policy that lets pods reach these ports of these addresses, beside what others let them.
/// Nothing comes in.
#[must_use]
pub fn egress_policy(
    metadata: ObjectMeta,
    pods: LabelSelector,
    ports: &[u16],
    ranges: &[Range],
) -> NetworkPolicy {
    NetworkPolicy {
        metadata,
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(pods),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: None,
            egress: Some(vec![NetworkPolicyEgressRule {
                ports: Some(ports.iter().map(|port| port_of("TCP", *port)).collect()),
                to: Some(ranges.iter().map(range_peer).collect()),
            }]),
        }),
    }
}

/// Every host and port a pod of the pipeline must reach.
pub(crate) fn endpoints(plan: &Plan) -> BTreeSet<&Endpoint> {
    let tasks = &plan.pipeline.tasks;
    let staging = plan
        .environment
        .staging
        .iter()
        .filter(|_| tasks.iter().any(|task| task.uses_staging))
        .flat_map(|staging| &staging.endpoints);
    tasks
        .iter()
        .flat_map(|task| &task.endpoints)
        .chain(staging)
        .collect()
}

fn peers(port: u16, hosts: &BTreeSet<Host>) -> Vec<NetworkPolicyPeer> {
    let mut peers: Vec<NetworkPolicyPeer> = Vec::new();
    let mut ranges: Vec<Range> = Vec::new();
    for host in hosts {
        match host {
            Host::Address(address) => peers.push(address_peer(*address)),
            Host::Service(namespace) => peers.push(service_peer(namespace.as_deref())),
            Host::PrivateName => ranges.extend(space_of_name(port, true)),
            Host::Name => ranges.extend(space_of_name(port, false)),
            Host::Loopback | Host::Forbidden(_) => {}
        }
    }
    let mut seen = BTreeSet::new();
    peers.extend(
        ranges
            .into_iter()
            .filter(|range| seen.insert(range.cidr))
            .map(|range| range_peer(&range)),
    );
    peers
}

fn address_peer(address: IpAddr) -> NetworkPolicyPeer {
    let length = if address.is_ipv4() { 32 } else { 128 };
    block(format!("{address}/{length}"), &[])
}

fn range_peer(range: &Range) -> NetworkPolicyPeer {
    block(range.cidr.to_owned(), range.except)
}

fn block(cidr: String, except: &[&str]) -> NetworkPolicyPeer {
    let except: Vec<String> = except.iter().map(|&range| range.to_owned()).collect();
    NetworkPolicyPeer {
        ip_block: Some(IPBlock {
            cidr,
            except: (!except.is_empty()).then_some(except),
        }),
        ..NetworkPolicyPeer::default()
    }
}

/// A Service is a name for pods that only the cluster knows: its namespace is what can be said.
fn service_peer(namespace: Option<&str>) -> NetworkPolicyPeer {
    let everything = LabelSelector::default();
    NetworkPolicyPeer {
        namespace_selector: namespace.map(|name| {
            selector(BTreeMap::from([(
                NAMESPACE_NAME.to_owned(),
                name.to_owned(),
            )]))
        }),
        pod_selector: Some(everything),
        ip_block: None,
    }
}

/// Names are asked of the cluster's own name service only.
fn name_service() -> NetworkPolicyEgressRule {
    let of = |key: &str, value: &str| {
        Some(selector(BTreeMap::from([(
            key.to_owned(),
            value.to_owned(),
        )])))
    };
    NetworkPolicyEgressRule {
        ports: Some(vec![port_of("UDP", 53), port_of("TCP", 53)]),
        to: Some(vec![NetworkPolicyPeer {
            namespace_selector: of(NAMESPACE_NAME, "kube-system"),
            pod_selector: of("k8s-app", "kube-dns"),
            ip_block: None,
        }]),
    }
}

fn selector(labels: BTreeMap<String, String>) -> LabelSelector {
    LabelSelector {
        match_expressions: None,
        match_labels: Some(labels),
    }
}

fn port_of(protocol: &str, port: u16) -> NetworkPolicyPort {
    NetworkPolicyPort {
        end_port: None,
        port: Some(IntOrString::Int(i32::from(port))),
        protocol: Some(protocol.to_owned()),
    }
}
