//! What is applied to which cluster: one overlay and one Application for each, where there are several.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_backend::{FileTree, Target};
use pipewright_plan::{GitOpsTool, Plan, Status, SyncPolicy};
use pipewright_pod::fixtures::customer_analytics;
use pipewright_target_kubernetes::Kubernetes;

/// The pipeline of the first page by another name, in another cluster.
fn elsewhere(name: &str, cluster: &str) -> Plan {
    let mut plan = customer_analytics();
    name.clone_into(&mut plan.pipeline.name);
    name.clone_into(&mut plan.pipeline.slug);
    for task in &mut plan.pipeline.tasks {
        task.cluster = Some(cluster.to_owned());
    }
    plan
}

fn text<'a>(tree: &'a FileTree, path: &str) -> &'a str {
    let file = tree.get(path);
    &file.unwrap_or_else(|| panic!("no {path}")).text
}

#[test]
fn each_pipeline_is_in_the_overlay_of_its_cluster_only() {
    let plans = [customer_analytics(), elsewhere("orders", "dublin")];
    let tree = support::build(&[&plans[0], &plans[1]]);
    let frankfurt = text(&tree, "overlays/frankfurt/kustomization.yaml");
    let dublin = text(&tree, "overlays/dublin/kustomization.yaml");
    for (overlay, own, other) in [
        (frankfurt, "../../base/customer-analytics", "orders"),
        (dublin, "../../base/orders", "customer-analytics"),
    ] {
        assert!(overlay.contains(own), "{overlay}");
        assert!(!overlay.contains(other), "{overlay}");
        assert!(overlay.contains("- external-secrets.yaml"), "{overlay}");
    }
    assert!(tree.get("base/kustomization.yaml").is_none());
    assert!(tree.get("overlays/prod/kustomization.yaml").is_none());
}

#[test]
fn argo_cd_applies_each_overlay_to_its_cluster() {
    let plans = [customer_analytics(), elsewhere("orders", "dublin")];
    let tree = support::build(&[&plans[0], &plans[1]]);
    for cluster in ["frankfurt", "dublin"] {
        let made = text(&tree, &format!("gitops/application-{cluster}.yaml"));
        let path = format!("path: generated/prod/kubernetes/overlays/{cluster}\n");
        assert!(made.contains(&path), "{made}");
        let destination = format!("destination:\n    name: {cluster}\n");
        assert!(made.contains(&destination), "{made}");
        assert!(!made.contains("allowEmpty"), "{made}");
    }
    let project = text(&tree, "gitops/appproject.yaml");
    assert!(project.contains("- name: frankfurt\n"), "{project}");
    assert!(project.contains("- name: dublin\n"), "{project}");
}

/// What the last pipeline leaves behind would run on beside the one that moved.
#[test]
fn a_cluster_that_everything_left_is_emptied() {
    let mut plan = elsewhere("orders", "dublin");
    plan.environment.gitops.as_mut().unwrap().sync = SyncPolicy::Prune;
    let tree = support::build(&[&plan]);
    let left = text(&tree, "overlays/frankfurt/kustomization.yaml");
    assert!(left.ends_with("resources: []\n"), "{left}");
    let made = text(&tree, "gitops/application-frankfurt.yaml");
    assert!(made.contains("allowEmpty: true"), "{made}");
}

#[test]
fn flux_has_an_object_for_each_cluster() {
    let mut plans = [customer_analytics(), elsewhere("orders", "dublin")];
    for plan in &mut plans {
        plan.environment.gitops.as_mut().unwrap().tool = GitOpsTool::Flux;
    }
    let tree = support::build(&[&plans[0], &plans[1]]);
    let made = text(&tree, "gitops/flux-kustomization-dublin.yaml");
    assert!(
        made.contains("path: ./generated/prod/kubernetes/overlays/dublin\n"),
        "{made}"
    );
    assert!(
        made.contains("name: pipewright-data-prod-dublin\n"),
        "{made}"
    );
    assert!(tree.get("gitops/gitrepository.yaml").is_some());
}

#[test]
fn one_cluster_has_the_overlay_of_its_environment() {
    let mut plan = customer_analytics();
    plan.environment.clusters.truncate(1);
    let tree = support::build(&[&plan]);
    let overlay = text(&tree, "overlays/prod/kustomization.yaml");
    assert!(overlay.contains("- ../../base\n"), "{overlay}");
    let made = text(&tree, "gitops/application.yaml");
    assert!(made.contains("name: frankfurt\n"), "{made}");
    assert!(tree.get("overlays/frankfurt/kustomization.yaml").is_none());
}

/// Pods are kept to the places of their cluster, whatever the pipeline's region allows.
#[test]
fn pods_stay_where_their_cluster_stands() {
    let place = |cluster: &str| {
        let tree = Kubernetes.emit(&elsewhere("orders", cluster));
        let job = text(&tree, "base/orders/cronjob.yaml");
        ["eu-central-1", "eu-west-1"].map(|place| job.contains(&format!("- {place}\n")))
    };
    assert_eq!(place("frankfurt"), [true, false]);
    assert_eq!(place("dublin"), [false, true]);
}

#[test]
fn nobody_is_said_to_apply_what_nobody_applies() {
    let rows = |change: fn(&mut Plan)| {
        let mut plan = customer_analytics();
        change(&mut plan);
        let rows = Kubernetes.enforce(&plan).into_iter();
        let rows = rows.filter(|row| row.constraint == "cluster");
        let told = rows.map(|row| (row.status, row.file.unwrap().replace("kubernetes/", "")));
        told.collect::<Vec<_>>()
    };
    let job = "base/customer-analytics/cronjob.yaml".to_owned();
    let pod = (Status::Enforced, job);
    assert_eq!(
        rows(|_| {}),
        [
            pod.clone(),
            (
                Status::Enforced,
                "gitops/application-frankfurt.yaml".to_owned()
            )
        ]
    );
    let overlay = "overlays/frankfurt/kustomization.yaml".to_owned();
    assert_eq!(
        rows(|plan| plan.environment.gitops = None),
        [pod.clone(), (Status::Carried, overlay)]
    );
    let alone = rows(|plan| {
        plan.environment.gitops = None;
        plan.environment.clusters.truncate(1);
    });
    assert_eq!(alone, [pod]);
}
