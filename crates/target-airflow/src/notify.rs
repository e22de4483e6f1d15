//! Messages to people, as the providers' own notifiers.
//!
//! Those of a DAG run in the DAG processor, which knows `dag`, `run_id` and `reason` and sometimes
//! nothing else; those of a lateness in the triggerer, which knows `dag_run`.

use pipewright_plan::{NotificationKind, PipelinePlan, Reaction, ReactionEvent};

use crate::jinja::{escaped, plain};
use crate::python::{Argument, Call, Expression};
use crate::time::timedelta;

/// What is said of an event.
struct Said<'a> {
    /// `customer_analytics`, `by_country of customer_analytics`.
    what: String,
    /// The pipeline's name.
    pipeline: &'a str,
    /// The task's.
    task: Option<&'a str>,
    /// `failed`.
    ended: &'static str,
    /// `failure`.
    word: &'static str,
    /// The template of the run's id.
    run: &'static str,
    /// How text of the author's is kept from Jinja. The arguments of an alert are stored as JSON,
    /// which has no `literal`.
    kept: fn(&str) -> Expression,
}

/// The callbacks of a DAG, or of one of its tasks.
#[must_use]
pub fn callbacks(pipeline: &PipelinePlan, task: Option<&str>) -> Vec<Argument> {
    [
        (ReactionEvent::Failure, "on_failure_callback"),
        (ReactionEvent::Success, "on_success_callback"),
    ]
    .into_iter()
    .filter_map(|(event, name)| {
        let reactions = pipeline.reactions.iter();
        let notifiers: Vec<Expression> = reactions
            .filter(|reaction| reaction.event == event && reaction.task.as_deref() == task)
            .flat_map(|reaction| notifiers(pipeline, reaction))
            .map(|(class, arguments)| Expression::call(class, arguments))
            .collect();
        Some(Argument::new(name, one_or_list(notifiers)?))
    })
    .collect()
}

/// `deadline=…`: alerts about runs that go on for long. The run itself goes on.
#[must_use]
pub fn late(pipeline: &PipelinePlan) -> Option<Argument> {
    let mut alerts = Vec::new();
    for reaction in &pipeline.reactions {
        let ReactionEvent::Late { after_seconds } = reaction.event else {
            continue;
        };
        if reaction.task.is_some() {
            continue;
        }
        for (class, arguments) in notifiers(pipeline, reaction) {
            let arguments = arguments
                .into_iter()
                .map(|argument| (argument.name, argument.value));
            let callback = Call::new(
                "AsyncCallback",
                vec![Argument::new(
                    "kwargs",
                    Expression::Dict(arguments.collect()),
                )],
            );
            let reference = Expression::name("DeadlineReference.DAGRUN_QUEUED_AT");
            let named = vec![
                Argument::new("reference", reference),
                Argument::new("interval", timedelta(after_seconds)),
                Argument::new(
                    "callback",
                    Expression::Call(callback.with(Expression::name(class))),
                ),
            ];
            alerts.push(Expression::call("DeadlineAlert", named));
        }
    }
    Some(Argument::new("deadline", one_or_list(alerts)?))
}

fn one_or_list(mut items: Vec<Expression>) -> Option<Expression> {
    if items.len() < 2 {
        return items.pop();
    }
    Some(Expression::List(items))
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

fn notifiers<'a>(
    pipeline: &'a PipelinePlan,
    reaction: &'a Reaction,
) -> impl Iterator<Item = (&'static str, Vec<Argument>)> + 'a {
    let (run, kept): (_, fn(&str) -> Expression) = match reaction.event {
        ReactionEvent::Late { .. } => ("{{ dag_run.dag_run_id }}", escaped),
        _ => ("{{ run_id }}", plain),
    };
    let (ended, word) = match reaction.event {
        ReactionEvent::Failure => ("failed", "failure"),
        ReactionEvent::Success => ("succeeded", "success"),
        ReactionEvent::Late { .. } => ("is late", "late"),
    };
    reaction.notify.iter().map(move |notification| {
        let name = pipeline.name.as_str();
        let task = reaction.task.as_deref();
        let said = Said {
            what: task.map_or_else(|| name.to_owned(), |task| format!("{task} of {name}")),
            pipeline: name,
            task,
            ended,
            word,
            run,
            kept,
        };
        (
            class(&notification.kind),
            arguments(&said, &notification.kind),
        )
    })
}

fn arguments(said: &Said<'_>, kind: &NotificationKind) -> Vec<Argument> {
    let Said {
        what,
        ended,
        run,
        kept,
        ..
    } = said;
    // Names are identifiers: nothing in them means anything to Jinja or HTML.
    let line = Expression::text(&format!("{what} {ended}: run {run}"));
    let through = kept(connection(kind));
    let arguments = match kind {
        NotificationKind::Slack { .. } => vec![("slack_webhook_conn_id", through), ("text", line)],
        NotificationKind::Email { to, from, .. } => {
            let to = to.iter().map(|address| kept(address)).collect();
            let body = format!("<p>Run <code>{run}</code> of {what} {ended}.</p>");
            vec![
                ("smtp_conn_id", through),
                ("from_email", kept(from)),
                ("to", Expression::List(to)),
                ("subject", Expression::text(&format!("{what} {ended}"))),
                ("html_content", Expression::text(&body)),
            ]
        }
        NotificationKind::Pagerduty { severity, .. } => vec![
            ("pagerduty_events_conn_id", through),
            ("summary", line),
            ("severity", kept(severity)),
            ("source", Expression::text(said.pipeline)),
        ],
        NotificationKind::Webhook { .. } => {
            let mut body = vec![("pipeline", said.pipeline)];
            body.extend(said.task.map(|task| ("task", task)));
            body.extend([("event", said.word), ("run", run)]);
            let body = body
                .into_iter()
                .map(|(key, value)| (key.to_owned(), Expression::text(value)));
            vec![
                ("http_conn_id", through),
                ("json", Expression::Dict(body.collect())),
            ]
        }
    };
    arguments
        .into_iter()
        .map(|(name, value)| Argument::new(name, value))
        .collect()
}
