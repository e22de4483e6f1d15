//! What a hover tells of datasets and their rows: where they lie, which classes they carry, who
//! writes and reads them.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{DatasetPlan, Plan, RegionSet, Schema, TaskKind};
use pipewright_syntax::Module;
use pipewright_syntax::tree::Dataset;

use super::proven::{joined, listed};
use crate::inlay::duration;
use crate::{Analysis, facts};

/// What is known of a dataset; of a family, of its first member.
pub fn dataset(analysis: &Analysis, module: &Module, declared: &Dataset) -> Option<String> {
    let name = &declared.name.value;
    let qualified = format!("{}.{name}", module.name());
    let is_family = declared.family.is_some();
    // Another file's dataset has the name of its file before its own.
    let means = |known: &str| {
        let rest = known.strip_prefix(&qualified).or(known.strip_prefix(name));
        rest.is_some_and(|rest| rest.is_empty() || (is_family && rest.starts_with('_')))
    };
    let mut known = facts::all(analysis).flat_map(|plan| &plan.datasets);
    let first = known.find(|one| means(&one.name))?;
    let same =
        |one: &str| one == first.name || one.rsplit('.').next() == first.name.rsplit('.').next();
    let (writers, readers) = touching(analysis, |one| means(one) && same(one));
    let mut items = Vec::new();
    if is_family {
        items.push(format!("a family; this is of `{}`", first.name));
    }
    if let Some(region) = &first.region {
        items.push(format!("lies in {}", place(region)));
    }
    let replicas = first.replicas.as_ref();
    items.extend(replicas.map(|site| format!("copies lie in {}", place(&site.region))));
    if let Some(classes) = classes(&first.schema) {
        items.push(format!("carries {classes}"));
    }
    if let Some(seconds) = first.freshness_seconds {
        items.push(format!("no older than {}", duration(seconds)));
    }
    if let Some(owner) = &first.owner {
        items.push(format!("owned by {owner}"));
    }
    let named = |who: BTreeSet<&str>| {
        let names: Vec<String> = who.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    if !writers.is_empty() {
        items.push(format!("written by {}", named(writers)));
    } else if first.external {
        items.push("written outside this project".to_owned());
    }
    if !readers.is_empty() {
        items.push(format!("read by {}", named(readers)));
    }
    Some(listed(items))
}

/// The pipelines that write a dataset, and those that read it.
fn touching(analysis: &Analysis, means: impl Fn(&str) -> bool) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut writers, mut readers) = (BTreeSet::new(), BTreeSet::new());
    for plan in facts::all(analysis) {
        let name = plan.pipeline.name.as_str();
        for dataset in plan.datasets.iter().filter(|one| means(&one.name)) {
            let writes = writes(plan, &dataset.name);
            if writes {
                writers.insert(name);
            }
            if !writes || reads(plan, &dataset.name) {
                readers.insert(name);
            }
        }
    }
    (writers, readers)
}

fn writes(plan: &Plan, dataset: &str) -> bool {
    let mut tasks = plan.pipeline.tasks.iter();
    tasks.any(|task| matches!(&task.kind, TaskKind::Write(write) if write.dataset == dataset))
}

fn reads(plan: &Plan, dataset: &str) -> bool {
    let mut tasks = plan.pipeline.tasks.iter();
    tasks.any(|task| matches!(&task.kind, TaskKind::Read { dataset: read, .. } if read == dataset))
}

/// What is known of a type: who has such rows.
pub fn rows(analysis: &Analysis, name: &str) -> Option<String> {
    let is_it = |schema: &Schema| {
        let known = schema.name.as_deref().unwrap_or_default();
        known.rsplit('.').next() == Some(name)
    };
    let plans = facts::all(analysis);
    let datasets = plans.flat_map(|plan| plan.datasets.iter().map(|one| &**one));
    let mut found: Vec<&DatasetPlan> = datasets.filter(|one| is_it(&one.schema)).collect();
    found.sort_by_key(|one| one.name.as_str());
    found.dedup_by_key(|one| one.name.as_str());
    let schema = &found.first()?.schema;
    let mut parts = Vec::new();
    let keys: Vec<String> = schema.keys().iter().map(|key| format!("`{key}`")).collect();
    if !keys.is_empty() {
        parts.push(format!("one row for each {}", keys.join(", ")));
    }
    parts.extend(classes(schema).map(|classes| format!("carries {classes}")));
    let names: Vec<String> = found.iter().map(|one| format!("`{}`", one.name)).collect();
    parts.push(format!("rows of {}", names.join(", ")));
    joined(vec![listed(parts)])
}

/// The classes of rows, with the columns that carry them; none where there are none.
pub fn classes(schema: &Schema) -> Option<String> {
    let mut classes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for column in &schema.columns {
        for class in &column.classes {
            classes.entry(class).or_default().push(&column.name);
        }
    }
    let shown: Vec<String> = classes
        .iter()
        .map(|(class, columns)| format!("{class} (`{}`)", columns.join("`, `")))
        .collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// The columns of rows in one line.
pub fn columns(schema: &Schema) -> String {
    /// More is not taken in at a glance.
    const MOST: usize = 6;
    if let Some(name) = &schema.name {
        return format!("`{name}`");
    }
    let columns = schema.columns.iter().take(MOST);
    let mut shown: Vec<String> = columns
        .map(|column| format!("{}: {}", column.name, column.kind))
        .collect();
    if schema.columns.len() > MOST {
        shown.push("…".to_owned());
    }
    format!("`{{ {} }}`", shown.join(", "))
}

fn place(region: &RegionSet) -> String {
    match &*region.places {
        [only] if only.name == region.name => format!("{} ({})", only.name, only.country),
        _ => region.name.clone(),
    }
}
