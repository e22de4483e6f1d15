//! What a pipeline becomes: tasks, what each needs, the ways it lies on, where rows lie.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use pipewright_model::*;
use pipewright_plan::{EngineValue, Role, TaskKind, ValueType};
use support::*;

#[test]
fn steps_of_a_loop_stage_beside_each_other() {
    let plan = plan(|pipeline| {
        pipeline.steps = vec![
            member("load", "north", &[data("table")]),
            member("load", "south", &[data("store")]),
            step("all", &[collected("load")], ""),
        ];
        pipeline.checks = vec![check(&output("load_north"), "")];
        pipeline.writes = vec![write(&collected("load"), "sink", "")];
    });
    assert_eq!(
        graph(&plan),
        "read_table\n\
         load_north < read_table\n\
         load_south\n\
         check_load_north < load_north\n\
         all < load_north, load_south, check_load_north\n\
         write_sink < load_north, load_south, check_load_north"
    );
    let root = "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)";
    assert_eq!(
        variable(&plan, "load_north", "PIPEWRIGHT_OUTPUT"),
        format!("{root}/load/north/")
    );
    assert_eq!(
        variable(&plan, "all", "PIPEWRIGHT_INPUT_IN_0"),
        format!("{root}/load/")
    );
    assert_eq!(
        plan.task("all").unwrap().inputs,
        ["load_north", "load_south"]
    );
}

#[test]
fn outputs_of_a_loop_have_folders_of_their_own() {
    let plan = plan(|pipeline| {
        let mut north = member("split", "north", &[data("store")]);
        north.outputs[0].name = Some("good".to_owned());
        pipeline.steps = vec![
            north,
            step(
                "all",
                &[DataReference::Collected {
                    group: "split".to_owned(),
                    output: Some("good".to_owned()),
                }],
                "",
            ),
        ];
    });
    let root = "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)";
    assert_eq!(
        variable(&plan, "split_north", "PIPEWRIGHT_OUTPUT_GOOD"),
        format!("{root}/split/good/north/")
    );
    assert_eq!(
        variable(&plan, "all", "PIPEWRIGHT_INPUT_IN_0"),
        format!("{root}/split/good/")
    );
}

#[test]
fn a_step_is_repeated_over_a_list_of_the_run() {
    let plan = plan(|pipeline| {
        let mut list = step("list", &[], "");
        list.values = vec![value("files", ValueType::List(Box::new(ValueType::String)))];
        let mut load = step("load", &[], "");
        load.group = Some("load".to_owned());
        load.fan_out = Some(FanOut {
            step: "list".to_owned(),
            value: "files".to_owned(),
            element: ValueType::String,
            max: 10,
            concurrency: Some(3),
            origin: at(20),
        });
        pipeline.steps = vec![list, load, step("all", &[collected("load")], "")];
    });
    assert_eq!(graph(&plan), "list\nload < list\nall < load");
    assert_eq!(
        variable(&plan, "list", "PIPEWRIGHT_VALUES"),
        "/dev/termination-log"
    );
    assert_eq!(
        variable(&plan, "load", "PIPEWRIGHT_OUTPUT"),
        "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)/load/$(PIPEWRIGHT_INDEX)/"
    );
    let load = plan.task("load").unwrap();
    assert_eq!(
        load.containers[0].takes,
        [EngineValue::Item, EngineValue::Index]
    );
    assert_eq!(load.fan_out.as_ref().unwrap().task, "list");
    let ids: Vec<&str> = plan
        .ledger
        .constraints
        .iter()
        .map(|constraint| constraint.id.as_str())
        .collect();
    assert!(ids.contains(&"fan_out/load") && ids.contains(&"values/list"));
}

