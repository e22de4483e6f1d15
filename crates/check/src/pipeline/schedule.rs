//! When a pipeline runs.

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_model::Written;
use pipewright_plan::Schedule;
use pipewright_schedule::{Analysis, Problem};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Clause, ClauseKind, Expression, ItemKind, Path};

use crate::context::Context;
use crate::names::Wanted;
use crate::rules;

impl Context<'_, '_> {
    /// The schedule, which every pipeline says.
    pub fn schedule(&mut self, pipeline: &tree::Pipeline) -> Option<Written<Schedule>> {
        let found = pipeline
            .clauses
            .iter()
            .find_map(|clause| match &clause.kind {
                ClauseKind::Schedule(schedule) => Some((clause, schedule)),
                _ => None,
            });
        let Some((clause, schedule)) = found else {
            if !pipeline
                .clauses
                .iter()
                .any(|clause| matches!(clause.kind, ClauseKind::Error))
            {
                self.no_schedule(pipeline);
            }
            return None;
        };
        let value = match schedule {
            tree::Schedule::Manual(_) => Some(Schedule::Manual),
            tree::Schedule::On(paths) => self.on_datasets(paths),
            tree::Schedule::Every { period, zone } => {
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
            tree::Schedule::Cron { expression, zone } => {
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
        };
        let origin = self.origin(clause.span);
        value.map(|value| Written { value, origin })
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

    fn on_datasets(&mut self, paths: &[Path]) -> Option<Schedule> {
        let mut names: Vec<String> = Vec::new();
        let mut sound = true;
        for path in paths {
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
