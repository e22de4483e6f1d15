//! Constructs that a fixed list of containers in one pod cannot keep.

use std::collections::BTreeMap;

use pipewright_backend::Capability;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{EngineValue, Origin, Plan, Role, Schedule, Task, TaskKind, WaitSince};

use crate::capabilities as can;
use crate::messages::{others_can, reason, this_target};
use crate::rules::{CONSTRUCT_NOT_KEPT, INTERVAL_NOT_KEPT, NODES_DISAGREE, PARAMETER_NOT_KEPT};
use crate::timing;

/// What is refused of a plan, each construct once, at its first use.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Found::default();
    of_run(plan, &mut found);
    for branch in &plan.pipeline.branches {
        found.add(&can::BRANCH, &branch.text, &branch.origin);
    }
    // What lies on a way of a decision is refused with it.
    let fixed = plan.pipeline.branches.is_empty();
    for task in &plan.pipeline.tasks {
        of_task(task, fixed, &mut found);
    }
    // Decisions, lists and resources are made of values: one message for both.
    let yielding = plan
        .pipeline
        .tasks
        .iter()
        .find(|task| !task.values.is_empty());
    if let Some(task) = yielding.filter(|_| found.first.is_empty()) {
        found.add(&can::VALUES, &task.name, &task.origin);
    }
    let mut told: Vec<Diagnostic> = found
        .first
        .into_iter()
        .map(|(_, (capability, what, origin))| diagnostic(plan, capability, &what, origin))
        .collect();
    told.extend(parameters(plan));
    told.extend(derived_wait(plan));
    told.extend(intervals(plan));
    told.extend(nodes(plan));
    told
}

/// The first use of each construct, by its words.
#[derive(Default)]
struct Found<'a> {
    first: BTreeMap<&'static str, (&'static Capability, String, &'a Origin)>,
}

impl<'a> Found<'a> {
    fn add(&mut self, capability: &'static Capability, what: &str, origin: &'a Origin) {
        self.first
            .entry(capability.construct)
            .or_insert_with(|| (capability, what.to_owned(), origin));
    }
}

fn of_run<'a>(plan: &'a Plan, found: &mut Found<'a>) {
    let pipeline = &plan.pipeline;
    if let Some(backfill) = &pipeline.backfill {
        found.add(&can::BACKFILL, "runs of the past", &backfill.origin);
    }
    if let Some(late) = &pipeline.late_data {
        // A wait nobody wrote is told in other words.
        if late.because.is_empty() {
            found.add(&can::LATE_DATA, "a pause before the work", &late.origin);
        }
    }
    for places in &pipeline.places {
        found.add(&can::PLACES_OF_RUN, &places.name, &places.origin);
    }
}

fn of_task<'a>(task: &'a Task, fixed: bool, found: &mut Found<'a>) {
    let (name, origin) = (task.name.as_str(), &task.origin);
    match &task.kind {
        TaskKind::Approval(_) => found.add(&can::APPROVAL, name, origin),
        TaskKind::Wait(wait) if wait.since == WaitSince::Predecessors && fixed => {
            found.add(&can::WAIT, name, origin);
        }
        TaskKind::Join { .. } if fixed => found.add(&can::EITHER, name, origin),
        TaskKind::Fail { .. } if fixed => found.add(&can::REPEAT, name, origin),
        _ => {}
    }
    match &task.role {
        Role::Work => {}
        Role::Acquire { resource } | Role::Release { resource, .. } => {
            found.add(&can::RESOURCE, resource, origin);
            return;
        }
        Role::Finally => found.add(&can::FINALLY, name, origin),
    }
    if let Some(fan_out) = &task.fan_out {
        found.add(&can::FAN_OUT, name, &fan_out.origin);
    }
    if let Some(allowed) = &task.allowed_failure {
        found.add(&can::ALLOW_FAILURE, name, &allowed.origin);
    }
    if let Some(places) = task.places.first() {
        found.add(&can::PLACES_OF_STEP, name, &places.origin);
    }
}

