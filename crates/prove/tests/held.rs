//! Guaranteed deadlines and places that others hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn holder(name: &str, group: &str, guaranteed: bool) -> Plan {
    let mut plan = analytics();
    plan.pipeline.name = name.to_owned();
    plan.pipeline.deadline = Some(Deadline {
        seconds: 86_400,
        guaranteed,
        origin: at(32),
    });
    plan.pipeline.tasks[1].places = vec![Places {
        name: group.to_owned(),
        most: 2,
        origin: at(40),
    }];
    plan
}

fn found(plans: &[Plan]) -> Vec<String> {
    let found = pipewright_prove::prove_project(&plans.iter().collect::<Vec<&Plan>>());
    let held = found.iter().filter(|found| found.rule.code == "PW0529");
    held.map(text).collect()
}

#[test]
fn what_others_hold_is_not_bounded() {
    let both = [
        holder("a", "warehouse", true),
        holder("b", "warehouse", false),
    ];
    assert_eq!(
        found(&both),
        [
            "Error PW0529: the deadline of `a` cannot be guaranteed: `by_country` waits for a place \
             that `b` may hold\n  32: guaranteed here\n  40: a place of `warehouse`\n  \
             | a and `b` share 2 places of warehouse\n  \
             | nothing bounds how long and how often others hold it\n  \
             help: drop `guaranteed`, or give this pipeline a group of its own"
        ]
    );
}

#[test]
fn groups_of_one_pipeline_are_its_own() {
    assert!(found(&[holder("a", "one", true), holder("b", "other", true)]).is_empty());
    assert!(found(&[holder("a", "one", false), holder("b", "one", false)]).is_empty());
    // Its runs may overlap, and then hold them from each other.
    let mut alone = holder("a", "one", true);
    assert!(found(&[alone.clone()]).is_empty());
    alone.pipeline.overlap = Overlap::Allow;
    assert!(found(&[alone])[0].contains("other runs of it"));
}
