//! Which classes each dataset and output carries, and how they came there.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pipewright_plan::{
    ColumnPlan, ColumnType, DatasetPlan, EngineValue, Plan, Task, TaskKind, TaskOutput, ValueType,
    WritePlan, YieldedValue,
};

use super::marks;
use crate::graph::Graph;

pub(super) type Classes<'a> = Rc<BTreeSet<&'a str>>;

/// Columns that carry classes, nested ones by their path, each with its type and its classes.
pub(super) type Marks<'a> = Rc<BTreeMap<String, (&'a ColumnType, BTreeSet<&'a str>)>>;

/// Data on its way.
#[derive(Clone, Copy)]
pub(super) enum Data<'a> {
    Dataset(&'a DatasetPlan),
    Output {
        /// The index of its task.
        at: usize,
        output: &'a TaskOutput,
    },
}

impl<'a> Data<'a> {
    pub fn name(self) -> &'a str {
        match self {
            Data::Dataset(dataset) => &dataset.name,
            Data::Output { output, .. } => &output.name,
        }
    }

    /// Its columns, where somebody wrote them.
    pub fn columns(self) -> Option<&'a [ColumnPlan]> {
        match self {
            Data::Dataset(dataset) => Some(&dataset.schema.columns),
            Data::Output { output, .. } => output
                .schema
                .as_ref()
                .filter(|_| !output.inferred)
                .map(|schema| schema.columns.as_slice()),
        }
    }
}

/// The classes of everything in a plan.
pub(super) struct Flow<'a> {
    graph: &'a Graph<'a>,
    tasks: BTreeMap<&'a str, usize>,
    datasets: BTreeMap<&'a str, (&'a DatasetPlan, Classes<'a>)>,
    outputs: BTreeMap<&'a str, (usize, &'a TaskOutput)>,
    /// By output: the classes it carries.
    carried: BTreeMap<&'a str, Classes<'a>>,
    /// By task: the classes of whatever came before it, those that types dropped as well.
    before: Vec<Classes<'a>>,
    inputs: Vec<Vec<Data<'a>>>,
    /// By output: the classes of its columns, where they are known.
    marked: BTreeMap<&'a str, Marks<'a>>,
    /// Whether everything that is read is known.
    pub whole: bool,
}

impl<'a> Flow<'a> {
    pub fn of(plan: &'a Plan, graph: &'a Graph<'a>) -> Self {
        let tasks = &plan.pipeline.tasks;
        let datasets = plan
            .datasets
            .iter()
            .map(|dataset| (dataset.name.as_str(), (&**dataset, Rc::new(held(dataset)))))
            .collect();
        let outputs = tasks
            .iter()
            .enumerate()
            .filter(|(_, task)| hands_on(task))
            .flat_map(|(at, task)| {
                let outputs = task.outputs.iter();
                outputs.map(move |output| (output.name.as_str(), (at, output)))
            })
            .collect();
        let mut flow = Self {
            graph,
            tasks: tasks
                .iter()
                .enumerate()
                .map(|(at, task)| (task.name.as_str(), at))
                .collect(),
            datasets,
            outputs,
            carried: BTreeMap::new(),
            marked: BTreeMap::new(),
            before: vec![Classes::default(); tasks.len()],
            inputs: vec![Vec::new(); tasks.len()],
            whole: graph.order().len() == tasks.len(),
        };
        for at in graph.order() {
            if let Some(task) = graph.task(*at) {
                flow.step(*at, task);
            }
        }
        flow
    }

    fn step(&mut self, at: usize, task: &'a Task) {
        if !hands_on(task) {
            return;
        }
        let mut inputs = self.read(at, task);
        inputs.extend(self.behind_values(task));
        let carried = union(inputs.iter().map(|data| self.carried(*data)));
        let before = union(inputs.iter().map(|data| self.upstream_set(*data)));
        for output in &task.outputs {
            let data = Data::Output { at, output };
            let classes = match data.columns() {
                Some(columns) => Rc::new(classes_of(columns)),
                None => Rc::clone(&carried),
            };
            self.carried.insert(&output.name, classes);
            let marks = match data.columns() {
                Some(columns) => marks::of(columns),
                None => marks::union(inputs.iter().map(|data| self.marks(*data))),
            };
            self.marked.insert(&output.name, marks);
        }
        if let Some(slot) = self.before.get_mut(at) {
            *slot = before;
        }
        if let Some(slot) = self.inputs.get_mut(at) {
            *slot = inputs;
        }
    }

