//! Policies with names: they hold where a project says so, `policy policies.owned`.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{ItemKind, Name};

use crate::context::{Context, World};
use crate::names::{ItemId, Wanted};
use crate::report::Report;
use crate::rules;

/// The policies that are made to hold, and where.
pub fn of(world: &World<'_>, report: &mut Report) -> BTreeMap<ItemId, Span> {
    let mut applied: BTreeMap<ItemId, Span> = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for item in &tree.tree.items {
            let ItemKind::Applied(path) = &item.kind else {
                continue;
            };
            let mut context = Context::new(world, report, module);
            let Some(found) = context.resolve(path, Wanted::Policy, &[]) else {
                continue;
            };
            if let Some(extra) = path.parts.get(found.parts) {
                let message = format!("a policy has no `{}`", extra.value);
                let found = Diagnostic::new(
                    &rules::NO_SUCH_ELEMENT,
                    message,
                    extra.span,
                    "nothing there",
                );
                report.push(found);
                continue;
            }
            if let Some(first) = applied.insert(found.id, path.span) {
                applied.insert(found.id, first);
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    "this policy holds already",
                    path.span,
                    "again here",
                );
                report.push(found.with_related(first, "here first"));
            }
        }
    }
    applied
}

/// A policy of the project that nobody applies.
pub fn idle(name: &Name) -> Diagnostic {
    Diagnostic::new(
        &rules::IDLE_POLICY,
        format!("the policy `{}` holds nowhere", name.value),
        name.span,
        "a name means that it holds for who applies it",
    )
    .help(format!(
        "apply it: `policy {}`, or leave out the name, and it holds in the whole project",
        name.value
    ))
    .fix("leave out the name", with_space(name.span), "")
}

/// A name and the space after it.
const fn with_space(span: Span) -> Span {
    Span {
        end: span.end.saturating_add(1),
        ..span
    }
}
