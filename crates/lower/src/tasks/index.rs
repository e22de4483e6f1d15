//! The pipeline, indexed once: its steps, joins and loops by name.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::{DataReference, Join, Pipeline, Step};

/// What is looked up while tasks are made.
pub struct Index<'a> {
    /// Steps by name.
    pub steps: BTreeMap<&'a str, &'a Step>,
    /// Joins by name.
    pub joins: BTreeMap<&'a str, &'a Join>,
    /// The steps of each loop, by its word, in source order.
    pub groups: BTreeMap<&'a str, Vec<&'a Step>>,
    /// The join each output goes into, the first of several.
    pub joined: BTreeMap<&'a DataReference, &'a Join>,
    /// Loops that are read as one.
    pub collected: BTreeSet<&'a str>,
    /// By the step that makes or takes it away, the resource.
    pub resources: BTreeMap<&'a str, &'a pipewright_model::Resource>,
}

impl<'a> Index<'a> {
    /// Reads the pipeline once.
    pub fn of(pipeline: &'a Pipeline) -> Self {
        let mut groups: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
        for step in &pipeline.steps {
            if let Some(group) = group(step) {
                groups.entry(group).or_default().push(step);
            }
        }
        let mut joined = BTreeMap::new();
        for join in &pipeline.joins {
            for member in &join.data {
                joined.entry(member).or_insert(join);
            }
        }
        let mut index = Self {
            steps: pipeline
                .steps
                .iter()
                .map(|step| (step.name.as_str(), step))
                .collect(),
            joins: pipeline
                .joins
                .iter()
                .map(|join| (join.name.as_str(), join))
                .collect(),
            groups,
            joined,
            collected: BTreeSet::new(),
            resources: pipeline
                .resources
                .iter()
                .flat_map(|resource| {
                    [&resource.acquire, &resource.release].map(|step| (step.as_str(), resource))
                })
                .collect(),
        };
        for (reference, _) in super::references::all(pipeline) {
            if let DataReference::Collected { group, .. } = reference {
                index.collected.insert(group);
            }
        }
        index
    }

    /// The steps a loop made.
    pub fn members(&self, group: &str) -> &[&'a Step] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }

    /// The steps a join stands for, through joins of joins, in source order.
    pub fn leaves(&self, join: &str) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting: Vec<&str> = Vec::new();
        let members = |name: &str| self.joins.get(name).map(|join| join.steps.iter().rev());
        waiting.extend(members(join).into_iter().flatten().map(String::as_str));
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            match members(name) {
                Some(inner) => waiting.extend(inner.map(String::as_str)),
                None => found.push(name),
            }
        }
        found
    }
}

/// The word of the loop that made a step, where its rows lie beside those of others.
pub fn group(step: &Step) -> Option<&str> {
    match (&step.group, &step.fan_out) {
        (Some(group), _) => Some(group),
        (None, Some(_)) => Some(&step.name),
        (None, None) => None,
    }
}
