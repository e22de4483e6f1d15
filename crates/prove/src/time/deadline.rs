//! The deadline: a clean run must fit, and a guaranteed one at its worst.

use pipewright_diagnostics::{Diagnostic, Rule, Severity};
use pipewright_plan::{Deadline, Plan, Schedule, Task, TaskKind, WaitSince};
use pipewright_schedule::duration;

use super::{Run, start};
use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};

pub(super) fn prove(plan: &Plan, graph: &Graph<'_>, runs: &[Run], findings: &mut Findings) {
    expected(plan, findings);
    let Some(deadline) = &plan.pipeline.deadline else {
        return;
    };
    // Several engines may miss it: one mistake, shown on the engine that misses it most.
    let slowest = |length: fn(&Run) -> u64| {
        runs.iter()
            .filter(|run| length(run) > deadline.seconds)
            .reduce(|known, run| {
                if length(run) > length(known) {
                    run
                } else {
                    known
                }
            })
    };
    let proof = Proof {
        plan,
        graph,
        deadline,
    };
    let missed = slowest(|run| run.worst.total);
    if let Some(run) = slowest(|run| run.clean.total) {
        findings.report(proof.missed(run, missed));
        return;
    }
    match missed {
        Some(run) if deadline.guaranteed => {
            findings.report(proof.at_worst(run, &rules::DEADLINE_NOT_GUARANTEED));
            return;
        }
        Some(run) if run.worst_written > deadline.seconds => {
            findings.report(proof.at_worst(run, &rules::DEADLINE_AT_RISK));
        }
        // Only defaults exceed it, which fill whatever a deadline leaves: a missing fact where the
        // author could have written the timeout, and nothing to say where not.
        Some(run) => {
            if let Some(step) = proof.untimed_step(run) {
                let mut found = proof.at_worst(run, &rules::DEADLINE_AT_RISK);
                found.severity = Severity::Note;
                found.help = Some(format!("write `timeout = …` in `{}`", step.name));
                found.fixes.clear();
                findings.report(found);
            }
        }
        None => {}
    }
    let rule = if deadline.guaranteed {
        &rules::DEADLINE_NOT_GUARANTEED
    } else {
        &rules::DEADLINE_MISSED
    };
    let mut because = proof.fits(runs);
    if let Some(run) = missed {
        because.push(format!(
            "with every retry a run on {} may take {}: the deadline ends it",
            run.engine.name,
            duration::show(run.worst.total)
        ));
    }
    if deadline.guaranteed {
        start::unknown(plan, deadline, runs, findings);
    }
    findings.proven("deadline".to_owned(), rule, because);
}

/// What is expected to take longer than it may take is a mistake in one of the two.
fn expected(plan: &Plan, findings: &mut Findings) {
    for task in &plan.pipeline.tasks {
        let Some(expected) = &task.expected else {
            continue;
        };
        if !task.timeout_written || expected.seconds < task.timeout_seconds {
            continue;
        }
        let (expects, timeout) = (
            duration::show(expected.seconds),
            duration::show(task.timeout_seconds),
        );
        findings.report(
            Diagnostic::new(
                &rules::EXPECTED_OVER_TIMEOUT,
                format!(
                    "`{}` is expected to take {expects}, but is ended after {timeout}",
                    task.name
                ),
                expected.origin.span,
                "an ordinary attempt would not end in time",
            )
            .with_related(task.timeout_origin.span, "the timeout")
            .because(format!("expected {expects} ≥ timeout {timeout}"))
            .help("write a timeout that leaves room above what is expected"),
        );
    }
}

struct Proof<'a> {
    plan: &'a Plan,
    graph: &'a Graph<'a>,
    deadline: &'a Deadline,
}

impl<'a> Proof<'a> {
    fn fits(&self, runs: &[Run]) -> Vec<String> {
        let mut because = Vec::new();
        for run in runs {
            if self.deadline.guaranteed {
                because.extend(run.worst_sum(self.graph, &self.compared(run.worst.total)));
                continue;
            }
            because.extend(run.clean_sum(self.graph, &self.compared(run.clean.total)));
            if run.worst.total > run.clean.total && run.worst.total <= self.deadline.seconds {
                because.push(format!(
                    "with every retry and the longest waits: {} {}",
                    duration::show(run.worst.total),
                    self.compared(run.worst.total)
                ));
            }
        }
        because.extend(start::not_counted(self.plan, runs));
        because.extend(self.places_not_counted());
        because
    }

