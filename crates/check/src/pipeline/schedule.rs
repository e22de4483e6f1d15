//! When a pipeline runs.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_model::Written;
use pipewright_plan::{Schedule, Trigger};
use pipewright_schedule::{Analysis, Problem};
use pipewright_source::Span;
use pipewright_syntax::tree::{
    self, Clause, ClauseKind, Expression, ExpressionKind, ItemKind, TriggerKind,
};

use crate::context::Context;
use crate::names::Wanted;
use crate::rules;

impl Context<'_, '_> {
    /// The triggers, which every pipeline says.
    pub fn schedule(&mut self, pipeline: &tree::Pipeline) -> Option<Written<Vec<Trigger>>> {
        let found = pipeline
            .clauses
            .iter()
            .find_map(|clause| match &clause.kind {
                ClauseKind::Schedule(triggers) => Some((clause, triggers)),
                _ => None,
            });
        let Some((clause, triggers)) = found else {
            if !pipeline
                .clauses
                .iter()
                .any(|clause| matches!(clause.kind, ClauseKind::Error))
            {
                self.no_schedule(pipeline);
            }
            return None;
        };
        let mut value = Vec::new();
        for trigger in triggers {
            let when = self.trigger(clause, trigger)?;
            value.push(Trigger {
                when,
                parameters: BTreeMap::new(),
                origin: self.origin(trigger.span),
            });
        }
        let origin = self.origin(clause.span);
        Some(Written { value, origin })
    }

    fn trigger(&mut self, clause: &Clause, trigger: &tree::Trigger) -> Option<Schedule> {
        match &trigger.kind {
            TriggerKind::Manual => Some(Schedule::Manual),
            TriggerKind::On(datasets) => self.on_datasets(datasets),
            TriggerKind::Event(_) => {
                self.report.poisoned = true;
                None
            }
            TriggerKind::Every { period, zone } => {
                let value = self.located(period);
                let seconds = self.seconds(&value);
                let zone = self.zone(zone.as_ref());
                match (seconds, zone) {
                    (Some(seconds), Some((name, at))) => self.clock(
                        clause,
                        value.span,
                        at,
                        pipewright_schedule::every::analyse(seconds, &name),
                    ),
                    _ => None,
                }
            }
            TriggerKind::Cron { expression, zone } => {
                let value = self.located(expression);
                let text = self.literal_text(&value);
                let zone = self.zone(zone.as_ref());
                match (text, zone) {
                    (Some(text), Some((name, at))) => self.clock(
                        clause,
                        value.span,
                        at,
                        pipewright_schedule::cron::analyse(&text, &name),
                    ),
                    _ => None,
                }
            }
        }
    }

    fn zone(&mut self, zone: Option<&Expression>) -> Option<(String, Option<Span>)> {
        let Some(zone) = zone else {
            return Some(("UTC".to_owned(), None));
        };
        let value = self.located(zone);
        self.literal_text(&value)
            .map(|name| (name, Some(value.span)))
    }

    fn clock(
        &mut self,
        clause: &Clause,
        value: Span,
        zone: Option<Span>,
        analysed: Result<Analysis, Vec<Problem>>,
    ) -> Option<Schedule> {
        let text = self.slice(clause.span);
        let said = text.strip_prefix("schedule").map_or(text, str::trim_start);
        let skipped = u32::try_from(text.len() - said.len()).unwrap_or(0);
        let whole = Span {
            start: clause.span.start + skipped,
            end: value.end,
            ..clause.span
        };
        match analysed {
            Ok(analysis) => {
                for warning in &analysis.warnings {
                    self.report.push(warning.diagnostic(value, whole, zone));
                }
                Some(Schedule::Cron {
                    expression: analysis.expression,
                    zone: analysis.zone,
                    written: said.split_whitespace().collect::<Vec<_>>().join(" "),
                    shortest_period_seconds: analysis.shortest_period_seconds,
                    even: false,
                })
            }
            Err(problems) => {
                for problem in &problems {
                    self.report.push(problem.diagnostic(value, whole, zone));
                }
                self.report.poisoned = true;
                None
            }
        }
    }

    fn on_datasets(&mut self, datasets: &[Expression]) -> Option<Schedule> {
        let mut names: Vec<String> = Vec::new();
        let mut sound = true;
        for dataset in datasets {
            let ExpressionKind::Path(path) = &dataset.kind else {
                self.misplaced(
                    dataset.span,
                    "this is no dataset",
                    "a dataset is needed here",
                );
                sound = false;
                continue;
            };
            let Some(found) = self.resolve(path, Wanted::Dataset, &[]) else {
                sound = false;
                continue;
            };
            let is_dataset = self
                .item(found.id)
                .is_some_and(|item| matches!(item.kind, ItemKind::Dataset(_)));
            let Some(dataset) = self.world.datasets.get(&found.id).filter(|_| is_dataset) else {
                sound = false;
                if is_dataset {
                    self.report.poisoned = true;
                } else if let Some(name) = path.parts.last() {
                    self.wrong_kind(name, "constant", "dataset");
                }
                continue;
            };
            let name = dataset.facts.name.clone();
            if names.contains(&name) {
                let message = format!("the dataset `{name}` is named twice");
                self.report.push(Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    message,
                    path.span,
                    "once is enough",
                ));
                sound = false;
            } else {
                names.push(name);
            }
        }
        sound.then_some(Schedule::Datasets { names })
    }

    fn no_schedule(&mut self, pipeline: &tree::Pipeline) {
        let name = &pipeline.name;
        let mut found = Diagnostic::new(
            &rules::MISSING_CLAUSE,
            format!("the pipeline `{}` does not say when it runs", name.value),
            name.span,
            "a schedule is needed",
        )
        .help("say `schedule every 6h`, `schedule cron \"…\" in \"Zone\"`, `schedule on DATASET` or `schedule manual`");
        if let Some(first) = pipeline.clauses.first() {
            let place = first
                .doc
                .as_ref()
                .map_or(first.span, |doc| doc.span)
                .before();
            for choice in ["schedule manual", "schedule every 24h"] {
                found.fixes.push(Fix {
                    title: format!("add `{choice}`"),
                    edits: vec![Edit {
                        span: place,
                        text: format!("{choice}\n  "),
                    }],
                    safe: false,
                });
            }
        }
        self.report.push(found);
    }
}
