//! Which pipelines others call: what those waive, they waive of their own text only.

use std::collections::BTreeSet;

use pipewright_syntax::Module;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ExpressionKind, ItemKind, StepBody};

/// The last names of everything that is called somewhere.
pub fn called(modules: &[Module]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let items = modules.iter().flat_map(|module| &module.tree.items);
    for item in items {
        if let ItemKind::Pipeline(pipeline) = &item.kind {
            let mut left: Vec<&Clause> = pipeline.clauses.iter().collect();
            while let Some(clause) = left.pop() {
                enter(clause, &mut left, &mut names);
            }
        }
    }
    names
}

fn enter<'t>(clause: &'t Clause, left: &mut Vec<&'t Clause>, names: &mut BTreeSet<&'t str>) {
    match &clause.kind {
        ClauseKind::Step(step) => {
            if let StepBody::Call { pipeline, .. } = &step.body {
                names.extend(name(pipeline));
            }
        }
        ClauseKind::For(each) => left.extend(&each.body),
        ClauseKind::When(when) => {
            left.extend(when.arms.iter().flat_map(|arm| &arm.body));
            left.extend(when.otherwise.iter().flat_map(|other| &other.body));
        }
        ClauseKind::Repeat(repeat) => left.extend(&repeat.body),
        ClauseKind::Resource(resource) => left.extend(&resource.body),
        ClauseKind::Finally(body) => left.extend(body),
        _ => {}
    }
}

/// The last part of a path, be it indexed.
fn name(called: &Expression) -> Option<&str> {
    let mut called = called;
    while let ExpressionKind::Index { base, .. } = &called.kind {
        called = base;
    }
    match &called.kind {
        ExpressionKind::Path(path) => path.parts.last().map(|part| part.value.as_str()),
        _ => None,
    }
}
