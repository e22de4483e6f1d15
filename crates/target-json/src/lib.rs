//! The json target: the plan itself.
//!
//! One file a pipeline, for programs that run, draw or judge plans. Its form is published:
//! [`schema`] is what the types say, and `docs/plan.schema.json` is its committed copy.

mod rows;

use pipewright_backend::{Capability, FileTree, Support, Target};
use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{LedgerRow, Plan};

/// The name in `targets`.
pub const NAME: &str = "json";

/// The target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json;

/// Nothing is refused: whatever the language can say, the plan can say.
const CAPABILITIES: &[Capability] = &[Capability {
    construct: "everything",
    support: Support::Limited(
        "the plan says it, in a published form",
        "who executes the plan has to keep it",
    ),
}];

impl Target for Json {
    fn name(&self) -> &'static str {
        NAME
    }

    fn versions(&self) -> &'static [&'static str] {
        &[]
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &[]
    }

    fn capabilities(&self) -> &'static [Capability] {
        CAPABILITIES
    }

    fn refuse(&self, _plan: &Plan) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn enforce(&self, plan: &Plan) -> Vec<LedgerRow> {
        rows::rows(plan)
    }

    fn emit(&self, plan: &Plan) -> FileTree {
        let mut tree = FileTree::default();
        // One file: there is nothing it could collide with.
        let _collision = tree.add(file_name(plan), text(plan));
        tree
    }

    fn finish(&self, _plans: &[&Plan]) -> FileTree {
        FileTree::default()
    }
}

/// The plan as a document: two spaces, fields in the order of the types, one newline at the end.
#[must_use]
pub fn text(plan: &Plan) -> String {
    // Every map of a plan has text for keys, so there is nothing JSON could not hold.
    let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of a plan, as a document.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Plan);
    // Descriptions are the types' own words; links of rustdoc lead nowhere here.
    let mut text = serde_json::to_string_pretty(&schema)
        .unwrap_or_default()
        .replace("[`", "`")
        .replace("`]", "`");
    text.push('\n');
    text
}

/// `customer_analytics.json`.
fn file_name(plan: &Plan) -> String {
    format!("{}.json", plan.pipeline.name)
}
