//! Elements of a loop that follow each other: where many tasks meet many, they meet in one place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use pipewright_model::*;
use support::*;

/// Two elements with these steps each, one after the other.
fn one_by_one(steps: &[&str]) -> String {
    let made = plan(|pipeline| {
        let mut elements = Vec::new();
        for label in ["x", "y"] {
            let made = steps
                .iter()
                .map(|group| member(group, label, &[data("store")]));
            let made: Vec<Step> = made.collect();
            elements.push(made.iter().map(|step| step.name.clone()).collect());
            pipeline.steps.extend(made);
        }
        pipeline.lanes = vec![Lanes {
            elements,
            most: 1,
            origin: at(30),
        }];
    });
    graph(&made)
}

#[test]
fn many_meet_many_in_one_place() {
    assert_eq!(
        one_by_one(&["load", "look"]),
        "load_x\n\
         look_x\n\
         lane < load_x, look_x\n\
         load_y < lane\n\
         look_y < lane"
    );
}

#[test]
fn one_follows_one_without_it() {
    assert_eq!(one_by_one(&["load"]), "load_x\nload_y < load_x");
}
