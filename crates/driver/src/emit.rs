//! Files of complete plans, as one tree.

use std::collections::BTreeMap;

use pipewright_backend::{FileTree, Target};
use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use rayon::prelude::*;

use crate::ledger::{goes_to, plans_of};
use crate::plans::Stage;
use crate::{Options, PlanSummary, rules};

/// Files below one folder, and whose they are.
struct Part {
    folder: String,
    files: FileTree,
    place: Span,
}

/// What emitting gave.
pub struct Emitted {
    /// The tree.
    pub files: FileTree,
    /// Files that would have had one path.
    pub collisions: Vec<Diagnostic>,
    /// The plans, in the order of the stages.
    pub plans: Vec<PlanSummary>,
}

/// The folders that the wanted part of the tree speaks for.
pub fn folders(stages: &[Stage], options: &Options) -> Vec<String> {
    let mut folders = Vec::new();
    for stage in stages {
        if options.targets.is_empty() {
            folders.push(stage.environment.clone());
        } else {
            let wanted = crate::targets()
                .iter()
                .filter(|target| options.wants_target(target.name()));
            folders.extend(wanted.map(|target| folder(&stage.environment, *target)));
        }
    }
    folders
}

/// Emits every wanted target of every plan. A plan's tasks are gone as soon as its files are there.
pub fn emit(stages: Vec<Stage>, options: &Options) -> Emitted {
    let mut parts: Vec<Part> = Vec::new();
    let mut summaries = Vec::new();
    for stage in stages {
        let together: Vec<Part> = wanted(options)
            .collect::<Vec<_>>()
            .into_par_iter()
            .filter_map(|target| {
                let plans = plans_of(&stage, target);
                let first = plans.first()?;
                Some(Part {
                    folder: folder(&stage.environment, target),
                    files: target.finish(&plans),
                    place: first.environment.origin.span,
                })
            })
            .collect();
        let (files, plans): (Vec<Vec<Part>>, Vec<PlanSummary>) = stage
            .plans
            .into_par_iter()
            .map(|plan| {
                let parts = wanted(options)
                    .filter(|target| goes_to(&plan, *target))
                    .map(|target| Part {
                        folder: folder(&stage.environment, target),
                        files: target.emit(&plan),
                        place: plan.pipeline.origin.span,
                    })
                    .collect();
                (parts, PlanSummary::from(plan))
            })
            .unzip();
        parts.extend(files.into_iter().flatten());
        parts.extend(together);
        summaries.extend(plans);
    }
    let (files, collisions) = join(parts);
    Emitted {
        files,
        collisions,
        plans: summaries,
    }
}

fn wanted(options: &Options) -> impl Iterator<Item = &'static dyn Target> + Send {
    let targets = crate::targets().iter().copied();
    targets.filter(|target| options.wants_target(target.name()))
}

fn folder(environment: &str, target: &dyn Target) -> String {
    format!("{environment}/{}", target.name())
}

fn join(parts: Vec<Part>) -> (FileTree, Vec<Diagnostic>) {
    let mut tree = FileTree::default();
    let mut owners: BTreeMap<String, Span> = BTreeMap::new();
    let mut collisions = Vec::new();
    for part in parts {
        let mut taken = false;
        for (path, _) in part.files.iter() {
            let path = format!("{}/{path}", part.folder).to_ascii_lowercase();
            if let Some(first) = owners.get(&path) {
                taken = true;
                collisions.push(
                    Diagnostic::new(
                        &rules::FILE_COLLISION,
                        format!("two parts of the output are both `{path}`"),
                        part.place,
                        "the second comes from here",
                    )
                    .with_related(*first, "the first comes from here")
                    .help("rename one of the two"),
                );
            } else {
                owners.insert(path, part.place);
            }
        }
        if !taken {
            // What could collide was found above.
            let _ = tree.graft(&part.folder, part.files);
        }
    }
    (tree, collisions)
}
