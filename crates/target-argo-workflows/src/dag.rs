//! The DAG of a run's work.

use std::collections::BTreeSet;

use pipewright_plan::{Task, TaskKind};
use pipewright_pod::{FileBundle, PodParts};

use crate::crd::{Arguments, Dag, DagTask, Inputs, Parameter, Template, TemplateOf};
use crate::depends::{conjunction, depends, has_ended, has_not_failed, when};
use crate::frame::Frame;
use crate::inputs::{self, LOGICAL_TIME, RUN_ID};
use crate::values::Place;
use crate::{decisions, fan_out, notify, parameters, template, waits};

/// The names of what the DAG has besides the plan's tasks.
#[derive(Debug)]
pub struct Own {
    /// The DAG.
    pub main: String,
    /// The DAG of the end.
    pub finish: String,
    /// Does nothing.
    pub nothing: String,
    /// Fails.
    pub failure: String,
    /// Says which way is taken.
    pub decision: String,
    /// Demands things of parameters.
    pub parameters: String,
    /// Ends the work where not all of its tasks must succeed.
    pub settled: String,
}

impl Own {
    /// For a plan.
    #[must_use]
    pub fn of(frame: &Frame<'_>) -> Self {
        let own = |name: &str| frame.names.own(name);
        Self {
            main: own("main"),
            finish: own("finish"),
            nothing: own("nothing"),
            failure: own("failure"),
            decision: own("decision"),
            parameters: own("parameters"),
            settled: own("settled"),
        }
    }
}

/// The DAG and all templates it uses; `main` first.
#[must_use]
pub fn templates(
    frame: &Frame<'_>,
    own: &Own,
    common: &PodParts,
    files: &FileBundle,
) -> Vec<Template> {
    let mut tasks: Vec<DagTask> = Vec::new();
    let demands = parameters::demands(frame);
    if !demands.is_empty() {
        tasks.push(DagTask {
            name: own.parameters.clone(),
            template: TemplateOf::Template(own.parameters.clone()),
            arguments: Arguments {
                parameters: demands.clone(),
            },
            ..DagTask::default()
        });
    }
    let mut decided = BTreeSet::new();
    for task in frame.work() {
        tasks.extend(decisions::before(frame, task, &mut decided, &own.decision));
        tasks.push(dag_task(frame, own, task));
    }
    if !demands.is_empty() {
        for made in tasks.iter_mut().skip(1) {
            made.depends
                .get_or_insert_with(|| format!("{}.Succeeded", own.parameters));
        }
    }
    let told = notify::of_steps(frame);
    tasks.extend(told.iter().cloned());
    let target = settled(frame, own, &told).map(|settled| {
        tasks.push(settled);
        own.settled.clone()
    });
    let mut templates = vec![Template {
        name: own.main.clone(),
        inputs: Inputs {
            parameters: inputs::of_workflow(),
        },
        dag: Some(Dag {
            target,
            fail_fast: false,
            tasks,
        }),
        ..Template::default()
    }];
    for task in frame.work() {
        templates.extend(of_task(frame, task, common, files));
    }
    if !demands.is_empty() {
        templates.push(Template {
            inputs: Inputs {
                parameters: demands
                    .iter()
                    .map(|demand| Parameter::named(&demand.name))
                    .collect(),
            },
            ..waits::nothing(own.parameters.clone())
        });
    }
    templates
}

/// The templates of one task.
fn of_task(frame: &Frame<'_>, task: &Task, common: &PodParts, files: &FileBundle) -> Vec<Template> {
    match &task.kind {
        TaskKind::Join { .. } | TaskKind::Fail { .. } => Vec::new(),
        TaskKind::Approval(approval) => vec![waits::approval(frame, task, approval)],
        TaskKind::Wait(wait) if wait.seconds == 0 => Vec::new(),
        TaskKind::Wait(wait) => vec![waits::wait(frame, task, wait)],
        _ => {
            let own = template::of_task(frame, task, common, files);
            let each = task
                .fan_out
                .as_ref()
                .map(|fan_out| fan_out::template(frame, task, fan_out));
            each.into_iter().chain(std::iter::once(own)).collect()
        }
    }
}

/// A task of the work.
fn dag_task<'a>(frame: &Frame<'a>, own: &Own, task: &'a Task) -> DagTask {
    let name = frame.names.task(&task.name).to_owned();
    let when = when(frame, task);
    let (template, arguments) = match &task.kind {
        TaskKind::Join { .. } => (own.nothing.clone(), Vec::new()),
        TaskKind::Approval(_) => (name.clone(), Vec::new()),
        TaskKind::Wait(wait) if wait.seconds == 0 => (own.nothing.clone(), Vec::new()),
        TaskKind::Wait(wait) => (
            name.clone(),
            waits::arguments(frame, task, wait, when.as_ref()),
        ),
        TaskKind::Fail { message } => (
            own.failure.clone(),
            waits::failing(frame, task, message, when.as_ref()),
        ),
        _ => {
            let mut arguments = inputs::handed_on(&[RUN_ID, LOGICAL_TIME]);
            arguments.extend(inputs::values_for(frame, task, Place::Work, when.as_ref()));
            match &task.fan_out {
                Some(each) => {
                    arguments.push(fan_out::items(frame, each, when.as_ref()));
                    (fan_out::name(frame, task), arguments)
                }
                None => (name.clone(), arguments),
            }
        }
    };
    DagTask {
        depends: depends(frame, &frame.needs(task), &frame.ways(&task.when)),
        when: when.map(|when| when.tag()),
        template: TemplateOf::Template(template),
        arguments: Arguments {
            parameters: arguments,
        },
        name,
        ..DagTask::default()
    }
}

/// What ends the DAG where some of its tasks may fail. Without it, a failure that is allowed would
/// be that of the whole DAG, for Argo hands it on to what nothing depends on. `None` where every
/// failure counts.
fn settled(frame: &Frame<'_>, own: &Own, told: &[DagTask]) -> Option<DagTask> {
    let tolerant = frame.work().any(|task| task.allowed_failure.is_some());
    if !tolerant && told.is_empty() {
        return None;
    }
    let mut followed: BTreeSet<&str> = BTreeSet::new();
    for task in frame.work() {
        followed.extend(task.needs.iter().map(String::as_str));
        for guard in &task.when {
            let branch = frame.plan.pipeline.branch(&guard.branch);
            followed.extend(
                branch
                    .into_iter()
                    .flat_map(|branch| &branch.needs)
                    .map(String::as_str),
            );
        }
    }
    let mut terms: Vec<String> = frame
        .work()
        .filter(|task| !followed.contains(task.name.as_str()))
        .map(|task| has_not_failed(frame, task))
        .collect();
    terms.extend(told.iter().map(|task| has_ended(&task.name)));
    Some(DagTask {
        name: own.settled.clone(),
        depends: conjunction(terms),
        template: TemplateOf::Template(own.nothing.clone()),
        ..DagTask::default()
    })
}
