//! Pipelines in several clusters: what they share, and what they cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_backend::Target;
use pipewright_plan::{Places, Plan};
use pipewright_pod::fixtures::{customer_analytics, origin};
use pipewright_target_argo_workflows::ArgoWorkflows;

/// The pipeline of the first page by another name in a cluster, with so many places of a group.
fn sharing(name: &str, cluster: &str, group: &str, most: u32) -> Plan {
    let mut plan = customer_analytics();
    name.clone_into(&mut plan.pipeline.name);
    name.clone_into(&mut plan.pipeline.slug);
    for task in &mut plan.pipeline.tasks {
        task.cluster = Some(cluster.to_owned());
    }
    plan.pipeline.places.push(Places {
        name: group.to_owned(),
        most,
        origin: origin(60),
    });
    plan
}

/// What is said of two pipelines together.
fn told(first: &Plan, second: &Plan) -> Vec<String> {
    let found = ArgoWorkflows.refuse_together(&[first, second]).into_iter();
    found
        .map(|found| format!("{} {}", found.rule.code, found.message))
        .collect()
}

#[test]
fn places_are_things_of_one_cluster() {
    let first = sharing("first", "frankfurt", "warehouse", 2);
    assert_eq!(
        told(&first, &sharing("second", "dublin", "warehouse", 2)),
        [
            "PW0881 target `argo_workflows` cannot share `warehouse` between the clusters \
             `frankfurt` and `dublin`"
        ]
    );
}

#[test]
fn those_of_one_cluster_are_shared() {
    let first = sharing("first", "frankfurt", "warehouse", 2);
    let none: [&str; 0] = [];
    assert_eq!(
        told(&first, &sharing("second", "frankfurt", "warehouse", 2)),
        none
    );
    assert_eq!(told(&first, &sharing("second", "dublin", "mart", 2)), none);
}

/// Each cluster gets the semaphores of its own pipelines.
#[test]
fn each_overlay_has_its_own_places() {
    let first = sharing("first", "frankfurt", "warehouse", 2);
    let second = sharing("second", "dublin", "mart", 3);
    let tree = ArgoWorkflows.finish(&[&first, &second]);
    let places = |cluster: &str| {
        let path = format!("overlays/{cluster}/places.yaml");
        tree.get(&path)
            .map(|file| file.text.clone())
            .unwrap_or_default()
    };
    let (frankfurt, dublin) = (places("frankfurt"), places("dublin"));
    assert!(
        frankfurt.contains("warehouse") && !frankfurt.contains("mart"),
        "{frankfurt}"
    );
    assert!(
        dublin.contains("mart") && !dublin.contains("warehouse"),
        "{dublin}"
    );
}