#[test]
fn members_of_an_either_stage_in_one_place() {
    let plan = plan(|pipeline| {
        pipeline.branches = vec![
            on_parameter("when_1", ""),
            on_parameter("when_2", "!when_1"),
        ];
        pipeline.steps = vec![
            step("whole", &[data("table")], "when_1"),
            step("part", &[], "!when_1 when_2"),
            step("none", &[], "!when_1 !when_2"),
            step("after", &[joined("tidied")], ""),
        ];
        pipeline.joins = vec![
            join("rest", &["part", "none"], "!when_1"),
            Join {
                data: vec![output("whole"), joined("rest")],
                steps: vec!["whole".to_owned(), "rest".to_owned()],
                ..join("tidied", &[], "")
            },
        ];
        pipeline.checks = vec![
            check(&output("whole"), "when_1"),
            check(&joined("tidied"), ""),
        ];
    });
    assert_eq!(
        graph(&plan),
        "read_table ?when_1\n\
         whole < read_table ?when_1\n\
         part !when_1 ?when_2\n\
         none !when_1 !when_2\n\
         rest < part, none !when_1\n\
         check_whole < whole ?when_1\n\
         tidied < whole, part, none, rest, check_whole\n\
         check_tidied < tidied\n\
         after < tidied, check_tidied"
    );
    let place = "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)/tidied/";
    for step in ["whole", "part", "none"] {
        assert_eq!(variable(&plan, step, "PIPEWRIGHT_OUTPUT"), place, "{step}");
    }
    assert_eq!(variable(&plan, "after", "PIPEWRIGHT_INPUT_IN_0"), place);
    let kind = &plan.task("tidied").unwrap().kind;
    let of = ["whole", "part", "none"].map(str::to_owned).to_vec();
    assert_eq!(kind, &TaskKind::Join { of });
}

#[test]
fn reads_lie_on_the_ways_of_all_their_readers() {
    let plan = plan(|pipeline| {
        pipeline.branches = vec![on_parameter("when_1", ""), on_parameter("when_2", "when_1")];
        pipeline.steps = vec![
            step("a", &[data("table")], "when_1 when_2"),
            step("b", &[data("table")], "when_1 !when_2"),
        ];
    });
    assert!(graph(&plan).starts_with("read_table ?when_1\n"));
}

#[test]
fn conditions_ask_a_task_that_measures() {
    let plan = plan(|pipeline| {
        let age = Condition::Compare(
            Operand::Age {
                of: output("load"),
                column: "at".to_owned(),
            },
            "<".to_owned(),
            Operand::Constant(pipewright_plan::Constant::Int(60)),
        );
        pipeline.branches = vec![
            on_rows("when_1", &output("load"), ""),
            branch("when_2", age, "when_1"),
        ];
        pipeline.steps = vec![
            step("load", &[data("store")], ""),
            step("use", &[output("load")], "when_1 when_2"),
        ];
        pipeline.checks = vec![check(&output("load"), ""), check(&output("load"), "when_1")];
    });
    assert_eq!(
        graph(&plan),
        "load\n\
         check_load < load\n\
         measure_load < load, check_load\n\
         check_load_2 < load ?when_1\n\
         use < load, check_load, check_load_2 ?when_1 ?when_2"
    );
    let measure = plan.task("measure_load").unwrap();
    let values: Vec<&str> = measure.values.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(values, ["rows", "age_at"]);
    assert_eq!(plan.pipeline.branches[1].needs, ["measure_load"]);
    insta::assert_snapshot!(sql(&plan, "measure_load"));
}

#[test]
fn a_check_hands_on_what_it_keeps() {
    let plan = plan(|pipeline| {
        pipeline.steps = vec![
            step("load", &[data("table")], ""),
            step("use", &[output("load")], ""),
        ];
        pipeline.checks = vec![
            rejecting(&output("load"), "rejects", ""),
            check(&output("load"), ""),
        ];
        pipeline.writes = vec![write(&output("load"), "sink", "")];
    });
    assert_eq!(
        graph(&plan),
        "read_table\n\
         load < read_table\n\
         check_load < load\n\
         write_rejects < check_load\n\
         check_load_2 < load, check_load\n\
         use < load, check_load, check_load_2\n\
         write_sink < load, check_load, check_load_2"
    );
    let root = "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)";
    assert_eq!(
        variable(&plan, "load", "PIPEWRIGHT_OUTPUT"),
        format!("{root}/load/")
    );
    assert_eq!(
        variable(&plan, "use", "PIPEWRIGHT_INPUT_IN_0"),
        format!("{root}/check_load/")
    );
    insta::assert_snapshot!(sql(&plan, "check_load"));
    let constraint = |id: &str| plan.ledger.constraints.iter().any(|known| known.id == id);
    assert!(constraint("dead_letter/check_load") && constraint("write_mode/write_rejects"));
}

