//! The ledger rows of this target: by which field of which file each constraint is kept.

mod data;
mod run;
mod tasks;

use std::collections::BTreeMap;

use pipewright_plan::{Constraint, ConstraintKind, LedgerRow, Plan, Status, Task};

use crate::files;
use crate::frame::Frame;

/// What rows are made from: a ledger has as many as the plan has tasks, or more.
pub struct Facts<'a> {
    /// The plan, indexed.
    pub frame: Frame<'a>,
    /// How many variables hold a secret, by its name.
    secrets: BTreeMap<&'a str, usize>,
}

impl<'a> Facts<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            frame: Frame::of(plan),
            secrets: data::uses_of_secrets(plan),
        }
    }

    /// The plan.
    pub const fn plan(&self) -> &'a Plan {
        self.frame.plan
    }

    /// The task an id names: `timeout/by_country`, `check/check_by_country/2`.
    pub fn task(&self, constraint: &Constraint) -> Option<&'a Task> {
        self.frame.task(constraint.id.split('/').nth(1)?)
    }

    /// `spec.templates[name=by-country]`.
    pub fn template(&self, task: &Task) -> String {
        format!("spec.templates[name={}]", self.frame.names.task(&task.name))
    }

    /// The task that says which way a branch takes.
    pub fn decision(&self, branch: &str) -> String {
        format!(
            "spec.templates[name={}].dag.tasks[name={}]",
            self.frame.names.own("main"),
            self.frame.names.task(branch)
        )
    }

    /// The task in the DAG it belongs to.
    pub fn dag_task(&self, task: &Task) -> String {
        let dag = if crate::frame::is_at_the_end(task) {
            "finish"
        } else {
            "main"
        };
        format!(
            "spec.templates[name={}].dag.tasks[name={}]",
            self.frame.names.own(dag),
            self.frame.names.task(&task.name)
        )
    }
}

/// One row or more for each constraint this target keeps at run time.
#[must_use]
pub fn enforce(plan: &Plan) -> Vec<LedgerRow> {
    let facts = Facts::of(plan);
    plan.ledger
        .constraints
        .iter()
        .flat_map(|constraint| rows(&facts, constraint))
        .collect()
}

fn rows(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    use ConstraintKind as Kind;
    match constraint.kind {
        Kind::Schedule => run::schedule(facts, constraint),
        Kind::Deadline => run::deadline(facts, constraint),
        Kind::Region => run::region(facts, constraint),
        Kind::Retry => run::retry(facts, constraint),
        Kind::Overlap => run::overlap(facts, constraint),
        Kind::Owner => run::owner(facts, constraint),
        Kind::Labels => run::labels(facts, constraint),
        Kind::Notification => run::notification(facts, constraint),
        Kind::Concurrency => run::concurrency(facts, constraint),
        Kind::Backfill => run::backfill(facts, constraint),
        Kind::RunParameter => run::parameter(facts, constraint),
        Kind::Secret => data::secret(facts, constraint),
        Kind::Check => data::check(facts, constraint),
        Kind::WriteMode => data::write_mode(facts, constraint),
        Kind::DeadLetter => data::dead_letter(facts, constraint),
        Kind::Interval => data::interval(facts, constraint),
        Kind::Values => data::values(facts, constraint),
        Kind::Timeout => tasks::timeout(facts, constraint),
        Kind::Resources => tasks::resources(facts, constraint),
        Kind::Branch => tasks::branch(facts, constraint),
        Kind::FanOut => tasks::fan_out(facts, constraint),
        Kind::Release => tasks::release(facts, constraint),
        Kind::Finally => tasks::finally(facts, constraint),
        Kind::Approval => tasks::approval(facts, constraint),
        Kind::Wait => tasks::wait(facts, constraint),
        Kind::AllowedFailure => tasks::allowed_failure(facts, constraint),
        Kind::Placement => tasks::placement(facts, constraint),
        Kind::Cluster => run::cluster(facts, constraint),
        Kind::Egress => run::egress(facts, constraint),
        // Proven for all targets, or not at all: nothing at run time keeps them.
        Kind::Guarantee | Kind::Schema | Kind::Freshness | Kind::Class | Kind::Budget => Vec::new(),
        Kind::Interruptible => tasks::interruptible(facts, constraint),
    }
}

/// A row whose mechanism is in that file of the pipeline.
fn row(
    plan: &Plan,
    constraint: &Constraint,
    by: impl Into<String>,
    file: &str,
    because: Vec<String>,
) -> LedgerRow {
    shared_row(
        constraint,
        by,
        &format!("{}/{file}", files::folder(plan)),
        because,
    )
}

/// A row whose mechanism is in the file of that path from the target's folder.
fn shared_row(
    constraint: &Constraint,
    by: impl Into<String>,
    path: &str,
    because: Vec<String>,
) -> LedgerRow {
    LedgerRow {
        constraint: constraint.id.clone(),
        status: Status::Enforced,
        target: Some(crate::NAME.to_owned()),
        by: by.into(),
        file: Some(format!("{}/{path}", crate::NAME)),
        because,
    }
}
