//! Triggers that are there twice.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Schedule, Trigger};
use pipewright_source::Span;

use crate::context::Context;
use crate::rules;

/// What tells one trigger from another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Clock(String, String),
    Datasets(Vec<String>),
    Event(String),
    Manual,
}

impl Context<'_, '_> {
    /// Refuses a trigger that starts what another one starts already.
    pub(super) fn twice_triggered(&mut self, triggers: &[Trigger]) {
        let mut first: BTreeMap<Key, Span> = BTreeMap::new();
        for trigger in triggers {
            let span = trigger.origin.span;
            let (key, what) = match &trigger.when {
                Schedule::Cron {
                    expression, zone, ..
                } => (
                    Key::Clock(expression.clone(), zone.clone()),
                    format!("`cron \"{expression}\" in \"{zone}\"`"),
                ),
                Schedule::Datasets { names } => {
                    let mut names = names.clone();
                    names.sort();
                    let shown: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
                    let shown = crate::names::list(&shown);
                    (Key::Datasets(names), shown)
                }
                Schedule::Event { dataset } => (
                    Key::Event(dataset.clone()),
                    format!("the event of `{dataset}`"),
                ),
                Schedule::Manual => (Key::Manual, "`manual`".to_owned()),
            };
            if let Some(earlier) = first.get(&key) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_TRIGGER,
                    format!("{what} starts this pipeline twice"),
                    span,
                    "the same trigger again",
                );
                self.report.push(
                    found
                        .with_related(*earlier, "the first time")
                        .help("keep one of them"),
                );
            } else {
                first.insert(key, span);
            }
        }
    }
}
