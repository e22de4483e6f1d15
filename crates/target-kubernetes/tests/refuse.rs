//! Each refusal, and the near miss beside it that is taken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use pipewright_backend::Target;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{
    Backoff, Endpoint, EnvironmentVariable, Plan, Reaction, ReactionEvent, Schedule, Text,
    VariableValue,
};
use pipewright_pod::fixtures::{customer_analytics, trigger};
use pipewright_target_kubernetes::Kubernetes;

fn refused(change: impl FnOnce(&mut Plan)) -> Vec<Diagnostic> {
    let mut plan = customer_analytics();
    change(&mut plan);
    Kubernetes.refuse(&plan)
}

fn codes(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    refused(change)
        .iter()
        .map(|diagnostic| diagnostic.rule.code)
        .collect()
}

/// One refusal as text: what a person reads.
fn told(change: impl FnOnce(&mut Plan)) -> String {
    let found = refused(change);
    assert_eq!(found.len(), 1, "{found:#?}");
    let diagnostic = &found[0];
    let mut text = format!("{} {}\n", diagnostic.rule.code, diagnostic.message);
    text.push_str(&format!(
        "  at {:?}: {}\n",
        diagnostic.primary.span, diagnostic.primary.text
    ));
    for label in &diagnostic.related {
        text.push_str(&format!("  at {:?}: {}\n", label.span, label.text));
    }
    for line in &diagnostic.because {
        text.push_str(&format!("  because {line}\n"));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    for fix in &diagnostic.fixes {
        text.push_str(&format!(
            "  fix: {} -> {:?}\n",
            fix.title, fix.edits[0].text
        ));
    }
    text
}

const NONE: [&str; 0] = [];

#[test]
fn the_first_page_is_taken() {
    assert_eq!(codes(|_| ()), NONE);
}

#[test]
fn backoff() {
    let backoff = Backoff {
        first_seconds: 30,
        longest_seconds: 300,
    };
    insta::assert_snapshot!(told(|plan| {
        plan.pipeline.retry.as_mut().unwrap().backoff = Some(backoff);
    }));
    assert_eq!(
        codes(|plan| plan.pipeline.retry.as_mut().unwrap().times = 9),
        NONE
    );
}

#[test]
fn schedule_on_datasets() {
    insta::assert_snapshot!(told(|plan| {
        plan.environment
            .targets
            .retain(|target| target.name != "airflow");
        plan.pipeline.triggers = vec![trigger(Schedule::Datasets {
            names: vec!["accounts".to_owned()],
        })];
    }));
    assert_eq!(
        codes(|plan| plan.pipeline.triggers = vec![trigger(Schedule::Manual)]),
        NONE
    );
}

#[test]
fn on_success() {
    insta::assert_snapshot!(told(
        |plan| plan.pipeline.reactions[0].event = ReactionEvent::Success
    ));
}

#[test]
fn on_failure_without_alerts() {
    insta::assert_snapshot!(told(|plan| plan.environment.alerts = None));
    let nobody = |plan: &mut Plan| {
        plan.environment.alerts = None;
        plan.pipeline.reactions = Vec::<Reaction>::new();
    };
    assert_eq!(codes(nobody), NONE);
}

#[test]
fn cron_the_server_does_not_take() {
    let cron = |expression: &str, zone: &str| {
        codes(|plan| {
            plan.pipeline.triggers = vec![trigger(Schedule::Cron {
                expression: expression.to_owned(),
                zone: zone.to_owned(),
                written: expression.to_owned(),
                shortest_period_seconds: 86_400,
                even: true,
            })];
        })
    };
    assert_eq!(cron("0 0 * * 7", "UTC"), ["PW0814"]);
    assert_eq!(cron("0 0 * * 0", "UTC"), NONE);
    assert_eq!(cron("0 0 0 * * *", "UTC"), ["PW0814"]);
    assert_eq!(cron("0 0 * * *", "Local"), ["PW0814"]);
    assert_eq!(cron("0 0 * * *", "America/Argentina/ComodRivadavia"), NONE);
    assert_eq!(
        cron("0 0 * * *", "America/Argentina/ComodRivadaviax"),
        ["PW0814"]
    );
}

#[test]
fn names() {
    let slug = |length: usize| codes(move |plan| plan.pipeline.slug = "n".repeat(length));
    assert_eq!(slug(52), NONE);
    assert_eq!(slug(53), ["PW0817"]);
    let container =
        |name: &str| codes(|plan| plan.pipeline.tasks[1].containers[0].name = name.to_owned());
    assert_eq!(container("pipewright-clock"), ["PW0817"]);
    assert_eq!(container("clock"), NONE);
    assert_eq!(container("check-by-country"), ["PW0802"]);
    assert_eq!(container("Upper"), ["PW0817"]);
}

#[test]
fn sql_beyond_a_config_map() {
    let sql = |bytes: usize| {
        codes(move |plan| {
            for task in &mut plan.pipeline.tasks {
                for container in &mut task.containers {
                    if let Some(file) = &mut container.file {
                        file.text = "-".repeat(bytes / 3);
                    }
                }
            }
        })
    };
    assert_eq!(sql(1 << 20), ["PW0801"]);
    assert_eq!(sql((1 << 20) - 8192), NONE);
}

#[test]
fn objects_beyond_the_server() {
    let tasks = |count: usize| {
        codes(move |plan| {
            let step = plan.pipeline.tasks[1].clone();
            for number in 0..count {
                let mut task = step.clone();
                task.containers[0].name = format!("step-{number}");
                task.timeout_seconds = 0;
                plan.pipeline.tasks.push(task);
            }
        })
    };
    assert_eq!(tasks(200), NONE);
    assert_eq!(tasks(2000), ["PW0816"]);
}

#[test]
fn annotations_beyond_the_server() {
    let doc = |length: usize| codes(|plan| plan.pipeline.doc = Some("d".repeat(length)));
    assert_eq!(doc((256 << 10) - 100), NONE);
    assert_eq!(doc(256 << 10), ["PW0816"]);
    let long = format!("short\n\n{}", "d".repeat(1 << 20));
    assert_eq!(codes(|plan| plan.pipeline.doc = Some(long)), NONE);
}

#[test]
fn labels() {
    let label = |key: &str, value: &str| {
        codes(|plan| {
            plan.pipeline
                .labels
                .insert(key.to_owned(), value.to_owned());
        })
    };
    assert_eq!(label("acme.com/team", "growth-data"), NONE);
    assert_eq!(label("acme.com/team", "growth data"), ["PW0803"]);
    assert_eq!(label("app.kubernetes.io/name", "x"), ["PW0803"]);
    assert_eq!(label("team name", "x"), ["PW0803"]);
}

#[test]
fn hosts() {
    let host = |host: &str| {
        codes(|plan| {
            let endpoint = Endpoint {
                host: host.to_owned(),
                port: 80,
            };
            plan.pipeline.tasks[0].endpoints.push(endpoint);
        })
    };
    assert_eq!(host("169.254.169.254"), ["PW0804"]);
    assert_eq!(host("169.253.169.254"), NONE);
    assert_eq!(host("metadata.google.internal"), ["PW0804"]);
}

#[test]
fn secrets_of_one_name() {
    let secret = |path: &str| {
        codes(|plan| {
            plan.pipeline.tasks[1].containers[0]
                .env
                .push(EnvironmentVariable {
                    name: "TOKEN".to_owned(),
                    value: VariableValue::Secret {
                        path: path.to_owned(),
                        secret: "salesforce-api".to_owned(),
                        key: "token".to_owned(),
                    },
                });
        })
    };
    assert_eq!(secret("salesforce-api"), ["PW0802"]);
    assert_eq!(secret("salesforce/api"), NONE);
}

#[test]
fn secrets_of_two_pipelines_and_one_name() {
    let first = customer_analytics();
    let other = |path: &str| {
        let mut plan = customer_analytics();
        plan.pipeline.name = "other".to_owned();
        plan.datasets[0].secrets[0].path = path.to_owned();
        for variable in &mut plan.pipeline.tasks[0].containers[0].env {
            if let VariableValue::Secret { path: used, .. } = &mut variable.value {
                *used = path.to_owned();
            }
        }
        plan
    };
    assert_eq!(together(&[&first, &other("salesforce-api")]), ["PW0802"]);
    assert_eq!(together(&[&first, &other("salesforce/api")]), NONE);
}

fn together(plans: &[&Plan]) -> Vec<&'static str> {
    Kubernetes
        .refuse_together(plans)
        .iter()
        .map(|found| found.rule.code)
        .collect()
}

#[test]
fn nothing_at_all_is_survived() {
    let mut plan = customer_analytics();
    plan.pipeline.tasks.clear();
    plan.pipeline.slug = String::new();
    plan.environment.namespace = String::new();
    plan.environment.clusters.clear();
    plan.pipeline.region = None;
    plan.pipeline
        .labels
        .insert(String::new(), "\u{0}".to_owned());
    plan.pipeline.owner = Some("{{ x }} \"\n".to_owned());
    assert!(!Kubernetes.refuse(&plan).is_empty());
    let _ = Kubernetes.refuse_together(&[&plan]);
    let _ = Kubernetes.refuse_together(&[]);
    let _ = Kubernetes.enforce(&plan);
    let _ = Kubernetes.emit(&plan);
    let _ = Kubernetes.finish(&[&plan]);
    let _ = Kubernetes.finish(&[]);
    let _ = Text::default();
}
