//! Ways out that are no sinks: the logs of clusters, the staging area between tasks, hosts that
//! steps talk to.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Task, TaskKind};

use super::flow::Flow;
use crate::findings::Findings;
use crate::graph::Graph;
use crate::residency::used_clusters;
use crate::{rules, show};

/// At most this many tasks are named.
const MOST_NAMED: usize = 4;

/// What passes by each class: lines for the ledger, and classes that are refused somewhere.
#[derive(Default)]
pub(super) struct Passed<'a> {
    pub lines: BTreeMap<&'a str, Vec<String>>,
    pub refused: BTreeSet<&'a str>,
}

/// Looks at the logs and the staging area of everything the plan's classes pass.
pub(super) fn check<'a>(
    plan: &'a Plan,
    graph: &Graph<'a>,
    flow: &Flow<'a>,
    findings: &mut Findings,
) -> Passed<'a> {
    let mut passed = Passed::default();
    let (mut printing, mut waiting) = (BTreeMap::new(), BTreeMap::new());
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        if matches!(task.kind, TaskKind::Run { .. }) {
            for data in flow.read_by(*at) {
                add(&mut printing, flow.carried(*data).iter().copied(), task);
            }
        }
        if task.uses_staging {
            let read = match &task.kind {
                TaskKind::Read { dataset, .. } => Some(flow.held(dataset)),
                _ => None,
            };
            let yielded = task
                .outputs
                .iter()
                .map(|output| flow.carried_by(&output.name));
            for classes in read.into_iter().chain(yielded) {
                add(&mut waiting, classes.iter().copied(), task);
            }
        }
    }
    hosts(graph, flow, &mut passed);
    for cluster in used_clusters(plan, &plan.pipeline.tasks) {
        let place = Place {
            what: format!("the logs of `{}`", cluster.name),
            plain: format!("the logs of {}", cluster.name),
            accepts: cluster.accepts.as_deref(),
            how: "are read by an image of yours, which may print them",
            place: cluster.origin.span,
            owner: format!("`{}`", cluster.name),
        };
        let mut here = printing.clone();
        here.retain(|_, tasks: &mut Vec<&Task>| {
            tasks.retain(|task| task.cluster.as_ref() == Some(&cluster.name));
            !tasks.is_empty()
        });
        place.check(plan, &here, findings, &mut passed);
    }
    if let Some(staging) = &plan.environment.staging {
        let place = Place {
            what: "the staging area".to_owned(),
            plain: "the staging area".to_owned(),
            accepts: staging.accepts.as_deref(),
            how: "wait there between tasks",
            place: staging.origin.span,
            owner: "the staging area".to_owned(),
        };
        place.check(plan, &waiting, findings, &mut passed);
    }
    passed
}

/// Nobody looks into what a step sends to a host: the ledger names what may leave there.
fn hosts<'a>(graph: &Graph<'a>, flow: &Flow<'a>, passed: &mut Passed<'a>) {
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        for host in &task.egress {
            let place = format!("{}:{}", host.endpoint.host, host.endpoint.port);
            for data in flow.read_by(*at) {
                for class in flow.carried(*data).iter().copied() {
                    if said.insert((class, place.clone())) {
                        let line = format!(
                            "may reach {place}, which {} talks to: nothing says what it takes",
                            task.name
                        );
                        passed.lines.entry(class).or_default().push(line);
                    }
                }
            }
        }
    }
}

type Tasks<'a> = BTreeMap<&'a str, Vec<&'a Task>>;

fn add<'a>(into: &mut Tasks<'a>, classes: impl Iterator<Item = &'a str>, task: &'a Task) {
    for class in classes {
        let tasks = into.entry(class).or_default();
        if tasks.last().is_none_or(|last| last.name != task.name) {
            tasks.push(task);
        }
    }
}

/// Somewhere rows pass that holds only what it accepts, where anybody says what that is.
struct Place<'a> {
    what: String,
    plain: String,
    accepts: Option<&'a [String]>,
    how: &'static str,
    place: pipewright_source::Span,
    owner: String,
}

impl Place<'_> {
    fn check<'a>(
        &self,
        plan: &Plan,
        tasks: &Tasks<'a>,
        findings: &mut Findings,
        passed: &mut Passed<'a>,
    ) {
        let mut refused: Vec<(&str, &[&Task])> = Vec::new();
        for (class, tasks) in tasks {
            let said = match self.accepts {
                None => "no `accepts` is stated there",
                Some(accepts) if accepts.iter().any(|known| known == class) => "accepted",
                Some(_) => {
                    refused.push((class, tasks));
                    passed.refused.insert(class);
                    continue;
                }
            };
            let line = format!("may reach {}: {said}", self.plain);
            passed.lines.entry(class).or_default().push(line);
        }
        if let Some((_, first)) = refused.first() {
            let classes: Vec<&str> = refused.iter().map(|(class, _)| *class).collect();
            findings.report(self.refusal(plan, &classes, first));
        }
    }

    fn refusal(&self, plan: &Plan, classes: &[&str], tasks: &[&Task]) -> Diagnostic {
        let quoted: Vec<String> = classes.iter().map(|class| show::quoted(class)).collect();
        let quoted = show::list(&quoted);
        let place = tasks
            .first()
            .map_or(plan.pipeline.origin.span, |task| task.origin.span);
        let mut found = Diagnostic::new(
            &rules::CLASS_ON_THE_WAY,
            format!(
                "`{}` may leave {quoted} in {}, where it is not accepted",
                plan.pipeline.name, self.what
            ),
            place,
            format!("rows of {quoted} {}", self.how),
        )
        .with_related(
            self.place,
            format!(
                "{} says what it accepts, and {quoted} is not there",
                self.owner
            ),
        );
        let names: Vec<String> = tasks
            .iter()
            .take(MOST_NAMED)
            .map(|task| task.name.clone())
            .collect();
        let more = tasks.len().saturating_sub(MOST_NAMED);
        found = found.because(match more {
            0 if names.len() == 1 => format!("{} handles rows of {quoted}", show::list(&names)),
            0 => format!("{} handle rows of {quoted}", show::list(&names)),
            more => format!(
                "{} and {more} more handle rows of {quoted}",
                names.join(", ")
            ),
        });
        found.help(format!(
            "add {} to the `accepts` of {}, take it out before, or say in the pipeline why it may \
             pass: `allow {} because \"…\" until DATE`",
            classes.join(", "),
            self.owner,
            rules::CLASS_ON_THE_WAY.code
        ))
    }
}
