//! What rows bring with them to each task that a guarantee must know: that they may be there twice,
//! that they may differ the next time, that they are all there are.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{CheckOperator, CheckPlan, DatasetPlan, Task, TaskKind};

use super::Facts;
use crate::graph::Graph;

/// What rows at one task bring with them; of several causes the first.
#[derive(Clone, Copy, Default)]
pub(super) struct Carried<'a> {
    /// A dataset in which a row may be more than once, and nothing since has shown that none is.
    pub repeats: Option<&'a DatasetPlan>,
    /// A step that may yield other rows of the same input.
    pub unstable: Option<&'a Task>,
    /// A dataset whose rows are all handed on, whatever the run stands for, with no step between
    /// that could choose among them.
    pub whole: Option<&'a DatasetPlan>,
}

impl<'a> Carried<'a> {
    fn and(self, other: Self) -> Self {
        Self {
            repeats: self.repeats.or(other.repeats),
            unstable: self.unstable.or(other.unstable),
            whole: self.whole.or(other.whole),
        }
    }
}

/// What rows bring to every task, by its place in the plan.
pub(super) struct Flow<'a> {
    carried: Vec<Carried<'a>>,
}

impl<'a> Flow<'a> {
    pub fn of(facts: &Facts<'a>, graph: &Graph<'a>) -> Self {
        let tasks = &facts.plan.pipeline.tasks;
        let mut outputs: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, task) in tasks.iter().enumerate() {
            for output in &task.outputs {
                outputs.entry(&output.name).or_insert(at);
            }
        }
        let mut flow = Self {
            carried: vec![Carried::default(); tasks.len()],
        };
        for at in graph.order().iter().copied() {
            let Some(task) = graph.task(at) else { continue };
            let arriving = flow.arriving(facts, graph, &outputs, at, task);
            let leaving = match &task.kind {
                TaskKind::Run { .. } => Carried {
                    unstable: varies(task).then_some(task).or(arriving.unstable),
                    whole: None,
                    ..arriving
                },
                _ => arriving,
            };
            if let Some(slot) = flow.carried.get_mut(at) {
                *slot = leaving;
            }
        }
        flow
    }

    /// What the rows of a task bring with them: those it hands on, or publishes.
    pub fn at(&self, task: usize) -> Carried<'a> {
        self.carried.get(task).copied().unwrap_or_default()
    }

    fn arriving(
        &self,
        facts: &Facts<'a>,
        graph: &Graph<'a>,
        outputs: &BTreeMap<&str, usize>,
        at: usize,
        task: &'a Task,
    ) -> Carried<'a> {
        let needs = graph.needs(at);
        let before = Before::of(graph, needs);
        let subject = subject(task);
        let names = task.inputs.iter().map(String::as_str);
        let names: BTreeSet<&str> = match subject.filter(|_| task.inputs.is_empty()) {
            Some(subject) => BTreeSet::from([subject]),
            None => names.collect(),
        };
        let touched: BTreeSet<&str> = task.datasets.iter().map(String::as_str).collect();
        let mut all = Carried::default();
        for name in names {
            let mut one = Carried::default();
            let from = outputs.get(name).copied();
            if let Some(from) = from.filter(|from| needs.binary_search(from).is_ok()) {
                one = self.at(from);
            }
            let dataset = facts.datasets.get(name).copied();
            if let Some(dataset) = dataset.filter(|_| touched.contains(name)) {
                let by_interval = before.reads.get(name) == Some(&true);
                one = one.and(Carried {
                    repeats: dataset.duplicates.then_some(dataset),
                    unstable: None,
                    whole: (!by_interval).then_some(dataset),
                });
            }
            if before.unique.contains(name) {
                one.repeats = None;
            }
            all = all.and(one);
        }
        all
    }
}

/// What the tasks right before one say of the rows it is handed.
struct Before<'a> {
    /// Datasets that are read for it; whether only the rows of the run's interval are.
    reads: BTreeMap<&'a str, bool>,
    /// What a check shows to have no row twice: it fails the run otherwise.
    unique: BTreeSet<&'a str>,
}

impl<'a> Before<'a> {
    fn of(graph: &Graph<'a>, needs: &[usize]) -> Self {
        let mut before = Self {
            reads: BTreeMap::new(),
            unique: BTreeSet::new(),
        };
        for task in needs.iter().filter_map(|need| graph.task(*need)) {
            match &task.kind {
                TaskKind::Read { dataset, interval } => {
                    let known = before.reads.entry(dataset).or_insert(true);
                    *known &= *interval;
                }
                TaskKind::Check(check) if shows_unique(check) => {
                    before.unique.insert(&check.subject);
                }
                _ => {}
            }
        }
        before
    }
}

fn shows_unique(check: &CheckPlan) -> bool {
    let unique = |operator: &CheckOperator| matches!(operator, CheckOperator::Unique { .. });
    let mut conditions = check.conditions.iter();
    conditions.any(|one| !one.warn && unique(&one.operator))
}

/// Whether the author says that a step yields other rows each time.
fn varies(task: &Task) -> bool {
    let said = task.repetition.as_ref();
    said.and_then(|said| said.deterministic) == Some(false)
}

fn subject(task: &Task) -> Option<&str> {
    match &task.kind {
        TaskKind::Check(check) => Some(&check.subject),
        TaskKind::Write(write) => Some(&write.subject),
        TaskKind::Measure { subject } => Some(subject),
        _ => None,
    }
}