#[test]
fn what_a_check_keeps_of_a_loop_is_collected() {
    let plan = plan(|pipeline| {
        pipeline.steps = vec![
            member("load", "north", &[]),
            member("load", "south", &[]),
            step("all", &[collected("load")], ""),
        ];
        pipeline.checks = vec![rejecting(&output("load_north"), "rejects", "")];
    });
    let root = "s3://staging/tidy/$(PIPEWRIGHT_RUN_ID)";
    assert_eq!(
        variable(&plan, "load_north", "PIPEWRIGHT_OUTPUT"),
        format!("{root}/load_north/")
    );
    assert_eq!(
        variable(&plan, "all", "PIPEWRIGHT_INPUT_IN_0"),
        format!("{root}/load/")
    );
    let check = plan.task("check_load_north").unwrap();
    let kept = spelled(&check.containers[2].args[1]);
    assert_eq!(kept, "path=tidy/$(PIPEWRIGHT_RUN_ID)/load/north/");
}

#[test]
fn gates_on_some_ways_hold_back_on_these() {
    let plan = plan(|pipeline| {
        pipeline.branches = vec![on_rows("when_1", &output("load"), "")];
        pipeline.steps = vec![step("load", &[data("store")], "")];
        pipeline.approvals = vec![approval(&output("load"), "when_1")];
        pipeline.writes = vec![
            write(&output("load"), "sink", ""),
            write(&output("load"), "rejects", "!when_1"),
            write(&output("load"), "texts", "when_1"),
        ];
    });
    assert_eq!(
        graph(&plan),
        "load\n\
         measure_load < load\n\
         approve_load < load ?when_1\n\
         without_approve_load < load !when_1\n\
         passed_approve_load < approve_load, without_approve_load\n\
         write_sink < load, passed_approve_load\n\
         write_rejects < load !when_1\n\
         write_texts < load, approve_load ?when_1"
    );
}

#[test]
fn lanes_are_needs() {
    let elements = ["a", "b", "c"];
    let plan = plan(|pipeline| {
        pipeline.steps = elements
            .iter()
            .map(|label| member("load", label, &[data("table")]))
            .collect();
        pipeline.checks = elements
            .iter()
            .map(|label| Check {
                group: Some("load".to_owned()),
                ..check(&output(&format!("load_{label}")), "")
            })
            .collect();
        pipeline.lanes = vec![Lanes {
            elements: elements
                .iter()
                .map(|label| vec![format!("load_{label}")])
                .collect(),
            most: 2,
            origin: at(30),
        }];
    });
    assert_eq!(
        graph(&plan),
        "read_table\n\
         load_a < read_table\n\
         load_b < read_table\n\
         check_load_a < load_a\n\
         load_c < read_table, check_load_a\n\
         check_load_b < load_b\n\
         check_load_c < load_c"
    );
}

#[test]
fn what_is_acquired_is_released_after_all_who_use_it() {
    let plan = plan(|pipeline| {
        let with = |name: &str, role, after: &[&str]| Step {
            role,
            after: after.iter().map(|name| (*name).to_owned()).collect(),
            outputs: Vec::new(),
            ..step(name, &[], "")
        };
        let mut tidy = with("tell", StepRole::Finally, &[]);
        tidy.inputs = step("tell", &[output("use"), data("table")], "").inputs;
        let mut used = step("use", &[data("store")], "");
        used.after = vec!["cluster".to_owned()];
        pipeline.steps = vec![
            tidy,
            with("cluster", StepRole::Acquire, &[]),
            with("release_cluster", StepRole::Release, &[]),
            used,
        ];
        pipeline.resources = vec![Resource {
            name: "cluster".to_owned(),
            acquire: "cluster".to_owned(),
            release: "release_cluster".to_owned(),
            users: vec!["use".to_owned()],
            origin: at(40),
        }];
        pipeline.writes = vec![
            Write {
                after: vec!["cluster".to_owned()],
                ..write(&output("use"), "sink", "")
            },
            write(&output("use"), "rejects", ""),
        ];
    });
    assert_eq!(
        graph(&plan),
        "cluster [Acquire { resource: \"cluster\" }]\n\
         use < cluster\n\
         write_sink < cluster, use\n\
         release_cluster < cluster, use, write_sink [Release { resource: \"cluster\", acquire: \"cluster\" }]\n\
         write_rejects < use\n\
         read_table [Finally]\n\
         tell < read_table [Finally]"
    );
    assert_eq!(plan.task("tell").unwrap().role, Role::Finally);
}

