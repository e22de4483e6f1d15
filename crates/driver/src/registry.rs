//! The targets there are, and the rules of every phase.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pipewright_backend::Target;
use pipewright_diagnostics::Rule;

static TARGETS: &[&dyn Target] = &[
    &pipewright_target_json::Json,
    &pipewright_target_kubernetes::Kubernetes,
    &pipewright_target_argo_workflows::ArgoWorkflows,
    &pipewright_target_airflow::Airflow,
];

/// Every target.
#[must_use]
pub fn targets() -> &'static [&'static dyn Target] {
    TARGETS
}

/// The target of a name.
#[must_use]
pub fn target(name: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().find(|target| target.name() == name).copied()
}

/// Every rule of every phase and target, by code.
#[must_use]
pub fn all_rules() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(gather);
    &RULES
}

fn gather() -> Vec<&'static Rule> {
    let phases = [
        pipewright_syntax::rules::ALL,
        pipewright_parser::rules::ALL,
        pipewright_project::rules::ALL,
        pipewright_check::rules::ALL,
        pipewright_schedule::rules::ALL,
        pipewright_lower::rules::ALL,
        pipewright_prove::rules::ALL,
        pipewright_policy::rules::ALL,
        pipewright_judge::rules::ALL,
        crate::rules::ALL,
    ];
    let targets = TARGETS.iter().map(|target| target.rules());
    let mut rules: BTreeMap<(&str, &str), &'static Rule> = BTreeMap::new();
    for rule in phases.into_iter().chain(targets).flatten() {
        rules.entry((rule.code, rule.name)).or_insert(rule);
    }
    rules.into_values().collect()
}

/// Whether findings under a rule are about plans: there are none while the program is refused before
/// plans are made.
#[must_use]
pub fn is_about_plans(rule: &Rule) -> bool {
    let phases = [
        pipewright_lower::rules::ALL,
        pipewright_prove::rules::ALL,
        pipewright_policy::rules::ALL,
        crate::rules::ALL,
    ];
    let targets = TARGETS.iter().map(|target| target.rules());
    let mut rules = phases.into_iter().chain(targets).flatten();
    rules.any(|known| known.code == rule.code)
}
