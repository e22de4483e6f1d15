//! Names of templates and of tasks in a DAG.
//!
//! Argo takes letters, digits and hyphens, at most 128, and reads names in `depends` with `_` for
//! `-`, where words of its expression language are no names.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::Plan;
use pipewright_pod::names::{LONGEST_LABEL, short_hash};

/// Words that are no name in an expression.
const WORDS: &[&str] = &[
    "and", "contains", "else", "false", "if", "in", "let", "matches", "nil", "not", "or", "true",
];

/// The names of a workflow.
#[derive(Debug)]
pub struct Names<'a> {
    /// Of tasks and decisions, which share no name.
    tasks: BTreeMap<&'a str, String>,
    taken: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// A name for each task and each decision of a plan; all other names make way for those.
    #[must_use]
    pub fn of(plan: &'a Plan) -> Self {
        let mut names = Self {
            tasks: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        let tasks = plan.pipeline.tasks.iter().map(|task| &task.name);
        let branches = plan.pipeline.branches.iter().map(|branch| &branch.name);
        for name in tasks.chain(branches) {
            let free = names.free(spelt(name), name);
            names.tasks.insert(name, free);
        }
        names
    }

    /// The name of a task or decision of the plan.
    #[must_use]
    pub fn task(&self, name: &str) -> &str {
        self.tasks.get(name).map_or("", String::as_str)
    }

    /// A name of our own, that no task has.
    #[must_use]
    pub fn own(&self, wanted: &str) -> String {
        let name = fitted(wanted.to_owned(), wanted);
        if self.taken.contains(&name) {
            hashed(&name, wanted)
        } else {
            name
        }
    }

    fn free(&mut self, wanted: String, whole: &str) -> String {
        let name = if self.taken.contains(&wanted) {
            hashed(&wanted, whole)
        } else {
            wanted
        };
        self.taken.insert(name.clone());
        name
    }
}

/// `read_orders` as `read-orders`.
fn spelt(name: &str) -> String {
    let spelt: String = name
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect();
    if WORDS.contains(&spelt.as_str()) {
        return format!("{spelt}-task");
    }
    fitted(spelt, name)
}

/// At most 63 characters, with a letter or digit at the end.
fn fitted(name: String, whole: &str) -> String {
    if name.len() <= LONGEST_LABEL && !name.ends_with('-') {
        name
    } else {
        hashed(&name, whole)
    }
}

fn hashed(name: &str, whole: &str) -> String {
    let head: String = name.chars().take(LONGEST_LABEL - 9).collect();
    format!("{}-{}", head.trim_end_matches('-'), short_hash([whole]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pipewright_pod::fixtures::customer_analytics;

    #[test]
    fn names_are_ones_argo_takes_and_differ() {
        let mut plan = customer_analytics();
        let model = plan.pipeline.tasks.remove(0);
        let (long, longer) = ("n".repeat(90), "n".repeat(91));
        let wanted = [
            "a_b", "a__b", "a_", "a", "in", "in_task", "main", &long, &longer,
        ];
        plan.pipeline.tasks = wanted
            .iter()
            .map(|name| {
                let mut task = model.clone();
                task.name = (*name).to_owned();
                task
            })
            .collect();
        let names = Names::of(&plan);
        let mut given: Vec<String> = wanted
            .iter()
            .map(|name| names.task(name).to_owned())
            .collect();
        given.push(names.own("main"));
        given.push(names.own("finish"));
        for name in &given {
            assert!(name.len() <= 128, "{name}");
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
                "{name}"
            );
            assert!(!WORDS.contains(&name.as_str()), "{name}");
        }
        assert_eq!(names.task("a_b"), "a-b");
        assert_eq!(names.task("in"), "in-task");
        let distinct: BTreeSet<&String> = given.iter().collect();
        assert_eq!(distinct.len(), given.len(), "{given:?}");
    }
}