    /// Waits nobody can bound: for places that other runs hold.
    fn places_not_counted(&self) -> Option<String> {
        let pipeline = &self.plan.pipeline;
        let of_tasks = pipeline.tasks.iter().flat_map(|task| &task.places);
        let mut names: Vec<&str> = of_tasks
            .chain(&pipeline.places)
            .map(|places| places.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        (!names.is_empty()).then(|| {
            let names = show::list(&names);
            format!("waiting for a place of {names} that another run holds is not counted")
        })
    }

    /// `worst` is the run that may take the longest.
    fn missed(&self, run: &Run, worst: Option<&Run>) -> Diagnostic {
        let message = format!(
            "`{}` cannot meet its deadline: one clean run on {} may take {}",
            self.plan.pipeline.name,
            run.engine.name,
            duration::show(run.clean.total)
        );
        // A deadline of one clean run would be at risk at once: the worst is offered, where runs
        // do not then run into the next.
        let worst = worst.map_or(run.worst.total, |worst| worst.worst.total);
        let needed = if self.deadline.guaranteed || self.before_the_next(worst) {
            worst
        } else {
            run.clean.total
        };
        let largest = run.largest_clean(self.graph);
        let mut found = self.found(&rules::DEADLINE_MISSED, message, largest, needed);
        let sum = run.clean_sum(self.graph, &self.compared(run.clean.total));
        found.because.splice(..0, sum);
        found
    }

    fn at_worst(&self, run: &Run, rule: &'static Rule) -> Diagnostic {
        let length = duration::show(run.worst.total);
        let message = format!(
            "`{}` may miss its deadline: at worst a run on {} takes {length}",
            self.plan.pipeline.name, run.engine.name
        );
        let largest = run.largest_worst(self.graph);
        let mut found = self.found(rule, message, largest, run.worst.total);
        let sum = run.worst_sum(self.graph, &self.compared(run.worst.total));
        found.because.splice(..0, sum);
        found
    }

    /// Whether what takes so long ends before the next run is due.
    fn before_the_next(&self, seconds: u64) -> bool {
        let mut schedules = self.plan.pipeline.schedules();
        schedules.all(|schedule| match schedule {
            Schedule::Cron {
                shortest_period_seconds,
                ..
            } => seconds <= *shortest_period_seconds,
            _ => true,
        })
    }

    fn compared(&self, total: u64) -> String {
        let sign = if total > self.deadline.seconds {
            '>'
        } else {
            '≤'
        };
        format!("{sign} {}", duration::show(self.deadline.seconds))
    }

    /// `largest` takes the most of what misses the deadline, `needed` is what the deadline must be.
    fn found(
        &self,
        rule: &'static Rule,
        message: String,
        largest: Option<&Task>,
        needed: u64,
    ) -> Diagnostic {
        let label = format!("the deadline is {}", duration::show(self.deadline.seconds));
        let mut found = Diagnostic::new(rule, message, self.deadline.origin.span, label);
        if let Some(task) = largest {
            found = self.blame(found, task, rule);
        }
        let literal = show::literal(needed);
        let word = if self.deadline.guaranteed {
            " guaranteed"
        } else {
            ""
        };
        let clause = format!("deadline {literal}{word}");
        found.fix(
            format!("replace with `{clause}`"),
            self.deadline.origin.span,
            clause,
        )
    }

    /// Names the largest part.
    fn blame(&self, found: Diagnostic, task: &Task, rule: &'static Rule) -> Diagnostic {
        let late = self.plan.pipeline.late_data.as_ref();
        if let TaskKind::Wait(wait) = &task.kind
            && wait.since == WaitSince::LogicalTime
            && let Some(late) = late.filter(|late| !late.because.is_empty())
        {
            let mut found = found.with_related(
                late.origin.span,
                format!(
                    "waiting {} for what is read here takes the most",
                    duration::show(wait.seconds)
                ),
            );
            found.because.extend(late.because.iter().cloned());
            return found.help("let what is read land sooner, or allow more time");
        }
        let expected = task.expected.as_ref();
        let expected = expected.filter(|_| rule.code == rules::DEADLINE_MISSED.code);
        let (span, text) = if let Some(expected) = expected {
            let seconds = duration::show(expected.seconds);
            let text = format!(
                "`{}` takes the most, {seconds} an attempt as expected",
                task.name
            );
            (expected.origin.span, text)
        } else {
            let seconds = duration::show(task.timeout_seconds);
            let text = if task.containers.is_empty() {
                format!("`{}` takes the most, {seconds}", task.name)
            } else if task.timeout_written {
                format!("`{}` takes the most, {seconds} an attempt", task.name)
            } else {
                format!(
                    "`{}` takes the most: no timeout is written, so {seconds} is taken",
                    task.name
                )
            };
            (task.timeout_origin.span, text)
        };
        found.with_related(span, text).help(format!(
            "shorten `{}`, the largest part, or allow more time",
            task.name
        ))
    }

    /// The first step on the worst path whose timeout nobody wrote.
    fn untimed_step(&self, run: &Run) -> Option<&'a Task> {
        let mut tasks = run
            .worst
            .path
            .tasks
            .iter()
            .filter_map(|at| self.graph.task(*at));
        tasks.find(|task| !task.timeout_written && matches!(task.kind, TaskKind::Run { .. }))
    }
}
