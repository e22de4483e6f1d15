//! Moving a dataset moves the work: the next build puts it into another cluster, and what holds it
//! there changes in the generated files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::Path;

use pipewright_plan::{ConstraintKind, LedgerRow, Plan};

use support::{Outcome, compiled, files_of};

/// A project of `tests/proofs` with its data in other places.
fn moved(name: &str, changes: &[(&str, &str)]) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/proofs");
    let mut text = fs::read_to_string(folder.join(name)).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let outcome = compiled(files_of(&text));
    assert!(
        outcome.compilation.diagnostics.is_empty(),
        "{}",
        outcome.findings(80)
    );
    outcome
}

const ORDERS: &str = "prefix = \"orders/\"\n  region = ";

fn text<'a>(outcome: &'a Outcome, path: &str) -> &'a str {
    let file = outcome.compilation.files.get(path);
    &file.unwrap_or_else(|| panic!("no {path}")).text
}

/// The clusters of tasks, by name.
fn clusters(plan: &Plan) -> Vec<(&str, &str)> {
    let tasks = plan.pipeline.tasks.iter();
    let placed = tasks.map(|task| (task.name.as_str(), task.cluster.as_deref().unwrap()));
    placed.collect()
}

/// The rows of a target that say where the work stands.
fn rows<'a>(plan: &'a Plan, target: &str) -> Vec<&'a LedgerRow> {
    let ledger = &plan.ledger;
    let asked = ledger.constraints.iter();
    let asked: Vec<&str> = asked
        .filter(|constraint| constraint.kind == ConstraintKind::Cluster)
        .map(|constraint| constraint.id.as_str())
        .collect();
    let rows = ledger.rows.iter();
    rows.filter(|row| asked.contains(&row.constraint.as_str()))
        .filter(|row| row.target.as_deref() == Some(target))
        .collect()
}

#[test]
fn a_run_on_kubernetes_follows_its_data() {
    let gitops = (
        "  namespace = \"data\"",
        "  gitops = argocd { repo = \"https://git.example.com/acme/deploy.git\", sync = manual }\n  namespace = \"data\"",
    );
    let there = moved("cluster-nearest.near.pipe", &[gitops]);
    let here = moved("cluster-moved.near.pipe", &[gitops]);
    for (outcome, cluster, other, place) in [
        (&there, "dublin", "frankfurt", "eu-west-1"),
        (&here, "frankfurt", "dublin", "eu-central-1"),
    ] {
        let plan = &outcome.plans[0];
        assert!(clusters(plan).iter().all(|(_, found)| *found == cluster));
        let base = "prod/kubernetes";
        let overlay = |name| {
            text(
                outcome,
                &format!("{base}/overlays/{name}/kustomization.yaml"),
            )
        };
        assert!(overlay(cluster).contains("- ../../base/load-orders\n"));
        assert!(overlay(other).ends_with("resources: []\n"));
        let job = text(outcome, &format!("{base}/base/load-orders/cronjob.yaml"));
        let nodes = format!(
            "- key: topology.kubernetes.io/region\n{0}operator: In\n{0}values:\n{0}- {place}\n",
            " ".repeat(20)
        );
        assert!(job.contains(&nodes), "{job}");
        let rows = rows(plan, "kubernetes");
        let fields: Vec<&str> = rows
            .iter()
            .map(|row| row.file.as_deref().unwrap())
            .collect();
        assert_eq!(
            fields,
            [
                "kubernetes/base/load-orders/cronjob.yaml".to_owned(),
                format!("kubernetes/gitops/application-{cluster}.yaml"),
            ]
        );
        assert_eq!(rows[0].because, [format!("nodes in {place} only")]);
    }
}

#[test]
fn a_task_on_airflow_follows_what_it_reads() {
    let name = "cluster-per-step.near.pipe";
    let before = moved(name, &[]);
    let dag = "prod/airflow/dags/load_orders.py";
    assert_eq!(
        clusters(&before.plans[0]),
        [
            ("clean", "frankfurt"),
            ("score", "dublin"),
            ("write_mart", "frankfurt")
        ]
    );
    let elsewhere = "kubernetes_conn_id=\"kubernetes_dublin\"";
    assert_eq!(text(&before, dag).matches(elsewhere).count(), 1);
    assert!(text(&before, dag).contains("\"kubernetes_conn_id\": \"kubernetes_frankfurt\""));

    let from = format!("{ORDERS}eu-central-1");
    let to = format!("{ORDERS}eu-west-1");
    let after = moved(name, &[(&from, &to)]);
    assert_eq!(
        clusters(&after.plans[0]),
        [
            ("clean", "dublin"),
            ("score", "dublin"),
            ("write_mart", "frankfurt")
        ]
    );
    // Most stand in Dublin now: that is said once, and the write says where it stands.
    assert!(text(&after, dag).contains("\"kubernetes_conn_id\": \"kubernetes_dublin\""));
    let elsewhere = "kubernetes_conn_id=\"kubernetes_frankfurt\"";
    assert_eq!(text(&after, dag).matches(elsewhere).count(), 1);
    let told: Vec<(&str, &str)> = rows(&after.plans[0], "airflow")
        .into_iter()
        .map(|row| (row.constraint.as_str(), row.by.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("cluster/clean", "POD spec.affinity.node_affinity"),
            ("cluster/clean", "default_args kubernetes_conn_id"),
            ("cluster/score", "POD spec.affinity.node_affinity"),
            ("cluster/score", "default_args kubernetes_conn_id"),
            ("cluster/write_mart", "write_mart affinity"),
            ("cluster/write_mart", "write_mart kubernetes_conn_id"),
        ]
    );
}

/// Data that lies with no cluster pulls nothing: what else is touched decides.
#[test]
fn data_that_lies_with_none_moves_nothing() {
    let from = format!("{ORDERS}eu-west-1");
    let to = format!("{ORDERS}eu-north-1");
    let after = moved("cluster-nearest.near.pipe", &[(&from, &to)]);
    assert!(
        clusters(&after.plans[0])
            .iter()
            .all(|(_, found)| *found == "dublin")
    );
}

/// One cluster is one overlay of the environment's name.
#[test]
fn one_cluster_needs_no_names() {
    let only = ("[frankfurt, dublin]", "[dublin]");
    let alone = moved("cluster-nearest.near.pipe", &[only]);
    let overlay = "prod/kubernetes/overlays/prod/kustomization.yaml";
    assert!(text(&alone, overlay).contains("- ../../base\n"));
    text(&alone, "prod/kubernetes/base/kustomization.yaml");
}
