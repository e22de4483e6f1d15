//! A project with another text for one of its files, without reading the others again.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceId};
use pipewright_syntax::Module;

use crate::imports::{self, Target};
use crate::load::{Parse, Project};
use crate::{cycles, names, rules};

impl Project {
    /// The module of a file that was read.
    #[must_use]
    pub fn module(&self, source: SourceId) -> Option<&Module> {
        self.modules.get(self.modules.position(source)?)
    }

    /// The same project with another text for a file. Nothing where that file could not be read
    /// before. Modules of the standard library that it no longer imports stay where they are, and
    /// new ones come last: who needs the very order of [`crate::load`] loads again.
    #[must_use]
    pub fn edited(&self, source: SourceId, text: &str, parser: &dyn Parse) -> Option<Self> {
        let at = self.modules.position(source)?;
        let path = self.sources.get(source)?.path().to_owned();
        let file = Arc::new(SourceFile::new(path, text));
        let parsed = parser.parse(source, &file);
        let mut edited = Self {
            settings: self.settings.clone(),
            sources: self.sources.clone().with(source, file),
            modules: self.modules.clone(),
            diagnostics: Vec::new(),
        };
        let mut module = self.modules.get(at)?.clone();
        module.tree = Arc::clone(&parsed.tree);
        edited.modules.replace(at, module);
        let others = self
            .diagnostics
            .iter()
            .filter(|found| found.primary.span.source != source);
        edited.diagnostics.extend(others.cloned());
        edited
            .diagnostics
            .extend(parsed.diagnostics.iter().cloned());
        let before = self.modules.get(at)?;
        let mut wrong = self.diagnostics.iter().filter(|found| is_of_imports(found));
        let here = |found: &Diagnostic| {
            let mut labels = std::iter::once(&found.primary).chain(&found.related);
            labels.any(|label| label.span.source == source)
        };
        // Where a file imports what it did, and nothing was wrong with that, nothing is wrong now.
        let same = imported(before) == edited.modules.get(at).map(imported)?;
        if same && !wrong.clone().any(here) {
            return Some(edited);
        }
        edited.add_standard(at, parser);
        // What is wrong with the imports of others may have to do with these.
        let alone = wrong.all(|found| {
            found.rule.code == rules::UNKNOWN_MODULE.code && found.primary.span.source == source
        });
        let found = imports::resolve_one(&edited.modules, at).filter(|_| alone);
        match found {
            Some(found) => edited.diagnostics.extend(found),
            None => edited.resolve(),
        }
        Some(edited)
    }

    /// Adds modules of the standard library that a module imports for the first time; they import
    /// nothing themselves.
    fn add_standard(&mut self, at: usize, parser: &dyn Parse) {
        let imported = self.modules.get(at).into_iter().flat_map(imports::of);
        let wanted: Vec<String> = imported
            .filter_map(|(_, target)| match target {
                Target::Standard(name) => Some(name),
                Target::Project(_) | Target::Nothing => None,
            })
            .collect();
        for name in wanted {
            let path: Arc<[String]> = [imports::STANDARD.to_owned(), name.clone()].into();
            let known = self.modules.iter().any(|module| module.path == path);
            if let (false, Some(found)) = (known, pipewright_stdlib::module(&name)) {
                let shown = format!("{}/{name}{}", imports::STANDARD, names::EXTENSION);
                let file = Arc::new(SourceFile::new(shown, found.text));
                let source = self.sources.add(Arc::clone(&file));
                self.modules.push(Module {
                    path,
                    standard: true,
                    tree: Arc::clone(&parser.parse(source, &file).tree),
                });
            }
        }
    }

    fn resolve(&mut self) {
        self.diagnostics.retain(|found| !is_of_imports(found));
        let edges = imports::resolve(&self.modules, &mut self.diagnostics);
        cycles::report(&self.modules, &edges, &mut self.diagnostics);
    }
}

/// What a module imports, in the order of the source.
fn imported(module: &Module) -> Vec<Target> {
    imports::of(module).map(|(_, target)| target).collect()
}

fn is_of_imports(found: &Diagnostic) -> bool {
    [rules::UNKNOWN_MODULE.code, rules::IMPORT_CYCLE.code].contains(&found.rule.code)
}
