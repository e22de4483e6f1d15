//! Objects larger than the API server takes.

use std::io::{self, Write};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;
use pipewright_pod::network_policy;

use crate::cronjob::cron_job;
use crate::messages::this_target;
use crate::rules::OBJECT_TOO_LARGE;

/// The largest object, in bytes of JSON: what etcd takes in one request.
const LARGEST_OBJECT: usize = 1_500_000;

/// The most all annotations of an object may have together, in bytes.
const LARGEST_ANNOTATIONS: usize = 256 << 10;

/// One object holds all tasks, one policy all hosts.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let job = cron_job(plan);
    let mut found = Vec::new();
    found.extend(annotations(plan, "CronJob", &job.metadata));
    found.extend(annotations(
        plan,
        "NetworkPolicy",
        &network_policy(plan).metadata,
    ));
    let mut size = Counted(0);
    if serde_json::to_writer(&mut size, &job).is_ok() {
        found.extend(object(plan, size.0));
    }
    found
}

/// Bytes that are counted and not kept.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn annotations(plan: &Plan, kind: &str, metadata: &ObjectMeta) -> Option<Diagnostic> {
    let annotations = metadata.annotations.iter().flatten();
    let size: usize = annotations
        .map(|(key, value)| key.len() + value.len())
        .sum();
    (size > LARGEST_ANNOTATIONS).then(|| {
        let message = format!(
            "{} does not take the {kind} of pipeline `{}`: its annotations have {size} bytes, the most is {LARGEST_ANNOTATIONS}",
            this_target(plan),
            plan.pipeline.name
        );
        Diagnostic::new(&OBJECT_TOO_LARGE, message, plan.pipeline.origin.span, "this pipeline")
            .because("owner, description and the list of hosts are annotations")
            .help("shorten its documentation, or split the pipeline")
    })
}

fn object(plan: &Plan, size: usize) -> Option<Diagnostic> {
    if size <= LARGEST_OBJECT {
        return None;
    }
    let message = format!(
        "{} does not take the CronJob of pipeline `{}`: it has {size} bytes, the most is {LARGEST_OBJECT}",
        this_target(plan),
        plan.pipeline.name
    );
    let containers: usize = plan
        .pipeline
        .tasks
        .iter()
        .map(|task| task.containers.len())
        .sum();
    Some(
        Diagnostic::new(
            &OBJECT_TOO_LARGE,
            message,
            plan.pipeline.origin.span,
            "this pipeline",
        )
        .because(format!(
            "its {} tasks have {containers} containers, all of one pod",
            plan.pipeline.tasks.len()
        ))
        .help("split the pipeline, or leave it to `airflow`, where each task has a pod of its own"),
    )
}
