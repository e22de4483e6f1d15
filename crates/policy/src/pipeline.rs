//! What is known of a pipeline.

use pipewright_plan::{Guarantee, Overlap, Plan, ReactionEvent, Schedule, Task, TaskKind};
use pipewright_source::Span;

use crate::dataset::classes;
use crate::known::{FactValue, Known, Subject};

/// A pipeline in an environment.
pub struct PipelineSubject<'p>(pub &'p Plan);

impl<'p> PipelineSubject<'p> {
    fn steps(&self) -> impl Iterator<Item = &'p Task> {
        self.0
            .pipeline
            .tasks
            .iter()
            .filter(|task| matches!(task.kind, TaskKind::Run { .. }))
    }

    fn period(&self) -> Option<u64> {
        self.0
            .pipeline
            .schedules()
            .filter_map(|schedule| match schedule {
                Schedule::Cron {
                    shortest_period_seconds,
                    ..
                } => Some(*shortest_period_seconds),
                _ => None,
            })
            .min()
    }
}

impl<'p> Subject<'p> for PipelineSubject<'p> {
    fn called(&self) -> String {
        format!("the pipeline `{}`", self.0.pipeline.name)
    }

    fn key(&self) -> String {
        self.0.pipeline.name.clone()
    }

    fn declared(&self) -> Span {
        self.0.pipeline.origin.span
    }

    fn fact(&self, name: &str) -> Option<Known<'p>> {
        let pipeline = &self.0.pipeline;
        Some(match name {
            "name" => FactValue::text(&pipeline.name).plain(),
            "doc" => FactValue::stated(pipeline.doc.as_ref()).plain(),
            "owner" => FactValue::stated(pipeline.owner.as_ref()).plain(),
            "labels" => FactValue::Labels(&pipeline.labels).plain(),
            "environment" => FactValue::text(&self.0.environment.name).plain(),
            "targets" => {
                let targets = self.0.environment.targets.iter();
                FactValue::texts(targets.map(|target| target.name.as_str())).plain()
            }
            "schedule" => {
                let triggers = pipeline.schedules().map(written).collect::<Vec<_>>();
                FactValue::Text(triggers.join(" or ")).at(pipeline.schedule_origin.span)
            }
            "triggers" => FactValue::texts(pipeline.schedules().map(trigger))
                .at(pipeline.schedule_origin.span),
            "period" => FactValue::measured(self.period()).at(pipeline.schedule_origin.span),
            "deadline" => {
                let deadline = pipeline.deadline.as_ref();
                FactValue::measured(deadline.map(|deadline| deadline.seconds))
                    .perhaps_at(deadline.map(|deadline| deadline.origin.span))
            }
            "guaranteed" => {
                let deadline = pipeline.deadline.as_ref();
                FactValue::Truth(deadline.is_some_and(|deadline| deadline.guaranteed))
                    .perhaps_at(deadline.map(|deadline| deadline.origin.span))
            }
            "timeout" => {
                let longest = self.steps().max_by_key(|task| task.timeout_seconds);
                FactValue::measured(longest.map(|task| task.timeout_seconds))
                    .perhaps_at(longest.map(|task| task.timeout_origin.span))
            }
            "retry" => {
                let retry = pipeline.retry.as_ref();
                FactValue::measured(retry.map(|retry| u64::from(retry.times)))
                    .perhaps_at(retry.map(|retry| retry.origin.span))
            }
            "region" => {
                let stated = pipeline.region.is_some();
                FactValue::places(pipeline.region.as_ref())
                    .perhaps_at(stated.then_some(pipeline.region_origin.span))
            }
            "guarantee" => pipeline.guarantee.map_or_else(
                || FactValue::Absent.plain(),
                |guarantee| {
                    FactValue::text(guarantee_word(guarantee)).at(pipeline.guarantee_origin.span)
                },
            ),
            "overlap" => {
                FactValue::text(overlap_word(pipeline.overlap)).at(pipeline.overlap_origin.span)
            }
            "backfill" => {
                let backfill = pipeline.backfill.as_ref();
                FactValue::Truth(backfill.is_some())
                    .perhaps_at(backfill.map(|backfill| backfill.origin.span))
            }
            "parallelism" => {
                let most = pipeline.parallelism.as_ref();
                FactValue::measured(most.map(|most| u64::from(most.most)))
                    .perhaps_at(most.map(|most| most.origin.span))
            }
            "groups" => {
                let places = pipeline.places.iter();
                FactValue::texts(places.map(|place| place.name.as_str())).plain()
            }
            "budget" => {
                let budget = pipeline.budget.as_ref();
                let written =
                    budget.map(|budget| format!("{} per {}", budget.amount, budget.period.word()));
                FactValue::stated(written.as_ref())
                    .perhaps_at(budget.map(|budget| budget.origin.span))
            }
            "interruptible" => {
                let said = pipeline.interruptible.as_ref();
                FactValue::Truth(said.is_some_and(|said| said.allowed))
                    .perhaps_at(said.map(|said| said.origin.span))
            }
            "classes" => {
                let datasets = self.0.datasets.iter();
                let mut classes: Vec<String> = datasets
                    .flat_map(|dataset| classes(&dataset.schema.columns))
                    .collect();
                classes.sort();
                classes.dedup();
                FactValue::Texts(classes).plain()
            }
            "steps" => FactValue::count(self.steps().count()).plain(),
            "reactions" => {
                let events = pipeline
                    .reactions
                    .iter()
                    .map(|reaction| match reaction.event {
                        ReactionEvent::Failure => "failure",
                        ReactionEvent::Success => "success",
                        ReactionEvent::Late { .. } => "late",
                    });
                FactValue::texts(events).plain()
            }
            _ => return None,
        })
    }
}

const fn trigger(schedule: &Schedule) -> &'static str {
    match schedule {
        Schedule::Cron { .. } => "clock",
        Schedule::Datasets { .. } => "dataset",
        Schedule::Event { .. } => "event",
        Schedule::Manual => "manual",
    }
}

fn written(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Cron { written, .. } => written.clone(),
        Schedule::Datasets { names } => format!("on {}", names.join(", ")),
        Schedule::Event { dataset } => format!("event {dataset}"),
        Schedule::Manual => "manual".to_owned(),
    }
}

const fn guarantee_word(guarantee: Guarantee) -> &'static str {
    match guarantee {
        Guarantee::ExactlyOnce => "exactly_once",
        Guarantee::AtLeastOnce => "at_least_once",
        Guarantee::AtMostOnce => "at_most_once",
    }
}

const fn overlap_word(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Forbid => "forbid",
        Overlap::Allow => "allow",
        Overlap::Replace => "replace",
    }
}
