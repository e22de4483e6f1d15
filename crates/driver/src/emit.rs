//! Files of complete plans, as one tree.

use std::collections::BTreeMap;

use pipewright_backend::{FileTree, Target};
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;
use pipewright_source::Span;
use rayon::prelude::*;

use crate::ledger::plans_of;
use crate::plans::Stage;
use crate::{Options, rules};

/// Files below one folder, and whose they are.
struct Part {
    folder: String,
    files: FileTree,
    place: Span,
}

/// Emits every wanted target of every plan. The folders of the tree are given back too.
pub fn emit(stages: &[Stage], options: &Options) -> (FileTree, Vec<String>, Vec<Diagnostic>) {
    let mut jobs: Vec<(&str, &dyn Target, Vec<&Plan>)> = Vec::new();
    let mut folders = Vec::new();
    for stage in stages {
        if options.targets.is_empty() {
            folders.push(stage.environment.clone());
        }
        for target in crate::targets() {
            if !options.wants_target(target.name()) {
                continue;
            }
            if !options.targets.is_empty() {
                folders.push(folder(&stage.environment, *target));
            }
            let plans = plans_of(stage, *target);
            if !plans.is_empty() {
                jobs.push((&stage.environment, *target, plans));
            }
        }
    }
    let parts: Vec<Part> = jobs
        .par_iter()
        .flat_map(|(environment, target, plans)| {
            let folder = folder(environment, *target);
            let mut parts: Vec<Part> = plans
                .par_iter()
                .map(|plan| Part {
                    folder: folder.clone(),
                    files: target.emit(plan),
                    place: plan.pipeline.origin.span,
                })
                .collect();
            parts.extend(plans.first().map(|first| Part {
                folder,
                files: target.finish(plans),
                place: first.environment.origin.span,
            }));
            parts
        })
        .collect();
    let (files, collisions) = join(parts);
    (files, folders, collisions)
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
