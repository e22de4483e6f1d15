//! The rules of the checker, by hundreds of their codes. The examples of a rule are files of
//! `tests/cases`: `CODE-name.pipe` breaks it once, `CODE-name.near.pipe` is a near miss.

mod control;
mod fields;
mod flow;
mod names;
mod policies;
mod reuse;
mod runs;
mod schemas;
mod time;
mod values;
mod writes;

pub use control::*;
pub use fields::*;
pub use flow::*;
pub use names::*;
pub use policies::*;
pub use reuse::*;
pub use runs::*;
pub use schemas::*;
pub use time::*;
pub use values::*;
pub use writes::*;

use pipewright_diagnostics::Rule;

/// Declares rules with their examples, and lists them.
macro_rules! rules {
    ($list:ident: $($(#[$doc:meta])* $name:ident = $code:literal $kebab:literal $severity:ident $summary:literal $explanation:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: pipewright_diagnostics::Rule = pipewright_diagnostics::Rule {
                code: $code,
                name: $kebab,
                severity: pipewright_diagnostics::Severity::$severity,
                summary: $summary,
                explanation: $explanation,
                failing: pipewright_diagnostics::Example(include_str!(concat!(
                    "../../tests/cases/", $code, "-", $kebab, ".pipe"
                ))),
                passing: pipewright_diagnostics::Example(include_str!(concat!(
                    "../../tests/cases/", $code, "-", $kebab, ".near.pipe"
                ))),
            };
        )*
        pub(super) const $list: &[&pipewright_diagnostics::Rule] = &[$(&$name),*];
    };
}
use rules;

/// All rules of this crate, by code.
pub const ALL: &[&Rule] = &collect();

const COUNT: usize = names::NAMES.len()
    + flow::FLOW.len()
    + control::CONTROL.len()
    + control::VALUES_OF_RUNS.len()
    + reuse::REUSE.len()
    + fields::FIELDS.len()
    + values::VALUES.len()
    + runs::RUNS.len()
    + time::TIME.len()
    + schemas::SCHEMAS.len()
    + writes::WRITES.len()
    + policies::POLICIES.len();

const fn collect() -> [&'static Rule; COUNT] {
    let parts = [
        names::NAMES,
        flow::FLOW,
        control::CONTROL,
        reuse::REUSE,
        fields::FIELDS,
        values::VALUES,
        control::VALUES_OF_RUNS,
        runs::RUNS,
        time::TIME,
        schemas::SCHEMAS,
        writes::WRITES,
        policies::POLICIES,
    ];
    let mut all: [&'static Rule; COUNT] = [&DUPLICATE_NAME; COUNT];
    let (mut part, mut at, mut next) = (0, 0, 0);
    while part < parts.len() {
        #[allow(
            clippy::indexing_slicing,
            reason = "a constant: out of bounds does not compile"
        )]
        if at < parts[part].len() {
            all[next] = parts[part][at];
            next += 1;
            at += 1;
        } else {
            part += 1;
            at = 0;
        }
    }
    all
}
