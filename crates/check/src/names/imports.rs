//! Imports nobody uses.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::ItemKind;

use crate::context::World;
use crate::names::Entry;
use crate::report::Report;
use crate::rules;

/// Warns of imports of the project that no name leads through.
pub fn unused(world: &World<'_>, report: &mut Report) {
    for (index, module) in world.modules.iter().enumerate() {
        // What a broken family would have used is not known.
        if module.standard || report.unread.contains(&index) {
            continue;
        }
        let unreadable = module
            .tree
            .items
            .iter()
            .any(|item| matches!(item.kind, ItemKind::Error));
        for item in &module.tree.items {
            let ItemKind::Import(import) = &item.kind else {
                continue;
            };
            let Some(name) = import.alias.as_ref().or(import.path.parts.last()) else {
                continue;
            };
            let known = world
                .tables
                .modules
                .get(index)
                .and_then(|table| table.get(name.value.as_str()))
                .is_some_and(|(entry, span)| {
                    matches!(entry, Entry::Module(Some(_))) && *span == name.span
                });
            if !known || unreadable || report.used.contains(&(index, name.value.clone())) {
                continue;
            }
            let found = Diagnostic::new(
                &rules::UNUSED_IMPORT,
                format!("`{}` is imported but not used", name.value),
                item.span,
                "nothing here leads through it",
            );
            let found = found.fix("remove the import", with_line_end(world, item.span), "");
            report.push(found.safely());
        }
    }
}

/// A span with the line end after it.
fn with_line_end(world: &World<'_>, span: Span) -> Span {
    let longer = Span {
        end: span.end.saturating_add(1),
        ..span
    };
    if world.sources.slice(longer).ends_with('\n') {
        longer
    } else {
        span
    }
}
