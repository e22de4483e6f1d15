//! Checks in threads of their own: of each project only the latest version is worth checking.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use pipewright_driver::{Examined, Options, examine};
use pipewright_editor::diagnostics::Finding;
use pipewright_editor::quick::{Base, is_broken, is_small, quick};
use pipewright_project::Project;
use pipewright_source::SourceId;
use rayon::ThreadPoolBuilder;

use crate::folder::Named;
use crate::messages::Message;
use crate::place::Root;
use crate::threads;

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
    /// The baseline to check by.
    pub baseline: Named,
    /// How much to look at.
    pub extent: Extent,
}

/// How much of a version to look at.
#[derive(Clone)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All of it, of which only reading can be looked at.
    Broken,
    /// What differs in one file from what was checked.
    File(SourceId, Arc<Base>),
}

/// What a check gave.
pub enum Outcome {
    /// All there is to know; and what quick checks go on from, where the project is sound and large.
    Whole(Arc<Examined>, Option<Arc<Base>>),
    /// The findings of one file.
    File(SourceId, Vec<Finding>),
    /// Only a whole check can tell.
    Unknown,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<BTreeMap<Root, Job>>,
    changed: Condvar,
}

/// The threads: one for whole projects, one for what is quick, which never waits for a project.
pub struct Checks {
    whole: Arc<Shared>,
    files: Arc<Shared>,
}

impl Checks {
    /// Starts the threads; what they find goes to the main loop.
    pub fn start(main: &Sender<Message>) -> Self {
        let start = |name: &str, alone: bool| {
            let shared = Arc::new(Shared::default());
            let (own, main) = (Arc::clone(&shared), main.clone());
            threads::start(name, move || {
                // What is quick is over before other threads could be woken to help with it.
                let pool = ThreadPoolBuilder::new().num_threads(1).use_current_thread();
                let _pool = alone.then(|| pool.build());
                work(&own, &main);
            });
            shared
        };
        Self {
            whole: start("whole checks", false),
            files: start("quick checks", true),
        }
    }

    /// Queues a version; one of the same project that still waits is forgotten.
    pub fn check(&self, job: Job) {
        let shared = match job.extent {
            Extent::Whole => &self.whole,
            Extent::Broken | Extent::File(..) => &self.files,
        };
        let mut waiting = shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        waiting.insert(job.root.clone(), job);
        shared.changed.notify_one();
    }
}

fn work(shared: &Shared, main: &Sender<Message>) {
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
        let outcome = match &job.extent {
            Extent::Whole | Extent::Broken => {
                let examined = Arc::new(check(&job));
                let base = base(&job, &examined).map(Arc::new);
                Outcome::Whole(examined, base)
            }
            Extent::File(source, base) => match quick(base, &job.project, *source) {
                Some(found) => Outcome::File(*source, found),
                None => Outcome::Unknown,
            },
        };
        if main.send(Message::Checked(Box::new(job), outcome)).is_err() {
            return;
        }
    }
}

/// Quick checks go on from what was sound last: what is broken is about to be mended.
fn base(job: &Job, examined: &Arc<Examined>) -> Option<Base> {
    let project = &job.project;
    let wanted = !is_broken(project) && !is_small(project);
    let known = || job.baseline.as_ref().clone().unwrap_or_default();
    wanted.then(|| Base::new(Arc::clone(project), Arc::clone(examined)).checked_by(known()))
}

/// Checks as `pipewright check` does.
fn check(job: &Job) -> Examined {
    let (known, unusable) = match job.baseline.as_ref() {
        Ok(known) => (known.clone(), None),
        Err(unusable) => (None, Some(unusable)),
    };
    let options = Options {
        known,
        ..Options::default()
    };
    // No environment and no target is named, so there is nothing that could be unknown.
    let mut examined = examine((*job.project).clone(), &options).unwrap_or_default();
    let unusable = unusable.map(|unusable| (**unusable).clone());
    examined.compilation.diagnostics.extend(unusable);
    examined
}
