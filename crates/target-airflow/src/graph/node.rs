//! The tasks of a DAG as data.

use pipewright_plan::{Branch, Task};

/// The tasks of a DAG in the order they are written.
#[derive(Debug, Default)]
pub struct Graph<'a> {
    /// The tasks.
    pub nodes: Vec<Node<'a>>,
    /// Groups of the plan by name, each with an id that no task has.
    pub groups: Vec<(&'a str, String)>,
}

/// One task of the DAG.
#[derive(Debug)]
pub struct Node<'a> {
    /// Its id.
    pub id: String,
    /// What it is.
    pub what: What<'a>,
    /// By which rule it starts.
    pub rule: Rule,
    /// What it follows, each once.
    pub after: Vec<After>,
    /// Where it is written: by the place of the task it belongs to, then by what it is.
    pub rank: (usize, usize, usize),
}

/// What a task of the DAG is.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// A task of the plan that runs a pod; its place in the plan.
    Pod(&'a Task, usize),
    /// Stands for that one of several which ran.
    Join(&'a Task),
    /// Waits for that one of several which ran, where their join lies on a way of its own.
    Any(&'a Task),
    /// A person's consent.
    Approval(&'a Task),
    /// A pause.
    Wait(&'a Task),
    /// Ends the run as failed.
    Fail(&'a Task),
    /// Decides.
    Branch(&'a Branch),
    /// Stands at the begin of one way of a decision.
    Way(bool),
    /// Makes a list the instances of a task.
    Items(&'a Task),
    /// Is skipped where a tolerated task failed.
    Tolerated(&'a Task),
    /// Stands before a task that makes a resource: from there on it is to be taken away.
    Started(&'a Task),
    /// Stands behind a task that skips what follows it.
    Passed,
    /// Checks what JSON Schema cannot say of the run's parameters.
    Parameters,
    /// Has failed where any task has, skipped or not what follows that one.
    Outcome,
}

/// By which rule a task starts, in Airflow's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// All before it succeeded.
    AllSuccess,
    /// None failed, and one succeeded.
    AnySuccess,
    /// None failed.
    NoneFailed,
    /// All have ended.
    AllDone,
    /// All have ended, and the setup succeeded; the setup's place among the nodes.
    Teardown(usize),
}

/// What a task follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    /// The other's place among the nodes.
    pub node: usize,
    /// The way of a decision this is.
    pub way: Option<bool>,
}

impl After {
    /// After a task.
    #[must_use]
    pub const fn task(node: usize) -> Self {
        Self { node, way: None }
    }
}

impl Node<'_> {
    /// Whether it skips tasks right behind it, whatever their rules.
    #[must_use]
    pub const fn skips_followers(&self) -> bool {
        matches!(self.what, What::Branch(_) | What::Approval(_))
    }

    /// The task of the plan it belongs to.
    #[must_use]
    pub const fn task(&self) -> Option<&Task> {
        match self.what {
            What::Pod(task, _)
            | What::Join(task)
            | What::Any(task)
            | What::Approval(task)
            | What::Wait(task)
            | What::Fail(task)
            | What::Items(task)
            | What::Tolerated(task)
            | What::Started(task) => Some(task),
            What::Branch(_) | What::Way(_) | What::Passed | What::Parameters | What::Outcome => {
                None
            }
        }
    }
}
