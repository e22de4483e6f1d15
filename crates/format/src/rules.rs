//! The rules of formatting.

use pipewright_diagnostics::{Example, Rule, Severity};

/// Every rule of this phase.
pub const ALL: &[&Rule] = &[&UNFAITHFUL];

/// The formatter's check of itself failed.
pub const UNFAITHFUL: Rule = Rule {
    code: "PW0199",
    name: "unfaithful-format",
    severity: Severity::Error,
    summary: "Formatting keeps the tree and every comment.",
    explanation: "The formatter reads its own output and compares it with the original before it hands it \
         back. This message says that the two differ, which is a defect of the formatter. The file \
         is left as it is.",
    failing: Example(""),
    passing: Example("let bucket = \"acme\"\n"),
};
