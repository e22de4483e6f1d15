//! Messages to people: a container that posts a JSON document to the address in a secret.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Container, EmptyDirVolumeSource, EnvVar, EnvVarSource, SecretKeySelector, Volume, VolumeMount,
};
use pipewright_plan::{
    Notification, NotificationKind, Plan, Reaction, ReactionEvent, Resources, SecretUse, Variable,
};
use pipewright_pod::{
    EngineVariables, TEMPORARY_PATH, TEMPORARY_VOLUME, labels, quantity, security,
};
use serde_json::{Value, json};

use crate::crd::{Arguments, DagTask, Inputs, Metadata, Template, TemplateOf};
use crate::depends::{conjunction, has_ended};
use crate::finish;
use crate::frame::Frame;
use crate::inputs::{self, LOGICAL_TIME, RUN_ID};
use crate::template::MAIN;

/// The label of pods that tell people: only they reach whom they tell.
pub const ROLE: &str = "pipewright.dev/role";

/// Its value.
pub const NOTIFIER: &str = "notifier";

/// What sends messages.
const CURL: &str = "docker.io/curlimages/curl:8.16.0";

/// The variable that holds the address.
const URL: &str = "PIPEWRIGHT_URL";

/// The variable that holds a key.
const KEY: &str = "PIPEWRIGHT_KEY";

/// Seconds a message may take.
const PATIENCE: i64 = 120;

/// Where PagerDuty takes events.
const PAGERDUTY: &str = "https://events.pagerduty.com/v2/enqueue";

/// One message: the reaction it belongs to, by its place, and its own place there.
struct Message<'a> {
    reaction: &'a Reaction,
    notification: &'a Notification,
    name: String,
}

fn messages<'a>(frame: &Frame<'a>) -> Vec<Message<'a>> {
    let plan: &'a Plan = frame.plan;
    let mut found = Vec::new();
    for (place, reaction) in plan.pipeline.reactions.iter().enumerate() {
        for (own, notification) in reaction.notify.iter().enumerate() {
            let name = format!("notify-{}-{}", place + 1, own + 1);
            found.push(Message {
                reaction,
                notification,
                name: frame.names.own(&name),
            });
        }
    }
    found
}

/// Whether the message is about a step's success, which is told while the run goes on.
fn is_of_step(reaction: &Reaction) -> bool {
    reaction.event == ReactionEvent::Success && reaction.task.is_some()
}

/// The name of the template of a message.
#[must_use]
pub fn name(frame: &Frame<'_>, reaction: usize, notification: usize) -> String {
    let name = format!("notify-{}-{}", reaction + 1, notification + 1);
    frame.names.own(&name)
}

/// The templates of all messages.
#[must_use]
pub fn templates(frame: &Frame<'_>) -> Vec<Template> {
    messages(frame)
        .into_iter()
        .map(|message| template(frame.plan, &message))
        .collect()
}

/// Messages about single steps that succeeded, in the DAG of the work.
#[must_use]
pub fn of_steps(frame: &Frame<'_>) -> Vec<DagTask> {
    messages(frame)
        .into_iter()
        .filter(|message| is_of_step(message.reaction))
        .map(|message| {
            let step = message.reaction.task.as_deref().unwrap_or_default();
            DagTask {
                depends: Some(format!("{}.Succeeded", frame.names.task(step))),
                ..dag_task(&message)
            }
        })
        .collect()
}

/// Messages about the run, and about steps that failed, in the DAG of the end: after everything
/// else there.
#[must_use]
pub fn of_runs(frame: &Frame<'_>) -> Vec<DagTask> {
    let after = conjunction(
        frame
            .end()
            .map(|task| has_ended(frame.names.task(&task.name)))
            .collect(),
    );
    messages(frame)
        .into_iter()
        .filter(|message| !is_of_step(message.reaction))
        .map(|message| {
            let when = match (&message.reaction.task, message.reaction.event) {
                (Some(step), _) => finish::has_failed(frame, step),
                (None, ReactionEvent::Success) => finish::run_failed(frame).negated(),
                (None, _) => finish::run_failed(frame),
            };
            DagTask {
                depends: after.clone(),
                when: Some(when.tag()),
                ..dag_task(&message)
            }
        })
        .collect()
}

fn dag_task(message: &Message<'_>) -> DagTask {
    DagTask {
        name: message.name.clone(),
        template: TemplateOf::Template(message.name.clone()),
        arguments: Arguments {
            parameters: inputs::handed_on(&[RUN_ID, LOGICAL_TIME]),
        },
        ..DagTask::default()
    }
}

