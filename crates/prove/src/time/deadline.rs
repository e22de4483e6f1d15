//! The deadline: a clean run must fit, and a guaranteed one at its worst.

use pipewright_diagnostics::{Diagnostic, Rule, Severity};
use pipewright_plan::{Deadline, Plan, Task, TaskKind};
use pipewright_schedule::duration;

use super::Run;
use super::run::Length;
use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};

pub(super) fn prove(plan: &Plan, graph: &Graph<'_>, runs: &[Run], findings: &mut Findings) {
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
    if let Some(run) = slowest(|run| run.clean.total) {
        findings.report(proof.missed(run));
        return;
    }
    let missed = slowest(|run| run.worst.total);
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
    findings.proven("deadline".to_owned(), rule, because);
}

struct Proof<'a> {
    plan: &'a Plan,
    graph: &'a Graph<'a>,
    deadline: &'a Deadline,
}

impl Proof<'_> {
    fn fits(&self, runs: &[Run]) -> Vec<String> {
        let mut because = Vec::new();
        for run in runs {
            let (path, terms) = if self.deadline.guaranteed {
                because.push(format!(
                    "{}, each attempt at its timeout, with the longest waits:",
                    run.manner()
                ));
                (&run.worst, run.worst_terms(self.graph))
            } else {
                because.push(format!(
                    "{}, one attempt of each at its timeout:",
                    run.manner()
                ));
                (&run.clean, run.clean_terms(self.graph))
            };
            because.extend(show::sum(&terms, path.total, &self.compared(path.total)));
        }
        because.extend(self.not_counted());
        because
    }

    /// Waits nobody can bound: for places that other runs hold.
    fn not_counted(&self) -> Option<String> {
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
            format!("waiting for a place of {names}, which other runs may hold, is not counted")
        })
    }

    fn missed(&self, run: &Run) -> Diagnostic {
        let message = format!(
            "`{}` cannot meet its deadline: one clean run on {} may take {}",
            self.plan.pipeline.name,
            run.engine.name,
            duration::show(run.clean.total)
        );
        let needed = if self.deadline.guaranteed {
            run.worst.total
        } else {
            run.clean.total
        };
        let mut found = self.found(&rules::DEADLINE_MISSED, message, &run.clean, needed);
        found.because.push(format!(
            "{}, one attempt of each at its timeout:",
            run.manner()
        ));
        let terms = run.clean_terms(self.graph);
        found.because.extend(show::sum(
            &terms,
            run.clean.total,
            &self.compared(run.clean.total),
        ));
        found
    }

    fn at_worst(&self, run: &Run, rule: &'static Rule) -> Diagnostic {
        let length = duration::show(run.worst.total);
        let message = format!(
            "`{}` may miss its deadline: at worst a run on {} takes {length}",
            self.plan.pipeline.name, run.engine.name
        );
        let mut found = self.found(rule, message, &run.worst, run.worst.total);
        found.because.push(format!(
            "{}, each attempt at its timeout, with the longest waits:",
            run.manner()
        ));
        let terms = run.worst_terms(self.graph);
        found.because.extend(show::sum(
            &terms,
            run.worst.total,
            &self.compared(run.worst.total),
        ));
        found
    }

    fn compared(&self, total: u64) -> String {
        let sign = if total > self.deadline.seconds {
            '>'
        } else {
            '≤'
        };
        format!("{sign} {}", duration::show(self.deadline.seconds))
    }

    /// `length` is what misses the deadline, `needed` what the deadline must be.
    fn found(
        &self,
        rule: &'static Rule,
        message: String,
        length: &Length,
        needed: u64,
    ) -> Diagnostic {
        let label = format!("the deadline is {}", duration::show(self.deadline.seconds));
        let mut found = Diagnostic::new(rule, message, self.deadline.origin.span, label);
        if let Some(task) = self.largest(length) {
            let text = if task.containers.is_empty() {
                format!(
                    "`{}` takes the most, {}",
                    task.name,
                    duration::show(task.timeout_seconds)
                )
            } else if task.timeout_written {
                format!(
                    "`{}` takes the most, {} an attempt",
                    task.name,
                    duration::show(task.timeout_seconds)
                )
            } else {
                format!(
                    "`{}` takes the most: no timeout is written, so {} is taken",
                    task.name,
                    duration::show(task.timeout_seconds)
                )
            };
            found = found.with_related(task.timeout_origin.span, text);
            found.help = Some(format!(
                "shorten `{}`, the largest part, or allow more time",
                task.name
            ));
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

    /// The first step on the worst path whose timeout nobody wrote.
    fn untimed_step(&self, run: &Run) -> Option<&Task> {
        let mut tasks = run
            .worst
            .path
            .tasks
            .iter()
            .filter_map(|at| self.graph.task(*at));
        tasks.find(|task| !task.timeout_written && matches!(task.kind, TaskKind::Run { .. }))
    }

    /// The task of the path with the longest timeout; of equal ones the first, written before not.
    fn largest(&self, length: &Length) -> Option<&Task> {
        let tasks = length
            .path
            .tasks
            .iter()
            .filter_map(|at| self.graph.task(*at));
        tasks.fold(None, |chosen: Option<&Task>, task| match chosen {
            Some(known) if known.timeout_seconds >= task.timeout_seconds => chosen,
            _ => Some(task),
        })
    }
}
