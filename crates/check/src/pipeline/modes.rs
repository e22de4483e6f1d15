//! How rows land: modes, transactions, and what a sink cannot do.

use super::control::{Setting, exclusive};
use super::write::{Landed, ResolvedWrite};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Access, DatasetPlan, Lane, WriteMode};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Name};

use crate::connector::lane_text;
use crate::context::Context;
use crate::names::{ItemId, list};
use crate::rules;
use crate::slices::{is_time, unit_word};

impl<'a> Context<'_, 'a> {
    /// The mode of a write, if its sink has it.
    pub fn mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) -> Option<WriteMode> {
        let Some(mode) = write.tree.mode else {
            self.no_mode(write, facts);
            return None;
        };
        let lane = match mode.value {
            tree::WriteMode::Appending => Lane::Appending,
            tree::WriteMode::ReplacingAll => Lane::ReplacingAll,
            tree::WriteMode::ReplacingPartition(_) => Lane::ReplacingPartition,
            tree::WriteMode::MergingByKey => Lane::MergingByKey,
        };
        if !facts.abilities.writes.contains(&lane) {
            self.cannot(write, facts, lane, mode.span);
            return None;
        }
        let columns = match &mode.value {
            tree::WriteMode::ReplacingPartition(names) => {
                let columns = self.columns_of(names, &facts.schema, &facts.name)?;
                self.same_partition(names, mode.span, facts)?;
                self.in_some_part(names, facts)?;
                columns
            }
            tree::WriteMode::MergingByKey => {
                let keys: Vec<String> =
                    facts.schema.keys().into_iter().map(str::to_owned).collect();
                if keys.is_empty() {
                    let name = facts.schema.name.as_deref().unwrap_or("its type");
                    self.report.push(
                        Diagnostic::new(
                            &rules::MERGE_WITHOUT_KEY,
                            format!("`{}` has no key to merge by", facts.name),
                            mode.span,
                            "a key says which rows are the same",
                        )
                        .with_related(facts.origin.span, "declared here")
                        .help(format!("mark a column of `{name}` with `key`")),
                    );
                    return None;
                }
                keys
            }
            _ => Vec::new(),
        };
        Some(WriteMode { lane, columns })
    }

    /// Parts are replaced as the dataset is cut.
    fn same_partition(&mut self, names: &[Name], span: Span, facts: &DatasetPlan) -> Option<()> {
        let written: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        let Some(partition) = &facts.partition else {
            if !matches!(facts.access, Access::Location { .. }) {
                return Some(());
            }
            let found = Diagnostic::new(
                &rules::OTHER_PARTITION,
                format!("`{}` does not say how it is cut into parts", facts.name),
                span,
                "which objects would be replaced?",
            );
            let column = written.first().copied().unwrap_or("column");
            let kind = facts
                .schema
                .columns
                .iter()
                .find(|known| known.name == column);
            let unit = match kind {
                Some(known) if is_time(&known.kind) => "day",
                _ => "key",
            };
            self.report.push(
                found
                    .with_related(facts.origin.span, "declared here")
                    .help(format!(
                        "write `partition = {unit}({column})` in its declaration"
                    )),
            );
            return None;
        };
        if written == [partition.column.as_str()] {
            return Some(());
        }
        let mut found = Diagnostic::new(
            &rules::OTHER_PARTITION,
            format!(
                "`{}` is cut by `{}({})`, and by nothing else",
                facts.name,
                unit_word(partition.by),
                partition.column
            ),
            span,
            "these are not its parts",
        )
        .with_related(facts.origin.span, "declared here");
        if let (Some(first), Some(last)) = (names.first(), names.last()) {
            let names = first.span.to(last.span);
            found = found.fix(
                format!("replace with `{}`", partition.column),
                names,
                &partition.column,
            );
        }
        self.report.push(found);
        None
    }

    /// A row without a value there lies in no part, so that no repeated write would replace it.
    fn in_some_part(&mut self, names: &[Name], facts: &DatasetPlan) -> Option<()> {
        let mut columns = facts.schema.columns.iter();
        let missing = columns.find_map(|column| {
            let name = names.iter().find(|name| name.value == column.name)?;
            column.optional.then_some(name)
        });
        let Some(missing) = missing else {
            return Some(());
        };
        self.report.push(
            Diagnostic::new(
                &rules::BAD_SLICE,
                format!("a row of `{}` may have no `{}`", facts.name, missing.value),
                missing.span,
                "it would lie in no part, and be added again each time",
            )
            .with_related(facts.origin.span, "declared here"),
        );
        None
    }

    fn no_mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        let place = write.tree.sink.span.after();
        let mut found = Diagnostic::new(
            &rules::MISSING_WRITE_MODE,
            format!("this write to `{}` does not say how", facts.name),
            write.tree.span,
            "what happens to the rows that are there?",
        )
        .because("because the mode decides what a retry does");
        for lane in &facts.abilities.writes {
            let text = match lane {
                Lane::ReplacingPartition => "replacing partition (COLUMN)",
                lane => lane_text(*lane),
            };
            found = found.fix(format!("add `{text}`"), place, format!(" {text}"));
        }
        self.report.push(found);
    }

    fn cannot(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan, lane: Lane, span: Span) {
        let mut found = Diagnostic::new(
            &rules::UNSUPPORTED_WRITE_MODE,
            format!("`{}` cannot be written {}", facts.name, lane_text(lane)),
            span,
            format!("`{}` cannot do this", facts.connector),
        )
        .with_related(write.tree.sink.span, "the dataset");
        let known: Vec<&str> = facts
            .abilities
            .writes
            .iter()
            .map(|lane| lane_text(*lane))
            .collect();
        if known.is_empty() {
            found = found.help(format!("`{}` can only be read", facts.connector));
        } else {
            found = found.help(format!("`{}` can write {}", facts.connector, list(&known)));
        }
        for known in known
            .iter()
            .filter(|known| **known != "replacing partition")
        {
            found = found.fix(format!("replace with `{known}`"), span, *known);
        }
        self.report.push(found);
    }

    /// Refuses a transaction the sink does not have.
    pub fn transaction(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        let Some(span) = write.tree.transaction else {
            return;
        };
        let partition = write
            .tree
            .mode
            .filter(|mode| matches!(mode.value, tree::WriteMode::ReplacingPartition(_)));
        if let (Some(mode), Access::Location { .. }) = (partition, &facts.access) {
            self.report.push(
                Diagnostic::new(
                    &rules::UNSUPPORTED_WRITE_MODE,
                    format!(
                        "the parts of `{}` are not replaced in one transaction",
                        facts.name
                    ),
                    span,
                    "each part becomes visible by itself",
                )
                .with_related(mode.span, "several parts may occur in the rows")
                .fix("remove it", span, ""),
            );
        } else if !facts.abilities.transactional {
            self.report.push(
                Diagnostic::new(
                    &rules::UNSUPPORTED_WRITE_MODE,
                    format!("`{}` is not written in one transaction", facts.name),
                    span,
                    format!("`{}` has no transactions", facts.connector),
                )
                .fix("remove it", span, ""),
            );
        }
    }

    /// Refuses a write to what others write.
    pub fn external(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        if facts.external {
            self.report.push(
                Diagnostic::new(
                    &rules::WRITE_TO_EXTERNAL,
                    format!(
                        "`{}` is external: it is written outside of this project",
                        facts.name
                    ),
                    write.tree.sink.span,
                    "and written here",
                )
                .with_related(facts.origin.span, "declared `external` here"),
            );
        }
    }

    /// Refuses a write that undoes another, or is undone. Of writes on ways that exclude each other
    /// a run does one.
    pub fn twice(
        &mut self,
        write: &ResolvedWrite<'a>,
        mode: &WriteMode,
        facts: &DatasetPlan,
        id: ItemId,
        before: &mut Landed,
    ) {
        if write.setting.doubtful {
            return;
        }
        let before = before.entry(id).or_default();
        let undone = before.iter().find(|(setting, _, lane)| {
            (*lane == Lane::ReplacingAll || mode.lane == Lane::ReplacingAll)
                && !exclusive(&setting.ways, &write.setting.ways)
        });
        if let Some((_, first, _)) = undone {
            let place = write.tree.span;
            let found = |message: String, label: &str| {
                Diagnostic::new(&rules::WRITTEN_TWICE, message, place, label)
            };
            let name = &facts.name;
            self.report.push(if *first == place {
                let message =
                    format!("`{name}` is written several times by this, and the last time replaces the others");
                found(message, "repeated by its `for` or its callers").help(
                    "move it out of the `for`, write each element to a dataset of its own, or add rows with `appending` or `merging by key`",
                )
            } else {
                let message = format!("`{name}` is written twice, and one write replaces the other");
                found(message, "the second write")
                    .with_related(*first, "the first write")
                    .help("write one of them elsewhere, or add rows with `appending` or `merging by key`")
            });
            return;
        }
        let known = |(setting, _, lane): &(Setting, Span, Lane)| {
            *lane == mode.lane && setting.ways == write.setting.ways
        };
        if !before.iter().any(known) {
            before.push((write.setting.clone(), write.tree.span, mode.lane));
        }
    }
}
