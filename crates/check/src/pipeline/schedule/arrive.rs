//! Triggers by data: datasets that are written anew, and what their systems announce.

use std::collections::BTreeSet;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Dataset;
use pipewright_plan::Schedule;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use crate::context::Context;
use crate::names::Wanted;
use crate::rules;
use crate::values::{Located, Value};

impl Context<'_, '_> {
    /// `on orders, raw["customers"]`: all of them anew. A whole family is all of its members.
    pub(super) fn on_datasets(&mut self, written: &[Expression]) -> Option<Schedule> {
        let mut names: Vec<String> = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut sound = true;
        for expression in written {
            let Some(datasets) = self.awaited(expression) else {
                sound = false;
                continue;
            };
            for dataset in datasets {
                let name = dataset.facts.name.clone();
                if known.insert(name.clone()) {
                    names.push(name);
                    continue;
                }
                sound = false;
                let message = format!("the dataset `{name}` is named twice");
                self.report.push(Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    message,
                    expression.span,
                    "once is enough",
                ));
            }
        }
        sound.then_some(Schedule::Datasets { names })
    }

    /// `event landing`.
    pub(super) fn on_event(&mut self, written: &Expression) -> Option<Schedule> {
        let datasets = self.awaited(written)?;
        let [dataset] = datasets.as_slice() else {
            let message = format!("this names {} datasets", datasets.len());
            self.misplaced(written.span, &message, "an event is told of one dataset");
            return None;
        };
        let facts = &dataset.facts;
        if facts.event.is_some() {
            return Some(Schedule::Event {
                dataset: facts.name.clone(),
            });
        }
        self.report.push(
            Diagnostic::new(
                &rules::NO_EVENT,
                format!("nothing tells when something arrives at `{}`", facts.name),
                written.span,
                "no event is known of it",
            )
            .with_related(facts.origin.span, "declared here")
            .because(format!(
                "because its connector `{}` declares no `event`",
                facts.connector
            ))
            .help("write `schedule on …` where a pipeline of this project writes it, or `schedule every …` to look from time to time"),
        );
        None
    }

    /// The datasets a trigger names; nothing where that is wrong, which was reported.
    fn awaited(&mut self, written: &Expression) -> Option<Vec<Arc<Dataset>>> {
        if let ExpressionKind::Path(path) = &written.kind
            && let Some(first) = path.parts.first()
            && !self.locals.contains_key(&first.value)
        {
            // What is unknown is asked for as a dataset.
            self.resolve(path, Wanted::Dataset, &[])?;
        }
        let value = self.located(written);
        let mut found = Vec::new();
        self.datasets_of(&value.value, value.span, &mut found)
            .then_some(found)
    }

    fn datasets_of(&mut self, value: &Value, span: Span, found: &mut Vec<Arc<Dataset>>) -> bool {
        match value {
            Value::Dataset(id) => match self.world.datasets.get(id) {
                Some(dataset) => {
                    found.push(Arc::clone(dataset));
                    true
                }
                None => {
                    self.report.poisoned = true;
                    false
                }
            },
            Value::List(list) if !list.items.is_empty() => {
                let each = list.items.iter();
                each.fold(true, |sound, Located { value, .. }| {
                    self.datasets_of(value, span, found) && sound
                })
            }
            other => {
                self.mismatch(span, "a dataset", other);
                false
            }
        }
    }
}
