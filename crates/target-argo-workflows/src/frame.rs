//! The plan, indexed once: where each task runs, what may skip it, and by what name it goes.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{EngineValue, Guard, Operand, Plan, Role, Task, TaskKind};

use crate::names::Names;

/// A plan and what is often asked of it.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Names of templates and tasks.
    pub names: Names<'a>,
    tasks: BTreeMap<&'a str, &'a Task>,
    skippable: BTreeSet<&'a str>,
    shared: BTreeSet<&'a str>,
}

impl<'a> Frame<'a> {
    /// Of a plan.
    #[must_use]
    pub fn of(plan: &'a Plan) -> Self {
        let tasks = &plan.pipeline.tasks;
        let mut frame = Self {
            plan,
            names: Names::of(plan),
            tasks: tasks
                .iter()
                .map(|task| (task.name.as_str(), task))
                .collect(),
            skippable: BTreeSet::new(),
            shared: BTreeSet::new(),
        };
        // Plan order: what a task needs stands before it.
        for task in tasks {
            if frame.may_be_skipped(task) {
                frame.skippable.insert(&task.name);
            }
        }
        frame.shared = frame.read_at_the_end();
        frame
    }

    /// A task of the plan.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&'a Task> {
        self.tasks.get(name).copied()
    }

    /// Tasks of the run's work, in plan order.
    pub fn work(&self) -> impl Iterator<Item = &'a Task> {
        self.plan
            .pipeline
            .tasks
            .iter()
            .filter(|task| !is_at_the_end(task))
    }

    /// Tasks of the end of a run, in plan order.
    pub fn end(&self) -> impl Iterator<Item = &'a Task> {
        self.plan
            .pipeline
            .tasks
            .iter()
            .filter(|task| is_at_the_end(task))
    }

    /// Whether a task is skipped on some ways of the run.
    #[must_use]
    pub fn is_skippable(&self, name: &str) -> bool {
        self.skippable.contains(name)
    }

    /// Whether a task's values are read at the end of the run.
    #[must_use]
    pub fn is_read_at_the_end(&self, name: &str) -> bool {
        self.shared.contains(name)
    }

    /// Whether a task comes to its end in every run that gets beyond it.
    #[must_use]
    pub fn always_runs(&self, name: &str) -> bool {
        !self.is_skippable(name)
            && self
                .task(name)
                .is_some_and(|task| task.allowed_failure.is_none())
    }

    /// The tasks a task needs, each once.
    #[must_use]
    pub fn needs(&self, task: &'a Task) -> Vec<&'a Task> {
        self.named(&task.needs)
    }

    /// Tasks by their names, each once.
    #[must_use]
    pub fn named(&self, names: &'a [String]) -> Vec<&'a Task> {
        let mut seen = BTreeSet::new();
        names
            .iter()
            .filter(|name| seen.insert(name.as_str()))
            .filter_map(|name| self.task(name))
            .collect()
    }

    /// The ways something lies on, without those that another of them lies on itself.
    #[must_use]
    pub fn ways(&self, guards: &'a [Guard]) -> Vec<&'a Guard> {
        let implied: BTreeSet<&Guard> = guards
            .iter()
            .filter_map(|guard| self.plan.pipeline.branch(&guard.branch))
            .flat_map(|branch| &branch.when)
            .collect();
        guards
            .iter()
            .filter(|guard| !implied.contains(guard))
            .collect()
    }

    /// The names of what comes before a task in its DAG: tasks it needs, decisions of its ways.
    #[must_use]
    pub fn before(&self, task: &'a Task) -> Vec<String> {
        let needs = self.needs(task).into_iter().map(|need| &need.name);
        let ways = self.ways(&task.when).into_iter().map(|way| &way.branch);
        needs
            .chain(ways)
            .map(|name| self.names.task(name).to_owned())
            .collect()
    }

    /// The tasks whose values a task's name stands for: those of a join, or the task itself.
    #[must_use]
    pub fn yielding(&self, name: &'a str) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            match self.task(name).map(|task| &task.kind) {
                Some(TaskKind::Join { of }) => waiting.extend(of.iter().rev().map(String::as_str)),
                _ => found.push(name),
            }
        }
        found
    }

    /// A task that yields the values a name stands for; those of a join's members are alike.
    #[must_use]
    pub fn yielding_task(&self, name: &str) -> Option<&'a Task> {
        let own = self.task(name)?;
        let first = self.yielding(&own.name).first().copied()?;
        self.task(first)
    }

    fn may_be_skipped(&self, task: &Task) -> bool {
        if !task.when.is_empty() {
            return true;
        }
        let skipping = |name: &String| {
            self.is_skippable(name)
                || self.task(name).is_some_and(|need| {
                    need.allowed_failure.is_some() || matches!(need.kind, TaskKind::Approval(_))
                })
        };
        match &task.kind {
            TaskKind::Join { of } => of.iter().all(skipping),
            _ => task.needs.iter().any(skipping),
        }
    }

    /// Tasks of the work whose values tasks of the end take, or are decided by.
    fn read_at_the_end(&self) -> BTreeSet<&'a str> {
        let mut read = BTreeSet::new();
        for task in self.end() {
            for container in task.every_container() {
                for value in &container.takes {
                    if let EngineValue::Value { task, .. } = value {
                        read.extend(self.yielding(task));
                    }
                }
            }
            for guard in &task.when {
                let Some(branch) = self.plan.pipeline.branch(&guard.branch) else {
                    continue;
                };
                for operand in branch.condition.operands() {
                    if let Operand::Value { tasks, .. } = operand {
                        read.extend(tasks.iter().flat_map(|name| self.yielding(name)));
                    }
                }
            }
            if let Role::Release { acquire, .. } = &task.role {
                read.insert(acquire.as_str());
            }
        }
        read.retain(|name| self.task(name).is_some_and(|task| !is_at_the_end(task)));
        read
    }
}

/// Whether a task belongs to the end of a run: it runs whatever became of the rest.
#[must_use]
pub const fn is_at_the_end(task: &Task) -> bool {
    matches!(task.role, Role::Release { .. } | Role::Finally)
}
