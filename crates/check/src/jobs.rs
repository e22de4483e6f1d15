//! Which pipelines are checked: each member of a family, once for each binding of parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Pipeline;
use pipewright_plan::RunParameter;
use pipewright_source::Span;
use pipewright_syntax::tree::ItemKind;
use rayon::prelude::*;

use crate::context::{Context, Local, Locals, World};
use crate::families::Gathered;
use crate::names::ItemId;
use crate::parameters::run_parameters;
use crate::pipeline::{Binding, Source, bind, pipeline, unbound};
use crate::platform::Draft;
use crate::report::Report;
use crate::values::Value;

/// Steps, checks and writes of all pipelines together, for each binding of parameters.
const MOST_WORK: usize = 300_000;
/// So many pipelines are checked before their work is added up.
const BATCH: usize = 64;

/// One pipeline with its parameters bound.
pub struct Job<'a> {
    source: Source<'a>,
    binding: Binding<'a>,
    /// The element it is made for, in a family.
    label: Option<String>,
    /// Index of the environment that bound its parameters; none where all share it.
    pub environment: Option<usize>,
    /// Whether something comes of it: not of what is only looked at.
    pub built: bool,
}

/// Every pipeline of the project with its parameters as each environment binds them. Members of
/// one family in one environment follow each other.
pub fn jobs<'a>(world: &World<'a>, drafts: &[Draft<'a>], report: &mut Report) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for id in world.tables.pipelines.values() {
        let Some(item) = world.item(*id) else {
            continue;
        };
        let ItemKind::Pipeline(tree) = &item.kind else {
            continue;
        };
        let source = Source {
            id: *id,
            module: id.module,
            item,
            tree,
        };
        let mut home = Context::new(world, report, id.module);
        let formals = world.formals.get(id).map(Arc::clone).unwrap_or_default();
        let run_parameters: Arc<[RunParameter]> = run_parameters(&mut home, &formals).into();
        let members = members(world, source);
        let shared = formals.iter().all(|formal| formal.per_run);
        for environment in std::iter::once(None).chain((0..drafts.len()).map(Some)) {
            let draft = environment.and_then(|index| drafts.get(index));
            if environment.is_none() && !shared && !drafts.is_empty() {
                continue;
            }
            for member in &members {
                let locals = match draft {
                    Some(draft) => bind(world, source, &member.name, &formals, draft, report),
                    None => Some(unbound(world, source, &formals, report)),
                };
                // An environment may name parameters there are none of: that was said.
                if shared && draft.is_some() {
                    continue;
                }
                let built = member.known && locals.is_some();
                let mut locals = match locals {
                    Some(locals) => (*locals).clone(),
                    None => (*unbound(world, source, &formals, report)).clone(),
                };
                locals.extend((*member.locals).clone());
                jobs.push(Job {
                    source,
                    binding: Binding {
                        name: member.name.clone(),
                        locals: Arc::new(locals),
                        formals: Arc::clone(&formals),
                        run_parameters: Arc::clone(&run_parameters),
                    },
                    label: member.label.clone(),
                    environment,
                    built,
                });
            }
        }
    }
    jobs
}

/// A pipeline by itself, or one of a family.
struct One {
    name: String,
    label: Option<String>,
    locals: Locals,
    /// Whether its element is known.
    known: bool,
}

fn members(world: &World<'_>, source: Source<'_>) -> Vec<One> {
    let name = &source.tree.name.value;
    let Some(declared) = &source.tree.family else {
        return vec![One {
            name: name.clone(),
            label: None,
            locals: Locals::default(),
            known: true,
        }];
    };
    let Some(family) = world.families.get(&source.id) else {
        // The list is wrong: the body is looked at once, for what is wrong in it too.
        let local = Local::element(Value::Unknown, declared.variable.span);
        return vec![One {
            name: name.clone(),
            label: None,
            locals: Arc::new(BTreeMap::from([(declared.variable.value.clone(), local)])),
            known: false,
        }];
    };
    let one = |member: &crate::families::Member| One {
        name: family.full_name(member),
        label: Some(member.label.clone()),
        locals: member.locals(),
        known: true,
    };
    family.members.iter().map(one).collect()
}

/// Checks every pipeline, in parallel; what comes of each is in the order of the jobs.
pub fn checked<'a>(
    world: &World<'a>,
    jobs: &[Job<'a>],
    drafts: &[Draft<'a>],
    report: &mut Report,
) -> Vec<Option<Arc<Pipeline>>> {
    let mut built = Vec::with_capacity(jobs.len());
    let mut groups: Vec<Group> = Vec::new();
    let mut gathered: Option<(Key, Gathered)> = None;
    let mut work = 0_usize;
    for batch in jobs.chunks(BATCH) {
        if let Some(job) = batch.first().filter(|_| work > MOST_WORK) {
            let mut context = Context::new(world, report, job.source.module);
            context.too_large(
                job.source.tree.name.span,
                "this project",
                &format!("{MOST_WORK} steps, checks and writes"),
            );
            break;
        }
        let done: Vec<(Option<Arc<Pipeline>>, Report)> = batch
            .par_iter()
            .map(|job| {
                let mut own = Report::default();
                let built = pipeline(world, job.source, &job.binding, &mut own);
                (built.map(Arc::new).filter(|_| job.built), own)
            })
            .collect();
        for (job, (pipeline, own)) in batch.iter().zip(done) {
            work += own.work;
            built.push(pipeline);
            let key = (job.source.id, job.environment);
            if gathered.as_ref().is_none_or(|(known, _)| *known != key) {
                groups.extend(gathered.take().map(Group::of));
                gathered = Some((key, Gathered::default()));
            }
            if let Some((_, gathered)) = &mut gathered {
                gathered.add(job.label.as_deref().unwrap_or_default(), own);
            }
        }
    }
    groups.extend(gathered.map(Group::of));
    built.resize(jobs.len(), None);
    merge(groups, drafts, report);
    built
}

/// Which declaration in which environment.
type Key = (ItemId, Option<usize>);

/// What one declaration says in one environment.
struct Group {
    id: ItemId,
    environment: Option<usize>,
    report: Report,
}

impl Group {
    fn of((key, gathered): (Key, Gathered)) -> Self {
        Self {
            id: key.0,
            environment: key.1,
            report: gathered.finish(),
        }
    }
}

/// Takes over what is found; what only some environments give is said to be of these.
fn merge(groups: Vec<Group>, drafts: &[Draft<'_>], report: &mut Report) {
    let everywhere = everywhere(&groups, drafts.len());
    for mut group in groups {
        if let Some(draft) = group.environment.and_then(|index| drafts.get(index)) {
            for found in &mut group.report.found {
                if !everywhere.contains(&place(group.id, found)) {
                    let line = format!("because of the parameters it has in `{}`", draft.name);
                    found.because.push(line);
                }
            }
        }
        report.merge(group.report);
    }
}

/// What tells one finding of one pipeline from another.
type Place = (ItemId, Span, &'static str, String);

fn place(id: ItemId, found: &Diagnostic) -> Place {
    (
        id,
        found.primary.span,
        found.rule.code,
        found.message.clone(),
    )
}

/// The findings that every environment gives: they are not about its parameters.
fn everywhere(groups: &[Group], environments: usize) -> BTreeSet<Place> {
    let mut counts: BTreeMap<Place, usize> = BTreeMap::new();
    for group in groups {
        let found = group.report.found.iter();
        let own: BTreeSet<Place> = found.map(|found| place(group.id, found)).collect();
        for place in own {
            *counts.entry(place).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= environments)
        .map(|(place, _)| place)
        .collect()
}
