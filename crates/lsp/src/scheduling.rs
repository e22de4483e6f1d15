//! Which version is checked when, and what of the findings is told.
//!
//! A small project is checked as a whole after every edit. In a large one an edit is checked by itself, and
//! the whole once its author pauses.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use pipewright_driver::Examined;
use pipewright_editor::diagnostics::{Finding, diagnostics};
use pipewright_editor::quick::{is_broken, is_small};
use pipewright_project::Project;
use pipewright_source::{SourceId, SourceMap};
use tower_lsp::ls_types::{Diagnostic, Uri};

use crate::capabilities;
use crate::checks::{Extent, Job, Outcome};
use crate::convert;
use crate::messages::Message;
use crate::place::Root;
use crate::snapshot::Places;
use crate::state::State;

/// How long an author rests before the whole of a large project is checked.
const PAUSE: Duration = Duration::from_millis(700);

/// Nobody is left to send messages.
pub struct Disconnected;

/// Checks follow the clock; what they find does not depend on it.
#[allow(clippy::disallowed_methods)]
fn clock() -> Instant {
    Instant::now()
}

impl State {
    /// The next message; none when a check is due first.
    pub(crate) fn next(
        &self,
        messages: &Receiver<Message>,
    ) -> Result<Option<Message>, Disconnected> {
        let Some(due) = self.due.values().min() else {
            return messages.recv().map(Some).map_err(|_| Disconnected);
        };
        match messages.recv_timeout(due.saturating_duration_since(clock())) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Disconnected),
        }
    }

    /// Checks the projects whose authors have paused.
    pub(crate) fn check_due(&mut self) {
        let now = clock();
        let due: Vec<Root> = self
            .due
            .iter()
            .filter(|(_, when)| **when <= now)
            .map(|(root, _)| root.clone())
            .collect();
        for root in due {
            self.check_whole(&root);
        }
    }

    /// Does not wait for a pause any longer.
    pub(crate) fn hurry(&mut self, uri: &Uri) {
        let root = self.root(uri);
        if self.due.contains_key(&root) {
            self.check_whole(&root);
        }
    }

    fn check_whole(&mut self, root: &Root) {
        self.due.remove(root);
        self.queue(root, Extent::Whole);
    }

    fn queue(&mut self, root: &Root, extent: Extent) {
        if let Some(job) = self.job(root, extent) {
            self.checks.check(job);
        }
    }

    fn job(&mut self, root: &Root, extent: Extent) -> Option<Job> {
        let folder = self.folders.get_mut(root)?;
        let analysis = folder.analysis();
        Some(Job {
            root: root.clone(),
            generation: folder.generation,
            project: Arc::clone(&analysis.project),
            versions: folder.versions.clone(),
            baseline: folder.baseline(),
            extent,
        })
    }

    /// Checks a project that changed.
    pub(crate) fn check(&mut self, root: &Root) {
        let Some(folder) = self.folders.get_mut(root) else {
            return;
        };
        let analysis = folder.analysis();
        let project = &analysis.project;
        if let Some(baseline) = &project.settings.baseline
            && self.wants.watching
            && self.watched.insert(baseline.value.clone())
        {
            let watcher = capabilities::watcher(&baseline.value);
            self.publisher.register(vec![watcher]);
        }
        let base = folder.base().filter(|_| !is_small(project));
        let difference = base.as_ref().map(|base| difference(&base.project, project));
        match (base, difference) {
            (Some(base), Some(Difference::None)) => {
                // It was checked before.
                self.due.remove(root);
                if let Some(job) = self.job(root, Extent::Whole) {
                    let known = Arc::clone(&base.examined);
                    self.checked(&job, Outcome::Whole(known, Some(base)));
                }
            }
            (Some(base), Some(Difference::File(source))) => {
                self.queue(root, Extent::File(source, base));
                self.due.insert(root.clone(), clock() + PAUSE);
            }
            _ if is_broken(project) => {
                // Nothing but reading is looked at: that is quick whatever the size.
                self.due.remove(root);
                self.queue(root, Extent::Broken);
            }
            _ => self.check_whole(root),
        }
    }

    /// Takes what a check found. What is about a version that is no more is not told.
    pub(crate) fn checked(&mut self, job: &Job, outcome: Outcome) {
        let Some(folder) = self.folders.get_mut(&job.root) else {
            return;
        };
        let current = folder.generation == job.generation;
        match outcome {
            Outcome::Whole(examined, base) => {
                folder.checked(&job.project, &examined, base);
                if current {
                    self.tell_all(job, &examined);
                    self.refresh();
                }
            }
            Outcome::File(source, found) if current => self.tell_file(job, source, &found),
            Outcome::Unknown if current => self.check_whole(&job.root),
            Outcome::File(..) | Outcome::Unknown => {}
        }
    }

    fn places<'a>(&self, job: &'a Job, sources: &'a SourceMap) -> Places<'a> {
        Places::new(&job.root, sources, self.encoding, self.wants.documents)
    }

    fn tell_file(&mut self, job: &Job, source: SourceId, found: &[Finding]) {
        let places = self.places(job, &job.project.sources);
        let path = job.project.sources.get(source).map(|file| file.path());
        let (Some(path), Some(uri)) = (path, places.uri(source)) else {
            return;
        };
        let found = converted(&places, found);
        let version = job.versions.get(path).copied();
        let mark = (fingerprint(&found), version);
        if let Some(folder) = self.folders.get_mut(&job.root) {
            folder.told.insert(path.to_owned(), mark);
        }
        self.publisher.findings(uri, found, version);
    }

    fn tell_all(&mut self, job: &Job, examined: &Examined) {
        let Some(folder) = self.folders.get_mut(&job.root) else {
            return;
        };
        let sources = &examined.compilation.sources;
        let documents = self.wants.documents;
        let places = Places::new(&job.root, sources, self.encoding, documents);
        let mut found = diagnostics(&job.project, examined);
        let mut told = BTreeMap::new();
        for (source, file) in sources.iter() {
            let here = found.remove(&source).unwrap_or_default();
            let version = job.versions.get(file.path()).copied();
            let known = folder.told.get(file.path());
            if here.is_empty() && known.is_none() && version.is_none() {
                continue;
            }
            let Some(uri) = places.uri(source) else {
                continue;
            };
            let here = converted(&places, &here);
            let mark = (fingerprint(&here), version);
            let kept = !here.is_empty() || version.is_some();
            if known != Some(&mark) {
                self.publisher.findings(uri, here, version);
            }
            if kept {
                told.insert(file.path().to_owned(), mark);
            }
        }
        for inside in std::mem::replace(&mut folder.told, told).into_keys() {
            // A file that is gone has no findings.
            let gone = sources.find(&inside).is_none();
            if let (true, Some(uri)) = (gone, job.root.uri(&inside)) {
                self.publisher.findings(uri, Vec::new(), None);
            }
        }
    }
}

fn converted(places: &Places<'_>, found: &[Finding]) -> Vec<Diagnostic> {
    found
        .iter()
        .map(|finding| convert::diagnostic(places, finding))
        .collect()
}

/// How two versions of a project differ.
enum Difference {
    None,
    File(SourceId),
    More,
}

fn difference(one: &Project, other: &Project) -> Difference {
    if one.sources.len() != other.sources.len() {
        return Difference::More;
    }
    let pairs = one.sources.iter().zip(other.sources.iter());
    let mut changed = pairs
        .filter(|((_, before), (_, after))| {
            !std::ptr::eq(*before, *after)
                && (before.text() != after.text() || before.path() != after.path())
        })
        .map(|((source, _), _)| source);
    match (changed.next(), changed.next()) {
        (None, _) => Difference::None,
        (Some(source), None) => Difference::File(source),
        _ => Difference::More,
    }
}

fn fingerprint(found: &[Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for one in found {
        let text = serde_json::to_string(one).unwrap_or_default();
        text.hash(&mut hasher);
    }
    hasher.finish()
}
