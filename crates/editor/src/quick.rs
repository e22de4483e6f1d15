//! The quick check: what an edit of one file changes, found without checking the whole project.
//!
//! A slice of the project is checked by the very same compiler: what the edit touched, what in the file
//! names it, and everything those need. What it finds at those places is true; findings at other
//! places of the file are those of the last whole check, moved along with the text. It can miss what
//! an edit does to distant places. So a whole check follows when the author pauses.

mod closure;
mod difference;
mod index;
mod merge;

use std::collections::BTreeSet;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_driver::{Examined, Known, Options, examine};
use pipewright_project::Project;
use pipewright_source::{SourceFile, SourceId, Span};
use pipewright_syntax::tree::{File, Item};

use crate::diagnostics::{Finding, finding};
use crate::reasons::{Declared, Reasons};
use closure::{Slice, Unknown};
use difference::Difference;
pub use index::Index;
use merge::merged;

/// A version that was checked as a whole.
#[derive(Debug)]
pub struct Base {
    /// The version.
    pub project: Arc<Project>,
    /// What was found.
    pub examined: Arc<Examined>,
    known: Option<Known>,
    index: Index,
    declared: Declared,
}

impl Base {
    /// Reads the names of a version once, for all edits that follow.
    #[must_use]
    pub fn new(project: Arc<Project>, examined: Arc<Examined>) -> Self {
        let index = Index::of(&project);
        let declared = Declared::of(&project.modules);
        Self {
            project,
            declared,
            examined,
            known: None,
            index,
        }
    }

    /// The same, of a version that was checked by a baseline.
    #[must_use]
    pub fn checked_by(mut self, known: Option<Known>) -> Self {
        self.known = known;
        self
    }
}

/// Whether a project has mistakes that end a check before it begins.
#[must_use]
pub fn is_broken(project: &Project) -> bool {
    project.diagnostics.iter().any(Diagnostic::is_error)
}

/// Whether a whole check takes no longer than a quick one.
#[must_use]
pub fn is_small(project: &Project) -> bool {
    /// Pipelines of a small project, families counted once.
    const FEW: usize = 8;
    let items = project.modules.iter().flat_map(|module| &module.tree.items);
    let pipelines =
        items.filter(|item| matches!(item.kind, pipewright_syntax::tree::ItemKind::Pipeline(_)));
    pipelines.take(FEW + 1).count() <= FEW
}

/// The findings of a file that differs from what was checked, or nothing where only a whole check can
/// tell: another file differs too, or the imports do.
#[must_use]
pub fn quick(base: &Base, now: &Project, source: SourceId) -> Option<Vec<Finding>> {
    if is_broken(now) {
        return broken(base, now, source);
    }
    let (old, new) = (tree(&base.project, source)?, tree(now, source)?);
    let difference = Difference::of(
        base.project.sources.get(source)?.text(),
        now.sources.get(source)?.text(),
    );
    if imports(old, &base.project) != imports(new, now)
        || base.project.modules.len() != now.modules.len()
    {
        return None;
    }
    let touched = touched(old, new, now, &difference);
    let slice = |unknown: &[Unknown]| closure::slice(&base.index, now, source, &touched, unknown);
    let options = Options {
        without_ledgers: true,
        ..Options::default()
    };
    let check = |slice: &Slice| {
        let part = slice.project(&base.index, source, now);
        examine(part, &options).ok()
    };
    // What a name may have meant is looked for among what is named alike. A word that was just
    // written and that nobody knows is likely to be one.
    let mut meant = written(base, now, new, &difference);
    let mut looked_at = slice(&meant)?;
    let mut checked = check(&looked_at)?;
    let mut unknown = unknown(&checked.compilation.diagnostics, now, source);
    unknown.retain(|one| !meant.contains(one));
    if !unknown.is_empty() {
        meant.extend(unknown);
        let wider = slice(&meant)?;
        if !wider.is_same(&looked_at) {
            checked = check(&wider)?;
            looked_at = wider;
        }
    }
    let found = merged(base, now, &checked, new, &looked_at.judged, &difference);
    Some(told(base, now, source, found))
}

