//! Checks in threads of their own: of each project only the latest version is worth checking.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use pipewright_driver::{Examined, Options, examine};
use pipewright_project::Project;

use crate::messages::Message;
use crate::place::Root;

/// One version of a project to check.
#[derive(Clone)]
pub struct Job {
    /// Which project.
    pub root: Root,
    /// Which version of it.
    pub generation: u64,
    /// The version.
    pub project: Arc<Project>,
    /// The clients' versions of open documents, by path inside the project.
    pub versions: BTreeMap<String, i32>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<BTreeMap<Root, Job>>,
    changed: Condvar,
}

/// The threads.
pub struct Checks(Arc<Shared>);

impl Checks {
    /// Starts the threads; what they find goes to the main loop.
    pub fn start(loop_: &Sender<Message>) -> Self {
        let shared = Arc::new(Shared::default());
        let (own, loop_) = (Arc::clone(&shared), loop_.clone());
        std::thread::spawn(move || work(&own, &loop_));
        Self(shared)
    }

    /// Queues a version; one of the same project that still waits is forgotten.
    pub fn check(&self, job: Job) {
        let mut waiting = self
            .0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        waiting.insert(job.root.clone(), job);
        self.0.changed.notify_one();
    }
}

fn work(shared: &Shared, loop_: &Sender<Message>) {
    loop {
        let waiting = shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut waiting = shared
            .changed
            .wait_while(waiting, |waiting| waiting.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        let Some((_, job)) = waiting.pop_first() else {
            continue;
        };
        drop(waiting);
        let examined = check(&job.project);
        if loop_
            .send(Message::Checked(Box::new(job), Arc::new(examined)))
            .is_err()
        {
            return;
        }
    }
}

fn check(project: &Project) -> Examined {
    // No environment and no target is named, so there is nothing that could be unknown.
    examine(project.clone(), &Options::default()).unwrap_or_default()
}
