//! What is known of a write.

use pipewright_plan::{DatasetPlan, Lane, Plan, Task, TaskKind, WritePlan};
use pipewright_source::Span;

use crate::dataset::{classes, partition};
use crate::known::{FactValue, Known, Subject};

/// A write of a pipeline.
pub struct WriteSubject<'p> {
    plan: &'p Plan,
    task: &'p Task,
    write: &'p WritePlan,
    sink: Option<&'p DatasetPlan>,
}

impl<'p> WriteSubject<'p> {
    /// The writes of a pipeline.
    pub fn of(plan: &'p Plan) -> impl Iterator<Item = Self> {
        plan.pipeline
            .tasks
            .iter()
            .filter_map(move |task| match &task.kind {
                TaskKind::Write(write) => Some(Self {
                    plan,
                    task,
                    write,
                    sink: plan.dataset(&write.dataset),
                }),
                _ => None,
            })
    }
}

impl<'p> Subject<'p> for WriteSubject<'p> {
    fn called(&self) -> String {
        format!(
            "the write of `{}` to `{}`",
            self.write.subject, self.write.dataset
        )
    }

    fn key(&self) -> String {
        format!("{}.{}", self.plan.pipeline.name, self.task.name)
    }

    fn declared(&self) -> Span {
        self.task.origin.span
    }

    fn fact(&self, name: &str) -> Option<Known<'p>> {
        Some(match name {
            "subject" => FactValue::text(&self.write.subject).plain(),
            "dataset" => FactValue::text(&self.write.dataset).plain(),
            "pipeline" => FactValue::text(&self.plan.pipeline.name).plain(),
            "environment" => FactValue::text(&self.plan.environment.name).plain(),
            "mode" => FactValue::text(mode(self.write.mode.lane)).at(self.write.mode_origin.span),
            "transaction" => FactValue::Truth(self.write.in_one_transaction).plain(),
            "connector" => FactValue::stated(self.sink.map(|sink| &sink.connector)).plain(),
            "region" => FactValue::places(self.sink.and_then(|sink| sink.region.as_ref())).plain(),
            "classes" => {
                let columns = self.sink.map_or(&[][..], |sink| &sink.schema.columns);
                FactValue::Texts(classes(columns)).plain()
            }
            "partition" => FactValue::stated(self.sink.and_then(partition).as_ref()).plain(),
            _ => return None,
        })
    }
}

const fn mode(lane: Lane) -> &'static str {
    match lane {
        Lane::Appending => "appending",
        Lane::ReplacingAll => "replacing all",
        Lane::ReplacingPartition => "replacing partition",
        Lane::MergingByKey => "merging by key",
    }
}
