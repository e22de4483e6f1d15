//! When a pipeline runs: its triggers.

mod arrive;
mod change;
mod clock;
mod supply;
mod twice;

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_model::Written;
use pipewright_plan::{ClockChange, Schedule, Trigger};
use pipewright_syntax::tree::{self, ClauseKind, TriggerKind};

use super::Binding;
use crate::context::Context;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// The triggers, which every pipeline says; nothing where one of them is wrong.
    pub fn schedule(
        &mut self,
        pipeline: &tree::Pipeline,
        binding: &Binding<'a>,
    ) -> Option<Written<Vec<Trigger>>> {
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
            let clock_change = self.clock_change(trigger);
            let when = self.trigger(trigger, clock_change.as_ref());
            let parameters = self.supplied(trigger, pipeline, &binding.formals);
            if let (Some(when), Some(parameters)) = (when, parameters) {
                value.push(Trigger {
                    clock_change,
                    when,
                    parameters,
                    origin: self.origin(trigger.span),
                });
            }
        }
        self.twice_triggered(&value);
        let origin = self.origin(clause.span);
        (value.len() == triggers.len()).then_some(Written { value, origin })
    }

    fn trigger(
        &mut self,
        trigger: &tree::Trigger,
        changes: Option<&ClockChange>,
    ) -> Option<Schedule> {
        match &trigger.kind {
            TriggerKind::Manual => Some(Schedule::Manual),
            TriggerKind::On(datasets) => self.on_datasets(datasets),
            TriggerKind::Event(dataset) => self.on_event(dataset),
            TriggerKind::Every { period, zone } => {
                self.every(trigger, period, zone.as_ref(), changes)
            }
            TriggerKind::Cron { expression, zone } => {
                self.cron(trigger, expression, zone.as_ref(), changes)
            }
        }
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
