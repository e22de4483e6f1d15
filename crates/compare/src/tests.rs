//! The first page's pipeline in environments that differ in one thing each.

use pipewright_plan::{Plan, Schedule, SecretStore, Task, Text};
use pipewright_pod::fixtures::customer_analytics;
use serde_json::{Value, json};

use crate::{Difference, compare, compare_platforms, shown};

fn with(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = customer_analytics();
    change(&mut plan);
    plan
}

fn told(differences: &[Difference]) -> Vec<String> {
    let line = |found: &Difference| {
        let (from, to) = (shown(found.from.as_ref()), shown(found.to.as_ref()));
        format!("{}: {from} -> {to}", found.path)
    };
    differences.iter().map(line).collect()
}

fn step<'a>(plan: &'a mut Plan, name: &str) -> &'a mut Task {
    let tasks = plan.pipeline.tasks.iter_mut();
    tasks.into_iter().find(|task| task.name == name).unwrap()
}

#[test]
fn an_environment_is_like_itself() {
    let plan = customer_analytics();
    let found = compare(&plan, &plan, &plan);
    assert!(found.is_same_graph() && found.parameters.is_empty());
    assert_eq!(found.pipeline, "customer_analytics");
    assert!(compare_platforms(&plan.environment, &plan.environment).is_empty());
}

#[test]
fn facts_of_the_platform_are_bindings() {
    let from = customer_analytics();
    let to = with(|plan| {
        plan.environment.namespace = "data-dev".to_owned();
        plan.environment.name = "dev".to_owned();
        plan.environment.secrets = SecretStore::Existing;
        plan.environment.registries.clear();
        if let Some(staging) = &mut plan.environment.staging {
            staging.uri = "s3://dev-staging/".to_owned();
        }
        plan.environment.clusters.truncate(0);
        plan.environment.targets.truncate(1);
        plan.environment.origin.line += 1;
    });
    let found = compare(&from, &from, &to);
    assert!(found.is_same_graph());
    let lines = told(&compare_platforms(&from.environment, &to.environment));
    for start in [
        "clusters: [",
        "namespace: ",
        "registries: [",
        "secrets: ",
        "staging/uri: ",
        "targets: [",
    ] {
        assert_eq!(
            lines.iter().filter(|line| line.starts_with(start)).count(),
            1,
            "{start} {lines:#?}"
        );
    }
    assert_eq!(lines.len(), 6, "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.ends_with("-> existing")),
        "{lines:#?}"
    );
}

#[test]
fn values_of_parameters_leave_the_graph_alone() {
    let at = |batch: i64| {
        move |plan: &mut Plan| {
            plan.pipeline
                .parameters
                .insert("batch".to_owned(), json!(batch));
            let step = step(plan, "by_country");
            step.timeout_seconds = 60 + batch.unsigned_abs();
            let container = step.containers.last_mut().unwrap();
            container.args = vec![Text::literal(batch.to_string())];
            container.image.tag = Some(format!("{batch}.0"));
            container.resources.cpu_millis = 1000 * batch.unsigned_abs();
        }
    };
    let (from, bound) = (with(at(1)), with(at(2)));
    let found = compare(&from, &bound, &bound);
    assert!(found.is_same_graph(), "{:#?}", found.graph);
    assert_eq!(told(&found.parameters), ["parameters/batch: 1 -> 2"]);
}

#[test]
fn what_runs_and_after_what_is_the_graph() {
    type Change = fn(&mut Plan);
    let changes: [(&str, Change); 5] = [
        ("tasks/by_country_2: nothing -> ", |plan| {
            let mut more = step(plan, "by_country").clone();
            more.name = "by_country_2".to_owned();
            plan.pipeline.tasks.push(more);
        }),
        ("tasks/by_country/needs: ", |plan| {
            step(plan, "by_country").needs.push("elsewhere".to_owned());
        }),
        ("tasks/by_country/containers: ", |plan| {
            let container = step(plan, "by_country").containers[0].clone();
            step(plan, "by_country").containers.push(container);
        }),
        ("triggers: ", |plan| {
            plan.pipeline.triggers[0].when = Schedule::Manual;
        }),
        ("overlap: ", |plan| {
            plan.pipeline.overlap = pipewright_plan::Overlap::Allow;
        }),
    ];
    let from = customer_analytics();
    for (start, change) in changes {
        let bound = with(change);
        let lines = told(&compare(&from, &bound, &bound).graph);
        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert!(lines[0].starts_with(start), "{lines:#?}");
        // The other way round it is gone.
        assert!(!compare(&bound, &from, &from).is_same_graph());
    }
}

#[test]
fn containers_of_the_platform_are_no_part_of_the_graph() {
    let from = customer_analytics();
    let to = with(|plan| {
        plan.environment.staging = None;
        for task in &mut plan.pipeline.tasks {
            task.containers.truncate(1);
            task.uses_staging = false;
            task.endpoints.clear();
        }
    });
    let found = compare(&from, &from, &to);
    assert!(found.is_same_graph(), "{:#?}", found.graph);
    let platform = compare_platforms(&from.environment, &to.environment);
    assert_eq!(platform.len(), 1, "{platform:#?}");
    // But a platform that lost a task is told.
    let lost = with(|plan| {
        plan.pipeline.tasks.pop();
    });
    assert!(!compare(&from, &from, &lost).is_same_graph());
}

#[test]
fn values_are_shown_so_that_they_can_be_told_apart() {
    let show = |value: Value| shown(Some(&value));
    assert_eq!(shown(None), "nothing");
    assert_eq!(show(json!("s3://acme-staging/")), "s3://acme-staging/");
    assert_eq!(show(json!("kubernetes 1.35")), "kubernetes 1.35");
    for text in [
        "",
        " ",
        "a, b",
        "nothing",
        "a  b",
        "x\u{1b}[2J",
        "a]",
        "1 → 2",
    ] {
        assert!(show(json!(text)).starts_with('"'), "{text}");
    }
    assert_eq!(show(json!(["a", 1, true])), "[a, 1, true]");
    assert_eq!(show(json!({ "kind": "external" })), "{ kind = external }");
}