fn template(plan: &Plan, message: &Message<'_>) -> Template {
    Template {
        name: message.name.clone(),
        inputs: Inputs {
            parameters: inputs::of_run(),
        },
        metadata: Metadata {
            labels: BTreeMap::from([(ROLE.to_owned(), NOTIFIER.to_owned())]),
            annotations: inputs::run_annotations(),
        },
        active_deadline_seconds: Some(PATIENCE),
        container: Some(container(plan, message)),
        volumes: vec![Volume {
            name: TEMPORARY_VOLUME.to_owned(),
            empty_dir: Some(EmptyDirVolumeSource {
                medium: None,
                size_limit: Some(quantity::bytes(64 << 20)),
            }),
            ..Volume::default()
        }],
        ..Template::default()
    }
}

/// One container that posts one document. The run's id is filled in by the kubelet; it is a name of
/// Kubernetes, so that it means nothing in JSON.
fn container(plan: &Plan, message: &Message<'_>) -> Container {
    let engine = EngineVariables::from_annotations();
    let (document, address, secret) = request(plan, message);
    let mut env = vec![engine.run_id, engine.logical_time];
    if let Some((name, secret)) = secret {
        env.push(from_secret(name, secret));
    }
    let mut args: Vec<String> = [
        "--fail-with-body",
        "--silent",
        "--show-error",
        "--globoff",
        "--max-time",
        "30",
        "--retry",
        "2",
        "--header",
        "Content-Type: application/json",
        "--data-raw",
    ]
    .map(str::to_owned)
    .to_vec();
    args.push(document);
    args.push(address);
    let mut made = Container {
        name: MAIN.to_owned(),
        image: Some(CURL.to_owned()),
        image_pull_policy: Some("Always".to_owned()),
        command: Some(vec!["curl".to_owned()]),
        args: Some(args),
        env: Some(env),
        resources: Some(pipewright_pod::resources(Resources {
            cpu_millis: 100,
            memory_bytes: 64 << 20,
            disk_bytes: 64 << 20,
            gpu: 0,
        })),
        volume_mounts: Some(vec![VolumeMount {
            name: TEMPORARY_VOLUME.to_owned(),
            mount_path: TEMPORARY_PATH.to_owned(),
            ..VolumeMount::default()
        }]),
        security_context: Some(security::container_security()),
        ..Container::default()
    };
    crate::braces::shield(&mut made);
    made
}

/// The document, where it goes, and the secret that takes.
fn request<'a>(
    plan: &Plan,
    message: &Message<'a>,
) -> (String, String, Option<(&'static str, &'a SecretUse)>) {
    let run = format!("$({})", Variable::RunId.name());
    let what = what_happened(plan, message.reaction);
    let from_url = format!("$({URL})");
    let (document, address, secret) = match &message.notification.kind {
        NotificationKind::Slack { webhook, .. } => {
            let text = format!("{what}: run {run}");
            (json!({ "text": text }), from_url, Some((URL, webhook)))
        }
        NotificationKind::Webhook { url, .. } => {
            let event = match message.reaction.event {
                ReactionEvent::Success => "success",
                ReactionEvent::Failure | ReactionEvent::Late { .. } => "failure",
            };
            let mut document = json!({
                "pipeline": literal(&plan.pipeline.name),
                "event": event,
                "run": run,
            });
            if let (Some(step), Value::Object(fields)) = (&message.reaction.task, &mut document) {
                fields.insert("step".to_owned(), literal(step).into());
            }
            (document, from_url, Some((URL, url)))
        }
        NotificationKind::Pagerduty { key, severity, .. } => {
            let document = json!({
                "routing_key": format!("$({KEY})"),
                "event_action": "trigger",
                "dedup_key": run,
                "payload": {
                    "summary": format!("{what}: run {run}"),
                    "source": literal(&plan.pipeline.name),
                    "severity": literal(severity),
                },
            });
            (document, PAGERDUTY.to_owned(), Some((KEY, key)))
        }
        // Refused before anything is written.
        NotificationKind::Email { .. } => (Value::Null, String::new(), None),
    };
    (document.to_string(), address, secret)
}

fn what_happened(plan: &Plan, reaction: &Reaction) -> String {
    let ended = match reaction.event {
        ReactionEvent::Success => "succeeded",
        ReactionEvent::Failure | ReactionEvent::Late { .. } => "failed",
    };
    let (name, environment) = (&plan.pipeline.name, &plan.environment.name);
    literal(&match &reaction.task {
        Some(step) => format!("{step} of {name} {ended} in {environment}"),
        None => format!("{name} {ended} in {environment}"),
    })
}

/// Text the kubelet leaves as it is.
fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

fn from_secret(name: &str, secret: &SecretUse) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: secret.secret.clone(),
                key: secret.keys.first().cloned().unwrap_or_default(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// Whether anybody is told anything.
#[must_use]
pub fn tells(plan: &Plan) -> bool {
    plan.pipeline
        .reactions
        .iter()
        .any(|reaction| !reaction.notify.is_empty())
}

/// The labels that select the pods that tell people.
#[must_use]
pub fn selector(plan: &Plan) -> BTreeMap<String, String> {
    let mut selector = labels::selector(plan);
    selector.insert(ROLE.to_owned(), NOTIFIER.to_owned());
    selector
}
