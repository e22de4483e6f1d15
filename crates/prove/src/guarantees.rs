//! Guarantees: how often each row arrives, by source, step, write and retry.

mod backfill;
mod carried;
mod clock;
mod delivery;
mod lost;
mod repair;
mod rows;
mod steps;
mod writes;

use std::collections::BTreeMap;

use pipewright_plan::{
    DatasetPlan, Lane, Plan, Task, TaskKind, Text, TextPart, Variable, WritePlan,
};

use crate::findings::Findings;
use crate::graph::Graph;

/// Proves the guarantee and the mode of each write.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let facts = Facts::of(plan);
    let flow = carried::Flow::of(&facts, graph);
    delivery::prove(&facts, graph, &flow, findings);
    writes::prove(&facts, &flow, findings);
    steps::check(&facts, findings);
    backfill::check(&facts, graph, findings);
}

/// The plan with its datasets by name.
struct Facts<'a> {
    plan: &'a Plan,
    datasets: BTreeMap<&'a str, &'a DatasetPlan>,
}

/// A write, its task and its sink.
#[derive(Clone, Copy)]
struct Written<'a> {
    /// The place of its task.
    at: usize,
    task: &'a Task,
    write: &'a WritePlan,
    sink: &'a DatasetPlan,
}

impl Written<'_> {
    /// Attempts after the first.
    fn retries(&self) -> u32 {
        self.task.retry.as_ref().map_or(0, |retry| retry.times)
    }

    /// Whether what it adds is one object or file named after the run, in whose place a second
    /// attempt of the same run puts its own.
    fn named_after_run(&self) -> bool {
        let named = |text: &Text| {
            let run = TextPart::Variable(Variable::RunId.name().to_owned());
            text.0.contains(&run)
                && matches!(text.0.last(), Some(TextPart::Literal(end)) if
                    [".parquet", ".csv", ".json"].iter().any(|format| end.ends_with(format)))
        };
        self.write.mode.lane == Lane::Appending
            && self
                .task
                .containers
                .last()
                .is_some_and(|mover| mover.args.iter().any(named))
    }
}

impl<'a> Facts<'a> {
    fn of(plan: &'a Plan) -> Self {
        let datasets = plan
            .datasets
            .iter()
            .map(|dataset| (dataset.name.as_str(), &**dataset))
            .collect();
        Self { plan, datasets }
    }

    fn writes(&self) -> Vec<Written<'a>> {
        self.plan
            .pipeline
            .tasks
            .iter()
            .enumerate()
            .filter_map(|(at, task)| match &task.kind {
                TaskKind::Write(write) => {
                    let sink = self.datasets.get(write.dataset.as_str()).copied()?;
                    Some(Written {
                        at,
                        task,
                        write,
                        sink,
                    })
                }
                _ => None,
            })
            .collect()
    }

    /// Sources, each with the first task that reads it.
    fn sources(&self) -> Vec<(&'a DatasetPlan, &'a Task)> {
        let mut found: BTreeMap<&str, (&DatasetPlan, &Task)> = BTreeMap::new();
        for task in &self.plan.pipeline.tasks {
            let sink = match &task.kind {
                TaskKind::Write(write) => Some(write.dataset.as_str()),
                _ => None,
            };
            for name in task
                .datasets
                .iter()
                .filter(|name| sink != Some(name.as_str()))
            {
                if let Some(dataset) = self.datasets.get(name.as_str()) {
                    found.entry(name).or_insert((dataset, task));
                }
            }
        }
        found.into_values().collect()
    }
}
