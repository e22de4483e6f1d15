//! Projects of one file, a place in it, and what is proposed there.
#![allow(dead_code)]

use std::sync::Arc;

use pipewright_driver::{Examined, Options, examine};
use pipewright_editor::completion::{Proposal, completion};
use pipewright_editor::{Analysis, At};
use pipewright_project::{LoadOptions, Memory, Project, load};

/// A project of these files.
pub fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter();
    let memory: Memory = files
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    load(&memory, &LoadOptions::default()).unwrap()
}

/// What a check says of a project of one file.
pub fn examined(text: &str) -> Examined {
    examine(project(&[("main.pipe", text)]), &Options::default()).unwrap()
}

/// The errors of a project of one file.
pub fn errors(text: &str) -> Vec<String> {
    let found = examined(text).compilation.diagnostics;
    let errors = found.iter().filter(|one| one.is_error());
    errors
        .map(|one| format!("{} {} {:?}", one.rule.code, one.message, one.help))
        .collect()
}

/// What is proposed at `«»` in the main file.
pub fn proposed_among(files: &[(&str, &str)]) -> Vec<Proposal> {
    let (_, main) = files.iter().find(|(path, _)| *path == "main.pipe").unwrap();
    let offset = main.find("«»").unwrap();
    let text = main.replace("«»", "");
    let mut files = files.to_vec();
    for (path, found) in &mut files {
        if *path == "main.pipe" {
            *found = &text;
        }
    }
    let analysis = Analysis::new(Arc::new(project(&files)), None, None);
    let mut sources = analysis.project.sources.iter();
    let (source, _) = sources
        .find(|(_, file)| file.path() == "main.pipe")
        .unwrap();
    let offset = u32::try_from(offset).unwrap();
    completion(&analysis, At { source, offset }).items
}

/// What is proposed at `«»`.
pub fn proposed(main: &str) -> Vec<Proposal> {
    proposed_among(&[("main.pipe", main)])
}

/// The names of what is proposed.
pub fn labels(main: &str) -> Vec<String> {
    let items = proposed(main).into_iter();
    items.map(|item| item.label).collect()
}

/// Every connector of the standard library that datasets use: module and name.
pub fn connectors() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let everything = pipewright_editor::standard::everything();
    for module in everything
        .lines()
        .filter_map(|line| line.strip_prefix("import std."))
    {
        let text = pipewright_editor::standard::text(&format!("std/{module}.pipe")).unwrap();
        for part in text.split("\nconnector ").skip(1) {
            let name = part.split('(').next().unwrap().trim();
            // What only notifies, announces or stages holds no rows.
            let body = part.split("\n}").next().unwrap();
            if body.contains("  columns ") {
                found.push((module.to_owned(), name.to_owned()));
            }
        }
    }
    found
}
