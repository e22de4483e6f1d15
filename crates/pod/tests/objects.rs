//! The objects beside a pod: what the network policy opens, and what names depend on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use pipewright_plan::{Endpoint, Plan};
use pipewright_pod::fixtures::{customer_analytics, places};
use pipewright_pod::{FileBundle, allowed_places, external_secrets, network_policy, secrets};
use serde_json::{Value, json};

/// The egress rules after the one for names, for a plan that reaches only these hosts.
fn egress(hosts: &[(&str, u16)]) -> Vec<Value> {
    let mut plan = customer_analytics();
    for task in &mut plan.pipeline.tasks {
        task.endpoints.clear();
        task.uses_staging = false;
    }
    plan.pipeline.tasks[0].endpoints = hosts
        .iter()
        .map(|&(host, port)| Endpoint {
            host: host.to_owned(),
            port,
        })
        .collect();
    let policy = serde_json::to_value(network_policy(&plan)).unwrap();
    assert_eq!(policy["spec"]["policyTypes"], json!(["Ingress", "Egress"]));
    assert_eq!(policy["spec"].get("ingress"), None, "nothing comes in");
    let rules = policy["spec"]["egress"].as_array().unwrap();
    rules[1..].to_vec()
}

#[test]
fn an_address_opens_itself_and_no_other() {
    assert_eq!(
        egress(&[("10.1.2.3", 5432), ("2001:470::1", 5432)]),
        [json!({
            "ports": [{ "port": 5432, "protocol": "TCP" }],
            "to": [{ "ipBlock": { "cidr": "10.1.2.3/32" } }, { "ipBlock": { "cidr": "2001:470::1/128" } }],
        })]
    );
}

#[test]
fn a_service_opens_its_namespace() {
    assert_eq!(
        egress(&[("pg.databases.svc.cluster.local", 5432), ("postgres", 5433)]),
        [
            json!({
                "ports": [{ "port": 5432, "protocol": "TCP" }],
                "to": [{
                    "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "databases" } },
                    "podSelector": {},
                }],
            }),
            json!({
                "ports": [{ "port": 5433, "protocol": "TCP" }],
                "to": [{ "podSelector": {} }],
            }),
        ]
    );
}

#[test]
fn a_rule_never_has_no_peers_and_no_ports() {
    // A rule without peers would allow all of them.
    assert_eq!(
        egress(&[("localhost", 80), ("169.254.169.254", 80)]),
        Vec::<Value>::new()
    );
    for rule in egress(&[
        ("a.com", 443),
        ("b.com", 443),
        ("c.com", 5432),
        ("d.internal", 8443),
    ]) {
        assert_eq!(rule["ports"].as_array().unwrap().len(), 1);
        assert!(!rule["to"].as_array().unwrap().is_empty());
    }
}

#[test]
fn names_of_one_port_share_a_rule() {
    assert_eq!(
        egress(&[("a.com", 443), ("b.com", 443)]),
        egress(&[("a.com", 443)])
    );
    let blocks = |rules: Vec<Value>| rules[0]["to"].as_array().unwrap().len();
    assert_eq!(blocks(egress(&[("a.com", 443)])), 3, "public only");
    assert_eq!(
        blocks(egress(&[("a.com", 5432)])),
        8,
        "a database may be private"
    );
    assert_eq!(blocks(egress(&[("a.internal", 443)])), 5, "private only");
}

#[test]
fn a_config_map_is_named_after_what_it_says() {
    let plan = customer_analytics();
    let name = |plan: &Plan| FileBundle::of(plan).name(plan);
    let mut other = plan.clone();
    assert_eq!(name(&plan), name(&other));
    other.pipeline.tasks[2].containers[1]
        .file
        .as_mut()
        .unwrap()
        .text
        .push(' ');
    assert_ne!(name(&plan), name(&other));
    assert_ne!(
        FileBundle::of(&plan).with("a", "b").name(&plan),
        name(&plan)
    );
    assert!(name(&plan).starts_with("customer-analytics-"));
}

#[test]
fn secrets_are_gathered_from_everything_that_uses_them() {
    let plan = customer_analytics();
    let names: Vec<String> = secrets(&plan).into_iter().map(|used| used.secret).collect();
    assert_eq!(names, ["aws-lake", "salesforce-api", "slack-webhook"]);
    assert_eq!(external_secrets(&[]), []);
}

#[test]
fn places_are_those_of_the_region_with_a_cluster() {
    let mut plan = customer_analytics();
    assert_eq!(allowed_places(&plan), ["eu-central-1", "eu-west-1"]);
    plan.pipeline.region.as_mut().unwrap().places = places(&["eu-west-1", "us-east-1"]);
    assert_eq!(allowed_places(&plan), ["eu-west-1"]);
    plan.environment.clusters.clear();
    assert_eq!(allowed_places(&plan), ["eu-west-1", "us-east-1"]);
    plan.pipeline.region = None;
    assert_eq!(allowed_places(&plan), [""; 0]);
}
