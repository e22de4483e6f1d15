//! The ledger as a document: every constraint, how it is kept, and the lines that keep it.

use std::collections::BTreeMap;

use pipewright_backend::FileTree;
use pipewright_plan::{ConstraintKind, Origin, Plan, Status, Waiver};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attribute::fields_of;
use crate::outline::Outline;

/// The name and version of the JSON form. It changes only with a change that breaks readers.
pub const FORMAT: &str = "pipewright.ledger/v1";

/// The ledgers of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerDocument {
    /// Always `pipewright.ledger/v1`.
    pub format: String,
    /// One ledger a pipeline and environment, by environment as declared, then by pipeline.
    pub ledgers: Vec<LedgerPipeline>,
}

/// The ledger of a pipeline in an environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerPipeline {
    /// The pipeline.
    pub pipeline: String,
    /// The environment.
    pub environment: String,
    /// Its targets, each with its version where one was written: `airflow 3.3`.
    pub targets: Vec<String>,
    /// Every constraint, in the order of the source.
    pub constraints: Vec<LedgerConstraint>,
    /// The rules that are waived here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
}

/// A constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerConstraint {
    /// Unique in the pipeline, and stable.
    pub id: String,
    /// What it is about.
    pub kind: ConstraintKind,
    /// As written, on one line.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
    /// How it is kept; at least one.
    pub kept: Vec<Kept>,
}

/// One way in which a constraint is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Proven or waived everywhere; or enforced, or carried, by one target.
    pub status: Status,
    /// The rule that proves it, or that is waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The target that enforces or carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The fields of the generated file that do so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The generated file, from the output folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The lines of these fields in that file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineRange>,
    /// The facts, or the arithmetic, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// Lines of a file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct LineRange {
    /// The first, from 1.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// The ledgers of complete plans. `files` are what the compiler makes of exactly these plans.
#[must_use]
pub fn ledger(plans: &[&Plan], files: &FileTree) -> LedgerDocument {
    let mut outlines: BTreeMap<String, Outline> = BTreeMap::new();
    let ledgers = plans.iter().map(|plan| of_plan(plan, files, &mut outlines));
    LedgerDocument {
        format: FORMAT.to_owned(),
        ledgers: ledgers.collect(),
    }
}

fn of_plan(
    plan: &Plan,
    files: &FileTree,
    outlines: &mut BTreeMap<String, Outline>,
) -> LedgerPipeline {
    let mut rows: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for row in &plan.ledger.rows {
        rows.entry(&row.constraint).or_default().push(row);
    }
    let constraints = plan.ledger.constraints.iter().map(|constraint| {
        let own = rows.remove(constraint.id.as_str()).unwrap_or_default();
        let kept = own.into_iter().map(|row| {
            let file = row
                .file
                .as_ref()
                .map(|file| format!("{}/{file}", plan.environment.name));
            let lines = file.as_ref().and_then(|path| {
                let text = &files.get(path)?.text;
                let outline = outlines
                    .entry(path.clone())
                    .or_insert_with(|| Outline::of(path, text));
                let fields = fields_of(outline, constraint, &row.by);
                Some(ranges(outline, &fields))
            });
            let is_rule = row.target.is_none();
            Kept {
                status: row.status,
                rule: is_rule.then(|| row.by.clone()),
                target: row.target.clone(),
                field: (!is_rule).then(|| row.by.clone()),
                file,
                lines: lines.unwrap_or_default(),
                because: row.because.clone(),
            }
        });
        LedgerConstraint {
            id: constraint.id.clone(),
            kind: constraint.kind,
            text: constraint
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            origin: constraint.origin.clone(),
            kept: kept.collect(),
        }
    });
    LedgerPipeline {
        pipeline: plan.pipeline.name.clone(),
        environment: plan.environment.name.clone(),
        targets: plan
            .environment
            .targets
            .iter()
            .map(|target| match &target.version {
                Some(version) => format!("{} {version}", target.name),
                None => target.name.clone(),
            })
            .collect(),
        constraints: constraints.collect(),
        waivers: plan.ledger.waivers.clone(),
    }
}

/// The lines of fields, joined where they meet.
fn ranges(outline: &Outline, fields: &[usize]) -> Vec<LineRange> {
    let mut all: Vec<LineRange> = fields
        .iter()
        .filter_map(|&field| outline.field(field))
        .map(|field| LineRange {
            first: field.first,
            last: field.last,
        })
        .collect();
    all.sort_unstable();
    let mut joined: Vec<LineRange> = Vec::new();
    for range in all {
        match joined.last_mut() {
            Some(last) if range.first <= last.last + 1 => last.last = last.last.max(range.last),
            _ => joined.push(range),
        }
    }
    joined
}

/// The JSON Schema of the document.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(LedgerDocument);
    // Descriptions are the types' own words; links of rustdoc lead nowhere here.
    let mut text = serde_json::to_string_pretty(&schema)
        .unwrap_or_default()
        .replace("[`", "`")
        .replace("`]", "`");
    text.push('\n');
    text
}
