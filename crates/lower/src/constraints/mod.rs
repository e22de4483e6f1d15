//! The ledger's left side: every constraint the author wrote, in source order.

mod clauses;
mod clusters;
mod show;
mod tasks;
mod writes;

pub use clusters::list as clusters;
pub use show::seconds;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::Pipeline;
use pipewright_plan::{
    Branch, Constraint, ConstraintKind, DatasetPlan, Ledger, Origin, Shared, Task, TaskKind,
    VariableValue,
};
use pipewright_source::SourceMap;

use crate::classes;

/// Lists the constraints; and proves here what the checker has proven already: that the columns
/// of each write fit the sink.
pub fn ledger(
    pipeline: &Pipeline,
    branches: &[Branch],
    tasks: &[Task],
    datasets: &[Shared<DatasetPlan>],
    sources: &SourceMap,
) -> Ledger {
    let mut list = List {
        sources,
        constraints: Vec::new(),
        known: BTreeSet::new(),
    };
    clauses::list(&mut list, pipeline);
    clauses::branches(&mut list, branches);
    let retried: BTreeMap<&str, &pipewright_plan::Retry> = pipeline
        .steps
        .iter()
        .filter_map(|step| Some((step.name.as_str(), step.retry.as_ref()?)))
        .collect();
    let sinks: BTreeMap<&str, &DatasetPlan> = datasets
        .iter()
        .map(|dataset| (dataset.name.as_str(), &**dataset))
        .collect();
    let mut rows = Vec::new();
    for task in tasks {
        tasks::list(&mut list, task);
        let own = task.interruptible.as_ref();
        if let Some(own) = own.filter(|own| pipeline.interruptible.as_ref() != Some(*own)) {
            let id = format!("interruptible/{}", task.name);
            let text = format!("{}: interruptible {}", task.name, own.allowed);
            list.add(id, ConstraintKind::Interruptible, &own.origin, Some(text));
        }
        if let Some(retry) = retried.get(task.name.as_str()) {
            let id = format!("retry/{}", task.name);
            let mut text = format!("{}: retry {} times", task.name, retry.times);
            if let Some(waits) = retry.backoff {
                let (first, longest) = (waits.first_seconds, waits.longest_seconds);
                text.push_str(&format!(
                    ", backoff {} to {}",
                    show::seconds(first),
                    show::seconds(longest)
                ));
            }
            list.add(id, ConstraintKind::Retry, &retry.origin, Some(text));
        }
        if let TaskKind::Write(write) = &task.kind {
            let sink = sinks.get(write.dataset.as_str()).copied();
            rows.extend(writes::list(&mut list, task, write, sink));
        }
    }
    secrets(&mut list, tasks);
    for class in classes::of(tasks, datasets) {
        let id = format!("class/{}", class.name);
        list.add(id, ConstraintKind::Class, class.origin, Some(class.text()));
    }
    for (at, reaction) in pipeline.reactions.iter().enumerate() {
        list.add(
            format!("notify/{}", at + 1),
            ConstraintKind::Notification,
            &reaction.origin,
            None,
        );
    }
    Ledger {
        constraints: list.constraints,
        rows,
        waivers: Vec::new(),
    }
}

struct List<'a> {
    sources: &'a SourceMap,
    constraints: Vec<Constraint>,
    known: BTreeSet<String>,
}

impl List<'_> {
    /// Adds a constraint, unless it is there; its text is `text`, or the source's own words on one
    /// line.
    fn add(&mut self, id: String, kind: ConstraintKind, origin: &Origin, text: Option<String>) {
        if !self.known.insert(id.clone()) {
            return;
        }
        let text = text.unwrap_or_else(|| show::one_line(self.sources.slice(origin.span)));
        self.constraints.push(Constraint {
            id,
            kind,
            text,
            origin: origin.clone(),
        });
    }
}

/// One constraint a secret: it is handed over by reference, whatever uses it.
fn secrets(list: &mut List<'_>, tasks: &[Task]) {
    let containers = tasks.iter().flat_map(|task| {
        let services = task.services.iter().map(|service| &service.container);
        task.containers.iter().chain(services)
    });
    for container in containers {
        for variable in &container.env {
            let VariableValue::Secret { secret, .. } = &variable.value else {
                continue;
            };
            let text = format!("secret {secret} stays a reference");
            let id = format!("secret/{secret}");
            list.add(id, ConstraintKind::Secret, &container.origin, Some(text));
        }
    }
}
