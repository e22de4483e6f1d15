//! Triggers by the clock: `every D` and `cron`, in a zone.

use pipewright_plan::{ClockChange, Schedule};
use pipewright_schedule::{Analysis, Problem, cron, every, rules};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Expression};

use crate::context::Context;

impl Context<'_, '_> {
    /// `every 6h [in "Europe/Berlin"]`.
    pub(super) fn every(
        &mut self,
        trigger: &tree::Trigger,
        period: &Expression,
        zone: Option<&Expression>,
        changes: Option<&ClockChange>,
    ) -> Option<Schedule> {
        let value = self.located(period);
        let seconds = self.seconds(&value);
        let (zone, at) = self.zone(zone)?;
        self.clock(
            trigger,
            value.span,
            at,
            changes,
            every::analyse(seconds?, &zone),
        )
    }

    /// `cron "0 6 * * *" [in "Europe/Berlin"]`.
    pub(super) fn cron(
        &mut self,
        trigger: &tree::Trigger,
        expression: &Expression,
        zone: Option<&Expression>,
        changes: Option<&ClockChange>,
    ) -> Option<Schedule> {
        let value = self.located(expression);
        let text = self.literal_text(&value);
        let (zone, at) = self.zone(zone)?;
        self.clock(
            trigger,
            value.span,
            at,
            changes,
            cron::analyse(&text?, &zone),
        )
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
        trigger: &tree::Trigger,
        value: Span,
        zone: Option<Span>,
        changes: Option<&ClockChange>,
        analysed: Result<Analysis, Vec<Problem>>,
    ) -> Option<Schedule> {
        let until = |end: u32| Span {
            end,
            ..trigger.span
        };
        let whole = until(value.end);
        match analysed {
            Ok(analysis) => {
                let said = changes.is_some_and(|said| {
                    (said.skipped.is_some() || !analysis.skips)
                        && (said.doubled.is_some() || !analysis.doubles)
                });
                for warning in &analysis.warnings {
                    if said && warning.rule.code == rules::CLOCK_CHANGE.code {
                        continue;
                    }
                    self.report.push(warning.diagnostic(value, whole, zone));
                }
                Some(Schedule::Cron {
                    expression: analysis.expression,
                    zone: analysis.zone,
                    written: self.one_line(until(zone.unwrap_or(value).end)),
                    shortest_period_seconds: analysis.shortest_period_seconds,
                    even: analysis.even,
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
}
