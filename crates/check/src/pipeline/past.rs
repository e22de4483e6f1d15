//! The time a run stands for: its data interval, runs of the past, data that comes late.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Written;
use pipewright_plan::{Backfill, LateData, Schedule, Trigger};
use pipewright_schedule::{Backfilled, backfilled, duration};
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression};

use crate::context::Context;
use crate::rules;
use crate::values::Value;

/// Runs that one backfill makes up.
const MOST_RUNS: usize = 10_000;

/// Days between its ends.
const MOST_DAYS: i64 = 36_525;

/// Data comes no later than this.
const LATEST_SECONDS: u64 = 31 * 86_400;

/// Clock changes make a day shorter, by two hours at most.
const SHORTEST_DAY: u64 = 79_200;

/// The runs of the past that a pipeline makes up, and how long it waits for late data.
#[derive(Debug, Default)]
pub struct Past {
    /// `backfill`.
    pub backfill: Option<Backfill>,
    /// `late data within`.
    pub late_data: Option<LateData>,
    /// What needs a clock.
    needs: Vec<Need>,
}

/// What needs a clock.
#[derive(Debug)]
struct Need {
    /// As written: `backfill`.
    what: String,
    /// Where it stands.
    span: Span,
    /// Whether other things may start runs too.
    others: bool,
}

