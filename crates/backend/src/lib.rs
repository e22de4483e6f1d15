//! What every target gives: refusals, ledger rows and files.
//!
//! A target sees plans, never trees. For each plan it says what it cannot keep ([`Target::refuse`])
//! and by what it keeps the rest ([`Target::enforce`]); only when nothing is refused and every
//! constraint is kept are files asked of it.

mod constructs;
mod files;

pub use constructs::CONSTRUCTS;
pub use files::{FileTree, OutputFile};

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{LedgerRow, Plan};

/// One backend.
pub trait Target: Sync {
    /// Its name in `targets`: `kubernetes`.
    fn name(&self) -> &'static str;

    /// Versions of the engine it can write for, the default first.
    fn versions(&self) -> &'static [&'static str];

    /// Its rules, for `explain`.
    fn rules(&self) -> &'static [&'static Rule];

    /// What it can keep, as data: one row a construct. Refusals, the table in the docs and tests
    /// come from it.
    fn capabilities(&self) -> &'static [Capability];

    /// What it cannot keep of this plan, each with the reason, the targets that can, and the
    /// nearest rewrite.
    fn refuse(&self, plan: &Plan) -> Vec<Diagnostic>;

    /// What it cannot keep of all plans of one environment together: names that meet in one
    /// namespace. `plans` are sorted by pipeline name; none of them was refused alone.
    fn refuse_together(&self, plans: &[&Plan]) -> Vec<Diagnostic> {
        let _ = plans;
        Vec::new()
    }

    /// By what it keeps each constraint that is kept at run time. Called only when `refuse` gave no error.
    fn enforce(&self, plan: &Plan) -> Vec<LedgerRow>;

    /// The files of one plan, with paths from the target's own folder. The plan's ledger is complete.
    fn emit(&self, plan: &Plan) -> FileTree;

    /// The files that speak of all plans of one environment together: kustomizations, GitOps
    /// objects. `plans` are sorted by pipeline name and all of one environment; never empty.
    fn finish(&self, plans: &[&Plan]) -> FileTree;
}

/// Whether a target can keep one construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// The construct as the reader would write it: `retry with backoff`.
    pub construct: &'static str,
    /// Whether and how.
    pub support: Support,
}

/// How well a target keeps a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// Kept by this mechanism.
    Kept(&'static str),
    /// Kept by this mechanism, weaker or with a condition that the second text names.
    Limited(&'static str, &'static str),
    /// Refused for this reason.
    Refused(&'static str),
}
