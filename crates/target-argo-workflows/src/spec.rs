//! A pipeline as a WorkflowTemplate.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::Plan;
use pipewright_pod::{FileBundle, PodParts, labels, pod_parts};

use crate::braces::has_tag;
use crate::crd::{
    Arguments, Metadata, Template, TemplateOf, TimeToLive, WorkflowSpec, WorkflowTemplate,
};
use crate::dag::Own;
use crate::frame::Frame;
use crate::{dag, decisions, executor, finish, notify, parameters, places, waits};

/// Seconds for which workflows that have ended are kept, however they were started: a week. Of
/// those a CronWorkflow starts, fewer are kept.
const KEPT: TimeToLive = TimeToLive {
    seconds_after_completion: 7 * 86_400,
};

/// The files of a plan's ConfigMap.
#[must_use]
pub fn files(plan: &Plan) -> FileBundle {
    FileBundle::of(plan)
}

/// The WorkflowTemplate: one DAG for the work, one for the end.
#[must_use]
pub fn workflow_template(frame: &Frame<'_>) -> WorkflowTemplate {
    let plan = frame.plan;
    let own = Own::of(frame);
    let files = files(plan);
    let common = pod_parts(plan, &[], &FileBundle::default());
    let mut templates = dag::templates(frame, &own, &common, &files);
    let end = finish::templates(frame, &own, &common, &files);
    let on_exit = (!end.is_empty()).then(|| own.finish.clone());
    templates.extend(end);
    templates.extend(notify::templates(frame));
    if uses(&templates, &own.failure) {
        templates.push(waits::failure(own.failure.clone()));
    }
    if uses(&templates, &own.decision) {
        templates.push(decisions::template(own.decision.clone()));
    }
    if uses(&templates, &own.nothing) {
        templates.push(waits::nothing(own.nothing.clone()));
    }
    let deadline = plan.pipeline.deadline.as_ref();
    let spec = WorkflowSpec {
        on_exit,
        active_deadline_seconds: deadline
            .map(|deadline| i64::try_from(deadline.seconds).unwrap_or(i64::MAX)),
        ..bare(plan, &common, own.main, templates)
    };
    WorkflowTemplate::new(metadata(plan, plan.pipeline.slug.clone()), spec)
}

/// Whether a task of a DAG runs this template.
fn uses(templates: &[Template], name: &str) -> bool {
    let name = TemplateOf::Template(name.to_owned());
    templates
        .iter()
        .filter_map(|made| made.dag.as_ref())
        .any(|dag| dag.tasks.iter().any(|task| task.template == name))
}

/// What every workflow of a pipeline is, whatever it runs.
#[must_use]
pub fn bare(
    plan: &Plan,
    common: &PodParts,
    entrypoint: String,
    templates: Vec<Template>,
) -> WorkflowSpec {
    WorkflowSpec {
        entrypoint,
        on_exit: None,
        arguments: Arguments {
            parameters: parameters::declared(plan),
        },
        active_deadline_seconds: None,
        parallelism: plan.pipeline.parallelism.as_ref().map(|found| found.most),
        synchronization: places::of_run(plan),
        ttl_strategy: KEPT,
        service_account_name: common.service_account_name.clone(),
        security_context: common.security_context.clone(),
        affinity: common.affinity.clone(),
        workflow_metadata: workflow_metadata(plan),
        pod_metadata: workflow_metadata(plan),
        pod_spec_patch: executor::patch(common),
        templates,
    }
}

/// Labels and annotations of workflows and pods. Argo looks for its tags in them: an annotation
/// that has one stays away, as it stands on the WorkflowTemplate.
#[must_use]
pub fn workflow_metadata(plan: &Plan) -> Metadata {
    let annotations: BTreeMap<String, String> = labels::annotations(plan)
        .into_iter()
        .filter(|(_, value)| !has_tag(value))
        .collect();
    Metadata {
        labels: labels::labels(plan),
        annotations,
    }
}

/// Metadata of an object of the pipeline that people look at.
#[must_use]
pub fn metadata(plan: &Plan, name: String) -> ObjectMeta {
    let mut metadata = labels::metadata(plan, name);
    // The first paragraph: annotations have little room.
    let about = plan
        .pipeline
        .doc
        .as_deref()
        .and_then(|doc| doc.split("\n\n").next());
    if let Some(about) = about.filter(|about| !about.is_empty()) {
        labels::annotate(&mut metadata, "workflows.argoproj.io/description", about);
    }
    metadata
}
