//! Plans the tests of this target share.
#![allow(dead_code, reason = "each test file uses some of them")]

pub mod constructs;
pub mod small;

use std::collections::BTreeMap;

use pipewright_plan::{
    Backoff, EnvironmentVariable, Notification, NotificationKind, Overlap, Plan, Reaction,
    ReactionEvent, Retry, Schedule, Task, Text, Trigger, VariableValue,
};
use pipewright_pod::fixtures::{customer_analytics, origin, secret};

/// Text that means something to Python, Jinja, Kubernetes, YAML, HTML, or a careless reader.
pub const HOSTILE: &[&str] = &[
    "{{ conn.x.password }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{# note #}",
    "}} %} {{",
    "{{ '{{' }}",
    "\"\"\"",
    "'''",
    "'; import os; os.abort() #",
    "\"); __import__('os').abort() #",
    "it's \"both\"",
    "back\\slash\\",
    "\\N{DIGIT ONE}\\x41\\u0041",
    "two\nlines",
    "ends in newline\n",
    "ends in two\n\n",
    "carriage\r\nreturn",
    "tab\there",
    "$(PIPEWRIGHT_RUN_ID)",
    "$(X) $$ $$(Y) ${Z}",
    "notes.md",
    "run.sh",
    "query.sql",
    "größe 数量 🦀 e\u{301}",
    "# fmt: off",
    "f\"{1}\"",
    "%s %(x)s {0}",
    "",
    " ",
    "<script>alert(1)</script>",
    "right\u{202e}to left",
    "no\u{85}t\u{2028}lines\u{2029}",
    "\u{feff}mark",
    "\0nul",
    "very long, longer than a line of eighty-eight columns, and then some more of it so that it is sure",
    "数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量",
];

/// The program of the language's first page.
pub fn first_page() -> Plan {
    customer_analytics()
}

/// One task, run by hand, nothing else demanded.
pub fn minimal() -> Plan {
    let mut plan = customer_analytics();
    plan.pipeline.name = "minimal".to_owned();
    plan.pipeline.slug = "minimal".to_owned();
    plan.pipeline.doc = None;
    plan.pipeline.owner = None;
    plan.pipeline.labels.clear();
    started_by(&mut plan, Schedule::Manual);
    plan.pipeline.deadline = None;
    plan.pipeline.region = None;
    retry(&mut plan, None);
    plan.pipeline.reactions.clear();
    plan.environment.clusters.clear();
    plan.pipeline.tasks.retain(|task| task.name == "by_country");
    for task in &mut plan.pipeline.tasks {
        task.needs.clear();
        task.datasets.clear();
        for container in &mut task.containers {
            container
                .env
                .retain(|variable| matches!(variable.value, VariableValue::Text(_)));
        }
    }
    plan.datasets.clear();
    plan
}

/// What starts runs, supplying nothing.
pub fn trigger(when: Schedule) -> Trigger {
    Trigger {
        clock_change: None,
        when,
        parameters: BTreeMap::new(),
        origin: origin(36),
    }
}

/// Makes this the only trigger.
pub fn started_by(plan: &mut Plan, when: Schedule) {
    plan.pipeline.triggers = vec![trigger(when)];
}

