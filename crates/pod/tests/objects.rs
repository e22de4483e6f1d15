//! The objects beside a pod: what the network policy opens, and what names depend on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use pipewright_plan::{
    Endpoint, EngineValue, Plan, Service, Task, ValueType, Volume, YieldedValue,
};
use pipewright_pod::fixtures::{customer_analytics, places};
use pipewright_pod::{
    EngineVariables, FileBundle, allowed_places, external_secrets, network_policy, pod_parts,
    secrets, task_containers, task_disk,
};
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
fn places_are_those_of_the_chosen_cluster_or_of_all_in_the_region() {
    let mut plan = customer_analytics();
    assert_eq!(allowed_places(&plan), ["eu-central-1"]);
    for task in &mut plan.pipeline.tasks {
        task.cluster = None;
    }
    assert_eq!(allowed_places(&plan), ["eu-central-1", "eu-west-1"]);
    plan.pipeline.region.as_mut().unwrap().places = places(&["eu-west-1", "us-east-1"]);
    assert_eq!(allowed_places(&plan), ["eu-west-1"]);
    plan.environment.clusters.clear();
    assert_eq!(allowed_places(&plan), ["eu-west-1", "us-east-1"]);
    plan.pipeline.region = None;
    assert_eq!(allowed_places(&plan), [""; 0]);
}

#[test]
fn a_task_may_have_services_volumes_labels_and_values() {
    let mut plan = customer_analytics();
    let task = &mut plan.pipeline.tasks[1];
    let mut database = task.containers[0].clone();
    database.name = "by-country-db".to_owned();
    database.resources.disk_bytes = 1 << 30;
    task.services.push(Service {
        container: database,
        port: 5432,
    });
    task.containers[0].volumes.push(Volume {
        claim: "models.v2".to_owned(),
        path: "/models".to_owned(),
    });
    task.containers[0].takes.push(EngineValue::Date);
    task.node
        .insert("kubernetes.io/arch".to_owned(), "arm64".to_owned());
    task.values.push(YieldedValue {
        name: "count".to_owned(),
        kind: ValueType::Int,
        doc: None,
    });
    assert!(pipewright_pod::refuse(&plan, "kubernetes").is_empty());
    let task = &plan.pipeline.tasks[1];

    let made = task_containers(task, &EngineVariables::from_annotations());
    let service = serde_json::to_value(&made.leading[0]).unwrap();
    assert_eq!(service["restartPolicy"], "Always");
    assert_eq!(
        service["startupProbe"],
        json!({ "tcpSocket": { "port": 5432 }, "periodSeconds": 2, "failureThreshold": 150 })
    );
    let main = serde_json::to_value(made.main.unwrap()).unwrap();
    assert_eq!(service["securityContext"], main["securityContext"]);
    let env = main["env"].as_array().unwrap();
    assert_eq!(
        env[2],
        json!({ "name": "PIPEWRIGHT_DATE", "valueFrom": { "fieldRef": {
            "fieldPath": "metadata.annotations['pipewright.dev/date']" } } })
    );
    assert_eq!(
        env.last().unwrap(),
        &json!({ "name": "PIPEWRIGHT_VALUES", "value": "/dev/termination-log" })
    );
    let mount = main["volumeMounts"].as_array().unwrap().last().unwrap();

    let parts = pod_parts(&plan, &[task], &FileBundle::of(&plan));
    let volume = parts.volumes.last().unwrap();
    assert_eq!(mount["name"].as_str(), Some(volume.name.as_str()));
    let claim = volume.persistent_volume_claim.as_ref().unwrap();
    assert_eq!(claim.claim_name, "models.v2");
    let affinity = serde_json::to_value(parts.affinity.unwrap()).unwrap();
    let terms = &affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    assert_eq!(
        terms["nodeSelectorTerms"][0]["matchExpressions"][1],
        json!({ "key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"] })
    );
    assert_eq!(task_disk(task), (10 << 30) + (1 << 30));
}

#[test]
fn volumes_labels_and_ports_that_no_pod_can_have_are_refused() {
    let refused = |change: fn(&mut Task)| {
        let mut plan = customer_analytics();
        change(&mut plan.pipeline.tasks[1]);
        let found = pipewright_pod::refuse(&plan, "kubernetes");
        assert_eq!(found.len(), 1, "{found:#?}");
        found[0].rule.code
    };
    fn mounted(task: &mut Task, claim: &str, path: &str) {
        task.containers[0].volumes.push(Volume {
            claim: claim.to_owned(),
            path: path.to_owned(),
        });
    }
    assert_eq!(refused(|task| mounted(task, "No_Claim", "/a")), "PW0805");
    assert_eq!(refused(|task| mounted(task, "a", "cache")), "PW0805");
    assert_eq!(refused(|task| mounted(task, "a", "/a/../tmp")), "PW0805");
    assert_eq!(refused(|task| mounted(task, "a", "/tmp/x")), "PW0805");
    assert_eq!(refused(|task| mounted(task, "a", "/")), "PW0805");
    assert_eq!(
        refused(|task| {
            task.node.insert("a b".to_owned(), String::new());
        }),
        "PW0806"
    );
    assert_eq!(
        refused(|task| {
            for name in ["one", "two"] {
                let mut container = task.containers[0].clone();
                container.name = name.to_owned();
                let port = 5432;
                task.services.push(Service { container, port });
            }
        }),
        "PW0807"
    );
}
