//! Runs of the past: a WorkflowTemplate that runs the pipeline's DAG once for each of their times.

use pipewright_plan::Plan;
use pipewright_pod::{FileBundle, names, pod_parts};
use serde_json::{Value, json};

use crate::crd::{
    Arguments, Dag, DagTask, Expanded, Hook, Hooks, Inputs, Parameter, Template, TemplateOf,
    WorkflowSpec, WorkflowTemplate,
};
use crate::dag::Own;
use crate::expression::tag;
use crate::frame::Frame;
use crate::inputs::{self, LOGICAL_TIME, RUN_ID};
use crate::{finish, spec};

/// The template that runs all of them.
const ALL: &str = "backfill";

/// The template that runs one.
const ONE: &str = "run";

/// Its name; `None` where there is nothing to make up.
#[must_use]
pub fn name(plan: &Plan) -> Option<String> {
    let backfill = plan.pipeline.backfill.as_ref()?;
    (!backfill.runs.is_empty()).then(|| {
        names::dns_label(
            &format!("{}-backfill", plan.pipeline.slug),
            names::LONGEST_LABEL,
        )
    })
}

/// One run after another: a DAG whose children are those of the pipeline's own WorkflowTemplate.
/// A failed run does not keep the next ones from running.
#[must_use]
pub fn workflow_template(frame: &Frame<'_>) -> Option<WorkflowTemplate> {
    let plan = frame.plan;
    let backfill = plan.pipeline.backfill.as_ref()?;
    let name = name(plan)?;
    let all = Template {
        name: ALL.to_owned(),
        parallelism: Some(1),
        dag: Some(Dag {
            target: None,
            fail_fast: false,
            tasks: vec![DagTask {
                name: ONE.to_owned(),
                expanded: Some(Expanded::WithItems(
                    backfill.runs.iter().map(|time| item(time)).collect(),
                )),
                template: TemplateOf::Template(ONE.to_owned()),
                arguments: Arguments {
                    parameters: vec![
                        Parameter::new(
                            RUN_ID,
                            format!("{}-{}", tag("workflow.name"), tag("item.id")),
                        ),
                        Parameter::new(LOGICAL_TIME, tag("item.time")),
                    ],
                },
                ..DagTask::default()
            }],
        }),
        ..Template::default()
    };
    let common = pod_parts(plan, &[], &FileBundle::default());
    let runs = i64::try_from(backfill.runs.len()).unwrap_or(i64::MAX);
    let spec = WorkflowSpec {
        active_deadline_seconds: plan.pipeline.deadline.as_ref().map(|deadline| {
            i64::try_from(deadline.seconds)
                .unwrap_or(i64::MAX)
                .saturating_mul(runs)
        }),
        ..spec::bare(plan, &common, ALL.to_owned(), vec![all, one(frame)])
    };
    Some(WorkflowTemplate::new(spec::metadata(plan, name), spec))
}

/// The pipeline's DAG, and its end whatever became of it.
fn one(frame: &Frame<'_>) -> Template {
    let own = Own::of(frame);
    let elsewhere = |template: &str| TemplateOf::TemplateRef {
        name: frame.plan.pipeline.slug.clone(),
        template: template.to_owned(),
    };
    let run = inputs::handed_on(&[RUN_ID, LOGICAL_TIME]);
    let hooks = finish::is_needed(frame).then(|| {
        let mut parameters = run.clone();
        parameters.push(Parameter::new(
            finish::STATUS,
            tag(&format!("tasks.{}.status", own.main)),
        ));
        Hooks {
            exit: Hook {
                template: elsewhere(&own.finish),
                arguments: Arguments { parameters },
            },
        }
    });
    Template {
        name: ONE.to_owned(),
        inputs: Inputs {
            parameters: inputs::of_run(),
        },
        dag: Some(Dag {
            target: None,
            fail_fast: false,
            tasks: vec![DagTask {
                name: own.main.clone(),
                template: elsewhere(&own.main),
                arguments: Arguments { parameters: run },
                hooks,
                ..DagTask::default()
            }],
        }),
        ..Template::default()
    }
}

/// A logical time, and the same as the end of a name.
fn item(time: &str) -> Value {
    let id: String = time
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    json!({ "time": time, "id": id })
}
