//! What runs at the end runs on the ways it lies on, and on no other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use pipewright_plan::{Condition, Role, ValueType};
use support::plans::{branch, on, operand, plan, step, yielding};
use support::template;

/// What a step of `finally` hangs on in Argo's words, on this way of a decision.
fn when(holds: bool) -> String {
    let mut last = on(step("record", &[]), "decides", holds);
    last.role = Role::Finally;
    let look = yielding("look", &[], &[("full", ValueType::Bool)]);
    let mut plan = plan(vec![look, last]);
    let value = operand("look", "full", ValueType::Bool);
    plan.pipeline.branches = vec![branch("decides", Condition::Is { value }, &["look"])];
    let workflow = template(&plan, "workflowtemplate");
    let templates = workflow["spec"]["templates"].as_array().unwrap();
    let mut tasks = templates
        .iter()
        .filter_map(|template| template["dag"]["tasks"].as_array())
        .flatten();
    let record = tasks.find(|task| task["name"] == "record").unwrap();
    record["when"].as_str().unwrap().to_owned()
}

#[test]
fn the_other_way_is_the_negation() {
    let (taken, other) = (when(true), when(false));
    let condition = taken
        .strip_prefix("{{=")
        .and_then(|rest| rest.strip_suffix("}}"));
    assert_eq!(other, format!("{{{{=not ({})}}}}", condition.unwrap()));
}
