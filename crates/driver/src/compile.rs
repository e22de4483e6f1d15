//! One compilation, phase by phase.

use pipewright_backend::FileTree;
use pipewright_diagnostics::Diagnostic;
use pipewright_judge::{Judge, Levels, Waivers};
use pipewright_model::{Environment, Program};
use pipewright_project::{Project, Settings};
use pipewright_source::{SourceId, SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::ItemKind;
use rayon::prelude::*;

use crate::collect::Collector;
use crate::plans::Stage;
use crate::{Goal, Known, Options, OptionsError, PlanSummary, emit, ledger, plans, rules};

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
    /// Whether everything was looked at: no error kept a later phase from it, and no environment
    /// was left out. Only then it means something that a finding is not there.
    pub complete: bool,
    /// Findings of the baseline, which are not told again.
    pub hidden: Vec<Diagnostic>,
}

impl Compilation {
    /// Whether the program is refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Everything found, with what the baseline keeps from being told.
    pub fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().chain(&self.hidden)
    }

    /// Whether it is refused, but for the baseline.
    #[must_use]
    pub fn has_hidden_errors(&self) -> bool {
        self.hidden.iter().any(Diagnostic::is_error)
    }
}

/// Compiles a project. It is given away: its trees are gone as soon as plans are there.
///
/// # Errors
/// When the options name a target or an environment that is not there.
pub fn compile(project: Project, options: &Options) -> Result<Compilation, OptionsError> {
    Ok(match front(project, options)? {
        Front::Refused(refused) => *refused,
        Front::Sound(sound) => {
            let Sound {
                program,
                sources,
                mut findings,
            } = *sound;
            let stages = stages(&program, &sources, options, &mut findings);
            drop(program);
            finish(stages, sources, options, findings)
        }
    })
}

/// What a check gives to those who look closer than at findings.
#[derive(Debug, Default)]
pub struct Examined {
    /// The findings, as [`compile`] gives them.
    pub compilation: Compilation,
    /// The checked program; none where it is refused before plans are made.
    pub program: Option<Program>,
    /// The whole plans, by environment in the program's order, then by pipeline. Where there is an
    /// error their ledgers are not complete.
    pub stages: Vec<Stage>,
}

/// Checks a project and keeps what was found out on the way.
///
/// # Errors
/// When the options name a target or an environment that is not there.
pub fn examine(project: Project, options: &Options) -> Result<Examined, OptionsError> {
    Ok(match front(project, options)? {
        Front::Refused(refused) => Examined {
            compilation: *refused,
            ..Examined::default()
        },
        Front::Sound(sound) => {
            let Sound {
                program,
                sources,
                mut findings,
            } = *sound;
            let stages = stages(&program, &sources, options, &mut findings);
            let complete = looked_at_all(&stages, options, &findings);
            conclude(&mut findings, &sources, options, complete);
            Examined {
                compilation: told(findings, sources, options, complete),
                program: Some(program),
                stages,
            }
        }
    })
}

/// What the first phases give.
pub enum Front {
    /// Nothing that plans could be made of.
    Refused(Box<Compilation>),
    /// A checked program.
    Sound(Box<Sound>),
}

/// A checked program, and what was found on the way to it.
pub struct Sound {
    /// The program.
    pub program: Program,
    /// Its files.
    pub sources: SourceMap,
    /// The findings so far; none of them stops.
    pub findings: Collector,
}

/// Reads and checks a project. Its trees are gone when this returns: large projects are large.
pub fn front(project: Project, options: &Options) -> Result<Front, OptionsError> {
    options.check_targets()?;
    let modules: Vec<Module> = project.modules.iter().cloned().collect();
    drop(project.modules);
    let (judge, problems) = judge(&project.settings, &modules);
    let mut findings = Collector::new(judge);
    findings.add(project.diagnostics);
    // What could not be read would be reported again as names that nobody knows.
    let unreadable = findings.stopped();
    findings.add(problems);
    let sources = project.sources;
    if unreadable {
        return Ok(refused(findings, sources, options));
    }
    let (program, found) = pipewright_check::check(&sources, &modules);
    findings.add(found);
    if findings.stopped() {
        return Ok(refused(findings, sources, options));
    }
    options.check_environments(&program)?;
    if program.environments.is_empty() && options.goal == Goal::Build {
        findings.add(vec![no_environment(&modules)]);
    }
    Ok(Front::Sound(Box::new(Sound {
        program,
        sources,
        findings,
    })))
}

