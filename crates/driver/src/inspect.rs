//! One compilation that keeps its plans: for those who look into them.

use pipewright_backend::FileTree;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;
use pipewright_project::Project;
use pipewright_source::SourceMap;

use crate::compile::{Front, Sound, front, stages};
use crate::{Options, OptionsError, emit};

/// What inspecting gave.
#[derive(Debug, Default)]
pub struct Inspection {
    /// Everything found, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
    /// The files the findings point into.
    pub sources: SourceMap,
    /// The plans, by environment in the program's order, then by pipeline; also of a project with
    /// errors, once names and types are right. Their ledgers are complete when there is no error.
    pub plans: Vec<Plan>,
    /// The generated files; empty when there is an error.
    pub files: FileTree,
}

impl Inspection {
    /// Whether the program is refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The plans of an environment, or of all; of some pipelines, or of all where none is named.
    #[must_use]
    pub fn plans(&self, environment: Option<&str>, pipelines: &[String]) -> Vec<&Plan> {
        let here = |plan: &&Plan| environment.is_none_or(|name| plan.environment.name == name);
        let wanted = |plan: &&Plan| pipelines.is_empty() || pipelines.contains(&plan.pipeline.name);
        self.plans.iter().filter(here).filter(wanted).collect()
    }
}

/// Compiles a project to its files, and keeps the plans they were made of. A project of thousands of
/// pipelines takes more memory for it than [`crate::compile`] does.
///
/// # Errors
/// When the options name a target or an environment that is not there.
pub fn inspect(project: Project, options: &Options) -> Result<Inspection, OptionsError> {
    let sound = match front(project, options)? {
        Front::Sound(sound) => *sound,
        Front::Refused(refused) => {
            return Ok(Inspection {
                diagnostics: refused.diagnostics,
                sources: refused.sources,
                ..Inspection::default()
            });
        }
    };
    let Sound {
        program,
        sources,
        mut findings,
    } = sound;
    let stages = stages(&program, &sources, options, &mut findings);
    let plans = stages
        .iter()
        .flat_map(|stage| stage.plans.iter().cloned())
        .collect();
    let mut files = FileTree::default();
    if !findings.has_errors() {
        let emitted = emit::emit(stages, options);
        findings.add(emitted.collisions);
        if !findings.has_errors() {
            files = emitted.files;
        }
    }
    Ok(Inspection {
        diagnostics: findings.finish(),
        sources,
        plans,
        files,
    })
}
