//! Where imports lead.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Import, ItemKind};
use pipewright_syntax::{Module, nearest};

use crate::modules::Modules;
use crate::{names, rules};

/// The first part of every import of the standard library.
pub const STANDARD: &str = "std";

/// Findings that come with a suggestion: looking for one costs a pass over all names.
const MAX_SUGGESTIONS: usize = 20;

/// What an import names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file of the project.
    Project(Vec<String>),
    /// A module of the standard library.
    Standard(String),
    /// `import std` or `import std.a.b`: nothing there can be.
    Nothing,
}

/// One import that leads somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Index of the imported module.
    pub to: usize,
    /// The path in the import.
    pub span: Span,
}

/// The imports of a module, in source order.
pub fn of(module: &Module) -> impl Iterator<Item = (&Import, Target)> {
    module
        .tree
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some((import, target(import))),
            _ => None,
        })
}

fn target(import: &Import) -> Target {
    let parts: Vec<&str> = import
        .path
        .parts
        .iter()
        .map(|part| part.value.as_str())
        .collect();
    match parts.as_slice() {
        [STANDARD, name] => Target::Standard((*name).to_owned()),
        [STANDARD, ..] => Target::Nothing,
        parts => Target::Project(parts.iter().map(|part| (*part).to_owned()).collect()),
    }
}

/// Whether every part is a plain name, so that the path names a file below the root.
pub fn is_plain(import: &Import) -> bool {
    import.path.parts.iter().all(|part| {
        !part.value.is_empty()
            && part
                .value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    })
}

/// Modules by their paths.
pub type ByPath<'m> = BTreeMap<&'m [String], usize>;

/// Where each module is.
pub fn by_path(modules: &Modules) -> ByPath<'_> {
    let modules = modules.iter().enumerate();
    modules.map(|(at, module)| (&*module.path, at)).collect()
}

/// Resolves every import; those that lead nowhere are findings.
pub fn resolve(modules: &Modules, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Edge>> {
    let by_path = by_path(modules);
    let mut unknown = 0;
    let mut edges = Vec::with_capacity(modules.len());
    for module in modules {
        let (out, lost) = edges_of(module, &by_path);
        for (path, span) in lost {
            unknown += 1;
            let suggest = unknown <= MAX_SUGGESTIONS;
            diagnostics.push(unknown_module(&path, span, modules, suggest));
        }
        edges.push(out);
    }
    edges
}

/// Resolves the imports of one module as [`resolve`] does where nothing else is wrong. Gives nothing
/// where all must be resolved: the module imports itself through others, or too much is unknown.
pub fn resolve_one(modules: &Modules, at: usize) -> Option<Vec<Diagnostic>> {
    let by_path = by_path(modules);
    let (edges, lost) = edges_of(modules.get(at)?, &by_path);
    let mut seen: BTreeSet<usize> = edges.iter().map(|edge| edge.to).collect();
    let mut left: Vec<usize> = seen.iter().copied().collect();
    while let Some(next) = left.pop() {
        let (edges, _) = edges_of(modules.get(next)?, &by_path);
        left.extend(
            edges
                .iter()
                .map(|edge| edge.to)
                .filter(|to| seen.insert(*to)),
        );
    }
    if seen.contains(&at) || lost.len() > MAX_SUGGESTIONS {
        return None;
    }
    let found = lost.iter();
    Some(
        found
            .map(|(path, span)| unknown_module(path, *span, modules, true))
            .collect(),
    )
}

/// What a module imports, and the paths that lead nowhere.
fn edges_of(module: &Module, by_path: &ByPath<'_>) -> (Vec<Edge>, Vec<(Vec<String>, Span)>) {
    let (mut edges, mut lost) = (Vec::new(), Vec::new());
    for (import, _) in of(module) {
        let parts = import.path.parts.iter();
        let path: Vec<String> = parts.map(|part| part.value.clone()).collect();
        // A name the parser could not read is already reported.
        if path.iter().any(String::is_empty) {
            continue;
        }
        let span = import.path.span;
        match by_path.get(path.as_slice()) {
            Some(to) => edges.push(Edge { to: *to, span }),
            None => lost.push((path, span)),
        }
    }
    (edges, lost)
}

fn unknown_module(path: &[String], span: Span, modules: &Modules, suggest: bool) -> Diagnostic {
    let name = path.join(".");
    let is_standard = path.first().is_some_and(|part| part == STANDARD);
    let standard: Vec<String> = pipewright_stdlib::modules()
        .iter()
        .map(|module| format!("{STANDARD}.{}", module.name))
        .collect();
    let found = if is_standard {
        Diagnostic::new(
            &rules::UNKNOWN_MODULE,
            format!("the standard library has no module `{name}`"),
            span,
            "unknown module",
        )
        .help(format!("it has {}", standard.join(", ")))
    } else {
        Diagnostic::new(
            &rules::UNKNOWN_MODULE,
            format!("there is no module `{name}`"),
            span,
            "unknown module",
        )
        .help(format!(
            "an import names a file from the root of the project: `{}{}`",
            path.join("/"),
            names::EXTENSION
        ))
    };
    if !suggest {
        return found;
    }
    let own: Vec<String> = modules
        .iter()
        .filter(|module| !module.standard && module.tree.source != span.source)
        .map(Module::name)
        .collect();
    let also = format!("{STANDARD}.{name}");
    // `import s3` means `import std.s3`; otherwise the nearest spelling.
    let best = if standard.contains(&also) {
        Some(also.as_str())
    } else {
        nearest(&name, standard.iter().chain(&own).map(String::as_str))
    };
    match best {
        Some(best) => {
            let text = best.to_owned();
            let mut found = found;
            found.primary.text = format!("did you mean `{text}`?");
            found.fix(format!("import `{text}`"), span, text)
        }
        None => found,
    }
}