    /// What lies behind the values a step is handed, one for each class: text that a step yields
    /// may be anything of what it has read.
    fn behind_values(&self, task: &Task) -> Vec<Data<'a>> {
        let services = task.services.iter().map(|service| &service.container);
        let containers = task.containers.iter().chain(services);
        let taken = containers
            .flat_map(|container| &container.takes)
            .filter_map(|value| match value {
                EngineValue::Value { task, .. } => Some(task),
                _ => None,
            })
            .chain(task.fan_out.iter().map(|fan_out| &fan_out.task));
        let mut found: BTreeMap<&str, Data<'a>> = BTreeMap::new();
        for name in taken {
            let Some(from) = self.tasks.get(name.as_str()) else {
                continue;
            };
            let members = match self.graph.task(*from).map(|task| &task.kind) {
                Some(TaskKind::Join { of }) => of.as_slice(),
                _ => std::slice::from_ref(name),
            };
            for at in members
                .iter()
                .filter_map(|name| self.tasks.get(name.as_str()))
            {
                if !self.graph.task(*at).is_some_and(yields_text) {
                    continue;
                }
                for data in self.inputs.get(*at).into_iter().flatten() {
                    for class in self.carried(*data).iter() {
                        found.entry(class).or_insert(*data);
                    }
                }
            }
        }
        found.into_values().collect()
    }

    /// What a step reads. A dataset and an output may have one name: each is meant if the task
    /// has to do with it.
    fn read(&mut self, at: usize, task: &'a Task) -> Vec<Data<'a>> {
        let touched: BTreeSet<&str> = task.datasets.iter().map(String::as_str).collect();
        let mut found = Vec::new();
        for name in &task.inputs {
            let output = self.needed(at, name);
            let dataset = self
                .dataset(name)
                .filter(|_| touched.contains(name.as_str()));
            self.whole &= output.is_some() || dataset.is_some();
            found.extend(output);
            found.extend(dataset.map(Data::Dataset));
        }
        found
    }

    /// An output of this name whose task is needed.
    fn needed(&self, at: usize, name: &str) -> Option<Data<'a>> {
        let (from, output) = *self.outputs.get(name)?;
        self.graph.needs(at).binary_search(&from).ok()?;
        Some(Data::Output { at: from, output })
    }

    /// What a write writes: one, but for a whole loop.
    pub fn subjects(&mut self, at: usize, task: &'a Task, write: &WritePlan) -> Vec<Data<'a>> {
        if !task.inputs.is_empty() {
            return self.read(at, task);
        }
        let one = self.needed(at, &write.subject);
        let one = one.or_else(|| self.dataset(&write.subject).map(Data::Dataset));
        one.into_iter().collect()
    }

    pub fn task(&self, at: usize) -> Option<&'a Task> {
        self.graph.task(at)
    }

    /// What a check was asked of, where data is what it keeps or rejects: the same columns.
    pub fn checked(&self, data: Data<'a>) -> Option<Data<'a>> {
        let Data::Output { at, .. } = data else {
            return None;
        };
        let task = self.graph.task(at)?;
        let checks = matches!(task.kind, TaskKind::Check(_));
        self.read_by(at).first().copied().filter(|_| checks)
    }

    /// The classes of what a step reads, where it yields text: values are kept by the engine.
    pub fn told(&self, at: usize) -> Vec<&'a str> {
        if !self.graph.task(at).is_some_and(yields_text) {
            return Vec::new();
        }
        let inputs = self.inputs.get(at).into_iter().flatten();
        let classes = union(inputs.map(|data| self.carried(*data)));
        classes.iter().copied().collect()
    }

    pub fn dataset(&self, name: &str) -> Option<&'a DatasetPlan> {
        self.datasets.get(name).map(|(dataset, _)| *dataset)
    }

    /// The classes that may be in a dataset.
    pub fn held(&self, name: &str) -> Classes<'a> {
        let known = self.datasets.get(name).map(|(_, classes)| classes);
        known.cloned().unwrap_or_default()
    }

    /// The classes that are in an output.
    pub fn carried_by(&self, name: &str) -> Classes<'a> {
        self.carried.get(name).cloned().unwrap_or_default()
    }

    /// The classes that are in it.
    pub fn carried(&self, data: Data<'a>) -> Classes<'a> {
        let found = match data {
            Data::Dataset(dataset) => self.datasets.get(dataset.name.as_str()).map(|(_, c)| c),
            Data::Output { output, .. } => self.carried.get(output.name.as_str()),
        };
        found.cloned().unwrap_or_default()
    }

    /// The columns of it, or of what it was made from where nobody wrote its own, that carry
    /// classes.
    pub fn marks(&self, data: Data<'a>) -> Marks<'a> {
        match data {
            Data::Dataset(dataset) => marks::of(&dataset.schema.columns),
            Data::Output { output, .. } => {
                let known = self.marked.get(output.name.as_str());
                known.cloned().unwrap_or_default()
            }
        }
    }

    /// What a step reads.
    pub fn read_by(&self, at: usize) -> &[Data<'a>] {
        self.inputs.get(at).map_or(&[], Vec::as_slice)
    }

    pub fn upstream_set(&self, data: Data<'a>) -> Classes<'a> {
        let own = self.carried(data);
        match data {
            Data::Dataset(_) => own,
            Data::Output { at, .. } => {
                let before = self.before.get(at).cloned().unwrap_or_default();
                union([before, own].into_iter())
            }
        }
    }

    /// The classes that are in it or in anything it was made from, sorted.
    pub fn upstream(&self, data: Data<'a>) -> Vec<&'a str> {
        self.upstream_set(data).iter().copied().collect()
    }

    pub fn inputs(&self, data: Data<'a>) -> &[Data<'a>] {
        match data {
            Data::Dataset(_) => &[],
            Data::Output { at, .. } => self.inputs.get(at).map_or(&[], Vec::as_slice),
        }
    }
}

/// Whether a task hands rows on: steps do, joins, and checks that reject some.
fn hands_on(task: &Task) -> bool {
    let hands = matches!(
        task.kind,
        TaskKind::Run { .. } | TaskKind::Join { .. } | TaskKind::Check(_)
    );
    hands && (!task.outputs.is_empty() || !task.values.is_empty())
}

/// Whether a step yields text, which may be anything. Numbers, truths and times are what is
/// counted or measured.
fn yields_text(task: &Task) -> bool {
    let text = |value: &YieldedValue| match &value.kind {
        ValueType::List(inner) => **inner == ValueType::String,
        kind => *kind == ValueType::String,
    };
    matches!(task.kind, TaskKind::Run { .. }) && task.values.iter().any(text)
}

/// The one set if it has all of the others; else a new one.
fn union<'a>(sets: impl Iterator<Item = Classes<'a>>) -> Classes<'a> {
    let mut all = Classes::default();
    for set in sets {
        if set.len() > all.len() && all.is_subset(&set) {
            all = set;
        } else if !set.is_subset(&all) {
            all = Rc::new(all.union(&set).copied().collect());
        }
    }
    all
}

/// What may be in a dataset: the classes of its columns, and those it accepts.
fn held(dataset: &DatasetPlan) -> BTreeSet<&str> {
    let mut classes = classes_of(&dataset.schema.columns);
    classes.extend(dataset.accepts.iter().map(String::as_str));
    classes
}

fn classes_of(columns: &[ColumnPlan]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for column in columns {
        found.extend(column.classes.iter().map(String::as_str));
        found.extend(classes_of(column.nested()));
    }
    found
}
