//! The ledger rows of this target: by which part of which file each constraint is kept.

mod clusters;
mod data;
mod run;
mod tasks;

use std::collections::BTreeMap;

use pipewright_plan::{Constraint, ConstraintKind, LedgerRow, Plan, Status, Task};

use crate::graph::{What, graph};
use crate::target;

/// One row or more for each constraint this target keeps at run time.
#[must_use]
pub fn enforce(plan: &Plan) -> Vec<LedgerRow> {
    let known = Known::of(plan);
    let constraints = plan.ledger.constraints.iter();
    constraints
        .flat_map(|constraint| {
            rows(&Asked {
                plan,
                constraint,
                known: &known,
            })
        })
        .collect()
}

/// A constraint of a plan.
struct Asked<'a> {
    plan: &'a Plan,
    constraint: &'a Constraint,
    known: &'a Known<'a>,
}

/// What a task of the DAG stands before or behind another for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    /// The list of its instances.
    Items,
    /// From there on a resource is to be taken away.
    Release,
    /// Its failure is none of the run's.
    Tolerance,
}

/// What rows speak of, by name.
struct Known<'a> {
    /// Tasks.
    tasks: BTreeMap<&'a str, &'a Task>,
    /// The task of the DAG that stands before or behind a task for something.
    helpers: BTreeMap<(&'a str, For), String>,
    /// The cluster of most tasks.
    cluster: Option<&'a str>,
}

impl<'a> Known<'a> {
    fn of(plan: &'a Plan) -> Self {
        let tasks = plan.pipeline.tasks.iter();
        let helpers = graph(plan).nodes.into_iter().filter_map(|node| {
            let (task, why) = match node.what {
                What::Items(task) => (task, For::Items),
                What::Started(task) => (task, For::Release),
                What::Tolerated(task) => (task, For::Tolerance),
                _ => return None,
            };
            Some(((task.name.as_str(), why), node.id))
        });
        Self {
            tasks: tasks.map(|task| (task.name.as_str(), task)).collect(),
            helpers: helpers.collect(),
            cluster: crate::clusters::main(plan),
        }
    }
}

fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    use ConstraintKind as Kind;
    match asked.constraint.kind {
        Kind::Schedule
        | Kind::Deadline
        | Kind::Region
        | Kind::Egress
        | Kind::Overlap
        | Kind::Owner
        | Kind::Labels
        | Kind::Notification
        | Kind::Backfill
        | Kind::RunParameter
        | Kind::Concurrency => run::rows(asked),
        Kind::Retry
        | Kind::Timeout
        | Kind::Resources
        | Kind::Branch
        | Kind::FanOut
        | Kind::Release
        | Kind::Finally
        | Kind::Approval
        | Kind::Wait
        | Kind::AllowedFailure
        | Kind::Placement
        | Kind::Interruptible => tasks::rows(asked),
        Kind::Cluster => clusters::rows(asked),
        Kind::Secret
        | Kind::Check
        | Kind::WriteMode
        | Kind::Values
        | Kind::Interval
        | Kind::DeadLetter => data::rows(asked),
        // Proven for all targets, or not at all: nothing at run time keeps them.
        Kind::Guarantee | Kind::Schema | Kind::Freshness | Kind::Class | Kind::Budget => Vec::new(),
    }
}

impl<'a> Asked<'a> {
    /// A row whose mechanism is in the DAG file.
    fn row(&self, by: impl Into<String>, because: &[&str]) -> LedgerRow {
        self.row_in(&target::dag_path(self.plan), by, because)
    }

    /// A row whose mechanism is in the file of that path below the target's folder.
    fn row_in(&self, file: &str, by: impl Into<String>, because: &[&str]) -> LedgerRow {
        LedgerRow {
            constraint: self.constraint.id.clone(),
            status: Status::Enforced,
            target: Some(target::NAME.to_owned()),
            by: by.into(),
            file: Some(format!("{}/{file}", target::NAME)),
            because: because.iter().map(|&line| line.to_owned()).collect(),
        }
    }

    /// A task of the plan.
    fn task(&self, name: &str) -> Option<&'a Task> {
        self.known.tasks.get(name).copied()
    }

    /// The task of the DAG that stands before or behind a task for something.
    fn helper(&self, task: &'a str, why: For) -> Option<&'a str> {
        self.known.helpers.get(&(task, why)).map(String::as_str)
    }

    /// A part of the constraint's id: `check/check_orders/2` has three.
    fn part(&self, at: usize) -> &'a str {
        self.constraint.id.split('/').nth(at).unwrap_or_default()
    }
}
