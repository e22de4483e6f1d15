//! What the parts of a plan are called in generated files, and where each was written.

use std::collections::BTreeMap;

use pipewright_plan::{Origin, Plan};

/// A part of the source that made something.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// Where it was written.
    pub origin: &'a Origin,
    /// What it is: a container's purpose, or the name of a task.
    pub what: What<'a>,
}

/// What a part of a plan is.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// A container, by its purpose.
    Container(&'a str),
    /// A task.
    Task(&'a str),
    /// A decision.
    Decision(&'a str),
    /// A dataset.
    Dataset(&'a str),
}

impl What<'_> {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Container(purpose) => purpose.to_owned(),
            Self::Task(name) => format!("the task `{name}`"),
            Self::Decision(text) => format!("the decision `{text}`"),
            Self::Dataset(name) => format!("the dataset `{name}`"),
        }
    }
}

/// The parts of a plan, by the names they may have in its files.
pub struct Names<'a> {
    by_name: BTreeMap<String, Made<'a>>,
    files: BTreeMap<&'a str, Made<'a>>,
    datasets: BTreeMap<&'a str, Made<'a>>,
}

impl<'a> Names<'a> {
    /// Reads a plan once.
    pub fn of(plan: &'a Plan) -> Self {
        let mut names = Self {
            by_name: BTreeMap::new(),
            files: BTreeMap::new(),
            datasets: BTreeMap::new(),
        };
        for branch in &plan.pipeline.branches {
            let made = Made {
                origin: &branch.origin,
                what: What::Decision(&branch.text),
            };
            names.call(&branch.name, made);
        }
        for task in &plan.pipeline.tasks {
            for container in task.every_container() {
                let made = Made {
                    origin: &container.origin,
                    what: What::Container(&container.purpose),
                };
                names.by_name.entry(container.name.clone()).or_insert(made);
                if let Some(file) = &container.file {
                    names.files.entry(&file.name).or_insert(made);
                }
            }
            let made = Made {
                origin: &task.origin,
                what: What::Task(&task.name),
            };
            names.call(&task.name, made);
        }
        for dataset in &plan.datasets {
            let made = Made {
                origin: &dataset.origin,
                what: What::Dataset(&dataset.name),
            };
            names.datasets.entry(&dataset.name).or_insert(made);
        }
        names
    }

    /// Engines spell a name with their own joints.
    fn call(&mut self, name: &str, made: Made<'a>) {
        self.by_name.entry(name.to_owned()).or_insert(made);
        self.by_name.entry(name.replace('_', "-")).or_insert(made);
    }

    /// The task, container or decision of a name.
    pub fn find(&self, name: &str) -> Option<Made<'a>> {
        self.by_name.get(name).copied()
    }

    /// What a carried file is for.
    pub fn file(&self, name: &str) -> Option<Made<'a>> {
        self.files.get(name).copied()
    }

    /// A dataset.
    pub fn dataset(&self, name: &str) -> Option<Made<'a>> {
        self.datasets.get(name).copied()
    }
}