#[test]
fn rows_of_the_interval_are_read_by_the_cursor() {
    let interval = |name: &str| DataReference::Interval(name.to_owned());
    let plan = plan(|pipeline| {
        pipeline.steps = vec![step(
            "load",
            &[interval("table"), interval("store"), data("table")],
            "",
        )];
    });
    assert_eq!(
        graph(&plan),
        "read_table_interval\nread_store_interval\nread_table\n\
         load < read_table_interval, read_store_interval, read_table"
    );
    let args = |task: &str| {
        let mover = &plan.task(task).unwrap().containers[0];
        mover.args.iter().map(spelled).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        args("read_table"),
        "local=/pipewright/scratch/read_table_raw.parquet path= mode="
    );
    assert_eq!(
        args("read_table_interval"),
        "local=/pipewright/scratch/read_table_interval_raw.parquet path= mode= cursor=at \
         from=$(PIPEWRIGHT_INTERVAL_START) to=$(PIPEWRIGHT_INTERVAL_END)"
    );
    let both = [EngineValue::IntervalStart, EngineValue::IntervalEnd];
    let read = plan.task("read_store_interval").unwrap();
    assert_eq!(read.containers[0].takes, both);
    assert_eq!(read.containers[1].takes, both);
    assert!(
        plan.task("read_table").unwrap().containers[1]
            .takes
            .is_empty()
    );
    insta::assert_snapshot!(sql(&plan, "read_store_interval"));
}

#[test]
fn late_data_holds_everything_back_at_first() {
    let plan = plan(|pipeline| {
        pipeline.steps = vec![
            step("load", &[data("table")], ""),
            Step {
                role: StepRole::Finally,
                ..step("tell", &[], "")
            },
        ];
        pipeline.late_data = Some(pipewright_plan::LateData {
            seconds: 7200,
            because: Vec::new(),
            origin: at(50),
        });
        pipeline.waits = vec![Wait {
            subject: output("load"),
            seconds: 60,
            when: Vec::new(),
            origin: at(51),
        }];
        pipeline.writes = vec![write(&output("load"), "sink", "")];
    });
    assert_eq!(
        graph(&plan),
        "wait_late_data\n\
         read_table < wait_late_data\n\
         load < read_table\n\
         wait_load < load\n\
         write_sink < load, wait_load\n\
         tell [Finally]"
    );
}

#[test]
fn a_bound_fails_where_the_last_condition_does_not_hold() {
    let plan = plan(|pipeline| {
        pipeline.branches = vec![
            on_rows("until_1", &output("poll_1"), ""),
            on_rows("until_2", &output("poll_2"), "!until_1"),
        ];
        pipeline.steps = vec![
            step("poll_1", &[], ""),
            Step {
                after: vec!["poll_1".to_owned()],
                ..step("poll_2", &[], "!until_1")
            },
        ];
        pipeline.bounds = vec![Bound {
            name: "repeat_1_end".to_owned(),
            message: "it's not there after 2 tries".to_owned(),
            when: ways("!until_1 !until_2"),
            origin: at(60),
        }];
    });
    assert_eq!(
        graph(&plan),
        "poll_1\n\
         measure_poll_1 < poll_1\n\
         poll_2 < poll_1 !until_1\n\
         measure_poll_2 < poll_2 !until_1\n\
         repeat_1_end !until_1 !until_2"
    );
    assert!(
        sql(&plan, "repeat_1_end").ends_with("SELECT error('it''s not there after 2 tries');\n")
    );
}

