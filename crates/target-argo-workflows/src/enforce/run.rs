//! Ledger rows of what is demanded of whole runs.

use pipewright_plan::{Backoff, Constraint, LedgerRow, Overlap, Retry, Schedule};
use pipewright_pod::shares::{applied, shared_folder};
use pipewright_pod::{allowed_places, labels, stated_hosts};

use super::{Facts, row, shared_row};
use crate::files::{
    BACKFILL, CRON_WORKFLOW, EXECUTOR_POLICY, NETWORK_POLICY, PLACES, WORKFLOW_TEMPLATE,
};
use crate::messages::for_people;
use crate::{cron, notify};

/// What starts runs, each trigger a row.
pub fn schedule(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let mut rows = Vec::new();
    let mut clocks = 0;
    for trigger in &plan.pipeline.triggers {
        match &trigger.when {
            Schedule::Cron {
                expression,
                zone,
                shortest_period_seconds,
                ..
            } => {
                let name = cron::name(plan, clocks);
                clocks += 1;
                let late = cron::starting_deadline(*shortest_period_seconds);
                let late = for_people(u64::try_from(late).unwrap_or(0));
                let because = vec![
                    format!("`{expression}` in {zone}"),
                    format!(
                        "a run that cannot start within {late} of its time is left out (spec.startingDeadlineSeconds)"
                    ),
                ];
                let by = format!("CronWorkflow {name} spec.schedules, spec.timezone");
                rows.push(row(plan, constraint, by, CRON_WORKFLOW, because));
            }
            Schedule::Manual => {
                let because = vec![format!(
                    "`argo submit --from workflowtemplate/{}` runs it",
                    plan.pipeline.slug
                )];
                rows.push(row(
                    plan,
                    constraint,
                    "WorkflowTemplate",
                    WORKFLOW_TEMPLATE,
                    because,
                ));
            }
            // Refused.
            Schedule::Datasets { .. } | Schedule::Event { .. } => {}
        }
    }
    rows
}

/// How long a run may take.
pub fn deadline(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let Some(deadline) = &plan.pipeline.deadline else {
        return Vec::new();
    };
    let mut because = vec![format!(
        "{} from the start of the workflow; then its pods are ended and the run has failed",
        for_people(deadline.seconds)
    )];
    if plan.pipeline.backfill.is_some() {
        because.push("runs of the backfill share the sum of their deadlines".to_owned());
    }
    vec![row(
        plan,
        constraint,
        "spec.activeDeadlineSeconds",
        WORKFLOW_TEMPLATE,
        because,
    )]
}

/// Where pods stand and what they reach.
pub fn region(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let mut rows = Vec::new();
    let places = allowed_places(plan);
    if !places.is_empty() {
        rows.push(row(
            plan,
            constraint,
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
            WORKFLOW_TEMPLATE,
            vec![format!("nodes in {} only", places.join(", "))],
        ));
    }
    rows.push(row(
        plan,
        constraint,
        "spec.egress",
        NETWORK_POLICY,
        vec![
            "only the ports, addresses and namespaces of the plan's endpoints are open".to_owned(),
            format!(
                "host names are listed in the annotation {} and not enforced by NetworkPolicy itself",
                labels::EGRESS
            ),
            format!(
                "Argo's own container reports to the API server, whose address only the cluster knows: \
                 its ports are open towards private addresses ({}/{EXECUTOR_POLICY})",
                shared_folder(plan)
            ),
        ],
    ));
    rows
}

/// The cluster the pods of a run stand in.
pub fn cluster(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    if plan.home().is_none() {
        return Vec::new();
    }
    let mut rows = vec![row(
        plan,
        constraint,
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
        WORKFLOW_TEMPLATE,
        vec![format!("nodes in {} only", allowed_places(plan).join(", "))],
    )];
    rows.extend(applied(plan).map(|applied| LedgerRow {
        status: applied.status,
        ..shared_row(constraint, applied.by, &applied.file, vec![applied.because])
    }));
    rows
}

/// What a step may reach.
pub fn egress(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let mut rows: Vec<LedgerRow> = stated_hosts(facts.task(constraint))
        .into_iter()
        .map(|(by, because)| row(plan, constraint, by, NETWORK_POLICY, because))
        .collect();
    if let Some(first) = rows.first_mut() {
        first.because.push(format!(
            "beside that, the API server's ports towards private addresses, for Argo's own container ({}/{EXECUTOR_POLICY})",
            shared_folder(plan)
        ));
    }
    rows
}

/// Attempts after the first: of all tasks, or of one.
pub fn retry(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let told = |retry: &Retry| {
        let backoff = retry.backoff.unwrap_or(Backoff::USUAL);
        vec![
            format!(
                "{} attempts after the first, each in a pod of its own",
                retry.times
            ),
            format!(
                "waits of {}, doubling to {}",
                for_people(backoff.first_seconds),
                for_people(backoff.longest_seconds)
            ),
        ]
    };
    let (by, because) = match facts.task(constraint) {
        Some(task) => (
            format!("{}.retryStrategy", facts.template(task)),
            task.retry.as_ref().map(told),
        ),
        None => (
            "spec.templates[*].retryStrategy".to_owned(),
            plan.pipeline.retry.as_ref().map(told),
        ),
    };
    let because = because.unwrap_or_default();
    vec![row(plan, constraint, by, WORKFLOW_TEMPLATE, because)]
}

