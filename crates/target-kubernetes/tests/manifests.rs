//! What the pipeline of the language's first page becomes, file by file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_backend::Target;
use pipewright_plan::{Guarantee, Schedule, SecretStore};
use pipewright_pod::fixtures::{customer_analytics, trigger};
use pipewright_target_kubernetes::Kubernetes;

#[test]
fn every_file_of_the_first_page() {
    let plan = customer_analytics();
    for (path, file) in support::build(&[&plan]).iter() {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(path.replace('/', "__"), file.text);
        });
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = customer_analytics();
    assert_eq!(support::build(&[&plan]), support::build(&[&plan]));
}

#[test]
fn every_constraint_has_a_row_but_those_that_are_proven() {
    use pipewright_plan::ConstraintKind as Kind;
    let mut plan = customer_analytics();
    plan.ledger.rows = Kubernetes.enforce(&plan);
    let open: Vec<Kind> = plan
        .ledger
        .open("kubernetes")
        .iter()
        .map(|constraint| constraint.kind)
        .collect();
    assert_eq!(open, [Kind::Guarantee, Kind::Schema, Kind::Freshness]);
    let files = support::build(&[&plan]);
    for row in &plan.ledger.rows {
        let file = row
            .file
            .as_deref()
            .unwrap()
            .strip_prefix("kubernetes/")
            .unwrap();
        assert!(
            files.get(file).is_some(),
            "{file} of {} is written",
            row.constraint
        );
    }
    insta::assert_yaml_snapshot!("ledger", plan.ledger.rows);
}

#[test]
fn a_manual_pipeline_is_suspended() {
    let mut plan = customer_analytics();
    plan.pipeline.triggers = vec![trigger(Schedule::Manual)];
    let text = cron_job(&plan);
    assert!(text.contains("  suspend: true\n"), "{text}");
    assert!(text.contains("  schedule: 0 0 1 1 *\n"), "{text}");
    assert!(!text.contains("startingDeadlineSeconds"));
}

#[test]
fn a_pod_taken_away_counts_where_once_was_asked_for() {
    let mut plan = customer_analytics();
    assert!(cron_job(&plan).contains("DisruptionTarget"));
    plan.pipeline.guarantee = Some(Guarantee::AtMostOnce);
    assert!(!cron_job(&plan).contains("DisruptionTarget"));
}

#[test]
fn gpus_bring_their_toleration() {
    let mut plan = customer_analytics();
    assert!(!cron_job(&plan).contains("tolerations"));
    plan.pipeline.tasks[1].containers[0].resources.gpu = 2;
    let text = cron_job(&plan);
    assert!(text.contains("nvidia.com/gpu: \"2\""), "{text}");
    assert!(text.contains("tolerations"), "{text}");
}

#[test]
fn secrets_that_exist_are_not_made() {
    let mut plan = customer_analytics();
    plan.environment.secrets = SecretStore::Existing;
    let tree = support::build(&[&plan]);
    assert!(
        tree.get("overlays/frankfurt/external-secrets.yaml")
            .is_none()
    );
    for (path, file) in tree.iter() {
        assert!(!file.text.contains("ExternalSecret"), "{path}");
    }
}

#[test]
fn pipelines_share_their_secrets() {
    let first = customer_analytics();
    let mut second = customer_analytics();
    second.pipeline.name = "other".to_owned();
    second.pipeline.slug = "other".to_owned();
    let tree = support::build(&[&first, &second]);
    let secrets = &tree
        .get("overlays/frankfurt/external-secrets.yaml")
        .unwrap()
        .text;
    assert_eq!(secrets.matches("kind: ExternalSecret").count(), 3);
    assert_eq!(secrets.matches("# Generated").count(), 1);
}

#[test]
fn flux_leaves_dollar_braces_alone() {
    let mut plan = customer_analytics();
    assert!(!cron_job(&plan).contains("substitute"));
    plan.pipeline.tasks[1].containers[0]
        .args
        .push("${HOME}".into());
    let text = cron_job(&plan);
    assert!(
        text.contains("kustomize.toolkit.fluxcd.io/substitute: disabled"),
        "{text}"
    );
    assert!(text.contains("$${HOME}"), "{text}");
}

fn cron_job(plan: &pipewright_plan::Plan) -> String {
    support::build(&[plan])
        .get("base/customer-analytics/cronjob.yaml")
        .unwrap()
        .text
        .clone()
}
