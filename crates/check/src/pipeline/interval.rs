//! `interval(orders)`: the rows of a dataset in the run's data interval.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnType, DatasetPlan, PartitionUnit};
use pipewright_source::Span;
use pipewright_syntax::tree::Argument;

use super::refer::{Data, Place, View};
use crate::context::Context;
use crate::names::name_of;
use crate::report::AskedDays;
use crate::rules;
use crate::slices::is_time;

impl<'a> Context<'_, 'a> {
    /// The rows of each dataset it names that lie in the run's data interval.
    pub fn interval(
        &mut self,
        view: View<'_, 'a>,
        arguments: &[Argument],
        span: Span,
    ) -> Vec<Data> {
        let [Argument { name: None, value }] = arguments else {
            self.misplaced(
                span,
                "an interval is of one dataset",
                "such as `interval(orders)`",
            );
            return Vec::new();
        };
        let mut found = Vec::new();
        for data in self.data(view, value) {
            let Place::Dataset(id) = data.place else {
                self.not_a_dataset(view, data.place, value.span);
                continue;
            };
            let place = Place::Interval(id);
            let Some(dataset) = self.world.datasets.get(&id) else {
                found.push(Data { place, span });
                continue;
            };
            if self.has_cursor(&dataset.facts, value.span) {
                let declared = self.item(id).and_then(name_of);
                let declared = declared.map_or(dataset.facts.origin.span, |name| name.span);
                self.ask_interval(&dataset.facts, declared, span);
                found.push(Data { place, span });
            }
        }
        found
    }

    /// Remembers what the schedule must be for this.
    fn ask_interval(&mut self, facts: &DatasetPlan, declared: Span, span: Span) {
        let column = time_column(facts).unwrap_or_default();
        let days = facts
            .schema
            .columns
            .iter()
            .any(|known| known.name == column && known.kind == ColumnType::Date);
        if days {
            let column = column.to_owned();
            self.report.need_days(span, AskedDays { column, declared });
        } else {
            self.report.need_interval(span);
        }
    }

    fn has_cursor(&mut self, facts: &DatasetPlan, span: Span) -> bool {
        if time_column(facts).is_some() {
            return true;
        }
        let times: Vec<&str> = facts
            .schema
            .columns
            .iter()
            .filter(|column| is_time(&column.kind) && !column.optional)
            .map(|column| column.name.as_str())
            .take(5)
            .collect();
        let help = match times.as_slice() {
            [] => "it has no timestamp or date that every row has".to_owned(),
            [only] => format!("write `cursor = {only}` in its declaration"),
            [first, ..] => format!(
                "write `cursor = {first}` in its declaration, or another of {}",
                crate::names::list(&times)
            ),
        };
        let found = Diagnostic::new(
            &rules::NO_CURSOR,
            format!(
                "no column says which rows of `{}` lie in an interval",
                facts.name
            ),
            span,
            "neither a cursor nor a partition in time",
        )
        .with_related(facts.origin.span, "declared here")
        .help(help);
        self.report.push(found);
        false
    }

    fn not_a_dataset(&mut self, view: View<'_, 'a>, place: Place, span: Span) {
        let name = self.called(view, place);
        let found = Diagnostic::new(
            &rules::WRONG_KIND,
            format!("`{name}` is a step, and an interval is of a dataset"),
            span,
            "a dataset is needed here",
        );
        self.report
            .push(found.help("a step yields the rows of its own run: read it as it is"));
    }
}

/// The column rows of an interval are taken by.
fn time_column(facts: &DatasetPlan) -> Option<&str> {
    let partition = facts
        .partition
        .as_ref()
        .filter(|partition| partition.by != PartitionUnit::Key);
    facts
        .cursor
        .as_deref()
        .or_else(|| partition.map(|partition| partition.column.as_str()))
}
