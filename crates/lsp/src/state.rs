//! The main loop: one thread that owns all state and takes messages in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Instant, SystemTime};

use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidOpenTextDocumentParams,
    InitializeParams, Uri,
};

use crate::capabilities;
use crate::checks::Checks;
use crate::coloured::Coloured;
use crate::documents::{Document, Documents};
use crate::folder::Folder;
use crate::messages::Message;
use crate::place::{self, Root};
use crate::pool::Pool;
use crate::position::Encoding;
use crate::publish::Publisher;
use crate::scheduling::Disconnected;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::threads;

/// Threads that answer reads.
const READERS: usize = 3;

/// Reads that may wait for the edits behind them.
const MOST_READS: usize = 32;

/// What messages that came together ask for: checks of what they touched, then reads.
#[derive(Default)]
struct Batch {
    touched: Vec<Root>,
    reads: Vec<Box<dyn FnOnce() + Send>>,
}

/// All state.
pub struct State {
    pub(crate) publisher: Publisher,
    pub(crate) checks: Checks,
    pool: Pool,
    documents: Documents,
    pub(crate) folders: BTreeMap<Root, Folder>,
    /// When the whole of a project is to be checked, its author having paused.
    pub(crate) due: BTreeMap<Root, Instant>,
    workspace: Vec<PathBuf>,
    /// The projects of documents, as long as no file comes or goes.
    roots: BTreeMap<Uri, Root>,
    pub(crate) encoding: Encoding,
    settings: Settings,
    pub(crate) wants: capabilities::Wants,
    /// The baselines of which the client was asked to tell.
    pub(crate) watched: BTreeSet<String>,
    coloured: Coloured,
}

impl State {
    /// Starts the loop in a thread of its own; gives the way to tell it something.
    pub fn start(publisher: Publisher) -> Sender<Message> {
        let (sender, messages) = mpsc::channel();
        let mut state = Self {
            publisher,
            checks: Checks::start(&sender),
            pool: Pool::start(READERS),
            documents: Documents::default(),
            folders: BTreeMap::new(),
            due: BTreeMap::new(),
            workspace: Vec::new(),
            roots: BTreeMap::new(),
            encoding: Encoding::default(),
            settings: Settings::default(),
            wants: capabilities::Wants::default(),
            watched: BTreeSet::new(),
            coloured: Coloured::default(),
        };
        threads::start("main loop", move || state.run(&messages));
        sender
    }

    /// Takes messages in their order. Checks are asked for when nothing else waits, so that a burst of
    /// edits is one version.
    fn run(&mut self, messages: &Receiver<Message>) {
        let mut batch = Batch::default();
        loop {
            match self.next(messages) {
                Ok(Some(message)) => self.take(message, &mut batch),
                Ok(None) => {}
                Err(Disconnected) => return,
            }
            while let Ok(message) = messages.try_recv() {
                self.take(message, &mut batch);
            }
            batch.touched.sort();
            batch.touched.dedup();
            for root in batch.touched.drain(..) {
                self.check(&root);
            }
            self.answer(&mut batch);
            self.check_due();
        }
    }

    /// Lets reads run. Each has its snapshot: that a check began before changes no answer.
    fn answer(&self, batch: &mut Batch) {
        for read in batch.reads.drain(..) {
            self.pool.run(read);
        }
    }

    fn take(&mut self, message: Message, batch: &mut Batch) {
        let touched = &mut batch.touched;
        if !matches!(
            message,
            Message::Changed(_) | Message::Read(..) | Message::ReadAll(_) | Message::Checked(..)
        ) {
            // Files may have come or gone.
            self.roots.clear();
        }
        match message {
            Message::Start(params) => self.begin(&params),
            Message::Ready => {
                if self.wants.watching {
                    self.publisher.register(capabilities::watchers());
                }
                if self.wants.registers_documents {
                    self.publisher.register(capabilities::documents());
                }
                touched.extend(self.workspace_projects());
            }
            Message::Opened(params) => touched.push(self.open(params)),
            Message::Changed(params) => touched.extend(self.change(params)),
            Message::Saved(uri) => self.hurry(&uri),
            Message::Closed(uri) => touched.push(self.close(&uri)),
            Message::Watched(params) => {
                for change in params.changes {
                    touched.extend(self.disturbed(&change.uri));
                }
            }
            Message::Folders(params) => touched.extend(self.move_folders(params)),
            Message::Settings(value) => {
                self.settings = self.settings.read(&value);
                self.refresh();
            }
            Message::Read(uri, read) => {
                let snapshot = self.snapshot(&uri);
                batch.reads.push(Box::new(move || read(snapshot)));
            }
            Message::ReadAll(read) => {
                let roots: Vec<Root> = self.folders.keys().cloned().collect();
                let all: Vec<Snapshot> = roots
                    .into_iter()
                    .filter_map(|root| self.snapshot_of(&root))
                    .collect();
                batch.reads.push(Box::new(move || read(all)));
            }
            Message::Checked(job, outcome) => self.checked(&job, outcome),
        }
        if batch.reads.len() >= MOST_READS {
            self.answer(batch);
        }
    }

    fn begin(&mut self, params: &InitializeParams) {
        self.encoding = capabilities::encoding(params);
        self.wants = capabilities::Wants::of(params);
        if let Some(options) = &params.initialization_options {
            self.settings = self.settings.read(options);
        }
        self.workspace = capabilities::workspace(params);
    }

