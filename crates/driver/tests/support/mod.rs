//! Projects in memory, compiled.
#![allow(dead_code)]

use std::path::Path;

use pipewright_diagnostics::Diagnostic;
use pipewright_driver::{Compilation, Goal, Options, compile};
use pipewright_plan::Plan;
use pipewright_project::{LoadOptions, Memory, load};
use pipewright_render::{Findings, HumanStyle};

/// What came of a project.
pub struct Outcome {
    pub compilation: Compilation,
    /// Plans as the json target writes them: none where something is refused, or nobody asked.
    pub plans: Vec<Plan>,
}

/// Files of a text: `//! file: PATH` begins one; what stands before is `main.pipe`.
pub fn files_of(text: &str) -> Vec<(String, String)> {
    let mut files = vec![("main.pipe".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//! file: ") {
            Some(path) => files.push((path.trim().to_owned(), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    files
}

pub fn compiled(files: Vec<(String, String)>) -> Outcome {
    let memory: Memory = files.into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal: Goal::Build,
        ..Options::default()
    };
    let compilation = compile(project, &options).unwrap();
    let plans = compilation
        .files
        .iter()
        .filter(|(path, _)| path.contains("/json/"))
        .map(|(_, file)| serde_json::from_str(&file.text).unwrap());
    Outcome {
        plans: plans.collect(),
        compilation,
    }
}

impl Outcome {
    /// The findings as people read them.
    pub fn findings(&self, width: usize) -> String {
        let findings = Findings {
            diagnostics: &self.compilation.diagnostics,
            sources: &self.compilation.sources,
            prefix: "",
        };
        findings.human(&HumanStyle {
            color: false,
            unicode: false,
            width,
        })
    }

    /// `main.pipe:12 PW0601`.
    pub fn place(&self, found: &Diagnostic) -> String {
        let sources = &self.compilation.sources;
        let span = found.primary.span;
        let line = sources.line_column(span).line;
        format!("{}:{line} {}", sources.path(span), found.rule.code)
    }
}

/// Whether what a file gives is written down anew: `BLESS=1`, or a part of its name.
pub fn blesses(path: &Path) -> bool {
    let wanted = std::env::var("BLESS").ok();
    wanted.is_some_and(|wanted| wanted == "1" || path.to_string_lossy().contains(&wanted))
}
