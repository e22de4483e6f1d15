//! Constraints of the whole pipeline.

use pipewright_model::Pipeline;
use pipewright_plan::{Branch, ConstraintKind};

use super::List;

pub fn list(list: &mut List<'_>, pipeline: &Pipeline) {
    use ConstraintKind as Kind;
    list.add(
        "schedule".into(),
        Kind::Schedule,
        &pipeline.triggers.origin,
        None,
    );
    for (at, trigger) in pipeline.triggers.value.iter().enumerate() {
        if let Some(change) = &trigger.clock_change {
            let id = format!("clock_change/{}", at + 1);
            list.add(id, Kind::Schedule, &change.origin, None);
        }
    }
    if let Some(deadline) = &pipeline.deadline {
        list.add("deadline".into(), Kind::Deadline, &deadline.origin, None);
    }
    if let Some(region) = &pipeline.region {
        list.add("region".into(), Kind::Region, &region.origin, None);
    }
    if let Some(guarantee) = &pipeline.guarantee {
        list.add("guarantee".into(), Kind::Guarantee, &guarantee.origin, None);
    }
    if let Some(retry) = &pipeline.retry {
        list.add("retry".into(), Kind::Retry, &retry.origin, None);
    }
    if let Some(overlap) = &pipeline.overlap {
        list.add("overlap".into(), Kind::Overlap, &overlap.origin, None);
    }
    if let Some(owner) = &pipeline.owner {
        list.add("owner".into(), Kind::Owner, &owner.origin, None);
    }
    if let Some(labels) = &pipeline.labels {
        list.add("labels".into(), Kind::Labels, &labels.origin, None);
    }
    if let Some(backfill) = &pipeline.backfill {
        list.add("backfill".into(), Kind::Backfill, &backfill.origin, None);
    }
    if let Some(parallelism) = &pipeline.parallelism {
        let id = "concurrency".into();
        list.add(id, Kind::Concurrency, &parallelism.origin, None);
    }
    if let Some(budget) = &pipeline.budget {
        list.add("budget".into(), Kind::Budget, &budget.origin, None);
    }
    if let Some(interruptible) = &pipeline.interruptible {
        let id = "interruptible".into();
        list.add(id, Kind::Interruptible, &interruptible.origin, None);
    }
    for places in &pipeline.places {
        let id = format!("concurrency/run/{}", places.name);
        list.add(id, Kind::Concurrency, &places.origin, None);
    }
    for (at, lanes) in pipeline.lanes.iter().enumerate() {
        let id = format!("concurrency/loop/{}", at + 1);
        let text = format!("{} elements, {} at once", lanes.elements.len(), lanes.most);
        list.add(id, Kind::Concurrency, &lanes.origin, Some(text));
    }
    for parameter in &pipeline.run_parameters {
        let mut text = format!("{}: {} per run", parameter.name, parameter.kind);
        if let Some(condition) = &parameter.condition_text {
            text.push_str(&format!(" where {condition}"));
        }
        let id = format!("parameter/{}", parameter.name);
        list.add(id, Kind::RunParameter, &parameter.origin, Some(text));
    }
}

/// Decisions.
pub fn branches(list: &mut List<'_>, branches: &[Branch]) {
    for branch in branches {
        let id = format!("branch/{}", branch.name);
        let text = format!("when {}", branch.text);
        list.add(id, ConstraintKind::Branch, &branch.origin, Some(text));
    }
}
