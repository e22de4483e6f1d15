//! One project as the server holds it: its buffers, its trees, what was checked and what was told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use pipewright_diagnostics::Diagnostic;
use pipewright_driver::{Examined, Known as Baseline};
use pipewright_editor::Analysis;
use pipewright_editor::quick::{Base, is_broken};
use pipewright_editor::standard;
use pipewright_project::{Disk, LoadOptions, Parse, Parsed, Parser, Project, load_with};
use pipewright_source::{SourceFile, SourceId};

use crate::overlay::Overlay;
use crate::place::{Root, UNSAVED};

/// What the parser said of each file, as long as its text and number stay the same.
#[derive(Default)]
struct Remembered(Mutex<BTreeMap<String, Known>>);

/// A file's number and text, and what the parser said of it.
type Known = (SourceId, String, Arc<Parsed>);

impl Parse for Remembered {
    fn parse(&self, source: SourceId, file: &SourceFile) -> Arc<Parsed> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, text, parsed)) = lock().get(file.path())
            && *known == source
            && text == file.text()
        {
            return Arc::clone(parsed);
        }
        let parsed = Parser.parse(source, file);
        let entry = (source, file.text().to_owned(), Arc::clone(&parsed));
        lock().insert(file.path().to_owned(), entry);
        parsed
    }
}

/// The baseline that the settings of a project name, or the finding that it cannot be used.
pub type Named = Arc<Result<Option<Baseline>, Box<Diagnostic>>>;

/// A project.
pub struct Folder {
    root: Root,
    overlay: Overlay,
    remembered: Remembered,
    analysis: Option<Arc<Analysis>>,
    examined: Option<Arc<Examined>>,
    /// What the last check gave that came as far as plans.
    planned: Option<Arc<Examined>>,
    base: Option<Arc<Base>>,
    baseline: Named,
    /// Buffers that changed since the last analysis.
    changed: BTreeSet<String>,
    /// Whether files came, went or changed on disk since.
    stale: bool,
    /// Counts versions.
    pub generation: u64,
    /// The clients' versions of open documents.
    pub versions: BTreeMap<String, i32>,
    /// What the client was told last of each file: how, and at which version.
    pub told: BTreeMap<String, (u64, Option<i32>)>,
}

impl Folder {
    /// A project that is not read yet.
    pub fn new(root: Root) -> Self {
        let disk = root.folder().and_then(|folder| Disk::new(folder).ok());
        let buffers = match root {
            Root::Standard => BTreeMap::from([(UNSAVED.to_owned(), standard::everything().into())]),
            _ => BTreeMap::new(),
        };
        Self {
            root,
            overlay: Overlay { disk, buffers },
            remembered: Remembered::default(),
            analysis: None,
            examined: None,
            planned: None,
            base: None,
            baseline: Arc::new(Ok(None)),
            changed: BTreeSet::new(),
            stale: true,
            generation: 0,
            versions: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    /// Gives a buffer another text, or takes it away.
    pub fn buffer(&mut self, inside: &str, text: Option<Arc<str>>, version: Option<i32>) {
        self.generation += 1;
        match version {
            Some(version) => self.versions.insert(inside.to_owned(), version),
            None => self.versions.remove(inside),
        };
        let known = match text {
            Some(text) => self.overlay.buffers.insert(inside.to_owned(), text),
            None => {
                self.stale = true;
                self.overlay.buffers.remove(inside)
            }
        };
        // The first text of a buffer may be of a file that was not there.
        if known.is_none() && self.source(inside).is_none() {
            self.stale = true;
        }
        self.changed.insert(inside.to_owned());
    }

    /// Says that files changed on disk.
    pub fn disturb(&mut self) {
        self.generation += 1;
        self.stale = true;
        if self.overlay.disk.is_none() {
            let folder = self.root.folder();
            self.overlay.disk = folder.and_then(|folder| Disk::new(folder).ok());
        }
    }

    fn source(&self, inside: &str) -> Option<SourceId> {
        self.analysis.as_ref()?.project.sources.find(inside)
    }

    /// The version that was checked as a whole last.
    pub fn base(&self) -> Option<Arc<Base>> {
        self.base.clone()
    }

    /// The baseline to check by. It is of the version that was read last.
    pub fn baseline(&self) -> Named {
        Arc::clone(&self.baseline)
    }

    /// Takes over what a whole check of a version found, and what quick checks go on from.
    pub fn checked(
        &mut self,
        project: &Project,
        examined: &Arc<Examined>,
        base: Option<Arc<Base>>,
    ) {
        self.examined = Some(Arc::clone(examined));
        if examined.program.is_some() {
            self.planned = Some(Arc::clone(examined));
        }
        if !is_broken(project) {
            self.base = base;
        }
        if let Some(analysis) = &self.analysis {
            let project = Arc::clone(&analysis.project);
            self.analysis = Some(Arc::new(self.version(project)));
        }
    }

    /// The project as it is now.
    pub fn analysis(&mut self) -> Arc<Analysis> {
        let changed = std::mem::take(&mut self.changed);
        let stale = std::mem::take(&mut self.stale);
        if let Some(analysis) = &self.analysis {
            if !stale && changed.is_empty() {
                return Arc::clone(analysis);
            }
            if !stale && let Some(project) = self.edited(&analysis.project, &changed) {
                return self.take(project);
            }
        }
        let project = self.read();
        self.read_baseline(&project);
        self.take(project)
    }

    fn version(&self, project: Arc<Project>) -> Analysis {
        Analysis::new(project, self.examined.clone(), self.planned.clone())
    }

    fn take(&mut self, project: Project) -> Arc<Analysis> {
        let analysis = Arc::new(self.version(Arc::new(project)));
        self.analysis = Some(Arc::clone(&analysis));
        analysis
    }

    fn edited(&self, project: &Project, changed: &BTreeSet<String>) -> Option<Project> {
        let mut edited: Option<Project> = None;
        for inside in changed {
            let text = self.overlay.buffers.get(inside)?;
            let source = self.source(inside)?;
            let before = edited.as_ref().unwrap_or(project);
            if before.sources.get(source)?.text() == &**text {
                continue;
            }
            edited = Some(before.edited(source, text, &self.remembered)?);
        }
        Some(edited.unwrap_or_else(|| project.clone()))
    }

    /// Reads the baseline anew. What was checked by another one says nothing of an edit.
    fn read_baseline(&mut self, project: &Project) {
        let named = Baseline::of_settings(&self.overlay, &project.settings, "");
        if !matches!((&named, self.baseline.as_ref()), (Ok(None), Ok(None))) {
            self.base = None;
        }
        self.baseline = Arc::new(named);
    }

    fn read(&self) -> Project {
        let options = LoadOptions {
            only: match &self.root {
                Root::Folder(_) => None,
                Root::File(file) => file
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned()),
                Root::Document(_) | Root::Standard => Some(UNSAVED.to_owned()),
            },
            out: None,
        };
        let loaded = load_with(&self.overlay, &options, &self.remembered);
        // The overlay answers every question; what it cannot read is empty.
        loaded.unwrap_or_else(|_| Project {
            settings: pipewright_project::Settings::default(),
            sources: pipewright_source::SourceMap::default(),
            modules: pipewright_project::Modules::default(),
            diagnostics: Vec::new(),
        })
    }
}
