//! Classes of data, such as `pii`: each reaches only what carries or accepts it.

mod contract;
mod flow;
mod marks;
mod path;
mod reach;
mod report;
mod ways_out;

use std::collections::BTreeMap;

use pipewright_plan::{ConstraintKind, Plan, TaskKind};

use crate::findings::Findings;
use crate::graph::Graph;
use crate::rules;
use flow::Flow;

/// At most this many ends of one class are listed.
const MOST_ENDS: usize = 12;

/// Proves for each write that its sink takes the classes of what is written.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let mut flow = Flow::of(plan, graph);
    let mut ends: BTreeMap<&str, Ends> = plan
        .ledger
        .constraints
        .iter()
        .filter(|constraint| constraint.kind == ConstraintKind::Class)
        .filter_map(|constraint| constraint.id.strip_prefix("class/"))
        .map(|class| (class, Ends::default()))
        .collect();
    let mut whole = flow.whole;
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        let TaskKind::Write(write) = &task.kind else {
            continue;
        };
        let Some(sink) = flow.dataset(&write.dataset) else {
            whole = false;
            continue;
        };
        let subjects = flow.subjects(*at, task, write);
        whole &= !subjects.is_empty();
        for subject in subjects {
            let checked = flow.checked(subject);
            let called = match checked {
                Some(checked) => format!("what the check of `{}` rejects", checked.name()),
                None => format!("`{}`", write.subject),
            };
            let subject = checked.unwrap_or(subject);
            let reached = reach::of(&flow, subject, sink);
            for class in flow.upstream(subject) {
                let Some(ends) = ends.get_mut(class) else {
                    continue;
                };
                ends.count += 1;
                if ends.lines.len() < MOST_ENDS {
                    let why = match reached.taken.get(class) {
                        Some(by) => format!("yes: {by}"),
                        None => format!("no: {}", flow.dropped(subject, class)),
                    };
                    ends.lines.push(format!("reaches {}? {why}", sink.name));
                }
            }
            if let Some(first) = reached.refused.first() {
                for refused in &reached.refused {
                    if let Some(ends) = ends.get_mut(refused.class) {
                        ends.broken = true;
                    }
                }
                let path = flow.path(subject, first);
                findings.report(report::refused(
                    task, &called, subject, sink, &reached, path,
                ));
            }
        }
    }
    for at in graph.order() {
        let told = flow.told(*at);
        if let Some(task) = graph.task(*at).filter(|_| !told.is_empty()) {
            findings.report(report::told(task, &told));
        }
    }
    whole &= flow.whole;
    // What is said of a step and not kept proves nothing of what leaves it.
    whole &= contract::check(plan, graph, &flow, findings);
    let passed = ways_out::check(plan, graph, &flow, findings);
    for class in &passed.refused {
        if let Some(ends) = ends.get_mut(class) {
            ends.broken = true;
        }
    }
    // A graph that is not whole is refused elsewhere; what flows in it is not known.
    if !whole {
        return;
    }
    let told: Vec<String> = plan.pipeline.reactions.first().map_or_else(Vec::new, |_| {
        vec!["reaches no notification: they carry names and times, no rows".to_owned()]
    });
    let harmless: Vec<String> = graph
        .order()
        .iter()
        .filter_map(|at| graph.task(*at))
        .flat_map(|task| {
            task.declassifies
                .iter()
                .map(|said| contract::how(task, said))
        })
        .take(MOST_ENDS)
        .collect();
    for (class, ends) in ends {
        if !ends.broken {
            let id = format!("class/{class}");
            let mut because = ends.because();
            because.extend(harmless.iter().cloned());
            because.extend(passed.lines.get(class).into_iter().flatten().cloned());
            because.extend(told.iter().cloned());
            findings.proven(id, &rules::CLASS_NOT_ACCEPTED, because);
        }
    }
}

/// Where one class ends.
#[derive(Default)]
struct Ends {
    lines: Vec<String>,
    count: usize,
    broken: bool,
}

impl Ends {
    fn because(mut self) -> Vec<String> {
        if self.count == 0 {
            self.lines
                .push("nothing it is part of is written".to_owned());
        }
        let more = self.count.saturating_sub(self.lines.len());
        if self.count > 0 && more > 0 {
            self.lines.push(format!("and so for {more} more writes"));
        }
        self.lines
    }
}
