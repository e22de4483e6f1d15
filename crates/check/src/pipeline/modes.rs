//! How rows land: modes, transactions, and what a sink cannot do.

use super::control::{Setting, exclusive};
use super::write::ResolvedWrite;
use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Lane, WriteMode};
use pipewright_source::Span;
use pipewright_syntax::tree::{self};

use crate::connector::lane_text;
use crate::context::Context;
use crate::names::{ItemId, list};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// The mode of a write, if its sink has it.
    pub fn mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) -> Option<WriteMode> {
        let Some(mode) = &write.tree.mode else {
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
                self.columns_of(names, &facts.schema, &facts.name)?
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

    fn no_mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        let place = write.tree.sink.span.after();
        let mut found = Diagnostic::new(
            &rules::MISSING_WRITE_MODE,
            format!("this write to `{}` does not say how", facts.name),
            write.clause.span,
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
        if !facts.abilities.transactional {
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
        before: &mut BTreeMap<ItemId, Vec<(Setting, Span, Lane)>>,
    ) {
        let before = before.entry(id).or_default();
        let undone = before.iter().find(|(setting, _, lane)| {
            (*lane == Lane::ReplacingAll || mode.lane == Lane::ReplacingAll)
                && !exclusive(&setting.ways, &write.setting.ways)
        });
        if let Some((_, first, _)) = undone {
            let message = format!(
                "`{}` is written twice, and one write replaces the other",
                facts.name
            );
            self.report.push(
                Diagnostic::new(
                    &rules::WRITTEN_TWICE,
                    message,
                    write.clause.span,
                    "the second write",
                )
                .with_related(*first, "the first write")
                .help(
                    "write one of them elsewhere, or add rows with `appending` or `merging by key`",
                ),
            );
            return;
        }
        let known = |(setting, _, lane): &(Setting, Span, Lane)| {
            *lane == mode.lane && setting.ways == write.setting.ways
        };
        if !before.iter().any(known) {
            before.push((write.setting.clone(), write.clause.span, mode.lane));
        }
    }
}
