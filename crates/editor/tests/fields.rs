//! The fields that completion proposes are those the checker knows: no more, no fewer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::collections::BTreeSet;

use support::{examined, proposed};

/// No field is called so, nor nearly so.
const NOBODY: &str = "qqqqqqqqqqqq";

/// The fields the checker names when it is asked for one that nobody has.
fn checked(text: &str) -> BTreeSet<String> {
    let text = text.replace("«»", &format!("{NOBODY} = 1"));
    let found = examined(&text).compilation.diagnostics;
    let about = |one: &&pipewright_diagnostics::Diagnostic| {
        one.rule.name == "unknown-field" && one.message.contains(NOBODY)
    };
    let found = found.iter().find(about);
    let found = found.unwrap_or_else(|| panic!("nothing unknown: {text}"));
    let help = found.help.clone().unwrap_or_default();
    let names: BTreeSet<String> = help
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(!names.is_empty(), "{found:#?}");
    names
}

fn same(what: &str, text: &str) {
    let completed: BTreeSet<String> = proposed(text).into_iter().map(|item| item.label).collect();
    assert_eq!(completed, checked(text), "{what}");
}

#[test]
fn of_platforms() {
    same("a cluster", "cluster c {\n  «»\n}\n");
    same(
        "a kind of node",
        "cluster c {\n  region = eu-west-1\n  nodes = [{ cpu = 1, memory = 1GiB },\n  { «» }]\n}\n",
    );
    same("an environment", "environment e {\n  «»\n}\n");
    for tool in ["argocd", "flux"] {
        same(
            tool,
            &format!("environment e {{\n  gitops = {tool} {{ «» }}\n}}\n"),
        );
    }
    same(
        "external secrets",
        "environment e {\n  secrets = external { «» }\n}\n",
    );
}

#[test]
fn of_steps() {
    let step = |body: &str| format!("pipeline p {{\n  schedule manual\n  step s = {body}\n}}\n");
    same(
        "a container",
        &step("run \"ghcr.io/acme/s:1.0\" {\n    «»\n  }"),
    );
    for language in ["python", "shell"] {
        let body = format!(
            "{language} \"\"\"\n    one\n  \"\"\" in \"ghcr.io/acme/s:1.0\" {{\n    «»\n  }}"
        );
        same(language, &step(&body));
    }
    same(
        "a service",
        &step("run \"ghcr.io/acme/s:1.0\" {\n    services = [{ «» }]\n  }"),
    );
    same(
        "an approval",
        "pipeline p {\n  schedule manual\n  step s = run \"ghcr.io/acme/s:1.0\" {\n  }\n  approval s {\n    «»\n  }\n}\n",
    );
}

#[test]
fn of_what_is_used() {
    same(
        "a template",
        "template t(one: string, two: int = 2) = run \"ghcr.io/acme/s:1.0\" {\n}\n\npipeline p {\n  schedule manual\n  step s = t { «» }\n}\n",
    );
    same(
        "a call",
        "pipeline q(one: string) {\n  schedule manual\n  step s = run \"ghcr.io/acme/s:1.0\" {\n  }\n}\n\npipeline p {\n  schedule manual\n  step s = call q { «» }\n}\n",
    );
}

#[test]
fn of_every_connector() {
    let mut compared = 0;
    for (module, connector) in support::connectors() {
        let text = format!(
            "import std.{module}\n\ntype Row {{\n  id: string key\n}}\n\ndataset d: Row = {module}.{connector} {{\n  «»\n}}\n"
        );
        same(&format!("{module}.{connector}"), &text);
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}
