//! Code lenses: what a pipeline is about to do, above it.

use pipewright_plan::Status;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::tree::ItemKind;

use crate::{Analysis, facts};

/// What a lens leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensKind {
    /// When it runs next: the graph.
    Runs,
    /// How its constraints are kept: the ledger.
    Ledger,
    /// What is generated from it.
    Output,
}

/// One lens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name it stands above.
    pub span: Span,
    /// What it says.
    pub title: String,
    /// What it leads to.
    pub kind: LensKind,
    /// The pipeline.
    pub pipeline: String,
}

/// The lenses of a file.
#[must_use]
pub fn lenses(analysis: &Analysis, source: SourceId, now: i64) -> Vec<Lens> {
    let Some((_, module)) = analysis.module(source) else {
        return Vec::new();
    };
    let mut lenses = Vec::new();
    for item in &module.tree.items {
        let ItemKind::Pipeline(pipeline) = &item.kind else {
            continue;
        };
        let plans = facts::plans(analysis, &pipeline.name.value);
        let Some(plan) = plans.first() else {
            continue;
        };
        let lens = |title: String, kind| Lens {
            span: pipeline.name.span,
            title,
            kind,
            pipeline: pipeline.name.value.clone(),
        };
        let next = facts::next_runs(plan, now, 1);
        lenses.push(lens(
            next.first().map_or_else(
                || "show graph".to_owned(),
                |next| format!("runs next {next}"),
            ),
            LensKind::Runs,
        ));
        let constraints = plan.ledger.constraints.len();
        let rows = &plan.ledger.rows;
        let waived = rows
            .iter()
            .filter(|row| row.status == Status::Waived)
            .count();
        let rest = match waived {
            0 => String::new(),
            _ => format!(", {waived} waived"),
        };
        lenses.push(lens(
            format!("ledger: {constraints} constraints{rest}"),
            LensKind::Ledger,
        ));
        lenses.push(lens("show output".to_owned(), LensKind::Output));
    }
    lenses
}
