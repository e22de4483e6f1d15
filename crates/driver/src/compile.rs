//! One compilation, phase by phase.

use pipewright_backend::FileTree;
use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Program};
use pipewright_project::Project;
use pipewright_source::{SourceId, SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::ItemKind;

use crate::collect::Collector;
use crate::plans::Stage;
use crate::{Goal, Options, OptionsError, PlanSummary, emit, ledger, plans, rules};

/// What compiling gave.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Everything found, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
    /// The files the findings point into.
    pub sources: SourceMap,
    /// The plans, by environment in the program's order, then by pipeline. Their ledgers are complete
    /// when there is no error.
    pub plans: Vec<PlanSummary>,
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

/// Compiles a project. It is given away: its trees are gone as soon as plans are there.
///
/// # Errors
/// When the options name a target or an environment that is not there.
pub fn compile(project: Project, options: &Options) -> Result<Compilation, OptionsError> {
    options.check_targets()?;
    let mut findings = Collector::default();
    findings.add(project.diagnostics);
    let sources = project.sources;
    // What could not be read would be reported again as names that nobody knows.
    if findings.has_errors() {
        return Ok(refused(findings, sources));
    }
    let (program, found) = pipewright_check::check(&sources, &project.modules);
    findings.add(found);
    if findings.has_errors() {
        return Ok(refused(findings, sources));
    }
    options.check_environments(&program)?;
    if program.environments.is_empty() && options.goal == Goal::Build {
        findings.add(vec![no_environment(&project.modules)]);
    }
    // From here on the program is all that is needed, then the plans: large projects are large.
    drop(project.modules);
    let stages = stages(&program, &sources, options, &mut findings);
    drop(program);
    Ok(finish(stages, sources, options, findings))
}

fn refused(findings: Collector, sources: SourceMap) -> Compilation {
    Compilation {
        diagnostics: findings.finish(),
        sources,
        ..Compilation::default()
    }
}

fn stages(
    program: &Program,
    sources: &SourceMap,
    options: &Options,
    findings: &mut Collector,
) -> Vec<Stage> {
    let environments: Vec<&Environment> = program
        .environments
        .iter()
        .filter(|environment| options.wants_environment(&environment.facts.name))
        .collect();
    let mut stages = plans::stages(program, &environments, sources, findings);
    ledger::refuse(&stages, findings);
    if !findings.has_errors() {
        ledger::enforce(&mut stages, findings);
    }
    stages
}

fn finish(
    stages: Vec<Stage>,
    sources: SourceMap,
    options: &Options,
    mut findings: Collector,
) -> Compilation {
    let mut files = FileTree::default();
    let mut part = None;
    let mut plans = Vec::new();
    if options.goal == Goal::Build && !findings.has_errors() {
        let folders = emit::folders(&stages, options);
        let emitted = emit::emit(stages, options);
        plans = emitted.plans;
        findings.add(emitted.collisions);
        if !findings.has_errors() {
            files = emitted.files;
        }
        if !options.targets.is_empty() || !options.environments.is_empty() {
            part = Some(folders);
        }
    } else {
        for stage in stages {
            plans.extend(stage.plans.into_iter().map(PlanSummary::from));
        }
    }
    Compilation {
        diagnostics: findings.finish(),
        sources,
        plans,
        files,
        part,
    }
}

fn no_environment(modules: &[Module]) -> Diagnostic {
    let mut items = modules
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
