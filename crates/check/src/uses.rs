//! Which pipelines and templates use which: who calls whom, and that nothing uses itself.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ExpressionKind, ItemKind, StepBody};

use crate::context::World;
use crate::cycles;
use crate::names::{Entry, ItemId, kind_of, name_of};
use crate::report::Report;
use crate::rules;

/// Uses of pipelines by `call`, and of templates by steps.
#[derive(Debug, Default)]
pub struct Uses {
    /// Pipelines that some pipeline or template calls.
    pub called: BTreeSet<ItemId>,
    /// Pipelines and templates that use themselves, which was reported.
    pub cyclic: BTreeSet<ItemId>,
}

/// Looks at every pipeline and template; what uses itself is reported.
pub fn uses(world: &World<'_>, report: &mut Report) -> Uses {
    let mut edges: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
    let mut uses = Uses::default();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let mut bodies = Vec::new();
            match &node.kind {
                ItemKind::Pipeline(pipeline) => collect(&pipeline.clauses, &mut bodies),
                ItemKind::Template(template) => bodies.push(&template.body),
                _ => continue,
            }
            let mut targets = BTreeSet::new();
            for body in bodies {
                let target = match body {
                    StepBody::Call { pipeline, .. } => called(world, pipeline),
                    StepBody::Template { callee, .. } => {
                        let names: Vec<&str> = callee
                            .parts
                            .iter()
                            .map(|part| part.value.as_str())
                            .collect();
                        template(world, module, &names)
                    }
                    _ => None,
                };
                if matches!(body, StepBody::Call { .. }) {
                    uses.called.extend(target);
                }
                targets.extend(target);
            }
            edges.insert(ItemId::new(module, item), targets.into_iter().collect());
        }
    }
    for cycle in cycles::order(&edges).cycles {
        refuse(world, &cycle, report);
        uses.cyclic.extend(cycle);
    }
    uses
}

/// Every body of a step, wherever it stands. The parser bounds how deep clauses nest.
fn collect<'t>(clauses: &'t [Clause], found: &mut Vec<&'t StepBody>) {
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Step(step) => found.push(&step.body),
            ClauseKind::Acquire { body, .. } | ClauseKind::Release(body) => found.push(body),
            ClauseKind::For(each) => collect(&each.body, found),
            ClauseKind::Repeat(repeat) => collect(&repeat.body, found),
            ClauseKind::Resource(resource) => collect(&resource.body, found),
            ClauseKind::Finally(body) => collect(body, found),
            ClauseKind::When(when) => {
                for arm in &when.arms {
                    collect(&arm.body, found);
                }
                if let Some(otherwise) = &when.otherwise {
                    collect(&otherwise.body, found);
                }
            }
            _ => {}
        }
    }
}

/// The pipeline a call names, whichever member of it.
fn called(world: &World<'_>, pipeline: &Expression) -> Option<ItemId> {
    let mut base = pipeline;
    while let ExpressionKind::Index { base: inner, .. } = &base.kind {
        base = inner;
    }
    let ExpressionKind::Path(path) = &base.kind else {
        return None;
    };
    let name = path.parts.last()?;
    world.tables.pipelines.get(name.value.as_str()).copied()
}

/// The template a path names, seen from a module.
fn template(world: &World<'_>, module: usize, path: &[&str]) -> Option<ItemId> {
    let entry = |module: usize, name: &str| {
        let table = world.tables.modules.get(module)?;
        table.get(name).map(|(entry, _)| *entry)
    };
    let id = match (entry(module, path.first()?)?, path.get(1)) {
        (Entry::Item(id), None) => id,
        (Entry::Module(Some(module)), Some(name)) => match entry(module, name)? {
            Entry::Item(id) => id,
            _ => return None,
        },
        _ => return None,
    };
    let is_template = matches!(world.item(id)?.kind, ItemKind::Template(_));
    is_template.then_some(id)
}

fn refuse(world: &World<'_>, cycle: &[ItemId], report: &mut Report) {
    let named = |id: &ItemId| {
        let item = world.item(*id)?;
        Some((kind_of(&item.kind), name_of(item)?))
    };
    let items: Vec<_> = cycle.iter().filter_map(named).collect();
    let Some((kind, first)) = items.first() else {
        return;
    };
    let mut found = Diagnostic::new(
        &rules::RECURSIVE_USE,
        format!("the {kind} `{}` runs as a part of itself", first.value),
        first.span,
        "begins and ends here",
    );
    for (at, (_, this)) in items.iter().enumerate().take(20) {
        let Some((kind, next)) = items.get(at + 1).or_else(|| items.first()) else {
            continue;
        };
        let verb = if *kind == "template" { "uses" } else { "calls" };
        found = found.because(format!("because `{}` {verb} `{}`", this.value, next.value));
        if at > 0 {
            found = found.with_related(this.span, "on the way");
        }
    }
    report.push(found.help("every run ends after finitely many steps: for repetition there is `repeat … times until …`"));
}