    /// The projects that folders of the workspace are.
    fn workspace_projects(&mut self) -> Vec<Root> {
        let projects = self
            .workspace
            .iter()
            .filter(|folder| folder.join(pipewright_project::MANIFEST).is_file());
        let roots: Vec<Root> = projects.cloned().map(Root::Folder).collect();
        for root in &roots {
            self.folder(root);
        }
        roots
    }

    fn folder(&mut self, root: &Root) -> &mut Folder {
        self.folders
            .entry(root.clone())
            .or_insert_with(|| Folder::new(root.clone()))
    }

    pub(crate) fn root(&mut self, uri: &Uri) -> Root {
        let of = || place::root_of(uri, &self.workspace);
        let known = self.roots.entry(uri.clone());
        known.or_insert_with(of).clone()
    }

    /// Gives a project the text the client has of one of its files.
    fn buffer(&mut self, uri: &Uri) -> Root {
        let root = self.root(uri);
        let document = self.documents.get(uri).cloned();
        // What the server carries nobody changes.
        let inside = root.inside(uri).filter(|_| root != Root::Standard);
        if let Some(inside) = inside {
            let (text, version) = match document {
                Some(document) => (Some(document.text), Some(document.version)),
                None => (None, None),
            };
            self.folder(&root).buffer(&inside, text, version);
        }
        root
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) -> Root {
        let document = params.text_document;
        self.documents.open(
            document.uri.clone(),
            Document {
                version: document.version,
                text: document.text.into(),
            },
        );
        self.buffer(&document.uri)
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) -> Option<Root> {
        let uri = params.text_document.uri;
        let document = self.documents.get_mut(&uri)?;
        document.apply(
            params.text_document.version,
            params.content_changes,
            self.encoding,
        );
        Some(self.buffer(&uri))
    }

    fn close(&mut self, uri: &Uri) -> Root {
        self.documents.close(uri);
        self.coloured.forget(uri.as_str());
        let root = self.buffer(uri);
        let lonely = !matches!(root, Root::Folder(_) | Root::Standard);
        if lonely {
            // Nobody asks about it any more.
            self.folders.remove(&root);
            self.publisher.findings(uri.clone(), Vec::new(), None);
        }
        root
    }

    /// A file changed on disk: the projects that could hold it.
    fn disturbed(&mut self, uri: &Uri) -> Vec<Root> {
        let Some(path) = place::path_of(uri) else {
            return Vec::new();
        };
        let path = place::real(&path);
        // A manifest that comes or goes moves the files below it to another project.
        if path
            .file_name()
            .is_some_and(|name| name == pipewright_project::MANIFEST)
        {
            return self.regroup();
        }
        let holds = |root: &Root| root.folder().is_some_and(|folder| path.starts_with(folder));
        let roots: Vec<Root> = self
            .folders
            .keys()
            .filter(|root| holds(root))
            .cloned()
            .collect();
        for root in &roots {
            self.folder(root).disturb();
        }
        roots
    }

    fn move_folders(&mut self, params: DidChangeWorkspaceFoldersParams) -> Vec<Root> {
        let paths = |folders: Vec<tower_lsp::ls_types::WorkspaceFolder>| -> Vec<PathBuf> {
            let found = folders
                .iter()
                .filter_map(|folder| place::path_of(&folder.uri));
            found.map(|path| place::real(&path)).collect()
        };
        let removed = paths(params.event.removed);
        self.workspace.retain(|folder| !removed.contains(folder));
        self.workspace.extend(paths(params.event.added));
        self.regroup()
    }

    /// Begins anew: open documents go to the projects they belong to now.
    fn regroup(&mut self) -> Vec<Root> {
        for (root, folder) in std::mem::take(&mut self.folders) {
            for inside in folder.told.keys() {
                if let Some(uri) = root.uri(inside) {
                    self.publisher.findings(uri, Vec::new(), None);
                }
            }
        }
        let mut touched = self.workspace_projects();
        let open: Vec<Uri> = self.documents.iter().map(|(uri, _)| uri.clone()).collect();
        for uri in open {
            touched.push(self.buffer(&uri));
        }
        touched
    }

    fn snapshot(&mut self, uri: &Uri) -> Option<Snapshot> {
        let root = self.root(uri);
        root.inside(uri)?;
        self.folder(&root);
        self.snapshot_of(&root)
    }

    fn snapshot_of(&mut self, root: &Root) -> Option<Snapshot> {
        Some(Snapshot {
            analysis: self.folders.get_mut(root)?.analysis(),
            root: root.clone(),
            encoding: self.encoding,
            settings: self.settings,
            links: self.wants.links,
            documents: self.wants.documents || *root == Root::Standard,
            annotations: self.wants.annotations,
            commands: Arc::clone(&self.wants.commands),
            coloured: self.coloured.clone(),
            now: now(),
        })
    }

    pub(crate) fn refresh(&self) {
        if self.wants.refresh {
            self.publisher.refresh();
        }
    }
}

/// Seconds since 1970. The editor layer reads no clock: it is told.
#[allow(clippy::disallowed_methods)]
fn now() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |elapsed| {
            i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
        })
}
