//! Closure: what a project reads, it writes itself or declares `external`, once it declares any so.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_model::{Condition, DataReference, Operand, Pipeline};
use pipewright_plan::{DatasetPlan, Schedule};
use pipewright_source::Span;
use pipewright_syntax::tree::{ExpressionKind, ItemKind};

use crate::context::World;
use crate::names::ItemId;
use crate::report::Report;
use crate::rules;

/// Tells of each dataset that is read, written by nobody and not `external`. A project that
/// declares nothing `external` has not said that the others are its own.
pub fn closure(world: &World<'_>, pipelines: &BTreeMap<&str, &Pipeline>, report: &mut Report) {
    let all = world.datasets.values();
    if !all.clone().any(|dataset| dataset.facts.external) {
        return;
    }
    let (mut read, mut written, mut awaited) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for pipeline in pipelines.values() {
        for dataset in reads(pipeline) {
            read.entry(dataset).or_insert(pipeline.name.as_str());
        }
        written.extend(writes(pipeline));
        awaited.extend(waits(pipeline));
    }
    let places: BTreeSet<&str> = all
        .filter(|dataset| written.contains(dataset.facts.name.as_str()) || dataset.facts.external)
        .map(|dataset| folder(&dataset.facts.address))
        .collect();
    // By the declaration, so that a family is told once.
    let mut open: BTreeMap<ItemId, Vec<(&DatasetPlan, &str)>> = BTreeMap::new();
    for (id, dataset) in &world.datasets {
        let facts: &DatasetPlan = &dataset.facts;
        let name = facts.name.as_str();
        let Some(reader) = read.get(name) else {
            continue;
        };
        // Who can only be read is a source, and what a schedule waits for in vain is told there.
        let source = facts.abilities.writes.is_empty();
        if !source && !awaited.contains(name) && !somewhere_in(&places, &facts.address) {
            let item = ItemId::new(id.module, id.item);
            open.entry(item).or_default().push((facts, *reader));
        }
    }
    for (item, datasets) in open {
        if let (Some((first, reader)), Some(name)) = (datasets.first(), name_of(world, item)) {
            let mut found = unwritten(first, name, datasets.len(), reader);
            found.fixes.extend(declare_external(world, item, first));
            report.push(found);
        }
    }
}

fn name_of(world: &World<'_>, id: ItemId) -> Option<Span> {
    match &world.item(id)?.kind {
        ItemKind::Dataset(tree) => Some(tree.name.span),
        _ => None,
    }
}

fn unwritten(dataset: &DatasetPlan, name: Span, count: usize, reader: &str) -> Diagnostic {
    let more = match count {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Diagnostic::new(
        &rules::UNWRITTEN_SOURCE,
        format!(
            "no pipeline of this project writes `{}`{more}",
            dataset.name
        ),
        name,
        "not declared `external`",
    )
    .because(format!("because `{reader}` reads it"))
    .because(
        "because other datasets here say `external`, so this one is taken to be the project's own",
    )
    .help("declare it `external` with its owner, or write it in a pipeline")
}

/// `external`, and an owner where there is none: who writes it must have a name.
pub fn declare_external(world: &World<'_>, id: ItemId, dataset: &DatasetPlan) -> Option<Fix> {
    let ItemKind::Dataset(tree) = &world.item(id)?.kind else {
        return None;
    };
    let mut edits = vec![Edit {
        span: dataset.origin.span.before(),
        text: "external ".to_owned(),
    }];
    let mut title = "declare it `external`".to_owned();
    if dataset.owner.is_none() {
        let ExpressionKind::Use { fields, .. } = &tree.value.kind else {
            return None;
        };
        let last = fields.fields.last()?;
        let line = |span| world.sources.line_column(span).line;
        let one_line = line(fields.span) == line(fields.span.after());
        let between = if one_line { ", " } else { "\n  " };
        edits.push(Edit {
            span: last.span.after(),
            text: format!("{between}owner = \"who writes it\""),
        });
        title.push_str(" with its owner");
    }
    Some(Fix {
        title,
        edits,
        safe: false,
    })
}

/// Whether a place is one of those, lies in one of them, or holds one.
fn somewhere_in(places: &BTreeSet<&str>, address: &str) -> bool {
    let address = folder(address);
    let mut around = address.match_indices('/').map(|(at, _)| address.get(..at));
    let below = format!("{address}/");
    places.contains(address)
        || around.any(|folder| folder.is_some_and(|folder| places.contains(folder)))
        || places
            .range(below.as_str()..)
            .next()
            .is_some_and(|next| next.starts_with(&below))
}

fn folder(address: &str) -> &str {
    address.trim_end_matches('/')
}

fn reads(pipeline: &Pipeline) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let inputs = pipeline.steps.iter().flat_map(|step| &step.inputs);
    let checked = pipeline.checks.iter().map(|check| &check.subject);
    let copied = pipeline.writes.iter().map(|write| &write.subject);
    let data = inputs.map(|input| &input.from).chain(checked).chain(copied);
    found.extend(data.filter_map(dataset));
    for branch in &pipeline.branches {
        measured(&branch.condition, &mut found);
    }
    found
}

fn dataset(reference: &DataReference) -> Option<&str> {
    match reference {
        DataReference::Dataset(name) | DataReference::Interval(name) => Some(name),
        _ => None,
    }
}

/// Datasets that a decision of a run looks into.
fn measured<'a>(condition: &'a Condition, found: &mut BTreeSet<&'a str>) {
    let mut operand = |operand: &'a Operand| match operand {
        Operand::Rows(of) | Operand::Age { of, .. } => found.extend(dataset(of)),
        _ => {}
    };
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                measured(part, found);
            }
        }
        Condition::Not(part) => measured(part, found),
        Condition::Compare(left, _, right) => {
            operand(left);
            operand(right);
        }
        Condition::Is(value) | Condition::In(value, _) | Condition::Matches(value, _) => {
            operand(value);
        }
    }
}

fn writes(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let rejected = pipeline.checks.iter().filter_map(|check| {
        let rejecting = check.rejecting.as_ref()?;
        Some(rejecting.dataset.as_str())
    });
    let written = pipeline.writes.iter().map(|write| write.dataset.as_str());
    written.chain(rejected)
}

fn waits(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let triggers = pipeline.triggers.value.iter();
    let names = triggers.filter_map(|trigger| match &trigger.when {
        Schedule::Datasets { names } => Some(names),
        _ => None,
    });
    names.flatten().map(String::as_str)
}