/// The findings of a file of a project that cannot be read as a whole: nothing but reading is looked
/// at, and what waives its findings.
fn broken(base: &Base, now: &Project, source: SourceId) -> Option<Vec<Finding>> {
    let part = closure::alone(&base.index, now, source)?.project(&base.index, source, now);
    let mut found = examine(part, &Options::default())
        .ok()?
        .compilation
        .diagnostics;
    found.retain(|one| one.primary.span.source == source);
    Some(told(base, now, source, found))
}

/// Findings as an editor shows them, without those of the baseline.
fn told(base: &Base, now: &Project, source: SourceId, mut found: Vec<Diagnostic>) -> Vec<Finding> {
    if let Some(known) = &base.known {
        // How often a line was found wrong before counts: so all of the file is asked about at once.
        found = known.baseline.apply(found, &now.sources).shown;
    }
    let reasons = Reasons::since(&base.declared, now, source);
    found.iter().map(|one| finding(one, &reasons)).collect()
}

/// The words of an edit that nobody declares, but for what is only said.
fn written(base: &Base, now: &Project, file: &File, difference: &Difference) -> Vec<Unknown> {
    /// More words are no name that is being written.
    const FEW: usize = 4;
    let text = now.sources.get(file.source).map_or("", SourceFile::text);
    let declared = |word: &str| {
        let mut names = file.items.iter().filter_map(crate::names::item_name);
        base.index.names.contains_key(word) || names.any(|name| name.value == word)
    };
    let said = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.contains("//") || line.matches('"').count() % 2 == 1
    };
    let words = difference.words(text).into_iter().take(FEW);
    words
        .filter(|(at, word)| !said(*at) && !declared(word))
        .map(|(at, word)| Unknown::at(text, at, word))
        .collect()
}

/// The names of a file that lead nowhere.
fn unknown(found: &[Diagnostic], now: &Project, source: SourceId) -> Vec<Unknown> {
    let text = now.sources.get(source).map_or("", SourceFile::text);
    let here = found.iter().filter(|one| one.rule.name == "unknown-name");
    here.map(|one| one.primary.span)
        .filter(|span| span.source == source)
        .map(|span| Unknown::at(text, span.start as usize, now.sources.slice(span)))
        .collect()
}

fn tree(project: &Project, source: SourceId) -> Option<&File> {
    project.module(source).map(|module| &*module.tree)
}

fn imports<'p>(file: &File, project: &'p Project) -> Vec<&'p str> {
    let imports = file
        .items
        .iter()
        .filter(|item| matches!(item.kind, pipewright_syntax::tree::ItemKind::Import(_)));
    imports
        .map(|item| project.sources.slice(item.span))
        .collect()
}

/// All of an item, its documentation included.
fn whole(item: &Item) -> Span {
    item.doc
        .as_ref()
        .map_or(item.span, |doc| doc.span.to(item.span))
}

/// The items of the new file that the edit touches, and those that name them.
fn touched(old: &File, new: &File, now: &Project, difference: &Difference) -> BTreeSet<usize> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for item in &old.items {
        let span = whole(item);
        if difference.touches_old(span.start, span.end) {
            names.extend(crate::names::item_name(item).map(|name| name.value.as_str()));
        }
    }
    let mut touched = BTreeSet::new();
    for (number, item) in new.items.iter().enumerate() {
        let span = whole(item);
        if difference.touches_new(span.start, span.end) {
            touched.insert(number);
            names.extend(crate::names::item_name(item).map(|name| name.value.as_str()));
        }
    }
    // Who names what changed, and who names those. Nobody names a pipeline but who calls it.
    let mut news: Vec<&str> = names.into_iter().collect();
    let mut known: BTreeSet<&str> = news.iter().copied().collect();
    while let Some(name) = news.pop() {
        for (number, item) in new.items.iter().enumerate() {
            let import = matches!(item.kind, pipewright_syntax::tree::ItemKind::Import(_));
            if import || touched.contains(&number) {
                continue;
            }
            if index::mentions(now.sources.slice(item.span), name) {
                touched.insert(number);
                let own = crate::names::item_name(item).map(|own| own.value.as_str());
                news.extend(own.filter(|own| known.insert(own)));
            }
        }
    }
    touched
}
