//! Loading a project: find, read, parse, resolve imports.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceId, SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::File;
use rayon::prelude::*;

use crate::imports::{self, Target};
use crate::modules::Modules;
use crate::read::{self, MAX_FILE_BYTES, MAX_TOTAL_BYTES, Problem, Read};
use crate::walk::{self, Refusal};
use crate::{EntryKind, FileSystem, MANIFEST, Settings, cycles, names, rules, settings};

/// How a project is loaded.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Read this file and what it imports, instead of every file.
    pub only: Option<String>,
    /// Another output folder than the settings name; not searched for sources.
    pub out: Option<String>,
}

/// The files of a project, parsed.
#[derive(Debug, Clone)]
pub struct Project {
    /// What `pipewright.toml` says.
    pub settings: Settings,
    /// Every file that was read.
    pub sources: SourceMap,
    /// One module a file: the project's by path, then those of the standard library they need.
    pub modules: Modules,
    /// What is wrong with files, syntax and imports.
    pub diagnostics: Vec<Diagnostic>,
}

/// The project could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file system failed.
    #[error("cannot read {0}")]
    Io(#[from] io::Error),
}

/// Loads a project. What is wrong *in* the files is a finding of the result.
///
/// # Errors
/// When files or folders cannot be read.
pub fn load(files: &dyn FileSystem, options: &LoadOptions) -> Result<Project, LoadError> {
    load_with(files, options, &Parser)
}

/// What the parser makes of one file.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub tree: Arc<File>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Who parses: the parser, or somebody who remembers what it said.
pub trait Parse: Sync {
    /// What the parser makes of a file that has this id.
    fn parse(&self, source: SourceId, file: &SourceFile) -> Arc<Parsed>;
}

/// The parser itself.
#[derive(Debug, Clone, Copy)]
pub struct Parser;

impl Parse for Parser {
    fn parse(&self, source: SourceId, file: &SourceFile) -> Arc<Parsed> {
        let (tree, diagnostics) = pipewright_parser::parse(source, file.text());
        Arc::new(Parsed {
            tree: Arc::new(tree),
            diagnostics,
        })
    }
}

/// As [`load`], for those who load again and again.
///
/// # Errors
/// When files or folders cannot be read.
pub fn load_with(
    files: &dyn FileSystem,
    options: &LoadOptions,
    parser: &dyn Parse,
) -> Result<Project, LoadError> {
    let mut loader = Loader::new(files, parser);
    let settings = loader.settings()?;
    let out = options.out.as_deref().unwrap_or(&settings.out);
    let found = match &options.only {
        Some(file) => walk::Found {
            files: vec![file.clone()],
            refused: Vec::new(),
        },
        None => walk::walk(files, out)?,
    };
    for (path, refusal) in found.refused {
        loader.refuse(&path, refusal);
    }
    loader.read_all(&found.files)?;
    if options.only.is_some() {
        loader.follow_imports()?;
    }
    loader.add_standard();
    let edges = imports::resolve(&loader.modules, &mut loader.diagnostics);
    cycles::report(&loader.modules, &edges, &mut loader.diagnostics);
    Ok(Project {
        settings,
        sources: loader.sources,
        modules: loader.modules,
        diagnostics: loader.diagnostics,
    })
}

/// The paths of a project's source files, sorted, without reading them.
///
/// # Errors
/// When folders cannot be read.
pub fn source_files(files: &dyn FileSystem) -> Result<Vec<String>, LoadError> {
    let mut loader = Loader::new(files, &Parser);
    let settings = loader.settings()?;
    Ok(walk::walk(files, &settings.out)?.files)
}

