//! The ledger's left side: every constraint the author wrote, in source order.

use pipewright_model::Pipeline;
use pipewright_plan::{
    Constraint, ConstraintKind, DatasetPlan, Ledger, LedgerRow, Origin, Shared, Status, Task,
    TaskKind, VariableValue,
};
use pipewright_source::SourceMap;

use crate::classes;

/// Lists the constraints; and proves here what the checker has proven already: that the columns
/// of each write fit the sink.
pub fn ledger(
    pipeline: &Pipeline,
    tasks: &[Task],
    datasets: &[Shared<DatasetPlan>],
    sources: &SourceMap,
) -> Ledger {
    let mut list = List {
        sources,
        constraints: Vec::new(),
    };
    clauses(&mut list, pipeline);
    let mut rows = Vec::new();
    for task in tasks {
        task_constraints(&mut list, task);
        if let TaskKind::Write(write) = &task.kind {
            write_constraints(&mut list, &mut rows, task, write, datasets);
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
}

impl List<'_> {
    /// Adds a constraint; its text is `text`, or the source's own words on one line.
    fn add(&mut self, id: String, kind: ConstraintKind, origin: &Origin, text: Option<String>) {
        let text = text.unwrap_or_else(|| one_line(self.sources.slice(origin.span)));
        self.constraints.push(Constraint {
            id,
            kind,
            text,
            origin: origin.clone(),
        });
    }
}

/// A clause that stands on several lines, as if it stood on one.
fn one_line(text: &str) -> String {
    let mut joined = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let closes = line.starts_with([')', ']', '}']);
        if closes && joined.ends_with(',') {
            joined.pop();
        }
        if !joined.is_empty() && !joined.ends_with(['(', '[']) && !line.starts_with([')', ']']) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

fn clauses(list: &mut List<'_>, pipeline: &Pipeline) {
    use ConstraintKind as Kind;
    list.add(
        "schedule".into(),
        Kind::Schedule,
        &pipeline.triggers.origin,
        None,
    );
    if let Some(deadline) = &pipeline.deadline {
        list.add("deadline".into(), Kind::Deadline, &deadline.origin, None);
    }
    if let Some(region) = &pipeline.region {
        list.add("region".into(), Kind::Region, &region.origin, None);
    }
    if let Some(guarantee) = &pipeline.guarantee {
        list.add("guarantee".into(), Kind::Guarantee, &guarantee.origin, None);
    }
    if let Some(retry) = &pipeline.retry {
        list.add("retry".into(), Kind::Retry, &retry.origin, None);
    }
    if let Some(overlap) = &pipeline.overlap {
        list.add("overlap".into(), Kind::Overlap, &overlap.origin, None);
    }
    if let Some(owner) = &pipeline.owner {
        list.add("owner".into(), Kind::Owner, &owner.origin, None);
    }
    if let Some(labels) = &pipeline.labels {
        list.add("labels".into(), Kind::Labels, &labels.origin, None);
    }
}

fn task_constraints(list: &mut List<'_>, task: &Task) {
    if task.timeout_written {
        let text = format!("{}: timeout {}", task.name, seconds(task.timeout_seconds));
        let id = format!("timeout/{}", task.name);
        list.add(
            id,
            ConstraintKind::Timeout,
            &task.timeout_origin,
            Some(text),
        );
    }
    if let (TaskKind::Run { .. }, Some(container)) = (&task.kind, task.containers.last()) {
        let needs = container.resources;
        let mut text = format!(
            "{}: {} CPU, {} memory",
            task.name,
            cores(needs.cpu_millis),
            size(needs.memory_bytes)
        );
        if needs.gpu > 0 {
            text.push_str(&format!(", {} GPU", needs.gpu));
        }
        let id = format!("resources/{}", task.name);
        list.add(id, ConstraintKind::Resources, &task.origin, Some(text));
    }
    if let TaskKind::Check(check) = &task.kind {
        for (at, condition) in check.conditions.iter().enumerate() {
            let id = format!("check/{}/{}", task.name, at + 1);
            let warn = if condition.warn { "warn " } else { "" };
            let text = format!("{}: {warn}{}", check.subject, condition.text);
            list.add(id, ConstraintKind::Check, &condition.origin, Some(text));
        }
    }
}

fn write_constraints(
    list: &mut List<'_>,
    rows: &mut Vec<LedgerRow>,
    task: &Task,
    write: &pipewright_plan::WritePlan,
    datasets: &[Shared<DatasetPlan>],
) {
    let id = format!("write_mode/{}", task.name);
    list.add(id, ConstraintKind::WriteMode, &task.origin, None);
    let Some(sink) = datasets
        .iter()
        .find(|dataset| dataset.name == write.dataset)
    else {
        return;
    };
    let id = format!("schema/{}", task.name);
    let kind = sink
        .schema
        .name
        .clone()
        .unwrap_or_else(|| "its columns".to_owned());
    let text = format!("{} fits {}: {kind}", write.subject, sink.name);
    list.add(id.clone(), ConstraintKind::Schema, &task.origin, Some(text));
    rows.push(LedgerRow {
        constraint: id,
        status: Status::Proven,
        target: None,
        by: "PW0401".to_owned(),
        file: None,
        because: vec![format!(
            "{} columns match by {}",
            sink.schema.columns.len(),
            match sink.abilities.columns {
                pipewright_plan::ColumnMatch::Name => "name",
                pipewright_plan::ColumnMatch::Position => "position",
            }
        )],
    });
    if let Some(freshness) = sink.freshness_seconds {
        let text = format!("{} no older than {}", sink.name, seconds(freshness));
        let id = format!("freshness/{}", sink.name);
        if !list.constraints.iter().any(|known| known.id == id) {
            list.add(id, ConstraintKind::Freshness, &sink.origin, Some(text));
        }
    }
}

/// One constraint a secret: it is handed over by reference, whatever uses it.
fn secrets(list: &mut List<'_>, tasks: &[Task]) {
    let mut seen = std::collections::BTreeSet::new();
    for task in tasks {
        for container in &task.containers {
            for variable in &container.env {
                let VariableValue::Secret { secret, .. } = &variable.value else {
                    continue;
                };
                if seen.insert(secret.clone()) {
                    let text = format!("secret {secret} stays a reference");
                    let id = format!("secret/{secret}");
                    list.add(id, ConstraintKind::Secret, &container.origin, Some(text));
                }
            }
        }
    }
}

/// `90` as `1m 30s`.
pub fn seconds(total: u64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let mut rest = total;
    let mut parts = Vec::new();
    for (length, unit) in units {
        if rest >= length {
            parts.push(format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() {
        "0s".to_owned()
    } else {
        parts.join(" ")
    }
}

fn cores(millis: u64) -> String {
    if millis.is_multiple_of(1000) {
        (millis / 1000).to_string()
    } else {
        format!("{millis}m")
    }
}

fn size(bytes: u64) -> String {
    let units = [
        (1_u64 << 40, "TiB"),
        (1 << 30, "GiB"),
        (1 << 20, "MiB"),
        (1 << 10, "KiB"),
    ];
    for (length, unit) in units {
        if bytes >= length && bytes.is_multiple_of(length) {
            return format!("{} {unit}", bytes / length);
        }
    }
    format!("{bytes} B")
}
