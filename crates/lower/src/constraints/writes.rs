//! Constraints of writes, and the proof of the checker's that their columns fit.

use pipewright_plan::{
    ColumnMatch, ConstraintKind, DatasetPlan, LedgerRow, Status, Task, WritePlan,
};

use super::List;
use super::show::seconds;

pub fn list(
    list: &mut List<'_>,
    task: &Task,
    write: &WritePlan,
    sink: Option<&DatasetPlan>,
) -> Option<LedgerRow> {
    let id = format!("write_mode/{}", task.name);
    list.add(id, ConstraintKind::WriteMode, &task.origin, None);
    let sink = sink?;
    let id = format!("schema/{}", task.name);
    let kind = sink.schema.name.as_deref().unwrap_or("its columns");
    let text = format!("{} fits {}: {kind}", write.subject, sink.name);
    list.add(id.clone(), ConstraintKind::Schema, &task.origin, Some(text));
    if let Some(freshness) = sink.freshness_seconds {
        let text = format!("{} no older than {}", sink.name, seconds(freshness));
        let id = format!("freshness/{}", sink.name);
        list.add(id, ConstraintKind::Freshness, &sink.origin, Some(text));
    }
    let matched = match sink.abilities.columns {
        ColumnMatch::Name => "name",
        ColumnMatch::Position => "position",
    };
    Some(LedgerRow {
        constraint: id,
        status: Status::Proven,
        target: None,
        by: "PW0401".to_owned(),
        file: None,
        because: vec![format!(
            "{} columns match by {matched}",
            sink.schema.columns.len()
        )],
    })
}