/// What of a schedule is no clock, or one clock too many.
enum NoClock<'t> {
    /// Nothing runs by the clock.
    None,
    /// This starts runs that stand for no interval.
    Otherwise(&'t Trigger),
    /// Two clocks.
    Two(&'t Trigger),
}

impl Context<'_, '_> {
    /// What a pipeline says of its past; `triggers` are absent where one of them is wrong.
    pub fn past(&mut self, clauses: &[Clause], triggers: Option<&Written<Vec<Trigger>>>) -> Past {
        let mut past = Past::default();
        for clause in clauses {
            let (what, others) = match &clause.kind {
                ClauseKind::Backfill { from, to } => {
                    past.backfill = self.backfill(clause, from, to.as_ref(), triggers);
                    ("`backfill`", true)
                }
                ClauseKind::LateData(value) => {
                    past.late_data = self.lateness(value).map(|seconds| LateData {
                        seconds,
                        because: Vec::new(),
                        origin: self.origin(clause.span),
                    });
                    ("`late data`", false)
                }
                _ => continue,
            };
            past.needs.push(Need {
                what: what.to_owned(),
                span: clause.span,
                others,
            });
        }
        past
    }

    /// Refuses what needs a clock, where runs are by none, or by several: one finding, since the
    /// schedule is one mistake.
    pub fn clocked(&mut self, past: &Past, triggers: Option<&Written<Vec<Trigger>>>) {
        let Some(triggers) = triggers else { return };
        let asked = self.report.asks_interval().map(|span| Need {
            what: format!("`{}`", self.one_line(span)),
            span,
            others: false,
        });
        let unmet: Vec<(&Need, NoClock<'_>)> = past
            .needs
            .iter()
            .chain(&asked)
            .filter_map(|need| Some((need, no_clock(&triggers.value, need.others)?)))
            .collect();
        let [(need, problem), rest @ ..] = unmet.as_slice() else {
            self.days(&triggers.value);
            return;
        };
        let what = &need.what;
        let (message, place, label, help) = match problem {
            NoClock::None => (
                format!("{what} needs a schedule by the clock"),
                &triggers.origin,
                "nothing here runs by the clock",
                "write `schedule every 24h`, or a `cron`",
            ),
            NoClock::Otherwise(trigger) => (
                format!("{what} needs every run to be by the clock"),
                &trigger.origin,
                "a run started so stands for no interval",
                "let this start a pipeline of its own; `or manual` does no harm",
            ),
            NoClock::Two(trigger) => (
                format!("{what} needs one clock, and this schedule has two"),
                &trigger.origin,
                "the second",
                "leave one of them, or make two pipelines",
            ),
        };
        let mut found = Diagnostic::new(&rules::NO_INTERVAL, message, need.span, "of which run?")
            .with_related(place.span, label);
        for (need, _) in rest {
            found = found.with_related(need.span, "and so does this");
        }
        self.report.push(found.help(help));
    }

    /// Refuses days that are read by hours.
    fn days(&mut self, triggers: &[Trigger]) {
        let Some(period) = triggers
            .iter()
            .find_map(period)
            .filter(|period| *period < SHORTEST_DAY)
        else {
            return;
        };
        for (span, asked) in self.report.asked_days() {
            let found = Diagnostic::new(
                &rules::DAY_BY_HOURS,
                format!(
                    "`{}` is a date, and a run's interval is {}",
                    asked.column,
                    duration::show(period)
                ),
                span,
                "a whole day would be of the run in whose interval it begins",
            )
            .with_related(asked.declared, "the dataset")
            .help("run once a day, or name a timestamp as the `cursor`");
            self.report.push(found);
        }
    }

    fn backfill(
        &mut self,
        clause: &Clause,
        from: &Expression,
        to: Option<&Expression>,
        triggers: Option<&Written<Vec<Trigger>>>,
    ) -> Option<Backfill> {
        let first = self.day(from);
        let last = to.map(|to| self.day(to));
        let first = first?;
        let mut backfill = Backfill {
            from: first.clone(),
            to: None,
            runs: Vec::new(),
            origin: self.origin(clause.span),
        };
        let (Some(to), Some(last)) = (to, last) else {
            return Some(backfill);
        };
        let last = last?;
        if last <= first {
            let message = format!("`{last}` is not after `{first}`");
            self.bad_range(to.span, &message, "the day before which it ends");
            return None;
        }
        if day_number(&last)?.saturating_sub(day_number(&first)?) > MOST_DAYS {
            let message = "a backfill of more than a hundred years";
            self.bad_range(clause.span, message, "at most a hundred years");
            return None;
        }
        backfill.to = Some(last.clone());
        let schedule = triggers
            .filter(|triggers| no_clock(&triggers.value, true).is_none())
            .and_then(|triggers| triggers.value.iter().find_map(|one| cron(&one.when)));
        let Some((expression, zone)) = schedule else {
            return Some(backfill);
        };
        match backfilled(expression, zone, &first, &last, MOST_RUNS) {
            Backfilled::Runs(runs) if runs.is_empty() => {
                let message = format!("no run is due between `{first}` and `{last}`");
                self.bad_range(clause.span, &message, "nothing would be made up");
                None
            }
            Backfilled::Runs(runs) => {
                backfill.runs = runs;
                Some(backfill)
            }
            Backfilled::TooMany => {
                let message =
                    format!("more than {MOST_RUNS} runs are due between `{first}` and `{last}`");
                self.bad_range(clause.span, &message, "too many to make up at once");
                None
            }
            Backfilled::Unknown => Some(backfill),
        }
    }

    /// A day that engines can start from.
    fn day(&mut self, written: &Expression) -> Option<String> {
        let value = self.located(written);
        let Value::Date(day) = &value.value else {
            self.mismatch(value.span, "a date", &value.value);
            return None;
        };
        if !("1970-01-01".."2200-01-01").contains(&day.as_str()) {
            let message = format!("`{day}` is no day of any pipeline");
            self.bad_range(value.span, &message, "from 1970 to 2199");
            return None;
        }
        Some(day.clone())
    }

    /// How long a run waits for late data.
    pub fn lateness(&mut self, written: &Expression) -> Option<u64> {
        let value = self.located(written);
        let seconds = self.seconds(&value)?;
        if seconds > LATEST_SECONDS {
            self.out_of_range(
                value.span,
                "no run waits longer than 31 days for late data".to_owned(),
                "too long",
            );
            return None;
        }
        Some(seconds)
    }

    fn bad_range(&mut self, span: Span, message: &str, label: &str) {
        self.report.push(Diagnostic::new(
            &rules::BACKFILL_RANGE,
            message,
            span,
            label,
        ));
    }
}

fn no_clock(triggers: &[Trigger], others: bool) -> Option<NoClock<'_>> {
    let mut by_clock = triggers.iter().filter(|one| cron(&one.when).is_some());
    match (by_clock.next(), by_clock.next()) {
        (None, _) => return Some(NoClock::None),
        (_, Some(second)) => return Some(NoClock::Two(second)),
        _ => {}
    }
    let stray = triggers
        .iter()
        .find(|one| matches!(one.when, Schedule::Datasets { .. } | Schedule::Event { .. }));
    stray.filter(|_| !others).map(NoClock::Otherwise)
}

fn cron(schedule: &Schedule) -> Option<(&str, &str)> {
    match schedule {
        Schedule::Cron {
            expression, zone, ..
        } => Some((expression, zone)),
        _ => None,
    }
}

const fn period(trigger: &Trigger) -> Option<u64> {
    match &trigger.when {
        Schedule::Cron {
            shortest_period_seconds,
            ..
        } => Some(*shortest_period_seconds),
        _ => None,
    }
}

/// About how many days since year 0: enough to bound a range.
fn day_number(day: &str) -> Option<i64> {
    let mut parts = day.split('-').map(str::parse::<i64>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    Some(year * 365 + year / 4 + month * 30 + day)
}