/// Everything a pipeline may ask of Airflow: groups, a GPU, all notifiers, a dataset's schedule.
pub fn everything() -> Plan {
    let mut plan = customer_analytics();
    let pipeline = &mut plan.pipeline;
    pipeline.name = "everything".to_owned();
    pipeline.slug = "everything".to_owned();
    pipeline.doc =
        Some("Loads each table.\n\nAs *Markdown*:\n\n- one\n- two\n    deeper".to_owned());
    pipeline.overlap = Overlap::Allow;
    pipeline.triggers = vec![trigger(Schedule::Datasets {
        names: vec!["accounts".to_owned()],
    })];
    let all = vec![
        NotificationKind::Slack {
            channel: "#data".to_owned(),
            webhook: secret("slack/hook", &["url"]),
            connection: "slack_data".to_owned(),
        },
        NotificationKind::Email {
            to: vec!["a@acme.com".to_owned(), "b@acme.com".to_owned()],
            from: "pipelines@acme.com".to_owned(),
            server: "mail.acme.com:587".to_owned(),
            connection: "smtp_acme".to_owned(),
        },
        NotificationKind::Pagerduty {
            key: secret("pagerduty/key", &["key"]),
            severity: "critical".to_owned(),
            connection: "pagerduty_data".to_owned(),
        },
        NotificationKind::Webhook {
            url: secret("hook/url", &["url"]),
            connection: "acme_hook".to_owned(),
        },
    ];
    let notification = |kind| Notification {
        connector: "x.y".to_owned(),
        kind,
        region: None,
    };
    pipeline.reactions = vec![
        reaction(
            ReactionEvent::Failure,
            all.iter().cloned().map(notification).collect(),
        ),
        reaction(
            ReactionEvent::Success,
            all.into_iter().skip(3).map(notification).collect(),
        ),
    ];
    let steps = ["orders", "customers", "class"].map(|element| {
        let mut task = renamed(plan.task("by_country").unwrap(), &format!("load_{element}"));
        task.group = Some("load".to_owned());
        task
    });
    let mut gpu = renamed(plan.task("by_country").unwrap(), "train");
    gpu.containers[0].resources.gpu = 2;
    gpu.containers[0].resources.disk_bytes = 40 << 30;
    gpu.needs = steps.iter().map(|task| task.name.clone()).collect();
    gpu.doc = Some("Trains the model.\nFor hours.".to_owned());
    gpu.datasets = vec!["country_revenue".to_owned()];
    let mut keyword = renamed(plan.task("by_country").unwrap(), "class");
    keyword.needs = vec!["train".to_owned()];
    plan.pipeline.tasks.extend(steps);
    plan.pipeline.tasks.extend([gpu, keyword]);
    retry(
        &mut plan,
        Some(Retry {
            times: 3,
            backoff: Some(Backoff {
                first_seconds: 30,
                longest_seconds: 3600,
            }),
            origin: origin(40),
        }),
    );
    plan
}

/// What happens after a failed attempt of any task.
fn retry(plan: &mut Plan, retry: Option<Retry>) {
    for task in &mut plan.pipeline.tasks {
        task.retry.clone_from(&retry);
    }
    plan.pipeline.retry = retry;
}

fn reaction(event: ReactionEvent, notify: Vec<Notification>) -> Reaction {
    Reaction {
        event,
        task: None,
        notify,
        origin: origin(60),
    }
}

/// A task of another name.
pub fn renamed(task: &Task, name: &str) -> Task {
    let mut task = task.clone();
    for container in &mut task.containers {
        container.name = name.replace('_', "-");
    }
    task.name = name.to_owned();
    task
}

/// The first page with this text wherever text is free.
pub fn hostile(text: &str, number: usize) -> Plan {
    let mut plan = customer_analytics();
    plan.pipeline.name = format!("hostile_{number}");
    plan.pipeline.slug = format!("hostile-{number}");
    plan.compiler = "0.1.0".to_owned();
    plan.pipeline.doc = Some(text.to_owned());
    plan.pipeline.owner = Some(text.to_owned());
    plan.pipeline.origin.file = text.to_owned();
    plan.pipeline.labels = BTreeMap::new();
    plan.environment.registries.clear();
    for reaction in &mut plan.pipeline.reactions {
        reaction.notify = vec![
            Notification {
                connector: text.to_owned(),
                kind: NotificationKind::Email {
                    to: vec![text.to_owned()],
                    from: text.to_owned(),
                    server: text.to_owned(),
                    connection: text.to_owned(),
                },
                region: None,
            },
            Notification {
                connector: text.to_owned(),
                kind: NotificationKind::Slack {
                    channel: text.to_owned(),
                    webhook: secret("slack/hook", &["url"]),
                    connection: text.to_owned(),
                },
                region: None,
            },
        ];
    }
    for (place, task) in plan.pipeline.tasks.iter_mut().enumerate() {
        task.doc = Some(text.to_owned());
        if place < 2 {
            task.group = Some(text.to_owned());
        }
        for container in &mut task.containers {
            container.purpose = text.to_owned();
            container.command = Some(vec!["tool".into(), Text::literal(text)]);
            let mut around = Text::literal(text);
            around.push_variable("PIPEWRIGHT_RUN_ID");
            around.push_literal(text);
            container.args = vec![Text::literal(text), around.clone()];
            for (name, value) in [("PLAIN", Text::literal(text)), ("AROUND", around)] {
                container.env.push(EnvironmentVariable {
                    name: name.to_owned(),
                    value: VariableValue::Text(value),
                });
            }
        }
    }
    plan
}
