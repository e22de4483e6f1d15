//! Every rule's examples do what they say: the failing one breaks it once, the passing one keeps it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Example, Rule, Severity, Standing};
use pipewright_driver::{Goal, Options, all_rules, compile};
use pipewright_project::{LoadOptions, Memory, load};

fn findings(example: Example, goal: Goal) -> Vec<Diagnostic> {
    let memory: Memory = example.files().into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal,
        ..Options::default()
    };
    compile(project, &options).unwrap().diagnostics
}

fn listed(found: &[Diagnostic]) -> Vec<String> {
    let line = |found: &Diagnostic| {
        format!(
            "{} {:?}: {}",
            found.rule.code, found.severity, found.message
        )
    };
    found.iter().map(line).collect()
}

/// Rules about bytes, folders and the compiler itself have no text that could show them.
fn has_examples(rule: &Rule) -> bool {
    !rule.failing.files().is_empty()
}

#[test]
fn failing_examples_break_their_rule_once_and_no_other() {
    let mut faults = Vec::new();
    for rule in all_rules().iter().filter(|rule| has_examples(rule)) {
        let found = findings(rule.failing, Goal::Check);
        let hits = found
            .iter()
            .filter(|one| one.rule.code == rule.code)
            .count();
        let others = found
            .iter()
            .any(|one| one.rule.code != rule.code && one.severity == Severity::Error);
        if hits != 1 || others {
            faults.push(format!(
                "{} {}: {:#?}",
                rule.code,
                rule.name,
                listed(&found)
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn passing_examples_keep_their_rule_and_compile() {
    let mut faults = Vec::new();
    for rule in all_rules().iter().filter(|rule| has_examples(rule)) {
        let found = findings(rule.passing, Goal::Check);
        let bad = found
            .iter()
            .any(|one| one.rule.code == rule.code || one.severity == Severity::Error);
        if bad || rule.passing.files().is_empty() {
            faults.push(format!(
                "{} {}: {:#?}",
                rule.code,
                rule.name,
                listed(&found)
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn codes_and_names_are_unique() {
    let mut codes = BTreeMap::new();
    let mut names = BTreeMap::new();
    for rule in all_rules() {
        assert!(
            rule.code.len() == 6 && rule.code.starts_with("PW"),
            "{}",
            rule.code
        );
        if let Some(other) = codes.insert(rule.code, rule.name) {
            panic!("{}: {} and {other}", rule.code, rule.name);
        }
        if let Some(other) = names.insert(rule.name, rule.code) {
            panic!("{}: {} and {other}", rule.name, rule.code);
        }
        assert!(
            !rule.summary.is_empty() && !rule.explanation.is_empty(),
            "{}",
            rule.code
        );
    }
}

#[test]
fn what_a_project_may_make_of_errors_is_listed() {
    let of = |standing: Standing| -> Vec<&str> {
        let rules = all_rules().iter();
        rules
            .filter(|rule| rule.severity == Severity::Error && rule.standing() == standing)
            .map(|rule| rule.code)
            .collect()
    };
    assert_eq!(of(Standing::Adjustable), ["PW1001"]);
    assert_eq!(
        of(Standing::Waivable),
        ["PW0601", "PW0602", "PW0620", "PW0623", "PW0624"]
    );
    assert_eq!(of(Standing::Partly), ["PW0319", "PW0712", "PW0905"]);
}

#[test]
fn building_needs_an_environment() {
    let found = findings(Example("let unused = 1\n"), Goal::Build);
    assert_eq!(found[0].rule.code, "PW0909");
    assert!(findings(Example("let unused = 1\n"), Goal::Check).is_empty());
}
