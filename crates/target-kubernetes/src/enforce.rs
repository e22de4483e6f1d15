//! The ledger rows of this target: by which field of which file each constraint is kept.

mod facts;
mod secrets;
mod tasks;

use pipewright_plan::{
    Constraint, ConstraintKind, EngineValue, LedgerRow, Plan, ReactionEvent, Schedule, Status,
};
use pipewright_pod::shares::applied;
use pipewright_pod::{allowed_places, annotation, labels, stated_hosts};

use crate::clock;
use crate::cronjob::concurrency_policy;
use crate::place::{JOB, POD, POD_METADATA, ledger_file};
use crate::timing::{self, for_people, retries, starting_deadline_seconds};

use facts::Facts;

/// The file that holds most of it.
const CRON_JOB: &str = "cronjob.yaml";

/// One row or more for each constraint this target keeps at run time.
#[must_use]
pub fn enforce(plan: &Plan) -> Vec<LedgerRow> {
    let facts = Facts::of(plan);
    plan.ledger
        .constraints
        .iter()
        .flat_map(|constraint| rows(&facts, constraint))
        .collect()
}

fn rows(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan;
    match constraint.kind {
        ConstraintKind::Schedule => schedule(plan, constraint).into_iter().collect(),
        ConstraintKind::Deadline => deadline(plan, constraint),
        ConstraintKind::Region => region(plan, constraint),
        ConstraintKind::Retry => vec![retry(plan, constraint)],
        ConstraintKind::Overlap => vec![overlap(plan, constraint)],
        ConstraintKind::Owner => vec![owner(plan, constraint)],
        ConstraintKind::Labels => vec![author_labels(plan, constraint)],
        ConstraintKind::Notification => notification(plan, constraint),
        ConstraintKind::Secret => secrets::rows(facts, constraint),
        ConstraintKind::Timeout => vec![tasks::timeout(facts, constraint)],
        ConstraintKind::Resources => tasks::resources(facts, constraint).into_iter().collect(),
        ConstraintKind::Check => tasks::check(facts, constraint),
        ConstraintKind::WriteMode => tasks::write_mode(facts, constraint).into_iter().collect(),
        // Proven for all targets, or not at all: nothing at run time keeps them.
        ConstraintKind::Guarantee
        | ConstraintKind::Schema
        | ConstraintKind::Freshness
        | ConstraintKind::Budget
        | ConstraintKind::Class => Vec::new(),
        ConstraintKind::Interruptible => tasks::interruptible(facts, constraint)
            .into_iter()
            .collect(),
        ConstraintKind::Concurrency => vec![tasks::one_after_another(facts, constraint)],
        ConstraintKind::RunParameter => vec![parameter(plan, constraint)],
        ConstraintKind::Interval => vec![interval(plan, constraint)],
        ConstraintKind::Placement => tasks::placement(facts, constraint),
        ConstraintKind::Cluster => cluster(plan, constraint),
        ConstraintKind::Egress => egress(facts, constraint),
        ConstraintKind::DeadLetter => tasks::dead_letter(facts, constraint).into_iter().collect(),
        // Refused by name.
        ConstraintKind::Branch
        | ConstraintKind::FanOut
        | ConstraintKind::Release
        | ConstraintKind::Finally
        | ConstraintKind::Approval
        | ConstraintKind::Wait
        | ConstraintKind::AllowedFailure
        | ConstraintKind::Backfill
        | ConstraintKind::Values => Vec::new(),
    }
}

fn parameter(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let name = constraint.id.split_once('/').map_or("", |(_, name)| name);
    let key = annotation(&EngineValue::Parameter {
        name: name.to_owned(),
    });
    row(
        plan,
        constraint,
        format!("{POD_METADATA}.annotations[{key}]"),
        CRON_JOB,
        vec!["what the trigger supplies, or the default: checked when compiling".to_owned()],
    )
}

fn interval(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    row(
        plan,
        constraint,
        format!("data[{}]", clock::FILE),
        "configmap.yaml",
        vec!["one period back from the run's time, in UTC".to_owned()],
    )
}

/// A row of this target.
fn row(
    plan: &Plan,
    constraint: &Constraint,
    by: impl Into<String>,
    file: &str,
    because: Vec<String>,
) -> LedgerRow {
    LedgerRow {
        constraint: constraint.id.clone(),
        status: Status::Enforced,
        target: Some(crate::NAME.to_owned()),
        by: by.into(),
        file: Some(ledger_file(plan, file)),
        because,
    }
}