#[test]
fn values_are_needs_and_variables() {
    let plan = plan(|pipeline| {
        let taken = |task: &str| EngineValue::Value {
            task: task.to_owned(),
            name: "count".to_owned(),
        };
        pipeline.branches = vec![on_parameter("when_1", "")];
        let count = |name: &str, when: &str| Step {
            values: vec![value("count", ValueType::Int)],
            outputs: Vec::new(),
            ..step(name, &[], when)
        };
        let mut last = step("last", &[], "");
        last.args = vec![
            Template(vec![TemplatePart::Engine(taken("first"))]),
            Template(vec![TemplatePart::Joined(
                "either".to_owned(),
                "count".to_owned(),
            )]),
        ];
        pipeline.steps = vec![
            count("first", ""),
            count("a", "when_1"),
            count("b", "!when_1"),
            last,
        ];
        pipeline.joins = vec![Join {
            data: Vec::new(),
            schema: None,
            values: vec![value("count", ValueType::Int)],
            ..join("either", &["a", "b"], "")
        }];
    });
    assert_eq!(
        graph(&plan),
        "first\na ?when_1\nb !when_1\neither < a, b\nlast < first, either"
    );
    let args = &plan.task("last").unwrap().containers[0].args;
    assert_eq!(spelled(&args[1]), "$(PIPEWRIGHT_VALUE_EITHER_COUNT)");
    assert_eq!(plan.task("last").unwrap().containers[0].takes.len(), 2);
}

#[test]
fn what_cannot_be_is_refused() {
    let one_way = |pipeline: &mut Pipeline| {
        pipeline.branches = vec![on_parameter("when_1", "")];
        pipeline.steps = vec![step("load", &[], "")];
        pipeline.checks = vec![rejecting(&output("load"), "rejects", "when_1")];
        pipeline.writes = vec![write(&output("load"), "sink", "")];
    };
    assert_eq!(
        found(one_way),
        ["PW0391: `load` is read where its check rejects rows, and where it does not"]
    );
    let inside = |pipeline: &mut Pipeline| {
        one_way(pipeline);
        pipeline.writes[0].when = ways("when_1");
    };
    assert!(found(inside).is_empty());
    let either = |pipeline: &mut Pipeline| {
        pipeline.branches = vec![on_parameter("when_1", "")];
        pipeline.steps = vec![step("a", &[], "when_1"), step("b", &[], "!when_1")];
        pipeline.joins = vec![join("one", &["a", "b"], "")];
    };
    assert!(found(either).is_empty());
    let two = |pipeline: &mut Pipeline| {
        either(pipeline);
        pipeline.joins.push(join("two", &["a", "b"], ""));
    };
    assert_eq!(
        found(two),
        ["PW0392: the rows of `a` would have to lie in two places"]
    );
    let refused = |pipeline: &mut Pipeline| {
        either(pipeline);
        pipeline.approvals = vec![approval(&output("a"), "when_1")];
    };
    assert_eq!(
        found(refused),
        ["PW0393: an approval of `a` does not hold `one` back"]
    );
    let lanes = |pipeline: &mut Pipeline| {
        let mut first = member("load", "a", &[]);
        first.allowed_failure = Some(pipewright_plan::AllowedFailure {
            because: "it may".to_owned(),
            origin: at(70),
        });
        pipeline.steps = vec![first, member("load", "b", &[])];
        pipeline.lanes = vec![Lanes {
            elements: vec![vec!["load_a".to_owned()], vec!["load_b".to_owned()]],
            most: 1,
            origin: at(71),
        }];
    };
    let no_steps = |pipeline: &mut Pipeline| {
        pipeline.writes = vec![write(&data("store"), "sink", "")];
        pipeline.lanes = vec![Lanes {
            elements: vec![Vec::new()],
            most: 1,
            origin: at(71),
        }];
    };
    assert_eq!(found(no_steps)[0].get(..6), Some("PW0396"));
    assert_eq!(
        found(lanes),
        ["PW0394: where `load_a` fails, the elements after it in its lane are skipped"]
    );
}

#[test]
fn what_is_appended_has_a_name_of_its_own() {
    let plan = plan(|pipeline| {
        let append = || Write {
            mode: mode(pipewright_plan::Lane::Appending),
            ..write(&data("store"), "sink", "")
        };
        pipeline.writes = vec![append(), append()];
    });
    let path = |task: &str| {
        let containers = &plan.task(task).unwrap().containers;
        spelled(&containers.last().unwrap().args[1])
    };
    assert_eq!(
        path("write_sink"),
        "path=sink/tidy-$(PIPEWRIGHT_RUN_ID).parquet"
    );
    assert_eq!(
        path("write_sink_2"),
        "path=sink/tidy-$(PIPEWRIGHT_RUN_ID)-write_sink_2.parquet"
    );
}
