//! Entering names into tables; what is declared twice is reported.

use super::tables::{Entry, ItemId, article, item, kind_of, name_of};
use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::Module;
use pipewright_syntax::tree::Name;

use crate::report::Report;
use crate::rules;

/// Enters a name of a module, unless it is taken.
pub fn insert<'a>(
    table: &mut BTreeMap<&'a str, (Entry, Span)>,
    name: &'a Name,
    entry: Entry,
    what: &str,
    modules: &[Module],
    report: &mut Report,
) {
    match table.get(name.value.as_str()) {
        None => {
            table.insert(&name.value, (entry, name.span));
        }
        Some((Entry::Unreadable, _)) => {}
        Some((first, span)) => {
            let first = match first {
                Entry::Item(id) => item(modules, *id).map_or("item", |item| kind_of(&item.kind)),
                _ => "import",
            };
            report.push(duplicate(name, what, *span, first));
        }
    }
}

/// Enters a name of the whole project, unless it is taken.
pub fn project_wide<'a>(
    table: &mut BTreeMap<&'a str, ItemId>,
    name: &'a Name,
    id: ItemId,
    what: &str,
    modules: &'a [Module],
    report: &mut Report,
) {
    match table.get(name.value.as_str()) {
        None => {
            table.insert(&name.value, id);
        }
        Some(first) => {
            let span = item(modules, *first)
                .and_then(name_of)
                .map_or(name.span, |name| name.span);
            let found = duplicate(name, what, span, what);
            report.push(found.because(format!(
                "every {what} of a project has a name of its own, in whatever file"
            )));
        }
    }
}

fn duplicate(name: &Name, what: &str, first: Span, first_kind: &str) -> Diagnostic {
    let message = if what == first_kind {
        format!("the {what} `{}` is declared twice", name.value)
    } else {
        format!(
            "`{}` names {} and {}",
            name.value,
            article(first_kind),
            article(what)
        )
    };
    Diagnostic::new(
        &rules::DUPLICATE_NAME,
        message,
        name.span,
        "declared again here",
    )
    .with_related(first, "declared here first")
    .help("rename one of them: no name hides another")
}
