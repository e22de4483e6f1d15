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
    let (matched, by, held) = match sink.abilities.columns {
        ColumnMatch::Name => ("name", "PW0408", BY_NAME),
        ColumnMatch::Position => ("position", "PW0411", BY_POSITION),
    };
    Some(LedgerRow {
        constraint: id,
        status: Status::Proven,
        target: None,
        by: by.to_owned(),
        file: None,
        because: vec![
            match sink.schema.columns.len() {
                1 => format!("1 column matches by {matched}"),
                count => format!("{count} columns match by {matched}"),
            },
            held.to_owned(),
        ],
    })
}

/// What the checker has seen of columns that match by name.
const BY_NAME: &str = "each has a type that fits unchanged (PW0408), none is missing (PW0407), too \
many (PW0410) or empty where it must not be (PW0409)";

/// What the checker has seen of columns that match by position.
const BY_POSITION: &str = "they are as many and in the same order (PW0411), each with a type that \
fits unchanged (PW0408) and not empty where it must not be (PW0409)";