/// What happens where two runs meet.
pub fn overlap(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let overlap = plan.pipeline.overlap;
    let mut rows = Vec::new();
    let clocks = cron::cron_workflows(plan).len();
    if clocks > 0 {
        let because = match overlap {
            Overlap::Forbid => "a run that falls due while another goes on is left out",
            Overlap::Allow => "runs go on side by side",
            Overlap::Replace => "the run that goes on is ended",
        };
        rows.push(row(
            plan,
            constraint,
            format!(
                "spec.concurrencyPolicy: {}",
                cron::concurrency_policy(overlap)
            ),
            CRON_WORKFLOW,
            vec![because.to_owned()],
        ));
    }
    match overlap {
        Overlap::Forbid => rows.push(row(
            plan,
            constraint,
            "spec.synchronization.mutexes",
            WORKFLOW_TEMPLATE,
            vec!["a run started otherwise waits until the other has ended".to_owned()],
        )),
        Overlap::Allow if clocks == 0 => rows.push(row(
            plan,
            constraint,
            "WorkflowTemplate",
            WORKFLOW_TEMPLATE,
            vec!["nothing keeps runs from going on side by side".to_owned()],
        )),
        Overlap::Allow | Overlap::Replace => {}
    }
    rows
}

/// Who answers for it.
pub fn owner(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let by = format!("metadata.annotations[{}]", labels::OWNER);
    vec![row(
        facts.plan(),
        constraint,
        by,
        WORKFLOW_TEMPLATE,
        vec!["and in every other object; as a label too, and of workflows and pods".to_owned()],
    )]
}

/// The author's labels.
pub fn labels(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let written = facts.plan().pipeline.labels.keys().flat_map(|key| {
        ["metadata", "spec.workflowMetadata", "spec.podMetadata"]
            .map(|holder| format!("{holder}.labels[{key}]"))
    });
    vec![row(
        facts.plan(),
        constraint,
        written.collect::<Vec<_>>().join(", "),
        WORKFLOW_TEMPLATE,
        vec!["and in every other object".to_owned()],
    )]
}

/// Who is told, each message a row.
pub fn notification(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    // `notify/2` is the second reaction.
    let number = constraint
        .id
        .rsplit('/')
        .next()
        .and_then(|last| last.parse::<usize>().ok())
        .and_then(|number| number.checked_sub(1))
        .unwrap_or(0);
    let Some(reaction) = plan.pipeline.reactions.get(number) else {
        return Vec::new();
    };
    (0..reaction.notify.len())
        .map(|place| {
            let name = notify::name(&facts.frame, number, place);
            row(
                plan,
                constraint,
                format!("spec.templates[name={name}]"),
                WORKFLOW_TEMPLATE,
                vec![
                    "a container that posts to the address in the secret".to_owned(),
                    "a message that cannot be sent fails no run".to_owned(),
                ],
            )
        })
        .collect()
}

/// How much goes on at once: `concurrency`, `concurrency/run/NAME`,
/// `concurrency/task/TASK/NAME`, `concurrency/loop/N`.
pub fn concurrency(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let parts: Vec<&str> = constraint.id.split('/').collect();
    let (by, because, most) = match parts.as_slice() {
        [_, "run", name] => {
            let place = plan
                .pipeline
                .places
                .iter()
                .find(|place| place.name == *name);
            (
                "spec.synchronization".to_owned(),
                "a run that finds no place waits",
                place.map_or(1, |place| place.most),
            )
        }
        [_, "task", task, name] => {
            let Some(task) = facts.frame.task(task) else {
                return Vec::new();
            };
            let place = task.places.iter().find(|place| place.name == *name);
            (
                format!("{}.synchronization", facts.template(task)),
                "a task that finds no place waits",
                place.map_or(1, |place| place.most),
            )
        }
        [_, "loop", ..] => (
            "spec.templates[*].dag.tasks[*].depends".to_owned(),
            "each element waits for one before it",
            1,
        ),
        _ => (
            "spec.parallelism".to_owned(),
            "no more pods of a run at once",
            1,
        ),
    };
    let mut rows = vec![row(
        plan,
        constraint,
        by,
        WORKFLOW_TEMPLATE,
        vec![because.to_owned()],
    )];
    if most > 1 {
        rows.push(shared_row(
            constraint,
            "data",
            &format!("{}/{PLACES}", shared_folder(plan)),
            vec![format!("{most} places")],
        ));
    }
    rows
}

/// Runs of the past.
pub fn backfill(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let (Some(backfill), Some(name)) = (&plan.pipeline.backfill, crate::backfill::name(plan))
    else {
        return Vec::new();
    };
    vec![row(
        plan,
        constraint,
        "spec.templates[name=backfill].dag.tasks[name=run].withItems",
        BACKFILL,
        vec![
            format!("{} runs, one after another", backfill.runs.len()),
            format!("`argo submit --from workflowtemplate/{name}` runs them"),
        ],
    )]
}

/// A parameter of the run, and what is demanded of it.
pub fn parameter(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let Some(name) = constraint.id.split('/').nth(1) else {
        return Vec::new();
    };
    let own = facts.frame.names.own("parameters");
    vec![
        row(
            plan,
            constraint,
            format!("spec.arguments.parameters[name={name}]"),
            WORKFLOW_TEMPLATE,
            Vec::new(),
        ),
        row(
            plan,
            constraint,
            format!(
                "spec.templates[name={}].dag.tasks[name={own}].arguments.parameters[name={name}]",
                facts.frame.names.own("main")
            ),
            WORKFLOW_TEMPLATE,
            vec![
                "a value that is not as demanded is an error before anything else runs".to_owned(),
            ],
        ),
    ]
}
