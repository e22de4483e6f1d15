//! Messages to people, as the providers' own notifiers.
//!
//! They run in the DAG processor, which knows `dag`, `run_id` and `reason` and sometimes nothing
//! else: templates use `run_id` only.

use pipewright_plan::{NotificationKind, PipelinePlan, ReactionEvent};

use crate::jinja::plain;
use crate::python::{Argument, Expression};

/// The classes and the modules they are imported from.
pub const CLASSES: &[(&str, &str)] = &[
    ("HttpNotifier", "airflow.providers.http.notifications.http"),
    (
        "PagerdutyNotifier",
        "airflow.providers.pagerduty.notifications.pagerduty",
    ),
    (
        "SlackWebhookNotifier",
        "airflow.providers.slack.notifications.slack_webhook",
    ),
    ("SmtpNotifier", "airflow.providers.smtp.notifications.smtp"),
];

/// `on_failure_callback` or `on_success_callback` of the DAG; `None` where nobody is told.
#[must_use]
pub fn callback(pipeline: &PipelinePlan, event: ReactionEvent) -> Option<Argument> {
    let mut notifiers: Vec<Expression> = pipeline
        .reactions
        .iter()
        .filter(|reaction| reaction.event == event)
        .flat_map(|reaction| &reaction.notify)
        .map(|notification| notifier(pipeline, event, &notification.kind))
        .collect();
    let value = match notifiers.pop() {
        None => return None,
        Some(only) if notifiers.is_empty() => only,
        Some(last) => {
            notifiers.push(last);
            Expression::List(notifiers)
        }
    };
    let name = match event {
        ReactionEvent::Failure => "on_failure_callback",
        ReactionEvent::Success => "on_success_callback",
        ReactionEvent::Late { .. } => return None,
    };
    Some(Argument::new(name, value))
}

/// The name of the class that sends a message.
#[must_use]
pub fn class(kind: &NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Slack { .. } => "SlackWebhookNotifier",
        NotificationKind::Email { .. } => "SmtpNotifier",
        NotificationKind::Pagerduty { .. } => "PagerdutyNotifier",
        NotificationKind::Webhook { .. } => "HttpNotifier",
    }
}

/// The Airflow connection a message goes through.
#[must_use]
pub fn connection(kind: &NotificationKind) -> &str {
    match kind {
        NotificationKind::Slack { connection, .. }
        | NotificationKind::Email { connection, .. }
        | NotificationKind::Pagerduty { connection, .. }
        | NotificationKind::Webhook { connection, .. } => connection,
    }
}

fn notifier(pipeline: &PipelinePlan, event: ReactionEvent, kind: &NotificationKind) -> Expression {
    let (ended, word) = match event {
        ReactionEvent::Failure => ("failed", "failure"),
        ReactionEvent::Success => ("succeeded", "success"),
        ReactionEvent::Late { .. } => ("is late", "late"),
    };
    // The name is an identifier: nothing in it means anything to Jinja or HTML.
    let name = &pipeline.name;
    let line = Expression::text(&format!("{name} {ended}: run {{{{ run_id }}}}"));
    let through = plain(connection(kind));
    let arguments = match kind {
        NotificationKind::Slack { .. } => vec![("slack_webhook_conn_id", through), ("text", line)],
        NotificationKind::Email { to, from, .. } => {
            let to = to.iter().map(|address| plain(address)).collect();
            let body = format!("<p>Run <code>{{{{ run_id }}}}</code> of {name} {ended}.</p>");
            vec![
                ("smtp_conn_id", through),
                ("from_email", plain(from)),
                ("to", Expression::List(to)),
                ("subject", Expression::text(&format!("{name} {ended}"))),
                ("html_content", Expression::text(&body)),
            ]
        }
        NotificationKind::Pagerduty { severity, .. } => vec![
            ("pagerduty_events_conn_id", through),
            ("summary", line),
            ("severity", plain(severity)),
            ("source", Expression::text(name)),
        ],
        NotificationKind::Webhook { .. } => {
            let body = [
                ("pipeline", name.as_str()),
                ("event", word),
                ("run", "{{ run_id }}"),
            ];
            let body = body
                .into_iter()
                .map(|(key, value)| (key.to_owned(), Expression::text(value)));
            vec![
                ("http_conn_id", through),
                ("json", Expression::Dict(body.collect())),
            ]
        }
    };
    let arguments = arguments
        .into_iter()
        .map(|(name, value)| Argument::new(name, value))
        .collect();
    Expression::call(class(kind), arguments)
}
