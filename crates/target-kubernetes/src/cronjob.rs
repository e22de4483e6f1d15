//! The CronJob of a pipeline.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::{
    CronJob, CronJobSpec, JobSpec, JobTemplateSpec, PodFailurePolicy,
    PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule,
};
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{Guarantee, Overlap, Plan, Schedule, Task};
use pipewright_pod::{
    FileBundle, PodParts, container, labels, pod_parts, quantity, task_containers, task_disk,
};

use crate::clock;
use crate::timing::{self, attempt_seconds, integer, retries, starting_deadline_seconds};

/// A suspended CronJob never fires; its schedule still has to be one.
pub const NEVER: &str = "0 0 1 1 *";

/// The SQL files of the pipeline, with the clock's.
#[must_use]
pub fn file_bundle(plan: &Plan) -> FileBundle {
    FileBundle::of(plan).with(clock::FILE, &clock::sql(plan))
}

/// The CronJob.
#[must_use]
pub fn cron_job(plan: &Plan) -> CronJob {
    let pipeline = &plan.pipeline;
    let (schedule, zone, suspend) = match timing::schedule(plan) {
        Some(Schedule::Cron {
            expression, zone, ..
        }) => (expression.clone(), zone.clone(), false),
        _ => (NEVER.to_owned(), "UTC".to_owned(), true),
    };
    let tasks: Vec<&Task> = pipeline.tasks.iter().collect();
    let mut parts = pod_parts(plan, &tasks, &file_bundle(plan));
    parts.annotations.extend(clock::parameter_annotations(plan));
    let mut metadata = labels::metadata(plan, pipeline.slug.clone());
    // The first paragraph: annotations have little room.
    let about = pipeline
        .doc
        .as_deref()
        .and_then(|doc| doc.split("\n\n").next());
    if let Some(about) = about.filter(|about| !about.is_empty()) {
        labels::annotate(&mut metadata, "kubernetes.io/description", about);
    }
    CronJob {
        metadata,
        spec: Some(CronJobSpec {
            schedule,
            time_zone: Some(zone),
            suspend: Some(suspend),
            concurrency_policy: Some(concurrency_policy(pipeline.overlap).to_owned()),
            starting_deadline_seconds: starting_deadline_seconds(plan).map(integer),
            successful_jobs_history_limit: Some(3),
            failed_jobs_history_limit: Some(3),
            job_template: JobTemplateSpec {
                metadata: Some(pod_metadata(&parts)),
                spec: Some(job(plan, parts)),
            },
        }),
        status: None,
    }
}

fn job(plan: &Plan, parts: PodParts) -> JobSpec {
    JobSpec {
        parallelism: Some(1),
        completions: Some(1),
        backoff_limit: Some(i32::try_from(retries(plan)).unwrap_or(i32::MAX)),
        active_deadline_seconds: plan
            .pipeline
            .deadline
            .as_ref()
            .map(|deadline| integer(deadline.seconds)),
        // Never two pods of one run at once: the next attempt waits for the last to be gone.
        pod_replacement_policy: Some("Failed".to_owned()),
        pod_failure_policy: outlives_disruption(plan).then(ignore_disruption),
        template: PodTemplateSpec {
            metadata: Some(pod_metadata(&parts)),
            spec: Some(pod(plan, parts)),
        },
        ..JobSpec::default()
    }
}

fn pod(plan: &Plan, parts: PodParts) -> PodSpec {
    let (init_containers, main) = containers(plan);
    PodSpec {
        active_deadline_seconds: Some(integer(attempt_seconds(plan))),
        affinity: parts.affinity,
        automount_service_account_token: Some(false),
        containers: main.into_iter().collect(),
        enable_service_links: Some(false),
        init_containers: Some(init_containers),
        restart_policy: Some("Never".to_owned()),
        security_context: Some(parts.security_context),
        service_account_name: Some(parts.service_account_name),
        termination_grace_period_seconds: Some(parts.termination_grace_period_seconds),
        tolerations: (!parts.tolerations.is_empty()).then_some(parts.tolerations),
        volumes: Some(parts.volumes),
        ..PodSpec::default()
    }
}

/// The clock and the containers of all tasks, and the last container apart.
fn containers(plan: &Plan) -> (Vec<Container>, Option<Container>) {
    let engine = clock::engine_variables();
    let mut clock = container(&clock::container(plan), &engine);
    // It is what makes the file that holds the time: it cannot be told.
    clock.env = Some(vec![clock::run_id()]);
    let mut all = vec![clock];
    for task in &plan.pipeline.tasks {
        let own = task_containers(task, &engine);
        all.extend(own.leading);
        all.extend(own.main);
    }
    let main = all.pop().map(|main| with_room_of_all(plan, main));
    (all, main)
}

/// Scratch keeps what every task leaves. The kubelet measures a pod against its largest
/// container, so the last one's limit is the room of all; its request stays its own.
fn with_room_of_all(plan: &Plan, mut main: Container) -> Container {
    let disk = plan
        .pipeline
        .tasks
        .iter()
        .fold(0_u64, |sum, task| sum.saturating_add(task_disk(task)));
    if let Some(limits) = main
        .resources
        .as_mut()
        .and_then(|resources| resources.limits.as_mut())
    {
        limits.insert("ephemeral-storage".to_owned(), quantity::bytes(disk));
    }
    main
}

fn pod_metadata(parts: &PodParts) -> ObjectMeta {
    let some = |map: &BTreeMap<String, String>| (!map.is_empty()).then(|| map.clone());
    ObjectMeta {
        labels: some(&parts.labels),
        annotations: some(&parts.annotations),
        ..ObjectMeta::default()
    }
}

/// Whether a pod that was taken away (a drained or reclaimed node) may run again without counting
/// as a failed attempt: only where running a task twice does no harm and nobody asked for once.
#[must_use]
pub fn outlives_disruption(plan: &Plan) -> bool {
    plan.pipeline.guarantee != Some(Guarantee::AtMostOnce)
        && plan.pipeline.tasks.iter().all(|task| task.idempotent)
}

fn ignore_disruption() -> PodFailurePolicy {
    PodFailurePolicy {
        rules: vec![PodFailurePolicyRule {
            action: "Ignore".to_owned(),
            on_exit_codes: None,
            on_pod_conditions: Some(vec![PodFailurePolicyOnPodConditionsPattern {
                status: Some("True".to_owned()),
                type_: "DisruptionTarget".to_owned(),
            }]),
        }],
    }
}

/// `concurrencyPolicy` for a word of the language.
#[must_use]
pub const fn concurrency_policy(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Forbid => "Forbid",
        Overlap::Allow => "Allow",
        Overlap::Replace => "Replace",
    }
}