fn diagnostic(
    plan: &Plan,
    capability: &'static Capability,
    what: &str,
    origin: &Origin,
) -> Diagnostic {
    Diagnostic::new(
        &CONSTRUCT_NOT_KEPT,
        format!(
            "{} cannot keep `{}` of pipeline `{}`",
            this_target(plan),
            capability.construct,
            plan.pipeline.name
        ),
        origin.span,
        format!("here: {what}"),
    )
    .because(reason(capability))
    .help(others_can(plan))
}

/// A parameter nobody supplies: a run made by hand cannot be given one.
fn parameters(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    let missing = pipeline.run_parameters.iter().filter(|parameter| {
        parameter.default.is_none()
            && !pipeline
                .triggers
                .iter()
                .any(|trigger| trigger.parameters.contains_key(&parameter.name))
    });
    missing
        .map(|parameter| {
            Diagnostic::new(
                &PARAMETER_NOT_KEPT,
                format!(
                    "{} cannot be told `{}` of pipeline `{}`",
                    this_target(plan),
                    parameter.name,
                    pipeline.name
                ),
                parameter.origin.span,
                "a person would have to supply it",
            )
            .because("a Job that is made of a CronJob by hand takes no parameters")
            .help(format!("give it a default; or {}", others_can(plan)))
        })
        .collect()
}

/// A wait that follows from the pipelines which write what this one reads of its interval.
fn derived_wait(plan: &Plan) -> Option<Diagnostic> {
    let pipeline = &plan.pipeline;
    let late = pipeline.late_data.as_ref()?;
    if late.because.is_empty() {
        return None;
    }
    let mut found = Diagnostic::new(
        &CONSTRUCT_NOT_KEPT,
        format!(
            "{} cannot let `{}` wait until what it reads of its interval has landed",
            this_target(plan),
            pipeline.name
        ),
        late.origin.span,
        "at this time some rows are not there yet",
    );
    found.because.clone_from(&late.because);
    found.because.push(reason(&can::LATE_DATA).to_owned());
    Some(found.help(format!(
        "read the whole dataset instead of an interval; or {}",
        others_can(plan)
    )))
}

/// The run's interval, where the clock cannot reckon it.
fn intervals(plan: &Plan) -> Option<Diagnostic> {
    let even = matches!(
        timing::schedule(plan),
        Some(Schedule::Cron { even: true, .. })
    );
    let task = plan.pipeline.tasks.iter().find(|task| {
        task.every_container().any(|container| {
            container
                .takes
                .iter()
                .any(|value| matches!(value, EngineValue::IntervalStart | EngineValue::IntervalEnd))
        })
    })?;
    (!even).then(|| {
        Diagnostic::new(
            &INTERVAL_NOT_KEPT,
            format!(
                "{} cannot tell `{}` the data interval of its run",
                this_target(plan),
                task.name
            ),
            plan.pipeline.schedule_origin.span,
            "runs of this schedule are not equally far apart",
        )
        .with_related(task.origin.span, "the interval is needed here")
        .because("a Job knows when it was due, and not when the one before it was")
        .help(format!(
            "write a schedule of equal distances, `every 6h`; or {}",
            others_can(plan)
        ))
    })
}

/// Two labels that no node has at once.
fn nodes(plan: &Plan) -> Option<Diagnostic> {
    let mut known: BTreeMap<&str, (&str, &Task)> = BTreeMap::new();
    for task in &plan.pipeline.tasks {
        for (key, value) in &task.node {
            let (first, owner) = known.entry(key).or_insert((value, task));
            if *first != value.as_str() {
                return Some(
                    Diagnostic::new(
                        &NODES_DISAGREE,
                        format!(
                            "{} cannot run `{}` on a node with `{key}` = `{value}`",
                            this_target(plan),
                            task.name
                        ),
                        task.origin.span,
                        format!("`{}` needs `{key}` = `{first}`", owner.name),
                    )
                    .with_related(owner.origin.span, "which is this one")
                    .because("all tasks of a run are containers of one pod, on one node")
                    .help(others_can(plan)),
                );
            }
        }
    }
    None
}