struct Loader<'a> {
    files: &'a dyn FileSystem,
    parser: &'a dyn Parse,
    modules: Modules,
    by_path: BTreeMap<Arc<[String]>, usize>,
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Loader<'a> {
    fn new(files: &'a dyn FileSystem, parser: &'a dyn Parse) -> Self {
        Self {
            files,
            parser,
            modules: Modules::default(),
            by_path: BTreeMap::new(),
            sources: SourceMap::default(),
            diagnostics: Vec::new(),
        }
    }

    fn settings(&mut self) -> Result<Settings, LoadError> {
        if self.files.kind(MANIFEST)? != Some(EntryKind::File) {
            return Ok(Settings::default());
        }
        let bytes = self.files.read(MANIFEST, MAX_FILE_BYTES)?;
        let file = SourceFile::new(MANIFEST, String::from_utf8_lossy(&bytes));
        let source = self.sources.add(file);
        let read = self
            .sources
            .get(source)
            .map(|file| settings::read(source, file));
        Ok(match read {
            Some(Ok(settings)) => settings,
            Some(Err(problem)) => {
                self.diagnostics.push(*problem);
                Settings::default()
            }
            None => Settings::default(),
        })
    }

    fn refuse(&mut self, path: &str, refusal: Refusal) {
        let problem = Problem::Refused(refusal);
        let file = read::empty(path, None).file;
        let shown = file.path().to_owned();
        let source = self.sources.add(file);
        self.diagnostics.push(problem.diagnostic(source, &shown));
    }

    /// Reads and parses files, in parallel; ids and order follow `paths`.
    fn read_all(&mut self, paths: &[String]) -> Result<(), LoadError> {
        let read: Vec<Read> = paths
            .par_iter()
            .map(|path| read::read(self.files, path))
            .collect::<io::Result<_>>()?;
        let mut total = 0;
        let mut parsed_from = Vec::new();
        for (path, Read { file, problem }) in paths.iter().zip(read) {
            total += file.text().len() as u64;
            let shown = file.path().to_owned();
            let source = self.sources.add(file);
            if total > MAX_TOTAL_BYTES {
                let found = Diagnostic::new(
                    &rules::PROJECT_TOO_LARGE,
                    format!("the files of the project have more than {MAX_TOTAL_BYTES} bytes"),
                    Span::new(source, 0, 0),
                    "not read from here on",
                );
                self.diagnostics.push(found);
                break;
            }
            match problem {
                Some(problem) => self.diagnostics.push(problem.diagnostic(source, &shown)),
                None => parsed_from.push((source, names::module_path(path))),
            }
        }
        self.parse(parsed_from, false);
        Ok(())
    }

    fn parse(&mut self, files: Vec<(SourceId, Vec<String>)>, standard: bool) {
        let sources = &self.sources;
        let parser = self.parser;
        let parsed: Vec<Option<Arc<Parsed>>> = files
            .par_iter()
            .map(|(source, _)| Some(parser.parse(*source, sources.get(*source)?)))
            .collect();
        for ((_, path), parsed) in files.into_iter().zip(parsed) {
            let Some(parsed) = parsed else { continue };
            self.diagnostics.extend(parsed.diagnostics.iter().cloned());
            let path: Arc<[String]> = path.into();
            self.by_path.insert(Arc::clone(&path), self.modules.len());
            self.modules.push(Module {
                path,
                standard,
                tree: Arc::clone(&parsed.tree),
            });
        }
    }

    /// Reads the files that files import, wave by wave, until nothing new is named.
    fn follow_imports(&mut self) -> Result<(), LoadError> {
        let mut from = 0;
        while from < self.modules.len() {
            let mut wanted = BTreeSet::new();
            for module in self.modules.iter().skip(from) {
                for (import, target) in imports::of(module) {
                    let Target::Project(path) = target else {
                        continue;
                    };
                    let file = format!("{}{}", path.join("/"), names::EXTENSION);
                    if !self.by_path.contains_key(path.as_slice()) && imports::is_plain(import) {
                        wanted.insert(file);
                    }
                }
            }
            from = self.modules.len();
            let mut present = Vec::new();
            for file in wanted {
                match self.files.kind(&file)? {
                    Some(EntryKind::File) => present.push(file),
                    Some(EntryKind::OuterLink) => self.refuse(&file, Refusal::LeavesProject),
                    _ => {}
                }
            }
            self.read_all(&present)?;
        }
        Ok(())
    }

    /// Adds the modules of the standard library that are imported, and the prelude.
    fn add_standard(&mut self) {
        let mut from = 0;
        let mut wanted = BTreeSet::from([pipewright_stdlib::PRELUDE.to_owned()]);
        loop {
            for module in self.modules.iter().skip(from) {
                for (_, target) in imports::of(module) {
                    if let Target::Standard(name) = target {
                        wanted.insert(name);
                    }
                }
            }
            from = self.modules.len();
            let mut files = Vec::new();
            for name in &wanted {
                let path = vec![imports::STANDARD.to_owned(), name.clone()];
                if self.by_path.contains_key(path.as_slice()) {
                    continue;
                }
                if let Some(module) = pipewright_stdlib::module(name) {
                    let shown = format!("{}/{name}{}", imports::STANDARD, names::EXTENSION);
                    files.push((self.sources.add(SourceFile::new(shown, module.text)), path));
                }
            }
            if files.is_empty() {
                return;
            }
            self.parse(files, true);
        }
    }
}
