//! The start of pods: what clusters say of it is in every sum, once for each pod.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

/// Read 5m, step 6m, check 4m and write 5m, on one engine whose pods start in this time.
fn started(engine: &str, startup_seconds: Option<u64>, change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = analytics();
    plan.environment.targets = vec![target(engine)];
    for cluster in &mut plan.environment.clusters {
        cluster.startup_seconds = startup_seconds;
    }
    change(&mut plan);
    plan
}

/// The row of the deadline, or what is wrong with it.
fn sum(mut plan: Plan) -> String {
    let found = pipewright_prove::prove(&mut plan);
    let of_time = |found: &&pipewright_diagnostics::Diagnostic| {
        found.rule.code.starts_with("PW051") || found.rule.code == "PW0530"
    };
    match found.iter().find(of_time) {
        Some(found) => text(found),
        None => row(&plan, "deadline").unwrap_or_default().join("\n"),
    }
}

/// Without the columns.
fn words(lines: &str) -> String {
    lines.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn each_task_waits_for_its_pod_where_each_has_one() {
    assert_eq!(
        sum(started("argo_workflows", Some(90), |_| {})),
        "on argo_workflows the longest path of tasks, one attempt of each at its timeout:\n\
         \u{20} read_accounts          6m 30s  with 1m 30s to start\n\
         + by_country             7m 30s  with 1m 30s to start\n\
         + check_by_country       5m 30s  with 1m 30s to start\n\
         + write_country_revenue  6m 30s  with 1m 30s to start\n\
         =                           26m  ≤ 30m"
    );
}

#[test]
fn one_pod_waits_once_in_each_attempt() {
    assert_eq!(
        sum(started("kubernetes", Some(90), |plan| {
            plan.pipeline.deadline.as_mut().unwrap().seconds = 3_600;
            plan.pipeline.deadline.as_mut().unwrap().guaranteed = true;
            retried(plan, 1);
        })),
        "on kubernetes tasks run one after another, each attempt at its timeout, with the longest waits:\n\
         \u{20} read_accounts               10m  2 × 5m\n\
         + by_country                  12m  2 × 6m\n\
         + check_by_country             8m  2 × 4m\n\
         + write_country_revenue       10m  2 × 5m\n\
         + start of the pod             3m  2 × 1m 30s\n\
         + waits between attempts      30s  an attempt runs all tasks again\n\
         =                         43m 30s  ≤ 1h"
    );
}

#[test]
fn a_timeout_that_begins_before_the_pod_has_a_node_holds_its_start() {
    let counted = sum(started("airflow", Some(90), |_| {}));
    assert_eq!(counted, sum(started("airflow", None, |_| {})));
    assert!(!counted.contains("start"), "{counted}");
    // What is expected is the work alone: it starts first, and ends by its timeout all the same.
    let expected = |seconds| {
        sum(started("airflow", Some(90), |plan| {
            plan.pipeline.tasks[1].expected = Some(Expected {
                seconds,
                origin: at(214),
            });
        }))
    };
    for (seconds, line) in [
        (120, "+ by_country 3m 30s expected,"),
        (330, "+ by_country 6m expected,"),
    ] {
        let lines = words(&expected(seconds));
        assert!(
            lines.contains(&format!("{line} with 1m 30s to start")),
            "{lines}"
        );
    }
}

#[test]
fn a_timeout_that_its_start_takes_up_is_told() {
    let told = |engine: &str, startup: u64, expected: Option<u64>| {
        let mut plan = started(engine, Some(startup), |plan| {
            plan.pipeline.tasks.truncate(2);
            plan.pipeline.tasks[1].expected = expected.map(|seconds| Expected {
                seconds,
                origin: at(214),
            });
            plan.pipeline.tasks[0].timeout_written = false;
        });
        let found = pipewright_prove::prove(&mut plan);
        let found = found.iter().find(|found| found.rule.code == "PW0531");
        found.map(text).unwrap_or_default()
    };
    // The step's timeout is 6m.
    assert_eq!(
        told("airflow", 360, None),
        "Warning PW0531: `by_country` may be ended on airflow before its pod has begun
  212: the timeout of an attempt is 6m
  70: a pod here may wait 6m for a node and its images
  | start 6m ≥ timeout 6m
  | on airflow a timeout begins when the pod is asked for
  help: write a timeout that leaves room for the start of the pod and for the work"
    );
    assert!(told("airflow", 240, Some(120)).contains("| start 4m + expected 2m ≥ timeout 6m"));
    for (engine, startup, expected) in [
        ("airflow", 359, None),
        ("airflow", 239, Some(120)),
        ("argo_workflows", 600, None),
        ("kubernetes", 600, None),
    ] {
        assert_eq!(told(engine, startup, expected), "", "{engine}");
    }
}

#[test]
fn what_takes_no_pod_starts_at_once() {
    let lines = sum(started("argo_workflows", Some(90), |plan| {
        plan.pipeline.tasks[0].containers.clear();
    }));
    assert!(
        words(&lines).contains("timeout: read_accounts 5m + by_country 7m 30s"),
        "{lines}"
    );
}

#[test]
fn starts_may_miss_a_deadline() {
    let found = sum(started("argo_workflows", Some(180), |_| {}));
    assert!(
        found.starts_with("Error PW0510: `customer_analytics` cannot meet its deadline: one clean run on argo_workflows may take 32m"),
        "{found}"
    );
    // Two minutes and a half fill the 30 exactly.
    let fits = sum(started("argo_workflows", Some(150), |_| {}));
    assert!(words(&fits).ends_with("= 30m ≤ 30m"), "{fits}");
}

#[test]
fn a_sum_names_what_it_does_not_count() {
    let lines = sum(started("argo_workflows", None, |_| {}));
    assert!(
        lines.ends_with(
            "waiting for nodes and images on argo_workflows is not counted: `frankfurt` says no `startup`"
        ),
        "{lines}"
    );
}

#[test]
fn a_guarantee_asks_for_the_fact() {
    let guaranteed = |engine: &str, startup: Option<u64>| {
        sum(started(engine, startup, |plan| {
            plan.pipeline.deadline.as_mut().unwrap().guaranteed = true;
        }))
    };
    assert_eq!(
        guaranteed("argo_workflows", None),
        "Note PW0530: nobody says how long pods on the cluster `frankfurt` wait for a node and its images
  70: no `startup` is written
  32: a guarantee that does not count it
  | because on argo_workflows the timeouts of tasks begin when their pods have a node
  help: write the longest, as `startup = 2m`"
    );
    assert!(guaranteed("argo_workflows", Some(90)).starts_with("on argo_workflows"));
    assert!(guaranteed("airflow", None).starts_with("on airflow"));
}
