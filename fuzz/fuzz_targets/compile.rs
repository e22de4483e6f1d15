//! No text makes the compiler panic or hang, for any target, and what it accepts is accounted for.
//!
//! The text stands beside the data and the platform of `tests/constructs`, for all four targets. A
//! text that is no UTF-8 is compiled all the same: files may be so.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pipewright_driver::{Goal, Options, compile};
use pipewright_project::{LoadOptions, Memory, load};

const DATA: &str = include_str!("../../tests/constructs/shared/data.pipe");
const PLATFORM: &str = include_str!("../../tests/constructs/shared/platform.pipe");

/// The rule that says a constraint has no row in a ledger: a target's mistake, not a program's.
const UNACCOUNTED: &str = "PW0890";

static BESIDE: LazyLock<Memory> = LazyLock::new(|| {
    let all = "[json, kubernetes, argo_workflows, airflow]";
    let platform = PLATFORM.replace("[json]", all);
    assert!(platform.contains(all), "the platform names its targets");
    [("data.pipe", DATA.to_owned()), ("platform.pipe", platform)]
        .into_iter()
        .collect()
});

fuzz_target!(|bytes: &[u8]| {
    let mut files = BESIDE.clone();
    files.add("main.pipe", bytes);
    let project = load(&files, &LoadOptions::default()).expect("files in memory");
    let options = Options {
        goal: Goal::Build,
        ..Options::default()
    };
    let built = compile(project, &options).expect("no option names anything");
    for found in &built.diagnostics {
        assert_ne!(found.rule.code, UNACCOUNTED, "{found:?}");
        let span = found.primary.span;
        assert!(span.start <= span.end, "{found:?}");
    }
    // A project without a pipeline is no mistake, and nothing comes of it.
    let made = built.files.is_empty() == built.plans.is_empty();
    assert!(built.has_errors() || made, "no error, and not what was planned");
});