fn schedule(plan: &Plan, constraint: &Constraint) -> Option<LedgerRow> {
    let (by, because) = match timing::schedule(plan)? {
        Schedule::Cron {
            expression, zone, ..
        } => {
            let late = starting_deadline_seconds(plan).unwrap_or(0);
            (
                "spec.schedule, spec.timeZone",
                vec![
                    format!("`{expression}` in {zone}"),
                    format!(
                        "a run that cannot start within {} of its time is left out (spec.startingDeadlineSeconds)",
                        for_people(late)
                    ),
                ],
            )
        }
        Schedule::Datasets { .. } | Schedule::Event { .. } => return None,
        Schedule::Manual => (
            "spec.suspend",
            vec![format!(
                "never by itself; `kubectl create job --from=cronjob/{} NAME` runs it",
                plan.pipeline.slug
            )],
        ),
    };
    Some(row(plan, constraint, by, CRON_JOB, because))
}

fn deadline(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(deadline) = &plan.pipeline.deadline else {
        return Vec::new();
    };
    let because = vec![format!(
        "{} from the start of the Job, all attempts together; then its pod is ended and the run has failed",
        for_people(deadline.seconds)
    )];
    vec![row(
        plan,
        constraint,
        format!("{JOB}.activeDeadlineSeconds"),
        CRON_JOB,
        because,
    )]
}

fn region(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    let places = allowed_places(plan);
    if !places.is_empty() {
        rows.push(row(
            plan,
            constraint,
            format!("{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"),
            CRON_JOB,
            vec![format!("nodes in {} only", places.join(", "))],
        ));
    }
    rows.push(row(
        plan,
        constraint,
        "spec.egress",
        "networkpolicy.yaml",
        vec![
            "only the ports, addresses and namespaces of the plan's endpoints are open".to_owned(),
            format!(
                "host names are listed in the annotation {} and not enforced by NetworkPolicy itself",
                labels::EGRESS
            ),
        ],
    ));
    rows
}

/// The cluster the pod stands in.
fn cluster(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    if plan.home().is_none() {
        return Vec::new();
    }
    let by = format!("{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
    let because = format!("nodes in {} only", allowed_places(plan).join(", "));
    let mut rows = vec![row(plan, constraint, by, CRON_JOB, vec![because])];
    rows.extend(applied(plan).map(|applied| LedgerRow {
        status: applied.status,
        file: Some(format!("{}/{}", crate::NAME, applied.file)),
        ..row(
            plan,
            constraint,
            applied.by,
            CRON_JOB,
            vec![applied.because],
        )
    }));
    rows
}

fn egress(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan;
    stated_hosts(facts.task(constraint))
        .into_iter()
        .map(|(by, because)| row(plan, constraint, by, "networkpolicy.yaml", because))
        .collect()
}

fn retry(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let because = vec![
        format!(
            "{} attempts after the first, each of the whole run",
            retries(plan)
        ),
        "the waits between them are Kubernetes' own: 10s, doubling to 10m".to_owned(),
    ];
    row(
        plan,
        constraint,
        format!("{JOB}.backoffLimit"),
        CRON_JOB,
        because,
    )
}

fn overlap(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let because = vec![format!("`{}`", concurrency_policy(plan.pipeline.overlap))];
    row(
        plan,
        constraint,
        "spec.concurrencyPolicy",
        CRON_JOB,
        because,
    )
}

fn owner(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let by = format!("metadata.annotations[{}]", labels::OWNER);
    row(plan, constraint, by, CRON_JOB, Vec::new())
}

fn author_labels(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let because = vec!["on every object and on the pods".to_owned()];
    let labels = plan.pipeline.labels.keys();
    let fields: Vec<String> = labels
        .map(|key| format!("metadata.labels[{key}]"))
        .collect();
    row(plan, constraint, fields.join(", "), CRON_JOB, because)
}

fn notification(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let number = constraint.id.strip_prefix("notify/");
    let reaction = number
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| plan.pipeline.reactions.get(number.checked_sub(1)?));
    if !reaction.is_some_and(|known| known.event == ReactionEvent::Failure && known.task.is_none())
    {
        return Vec::new();
    }
    let file = "alerts.yaml";
    vec![
        row(
            plan,
            constraint,
            "PrometheusRule spec.groups[0].rules[0]",
            file,
            vec!["fires for an hour when a Job of the CronJob has failed".to_owned()],
        ),
        row(
            plan,
            constraint,
            "AlertmanagerConfig spec.route, spec.receivers[0]",
            file,
            vec!["one message a failed run".to_owned()],
        ),
    ]
}