/// How the project judges findings, and what is wrong with that.
fn judge(settings: &Settings, modules: &[Module]) -> (Judge, Vec<Diagnostic>) {
    let known = crate::all_rules();
    let lines = settings.levels.iter();
    let lines = lines.map(|setting| (&setting.rule, &setting.level));
    let (levels, mut problems) = Levels::read(lines, known);
    let (waivers, found) = Waivers::read(modules, known);
    problems.extend(found);
    (Judge { levels, waivers }, problems)
}

fn refused(mut findings: Collector, sources: SourceMap, options: &Options) -> Front {
    conclude(&mut findings, &sources, options, false);
    Front::Refused(Box::new(told(findings, sources, options, false)))
}

/// The findings, without those the baseline knows.
fn told(
    findings: Collector,
    mut sources: SourceMap,
    options: &Options,
    complete: bool,
) -> Compilation {
    let judge = findings.judge();
    let mut diagnostics = findings.finish();
    let mut hidden = Vec::new();
    if let (Some(known), Goal::Check) = (&options.known, options.goal) {
        let judged = known.baseline.apply(diagnostics, &sources);
        (diagnostics, hidden) = (judged.shown, judged.hidden);
        let gone = Some(judged.gone).filter(|_| complete);
        let note = gone.and_then(|gone| {
            let Known { path, command, .. } = known;
            known.baseline.outlived(&gone, path, command, &mut sources)
        });
        diagnostics.extend(note.and_then(|note| judge.told(note)));
    }
    Compilation {
        diagnostics,
        sources,
        hidden,
        complete,
        ..Compilation::default()
    }
}

/// What can only be said when all else is: which waivers are idle, and which have ended.
fn conclude(findings: &mut Collector, sources: &SourceMap, options: &Options, complete: bool) {
    if complete {
        findings.add_idle(sources);
    }
    if let Some(today) = options.today {
        findings.add(findings.judge().waivers.expired(today));
    }
}

/// The plans of the environments asked for, with what targets say of them.
pub fn stages(
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
    findings.add(policies(program, &environments, &stages));
    ledger::refuse(&stages, findings);
    if !findings.stopped() && !options.without_ledgers {
        ledger::enforce(&mut stages, findings);
    }
    stages
}

/// What breaks a policy of the organisation.
fn policies(program: &Program, environments: &[&Environment], stages: &[Stage]) -> Vec<Diagnostic> {
    let both = environments.iter().zip(stages);
    let asked: Vec<pipewright_policy::Stage<'_>> = both
        .map(|(environment, stage)| pipewright_policy::Stage {
            environment: &environment.facts,
            plans: &stage.plans,
        })
        .collect();
    pipewright_policy::judge(&program.policies, &asked)
}

fn finish(
    stages: Vec<Stage>,
    sources: SourceMap,
    options: &Options,
    mut findings: Collector,
) -> Compilation {
    let complete = looked_at_all(&stages, options, &findings);
    conclude(&mut findings, &sources, options, complete);
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
            // Letting go of thousands of plans takes its time.
            plans.par_extend(stage.plans.into_par_iter().map(PlanSummary::from));
        }
    }
    Compilation {
        plans,
        files,
        part,
        ..told(findings, sources, options, complete)
    }
}

/// Whether no error and no wish kept anything from being looked at.
fn looked_at_all(stages: &[Stage], options: &Options, findings: &Collector) -> bool {
    options.environments.is_empty() && !stages.is_empty() && !findings.stopped()
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
