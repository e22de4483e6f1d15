//! Passes of a bounded loop: a plan unrolls them, a picture shows the step once.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{PipelinePlan, Task, TaskKind};

/// What of a pipeline is a pass of a `repeat`.
#[derive(Debug, Default)]
pub struct Passes<'a> {
    /// The task that stands for all passes of a task.
    stands_for: BTreeMap<&'a str, &'a str>,
    /// How many passes a task stands for.
    counts: BTreeMap<&'a str, usize>,
    /// The decisions whether another pass is needed.
    decisions: BTreeSet<&'a str>,
}

impl<'a> Passes<'a> {
    /// Reads a pipeline once.
    pub fn of(pipeline: &'a PipelinePlan) -> Self {
        let mut passes = Self::default();
        for branch in &pipeline.branches {
            if branch.name.starts_with("repeat_") {
                passes.decisions.insert(&branch.name);
            }
        }
        let tasks: BTreeMap<&str, &Task> = pipeline
            .tasks
            .iter()
            .map(|task| (task.name.as_str(), task))
            .collect();
        for task in &pipeline.tasks {
            let TaskKind::Join { of } = &task.kind else {
                continue;
            };
            let places: BTreeSet<_> = of
                .iter()
                .filter_map(|name| tasks.get(name.as_str()))
                .map(|task| (&task.origin.file, task.origin.line, task.origin.span))
                .collect();
            if of.len() > 1 && places.len() == 1 {
                passes.counts.insert(&task.name, of.len());
                for member in of {
                    passes.stands_for.insert(member, &task.name);
                }
            }
        }
        passes
    }

    /// The task that is drawn for a task.
    pub fn drawn<'b>(&self, name: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.stands_for.get(name).copied().unwrap_or(name)
    }

    /// Whether another task is drawn for it.
    pub fn is_pass(&self, name: &str) -> bool {
        self.stands_for.contains_key(name)
    }

    /// How many passes a task stands for.
    pub fn count(&self, name: &str) -> Option<usize> {
        self.counts.get(name).copied()
    }

    /// Whether a decision only asks for another pass.
    pub fn is_bound(&self, branch: &str) -> bool {
        self.decisions.contains(branch)
    }
}
