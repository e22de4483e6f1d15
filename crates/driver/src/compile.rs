//! One compilation, phase by phase.

use pipewright_backend::FileTree;
use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Program};
use pipewright_plan::Plan;
use pipewright_project::Project;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::tree::ItemKind;

use crate::collect::Collector;
use crate::plans::Stage;
use crate::{Goal, Options, OptionsError, emit, ledger, plans, rules};

/// What compiling gave.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Everything found, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
    /// The plans, by environment in the program's order, then by pipeline. Their ledgers are complete
    /// when there is no error.
    pub plans: Vec<Plan>,
    /// The generated files; empty when there is an error, or nothing but a check was asked for.
    pub files: FileTree,
    /// The folders that `files` speaks for, when only a part was asked for.
    pub part: Option<Vec<String>>,
}

impl Compilation {
    /// Whether the program is refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Compiles a project.
///
/// # Errors
/// When the options name a target or an environment that is not there.
pub fn compile(project: &Project, options: &Options) -> Result<Compilation, OptionsError> {
    options.check_targets()?;
    let mut findings = Collector::default();
    findings.add(project.diagnostics.clone());
    // What could not be read would be reported again as names that nobody knows.
    if findings.has_errors() {
        return Ok(Compilation {
            diagnostics: findings.finish(),
            ..Compilation::default()
        });
    }
    let (program, found) = pipewright_check::check(&project.sources, &project.modules);
    findings.add(found);
    if findings.has_errors() {
        return Ok(Compilation {
            diagnostics: findings.finish(),
            ..Compilation::default()
        });
    }
    options.check_environments(&program)?;
    if program.environments.is_empty() && options.goal == Goal::Build {
        findings.add(vec![no_environment(project)]);
    }
    let stages = stages(project, &program, options, &mut findings);
    // Plans are all that is needed from here on; a large program is large.
    drop(program);
    Ok(finish(stages, options, findings))
}

fn stages(
    project: &Project,
    program: &Program,
    options: &Options,
    findings: &mut Collector,
) -> Vec<Stage> {
    let environments: Vec<&Environment> = program
        .environments
        .iter()
        .filter(|environment| options.wants_environment(&environment.facts.name))
        .collect();
    let mut stages = plans::stages(program, &environments, &project.sources, findings);
    ledger::refuse(&stages, findings);
    if !findings.has_errors() {
        ledger::enforce(&mut stages, findings);
    }
    stages
}

fn finish(stages: Vec<Stage>, options: &Options, mut findings: Collector) -> Compilation {
    let mut files = FileTree::default();
    let mut part = None;
    if options.goal == Goal::Build && !findings.has_errors() {
        let (emitted, folders, collisions) = emit::emit(&stages, options);
        findings.add(collisions);
        if !findings.has_errors() {
            files = emitted;
        }
        if !options.targets.is_empty() || !options.environments.is_empty() {
            part = Some(folders);
        }
    }
    Compilation {
        diagnostics: findings.finish(),
        plans: stages.into_iter().flat_map(|stage| stage.plans).collect(),
        files,
        part,
    }
}

fn no_environment(project: &Project) -> Diagnostic {
    let mut items = project
        .modules
        .iter()
        .filter(|module| !module.standard)
        .flat_map(|module| &module.tree.items);
    let pipeline = items.find_map(|item| match &item.kind {
        ItemKind::Pipeline(pipeline) => Some(pipeline.name.span),
        _ => None,
    });
    let found = Diagnostic::new(
        &rules::NO_ENVIRONMENT,
        "the project declares no environment: there is nothing to build for",
        pipeline.unwrap_or(Span::new(SourceId(0), 0, 0)),
        if pipeline.is_some() {
            "where should this run?"
        } else {
            "nothing to build"
        },
    );
    found.help(
        "declare where it runs, for example `cluster frankfurt { region = eu-central-1 }` and \
         `environment prod { clusters = [frankfurt], targets = [json] }`",
    )
}
