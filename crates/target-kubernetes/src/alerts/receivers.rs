//! The AlertmanagerConfig that sends a pipeline's alerts to whom the author named.

use k8s_openapi::api::core::v1::SecretKeySelector;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{Notification, NotificationKind, Plan, SecretUse};
use pipewright_pod::labels;
use serde::Serialize;

use super::{ALERT_LABEL, literal};

const TITLE: &str = "{{ .CommonAnnotations.summary }}";
const TEXT: &str = "{{ .CommonAnnotations.description }}";

/// `monitoring.coreos.com/v1alpha1` `AlertmanagerConfig`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertmanagerConfig {
    api_version: &'static str,
    kind: &'static str,
    /// Its metadata.
    pub metadata: ObjectMeta,
    spec: Spec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Spec {
    route: Route,
    receivers: Vec<Receiver>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Route {
    receiver: String,
    group_by: Vec<&'static str>,
    group_wait: &'static str,
    repeat_interval: &'static str,
    matchers: Vec<Matcher>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Matcher {
    name: &'static str,
    value: String,
    match_type: &'static str,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Receiver {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<Slack>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_configs: Vec<Email>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pagerduty_configs: Vec<Pagerduty>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhook_configs: Vec<Webhook>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Slack {
    #[serde(rename = "apiURL")]
    api_url: SecretKeySelector,
    channel: String,
    title: &'static str,
    text: &'static str,
    send_resolved: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Email {
    to: String,
    from: String,
    smarthost: String,
    #[serde(rename = "requireTLS")]
    require_tls: bool,
    send_resolved: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pagerduty {
    routing_key: SecretKeySelector,
    severity: String,
    description: &'static str,
    send_resolved: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    url_secret: SecretKeySelector,
    send_resolved: bool,
}

/// The route and the receiver of the pipeline. An alert lasts an hour and is told again after a
/// day: one message a failed run.
#[must_use]
pub fn alertmanager_config(plan: &Plan, told: &[&Notification]) -> AlertmanagerConfig {
    let slug = &plan.pipeline.slug;
    let mut receiver = Receiver {
        name: slug.clone(),
        ..Receiver::default()
    };
    for notification in told {
        add(&mut receiver, &notification.kind);
    }
    AlertmanagerConfig {
        api_version: "monitoring.coreos.com/v1alpha1",
        kind: "AlertmanagerConfig",
        metadata: labels::metadata(plan, slug.clone()),
        spec: Spec {
            route: Route {
                receiver: slug.clone(),
                group_by: vec!["job_name"],
                group_wait: "10s",
                repeat_interval: "24h",
                matchers: vec![Matcher {
                    name: ALERT_LABEL,
                    value: slug.clone(),
                    match_type: "=",
                }],
            },
            receivers: vec![receiver],
        },
    }
}

fn add(receiver: &mut Receiver, kind: &NotificationKind) {
    match kind {
        NotificationKind::Slack {
            channel, webhook, ..
        } => receiver.slack_configs.push(Slack {
            api_url: first_key(webhook),
            channel: literal(channel),
            title: TITLE,
            text: TEXT,
            send_resolved: false,
        }),
        NotificationKind::Email {
            to, from, server, ..
        } => receiver.email_configs.push(Email {
            to: literal(&to.join(", ")),
            from: literal(from),
            smarthost: server.clone(),
            require_tls: true,
            send_resolved: false,
        }),
        NotificationKind::Pagerduty { key, severity, .. } => {
            receiver.pagerduty_configs.push(Pagerduty {
                routing_key: first_key(key),
                severity: literal(severity),
                description: TITLE,
                send_resolved: false,
            });
        }
        NotificationKind::Webhook { url, .. } => receiver.webhook_configs.push(Webhook {
            url_secret: first_key(url),
            send_resolved: false,
        }),
    }
}

/// The plan promises that what is needed is in the first key.
fn first_key(secret: &SecretUse) -> SecretKeySelector {
    SecretKeySelector {
        name: secret.secret.clone(),
        key: secret.keys.first().cloned().unwrap_or_default(),
        optional: None,
    }
}
