//! Classes of data, such as `pii`, that flow in a pipeline: each is a constraint of its own.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{ColumnPlan, DatasetPlan, Origin, Shared, Task, TaskKind};

/// At most this many columns are named.
const MOST_NAMED: usize = 4;

/// A class, and where it comes from.
pub struct Class<'a> {
    /// `pii`.
    pub name: &'a str,
    /// The first dataset or step that has it.
    pub origin: &'a Origin,
    /// Columns that carry it, the first few.
    columns: Vec<String>,
    /// How many there are.
    count: usize,
}

impl Class<'_> {
    /// `pii: accounts.email`.
    pub fn text(&self) -> String {
        let more = match self.count.saturating_sub(self.columns.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}: {}{more}", self.name, self.columns.join(", "))
    }
}

/// Classes of what the pipeline reads, and of what its steps say they yield; by name.
pub fn of<'a>(tasks: &'a [Task], datasets: &'a [Shared<DatasetPlan>]) -> Vec<Class<'a>> {
    let mut classes = Classes::default();
    let read = read(tasks);
    for dataset in datasets
        .iter()
        .filter(|dataset| read.contains(dataset.name.as_str()))
    {
        for column in &dataset.schema.columns {
            classes.column(&dataset.name, column, &dataset.origin);
        }
        // What was accepted may be in any of its columns.
        for class in &dataset.accepts {
            classes.add(class, &dataset.origin, || dataset.name.clone());
        }
    }
    for task in tasks {
        if !matches!(task.kind, TaskKind::Run { .. }) {
            continue;
        }
        for output in task.outputs.iter().filter(|output| !output.inferred) {
            for column in output.schema.iter().flat_map(|schema| &schema.columns) {
                classes.column(&output.name, column, &task.origin);
            }
        }
    }
    classes.0.into_values().collect()
}

/// The datasets some task reads.
fn read(tasks: &[Task]) -> BTreeSet<&str> {
    let mut read = BTreeSet::new();
    for task in tasks {
        match &task.kind {
            TaskKind::Write(write) => {
                read.extend(
                    task.datasets
                        .iter()
                        .map(String::as_str)
                        .filter(|name| *name != write.dataset),
                );
            }
            _ => read.extend(task.datasets.iter().map(String::as_str)),
        }
    }
    read
}

#[derive(Default)]
struct Classes<'a>(BTreeMap<&'a str, Class<'a>>);

impl<'a> Classes<'a> {
    fn column(&mut self, owner: &str, column: &'a ColumnPlan, origin: &'a Origin) {
        if column.classes.is_empty() && column.nested().is_empty() {
            return;
        }
        let name = format!("{owner}.{}", column.name);
        for class in &column.classes {
            self.add(class, origin, || name.clone());
        }
        for inner in column.nested() {
            self.column(&name, inner, origin);
        }
    }

    fn add(&mut self, class: &'a str, origin: &'a Origin, column: impl FnOnce() -> String) {
        let known = self.0.entry(class).or_insert_with(|| Class {
            name: class,
            origin,
            columns: Vec::new(),
            count: 0,
        });
        known.count += 1;
        if known.columns.len() < MOST_NAMED {
            known.columns.push(column());
        }
    }
}
