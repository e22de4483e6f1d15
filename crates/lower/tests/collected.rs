//! What holds back a whole loop holds back whoever reads or writes any of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use pipewright_model::*;
use support::*;

/// Two elements, read one by one, and a write of one of them.
fn loaded(pipeline: &mut Pipeline) {
    pipeline.steps = vec![
        member("load", "north", &[data("store")]),
        member("load", "south", &[data("store")]),
        step("all", &[output("load_north"), output("load_south")], ""),
    ];
    pipeline.writes = vec![write(&output("load_south"), "sink", "")];
}

#[test]
fn an_approval_of_the_whole_holds_back_each_element() {
    let plan = plan(|pipeline| {
        loaded(pipeline);
        pipeline.approvals = vec![approval(&collected("load"), "")];
    });
    assert_eq!(
        graph(&plan),
        "load_north\n\
         load_south\n\
         approve_collect_load < load_north, load_south\n\
         all < load_north, load_south, approve_collect_load\n\
         write_sink < load_south, approve_collect_load"
    );
}

#[test]
fn a_check_of_the_whole_publishes_no_element_before() {
    let plan = plan(|pipeline| {
        loaded(pipeline);
        pipeline.checks = vec![check(&collected("load"), "")];
    });
    let write = plan.task("write_sink").unwrap();
    assert_eq!(write.needs, ["load_south", "check_collect_load"]);
}

#[test]
fn a_check_of_one_element_leaves_the_others_alone() {
    let plan = plan(|pipeline| {
        loaded(pipeline);
        pipeline.checks = vec![check(&output("load_north"), "")];
    });
    let write = plan.task("write_sink").unwrap();
    assert_eq!(write.needs, ["load_south"]);
}

#[test]
fn elements_that_follow_each_other_cannot_wait_for_all() {
    let lanes = |pipeline: &mut Pipeline| {
        loaded(pipeline);
        for (write, step) in [("sink", "load_north"), ("store", "load_south")] {
            let mut made = self::write(&output(step), write, "");
            made.group = Some("load".to_owned());
            pipeline.writes.push(made);
        }
        pipeline.writes.remove(0);
        pipeline.lanes = vec![Lanes {
            elements: vec![vec!["load_north".to_owned()], vec!["load_south".to_owned()]],
            most: 1,
            origin: at(30),
        }];
    };
    let (_, circle) = lowered(&pipeline(|pipeline| {
        lanes(pipeline);
        pipeline.checks = vec![check(&collected("load"), "")];
    }));
    let [circle] = circle.as_slice() else {
        panic!("{circle:?}");
    };
    assert_eq!(
        circle.message,
        "what reads `collect(load)` would wait for itself"
    );
    assert_eq!(
        circle.help.as_deref(),
        Some("leave out the `concurrency` of the loop, or hold back its elements one by one")
    );
    // One by one they can.
    assert!(
        found(|pipeline| {
            lanes(pipeline);
            pipeline.checks = vec![check(&output("load_north"), "")];
        })
        .is_empty()
    );
}

#[test]
fn thousands_of_elements_wait_for_one_gate_at_once() {
    let count = 3_000;
    let plan = plan(|pipeline| {
        for at in 0..count {
            let label = format!("e{at}");
            let rows = output(&format!("load_{label}"));
            pipeline
                .steps
                .push(member("load", &label, &[data("store")]));
            pipeline.writes.push(write(&rows, "sink", ""));
        }
        pipeline.checks = vec![check(&collected("load"), "")];
    });
    assert_eq!(plan.pipeline.tasks.len(), 2 * count + 1);
    let last = plan.pipeline.tasks.last().unwrap();
    assert_eq!(last.needs, ["load_e2999", "check_collect_load"]);
}
