//! What made each field of a file: demands of the ledger, parts of the source, habits.

use pipewright_plan::{Constraint, ConstraintKind, Origin, Plan};

use crate::habits::{self, Habit};
use crate::names::{Made, Names};
use crate::outline::{Label, Outline};

/// A row of the ledger whose mechanism is in the file.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    /// The number of its demand.
    pub demand: usize,
    pub constraint: &'a Constraint,
    /// What it names.
    pub by: &'a str,
}

/// What a field has of its own.
#[derive(Debug, Clone, Default)]
struct Own<'a> {
    origin: Option<Origin>,
    words: Option<String>,
    demands: Vec<usize>,
    asked_at: Option<&'a Origin>,
    habit: Option<&'static Habit>,
}

/// What made a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub origin: Origin,
    pub words: String,
    pub demands: Vec<usize>,
    pub habit: Option<&'static Habit>,
}

/// Who a file belongs to.
pub enum Owner<'a> {
    /// One pipeline.
    Pipeline(&'a Plan),
    /// All pipelines of an environment, of which this is one.
    Environment(&'a Plan),
}

/// The reason of every field, by index.
pub fn reasons(
    outline: &Outline,
    owner: &Owner<'_>,
    anchors: &[Anchor<'_>],
    is_plan: bool,
) -> Vec<Reason> {
    let mut own: Vec<Own<'_>> = vec![Own::default(); outline.fields().len()];
    for anchor in anchors {
        for field in fields_of(outline, anchor.constraint, anchor.by) {
            if let Some(own) = own.get_mut(field) {
                if !own.demands.contains(&anchor.demand) {
                    own.demands.push(anchor.demand);
                }
                own.asked_at.get_or_insert(&anchor.constraint.origin);
            }
        }
    }
    match owner {
        Owner::Pipeline(plan) if !is_plan => name(outline, &Names::of(plan), &mut own),
        _ => {}
    }
    if is_plan {
        places(outline, &mut own);
    } else {
        keys(outline, &mut own);
    }
    inherit(outline, owner, own)
}

/// The fields that a row names. A condition of a check has lines of its own in its SQL.
pub fn fields_of(outline: &Outline, constraint: &Constraint, by: &str) -> Vec<usize> {
    let found = outline.find(by);
    if constraint.kind != ConstraintKind::Check {
        return found;
    }
    let number = constraint.id.rsplit('/').next().unwrap_or_default();
    let condition = format!("condition {number}");
    found
        .into_iter()
        .map(|field| outline.child(field, &condition).unwrap_or(field))
        .collect()
}

/// Names of tasks, containers, decisions, carried files and datasets.
fn name(outline: &Outline, names: &Names<'_>, own: &mut [Own<'_>]) {
    for (index, field) in outline.fields().iter().enumerate().skip(1) {
        let parent = outline.field(field.parent);
        let above = parent.and_then(|parent| parent.key()).unwrap_or("");
        let made: Option<Made<'_>> = match &field.label {
            Label::Item(_) if is_list_of_work(above) => outline
                .value(index, "name")
                .and_then(|name| names.find(name)),
            Label::Key(key) if above == "data" => names.file(key),
            Label::Key(key) if field.parent == 0 => match field.callee.as_deref() {
                Some("Asset") => field
                    .children
                    .first()
                    .and_then(|&first| outline.field(first)?.value.as_deref())
                    .and_then(|name| names.dataset(name)),
                _ => outline
                    .value(index, "task_id")
                    .and_then(|task| names.find(task))
                    .or_else(|| names.find(key.trim_end_matches('_'))),
            },
            _ => None,
        };
        if let (Some(made), Some(own)) = (made, own.get_mut(index)) {
            own.origin = Some(made.origin.clone());
            own.words = Some(made.what.words());
        }
    }
}

fn is_list_of_work(key: &str) -> bool {
    matches!(
        key,
        "containers" | "initContainers" | "init_containers" | "templates" | "tasks"
    )
}

/// The places that a plan tells by itself: `"origin": "main.pipe:12"`.
fn places(outline: &Outline, own: &mut [Own<'_>]) {
    for (index, field) in outline.fields().iter().enumerate() {
        let (Some(key), Some(value)) = (field.key(), field.value.as_deref()) else {
            continue;
        };
        let Some(origin) = place(value) else { continue };
        // `region_origin` tells where `region` was written, which stands beside it.
        let told = match key.strip_suffix("_origin") {
            _ if key == "origin" => vec![field.parent],
            Some(beside) => {
                let beside = outline.child(field.parent, beside);
                beside.into_iter().chain([index]).collect()
            }
            None => Vec::new(),
        };
        for at in told {
            if let Some(own) = own.get_mut(at) {
                own.origin = Some(origin.clone());
            }
        }
    }
}

fn place(value: &str) -> Option<Origin> {
    let (file, line) = value.rsplit_once(':')?;
    let line = line.parse().ok()?;
    file.ends_with(".pipe").then(|| Origin {
        file: file.to_owned(),
        line,
        ..Origin::default()
    })
}

/// Habits by the names of fields.
fn keys(outline: &Outline, own: &mut [Own<'_>]) {
    for (field, own) in outline.fields().iter().zip(own) {
        let called = match (field.key(), field.callee.as_deref()) {
            (Some(key), _) if habits::of_key(key).is_some() => habits::of_key(key),
            // What several tasks share stands in a variable, whatever its name.
            (Some(_), Some("V1ResourceRequirements")) => Some(&habits::RESOURCES),
            (Some(_), Some("V1VolumeMount")) => Some(&habits::WORKSPACE),
            (Some(_), Some("V1EnvVar")) => Some(&habits::CONTRACT),
            (Some(key), _) if field.parent == 0 && is_shared(key) => Some(&habits::PROGRAM),
            _ => None,
        };
        own.habit = called;
    }
}

/// Whether a variable of a Python file holds what several tasks share: its name is in capitals.
fn is_shared(key: &str) -> bool {
    key.len() > 3 && key.chars().all(|character| !character.is_lowercase())
}

/// What a field has not of its own it has from the field it is part of.
fn inherit(outline: &Outline, owner: &Owner<'_>, own: Vec<Own<'_>>) -> Vec<Reason> {
    let file = match owner {
        Owner::Pipeline(plan) => Reason {
            origin: plan.pipeline.origin.clone(),
            words: format!("the pipeline `{}`", plan.pipeline.name),
            demands: Vec::new(),
            habit: None,
        },
        Owner::Environment(plan) => Reason {
            origin: plan.environment.origin.clone(),
            words: format!("the environment `{}`", plan.environment.name),
            demands: Vec::new(),
            habit: None,
        },
    };
    let mut reasons: Vec<Reason> = Vec::with_capacity(own.len());
    for (index, (field, own)) in outline.fields().iter().zip(own).enumerate() {
        let above = reasons.get(field.parent).filter(|_| index > 0);
        let mut reason = above.unwrap_or(&file).clone();
        let is_named = own.origin.is_some();
        if let Some(origin) = own.origin {
            reason.origin = origin;
            reason.demands.clear();
            reason.habit = None;
        }
        if let Some(words) = own.words {
            reason.words = words;
        }
        if !own.demands.is_empty() {
            reason.demands = own.demands;
            reason.habit = None;
            if let Some(origin) = own.asked_at {
                reason.origin = origin.clone();
            }
        } else if let Some(habit) = own.habit
            && !is_named
            && reason.habit.is_none_or(|above| *above == habits::PROGRAM)
        {
            // What is part of one habit is not another's.
            reason.habit = Some(habit);
            reason.demands.clear();
        }
        reasons.push(reason);
    }
    reasons
}
