//! What a run does: the workflows that are written, run by a small Argo.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use pipewright_plan::{
    AllowedFailure, Approval, Condition, Constant, EngineValue, FanOut, Plan, Role, Silence,
    TaskKind, ValueType, Wait, WaitSince,
};
use pipewright_pod::fixtures::origin;
use serde_json::json;
use support::argo::{Ended, Outcome, Run, fails, succeeds};
use support::plans::{
    bare, branch, compare, constant, on, operand, parameter, plan, step, taking, value_of, yielding,
};
use support::template;

fn run(plan: &Plan, outcomes: &[(&str, Vec<Outcome>)]) -> (Run, Ended) {
    started(plan, &[], outcomes)
}

fn started(
    plan: &Plan,
    arguments: &[(&str, &str)],
    outcomes: &[(&str, Vec<Outcome>)],
) -> (Run, Ended) {
    let workflow = template(plan, "workflowtemplate");
    let mut run = Run::new(&workflow, arguments);
    for (name, outcomes) in outcomes {
        run = run.when(name, outcomes);
    }
    let ended = run.go(&workflow);
    (run, ended)
}

fn phase<'a>(run: &'a Run, task: &str) -> &'a str {
    &run.ended[&format!("main.{task}")]
}

#[test]
fn every_pod_is_told_the_run_and_its_time() {
    let plan = plan(vec![
        taking(
            taking(step("load", &[]), EngineValue::Date),
            EngineValue::IntervalStart,
        ),
        taking(step("after", &["load"]), EngineValue::IntervalEnd),
    ]);
    let workflow = template(&plan, "workflowtemplate");
    // By the clock: what counts is when it was due, in UTC.
    let mut run = Run::new(&workflow, &[]).due("2026-03-01T07:00:00+01:00");
    assert_eq!(run.go(&workflow).work, "Succeeded");
    let told = &run.first("load").annotations;
    assert_eq!(told["pipewright.dev/run-id"], "sample-x7k2p");
    assert_eq!(told["pipewright.dev/logical-time"], "2026-03-01T06:00:00Z");
    assert_eq!(told["pipewright.dev/date"], "2026-03-01");
    assert_eq!(
        told["pipewright.dev/interval-start"],
        "2026-03-01T00:00:00Z"
    );
    let told = &run.first("after").annotations;
    assert_eq!(told["pipewright.dev/interval-end"], "2026-03-01T06:00:00Z");
    // By hand: when the workflow was made.
    let mut run = Run::new(&workflow, &[]);
    run.go(&workflow);
    let told = &run.first("after").annotations;
    assert_eq!(told["pipewright.dev/logical-time"], "2026-03-01T12:00:05Z");
}

#[test]
fn a_failure_omits_what_follows_and_nothing_else() {
    let plan = plan(vec![
        step("a", &[]),
        step("b", &["a"]),
        step("c", &["b"]),
        step("other", &[]),
    ]);
    let (run, ended) = run(&plan, &[("b", vec![fails()])]);
    assert_eq!(ended.work, "Failed");
    assert_eq!(phase(&run, "c"), "Omitted");
    assert_eq!(phase(&run, "other"), "Succeeded");
}

/// `if` under `count > 0`, `else` where not; `both` joins them, `last` follows.
fn decided() -> Plan {
    let mut plan = plan(vec![
        yielding("count", &[], &[("rows", ValueType::Int)]),
        on(step("if", &["count"]), "has_rows", true),
        step("after_if", &["if"]),
        on(step("else", &[]), "has_rows", false),
        bare(
            "both",
            TaskKind::Join {
                of: vec!["if".to_owned(), "else".to_owned()],
            },
            &["if", "else"],
        ),
        step("last", &["both"]),
    ]);
    plan.pipeline.branches = vec![branch(
        "has_rows",
        compare(
            operand("count", "rows", ValueType::Int),
            ">",
            constant(Constant::Int(0)),
        ),
        &["count"],
    )];
    plan
}

#[test]
fn a_way_that_is_not_taken_is_skipped_with_what_needs_it() {
    for (rows, taken, not) in [(7, "if-task", "else-task"), (0, "else-task", "if-task")] {
        let outcome = vec![succeeds(json!({ "rows": rows }))];
        let (run, ended) = run(&decided(), &[("count", outcome)]);
        assert_eq!(run.errors, Default::default());
        assert_eq!(ended.work, "Succeeded");
        assert_eq!(phase(&run, taken), "Succeeded");
        assert_eq!(phase(&run, not), "Skipped");
        let after = if rows > 0 { "Succeeded" } else { "Skipped" };
        assert_eq!(phase(&run, "after-if"), after);
        assert_eq!(phase(&run, "both"), "Succeeded");
        assert_eq!(phase(&run, "last"), "Succeeded");
    }
}

#[test]
fn a_failure_on_a_way_is_one_of_the_run() {
    let outcome = vec![succeeds(json!({ "rows": 1 }))];
    let (run, ended) = run(
        &decided(),
        &[("count", outcome), ("if-task", vec![fails()])],
    );
    assert_eq!(ended.work, "Failed");
    assert_eq!(phase(&run, "both"), "Omitted");
    assert_eq!(phase(&run, "last"), "Omitted");
}

#[test]
fn a_value_of_another_type_is_an_error() {
    for values in [
        json!({ "rows": "many" }),
        json!({ "rows": 1.5 }),
        json!({}),
        json!({ "rows": 9_007_199_254_740_993_i64 }),
    ] {
        let outcome = vec![succeeds(values.clone())];
        let (run, ended) = run(&decided(), &[("count", outcome)]);
        assert_eq!(ended.work, "Error", "{values}");
        assert!(run.errors.contains_key("main.has-rows"), "{values}");
        assert_eq!(run.started("last"), 0);
    }
}

#[test]
fn values_arrive_exactly_or_not_at_all() {
    let kinds = [
        ("text", ValueType::String),
        ("count", ValueType::Int),
        ("price", ValueType::Decimal),
        ("full", ValueType::Bool),
        ("day", ValueType::Date),
        ("at", ValueType::Timestamp),
        ("names", ValueType::List(Box::new(ValueType::String))),
        ("ids", ValueType::List(Box::new(ValueType::Int))),
    ];
    let mut user = step("user", &["source"]);
    for (name, _) in &kinds {
        user = taking(user, value_of("source", name));
    }
    let plan = plan(vec![yielding("source", &[], &kinds), user]);
    let good = json!({
        "text": "it's \"5 < 6\" & 'ü' {x} $(A)\n\\",
        "count": -999_999_999_999_999_i64,
        "price": "12345678901234567890.10",
        "full": false,
        "day": "2026-02-28",
        "at": "2026-02-28T01:02:03.5Z",
        "names": ["a \"b\"", "{c}"],
        "ids": [1, 999_999_999_999_999_i64],
    });
    let (first, ended) = run(&plan, &[("source", vec![succeeds(good.clone())])]);
    assert_eq!(ended.work, "Succeeded", "{:?}", first.errors);
    let told = &first.first("user").annotations;
    let value = |name: &str| told[&format!("pipewright.dev/value.source.{name}")].clone();
    assert_eq!(value("text"), good["text"].as_str().unwrap());
    assert_eq!(value("count"), "-999999999999999");
    assert_eq!(value("price"), "12345678901234567890.10");
    assert_eq!(value("full"), "false");
    assert_eq!(value("day"), "2026-02-28");
    assert_eq!(value("at"), "2026-02-28T01:02:03.5Z");
    assert_eq!(value("names"), good["names"].to_string());
    assert_eq!(value("ids"), good["ids"].to_string());
    for (name, bad) in [
        ("text", json!("{{workflow.name}}")),
        ("text", json!("{{")),
        ("text", json!(5)),
        ("count", json!("5")),
        ("count", json!(9_007_199_254_740_993_i64)),
        ("price", json!("1e5")),
        ("full", json!("yes")),
        ("day", json!("28.2.2026")),
        ("at", json!("2026-02-28T01:02:03+01:00")),
        ("names", json!(["{{x}}"])),
        ("ids", json!([1.5])),
        ("ids", json!("[]")),
    ] {
        let mut values = good.clone();
        values[name] = bad.clone();
        let (run, ended) = run(&plan, &[("source", vec![succeeds(values)])]);
        assert_eq!(ended.work, "Error", "{name} {bad}");
        assert_eq!(run.started("user"), 0, "{name} {bad}");
    }
}

#[test]
fn of_an_either_the_value_of_what_ran_counts() {
    let mut plan = plan(vec![
        on(
            yielding("full", &[], &[("n", ValueType::Int)]),
            "when_full",
            true,
        ),
        on(
            yielding("small", &[], &[("n", ValueType::Int)]),
            "when_full",
            false,
        ),
        bare(
            "load",
            TaskKind::Join {
                of: vec!["full".to_owned(), "small".to_owned()],
            },
            &["full", "small"],
        ),
        taking(step("use", &["load"]), value_of("load", "n")),
    ]);
    plan.pipeline.run_parameters = vec![parameter(
        "full",
        ValueType::Bool,
        Some(Constant::Bool(false)),
    )];
    plan.pipeline.branches = vec![branch(
        "when_full",
        Condition::Is {
            value: pipewright_plan::Operand::Parameter {
                name: "full".to_owned(),
                kind: ValueType::Bool,
            },
        },
        &[],
    )];
    for (full, n) in [("true", "1"), ("false", "2")] {
        let (run, ended) = started(
            &plan,
            &[("full", full)],
            &[
                ("full", vec![succeeds(json!({ "n": 1 }))]),
                ("small", vec![succeeds(json!({ "n": 2 }))]),
            ],
        );
        assert_eq!(ended.work, "Succeeded", "{:?}", run.errors);
        let told = &run.first("use").annotations;
        assert_eq!(told["pipewright.dev/value.load.n"], n);
    }
}

#[test]
fn parameters_are_looked_at_before_anything_runs() {
    let mut batch = parameter("batch", ValueType::Int, Some(Constant::Int(100)));
    batch.condition = Some(compare(
        pipewright_plan::Operand::Parameter {
            name: "batch".to_owned(),
            kind: ValueType::Int,
        },
        "<=",
        constant(Constant::Int(1000)),
    ));
    let batch_value = EngineValue::Parameter {
        name: "batch".to_owned(),
    };
    let mut plan = plan(vec![taking(step("load", &[]), batch_value)]);
    plan.pipeline.run_parameters = vec![
        batch,
        parameter("day", ValueType::Date, None),
        parameter(
            "note",
            ValueType::String,
            Some(Constant::Text(String::new())),
        ),
    ];
    let go = |batch: &str, day: &str, note: &str| {
        started(
            &plan,
            &[("batch", batch), ("day", day), ("note", note)],
            &[],
        )
    };
    let (run, ended) = go("250", "2026-01-31", "it's {fine}");
    assert_eq!(ended.work, "Succeeded", "{:?}", run.errors);
    let told = &run.first("load").annotations;
    assert_eq!(told["pipewright.dev/parameter.batch"], "250");
    for (batch, day, note) in [
        ("1001", "2026-01-31", ""),
        ("many", "2026-01-31", ""),
        ("99999999999999999999", "2026-01-31", ""),
        ("1", "today", ""),
        ("1", "2026-01-31", "{{workflow.name}}"),
    ] {
        let (run, ended) = go(batch, day, note);
        assert_eq!(ended.work, "Error", "{batch} {day} {note}");
        assert_eq!(run.started("load"), 0, "{batch} {day} {note}");
    }
}

fn approved(on_timeout: Silence) -> Plan {
    plan(vec![
        step("load", &[]),
        bare(
            "approve_load",
            TaskKind::Approval(Approval {
                subject: "load".to_owned(),
                by: Vec::new(),
                within_seconds: 3600,
                on_timeout,
                message: Some("Really {{?".to_owned()),
            }),
            &["load"],
        ),
        step("write", &["load", "approve_load"]),
        step("after", &["write"]),
        step("other", &["load"]),
    ])
}

#[test]
fn nothing_goes_on_without_consent() {
    let answered = |silence: Silence, answer: Option<&'static str>| {
        let workflow = template(&approved(silence), "workflowtemplate");
        let mut run = Run::new(&workflow, &[]);
        if let Some(answer) = answer {
            run = run.answer("approve-load", answer);
        }
        let ended = run.go(&workflow);
        assert_eq!(phase(&run, "other"), "Succeeded");
        (
            ended.work,
            phase(&run, "write").to_owned(),
            phase(&run, "after").to_owned(),
        )
    };
    let expected = |work: &str, write: &str, after: &str| {
        (work.to_owned(), write.to_owned(), after.to_owned())
    };
    for silence in [Silence::Reject, Silence::Fail] {
        assert_eq!(
            answered(silence, Some("approve")),
            expected("Succeeded", "Succeeded", "Succeeded")
        );
        for no in ["reject", "Approve", ""] {
            assert_eq!(
                answered(silence, Some(no)),
                expected("Succeeded", "Skipped", "Skipped")
            );
        }
    }
    assert_eq!(
        answered(Silence::Reject, None),
        expected("Succeeded", "Skipped", "Skipped")
    );
    assert_eq!(
        answered(Silence::Fail, None),
        expected("Error", "Omitted", "Omitted")
    );
}

#[test]
fn pauses_last_as_long_as_they_say() {
    let wait = |seconds, since| TaskKind::Wait(Wait { seconds, since });
    let plan = plan(vec![
        bare("late", wait(7200, WaitSince::LogicalTime), &[]),
        step("load", &["late"]),
        bare("wait_load", wait(900, WaitSince::Predecessors), &["load"]),
        bare("until", wait(7200, WaitSince::LogicalTime), &["load"]),
        bare("meet", wait(0, WaitSince::Predecessors), &["load"]),
        step("write", &["wait_load", "until", "meet"]),
    ]);
    let workflow = template(&plan, "workflowtemplate");
    let mut run = Run::new(&workflow, &[]).due("2026-03-01T12:00:00Z");
    assert_eq!(run.go(&workflow).work, "Succeeded", "{:?}", run.errors);
    // Made five seconds after it was due; `load` ended at 12:30.
    assert_eq!(run.pauses["main.late"], "7195");
    assert_eq!(run.pauses["main.until"], "5400");
    assert_eq!(run.pauses["main.wait-load"], "900s");
    assert_eq!(run.pauses["main.meet"], "0");
    let mut run = Run::new(&workflow, &[]).due("2026-02-01T12:00:00Z");
    run.go(&workflow);
    assert_eq!(run.pauses["main.late"], "0");
}

fn mapped(element: ValueType) -> Plan {
    let list = ValueType::List(Box::new(element.clone()));
    let mut each = taking(
        taking(
            taking(step("extract", &["list"]), EngineValue::Item),
            EngineValue::Index,
        ),
        value_of("list", "note"),
    );
    each.fan_out = Some(FanOut {
        task: "list".to_owned(),
        value: "files".to_owned(),
        element,
        max: 3,
        concurrency: Some(2),
        origin: origin(60),
    });
    plan(vec![
        yielding("list", &[], &[("files", list), ("note", ValueType::String)]),
        each,
        step("collect", &["extract"]),
    ])
}

#[test]
fn there_is_a_task_for_each_element_and_never_one_too_many() {
    let plan = mapped(ValueType::String);
    let go = |files: serde_json::Value| {
        let values = json!({ "files": files, "note": "n" });
        run(&plan, &[("list", vec![succeeds(values)])])
    };
    let (run, ended) = go(json!(["a.csv", "it's \"<b>\" & \\ ü\n"]));
    assert_eq!(ended.work, "Succeeded", "{:?}", run.errors);
    assert_eq!(run.started("extract"), 2);
    let told = |place: usize, name: &str| {
        let pods: Vec<_> = run
            .pods
            .iter()
            .filter(|pod| pod.template == "extract")
            .collect();
        pods[place].annotations[&format!("pipewright.dev/{name}")].clone()
    };
    assert_eq!(
        (told(0, "item"), told(0, "index")),
        ("a.csv".into(), "0".into())
    );
    assert_eq!(told(1, "item"), "it's \"<b>\" & \\ ü\n");
    assert_eq!(told(1, "index"), "1");
    assert_eq!(told(1, "value.list.note"), "n");
    assert_eq!(run.started("collect"), 1);

    let (run, ended) = go(json!([]));
    assert_eq!(ended.work, "Succeeded", "{:?}", run.errors);
    assert_eq!((run.started("extract"), run.started("collect")), (0, 1));

    for bad in [json!(["a", "b", "c", "d"]), json!(["{{x}}"]), json!("a")] {
        let (run, ended) = go(bad.clone());
        assert_eq!(ended.work, "Error", "{bad}");
        assert_eq!((run.started("extract"), run.started("collect")), (0, 0));
    }
    let parallelism = template(&plan, "workflowtemplate");
    let each = parallelism["spec"]["templates"].as_array().unwrap();
    let each = each.iter().find(|made| made["name"] == "extract-each");
    assert_eq!(each.unwrap()["parallelism"], 2);
}

#[test]
fn numbers_of_a_list_arrive_as_numbers() {
    let plan = mapped(ValueType::Int);
    let values = json!({ "files": [1_000_000, 999_999_999_999_999_i64], "note": "" });
    let (run, ended) = run(&plan, &[("list", vec![succeeds(values)])]);
    assert_eq!(ended.work, "Succeeded", "{:?}", run.errors);
    let items: Vec<&str> = run
        .pods
        .iter()
        .filter_map(|pod| pod.annotations.get("pipewright.dev/item"))
        .map(String::as_str)
        .collect();
    assert_eq!(items, ["1000000", "999999999999999"]);
}

#[test]
fn an_element_that_fails_fails_the_loop_and_the_others_go_on() {
    let plan = mapped(ValueType::String);
    let values = json!({ "files": ["a", "b", "c"], "note": "" });
    let (run, ended) = run(
        &plan,
        &[
            ("list", vec![succeeds(values)]),
            ("extract", vec![fails(), succeeds(json!({}))]),
        ],
    );
    assert_eq!(ended.work, "Failed");
    assert_eq!((run.started("extract"), run.started("collect")), (3, 0));
}

#[test]
fn a_failure_that_is_allowed_skips_what_reads_it() {
    let mut plan = plan(vec![
        step("load", &[]),
        step("extra", &["load"]),
        step("report", &["extra"]),
        step("write", &["load"]),
    ]);
    plan.pipeline.tasks[1].allowed_failure = Some(AllowedFailure {
        because: "nice to have".to_owned(),
        origin: origin(70),
    });
    let (first, ended) = run(&plan, &[("extra", vec![fails()])]);
    assert_eq!(ended.work, "Succeeded", "{:?}", first.errors);
    assert_eq!(phase(&first, "report"), "Skipped");
    assert_eq!(phase(&first, "write"), "Succeeded");
    let (second, ended) = run(&plan, &[]);
    assert_eq!(ended.work, "Succeeded");
    assert_eq!(phase(&second, "report"), "Succeeded");
    for failing in ["load", "write", "report"] {
        let (_, ended) = run(&plan, &[(failing, vec![fails()])]);
        assert_eq!(ended.work, "Failed", "{failing}");
    }
}

#[test]
fn a_loop_that_comes_to_its_bound_fails_the_run() {
    let done = |pass: &str| Condition::Is {
        value: operand(pass, "done", ValueType::Bool),
    };
    let mut plan = plan(vec![
        yielding("poll_1", &[], &[("done", ValueType::Bool)]),
        on(
            yielding("poll_2", &[], &[("done", ValueType::Bool)]),
            "until_1",
            false,
        ),
        on(
            on(
                bare(
                    "bound",
                    TaskKind::Fail {
                        message: "{{ is missing".to_owned(),
                    },
                    &["poll_2"],
                ),
                "until_1",
                false,
            ),
            "until_2",
            false,
        ),
        bare(
            "poll",
            TaskKind::Join {
                of: vec!["poll_2".to_owned(), "poll_1".to_owned()],
            },
            &["poll_1", "poll_2", "bound"],
        ),
        taking(step("use", &["poll"]), value_of("poll", "done")),
    ]);
    plan.pipeline.branches = vec![
        branch("until_1", done("poll_1"), &["poll_1"]),
        branch("until_2", done("poll_2"), &["poll_2"]),
    ];
    let is = |done: bool| vec![succeeds(json!({ "done": done }))];
    let (first, ended) = run(&plan, &[("poll-1", is(true))]);
    assert_eq!(ended.work, "Succeeded", "{:?}", first.errors);
    assert_eq!(first.started("poll-2"), 0);
    assert_eq!(
        first.first("use").annotations["pipewright.dev/value.poll.done"],
        "true"
    );
    let (second, ended) = run(&plan, &[("poll-1", is(false)), ("poll-2", is(true))]);
    assert_eq!(ended.work, "Succeeded", "{:?}", second.errors);
    assert_eq!(
        second.first("use").annotations["pipewright.dev/value.poll.done"],
        "true"
    );
    let (third, ended) = run(&plan, &[("poll-1", is(false)), ("poll-2", is(false))]);
    assert_eq!(ended.work, "Error");
    assert!(
        third.errors["main.bound"].contains("{{ is missing"),
        "{:?}",
        third.errors
    );
    assert_eq!(third.started("use"), 0);
}

fn resource() -> Plan {
    let mut acquire = yielding("cluster_acquire", &["first"], &[("id", ValueType::String)]);
    acquire.role = Role::Acquire {
        resource: "cluster".to_owned(),
    };
    let mut release = taking(
        step("cluster_release", &["use"]),
        value_of("cluster_acquire", "id"),
    );
    release.role = Role::Release {
        resource: "cluster".to_owned(),
        acquire: "cluster_acquire".to_owned(),
    };
    let mut last = step("clean", &[]);
    last.role = Role::Finally;
    plan(vec![
        step("first", &[]),
        acquire,
        taking(
            step("use", &["cluster_acquire"]),
            value_of("cluster_acquire", "id"),
        ),
        release,
        last,
    ])
}

#[test]
fn what_was_made_is_taken_away_on_every_path() {
    let made = || vec![succeeds(json!({ "id": "c-1" }))];
    let id = "pipewright.dev/value.cluster_acquire.id";
    let (good, ended) = run(&resource(), &[("cluster-acquire", made())]);
    assert_eq!(
        (ended.work.as_str(), ended.exit.as_deref()),
        ("Succeeded", Some("Succeeded")),
        "{:?}",
        good.errors
    );
    assert_eq!(good.first("use").annotations[id], "c-1");
    assert_eq!(good.first("cluster-release").annotations[id], "c-1");
    assert_eq!(good.started("clean"), 1);

    // Whoever uses it fails: it is released, and the run has failed all the same.
    let (used, ended) = run(
        &resource(),
        &[("cluster-acquire", made()), ("use", vec![fails()])],
    );
    assert_eq!(
        (ended.work.as_str(), ended.exit.as_deref()),
        ("Failed", Some("Succeeded"))
    );
    assert_eq!(used.started("cluster-release"), 1);
    assert_eq!(used.started("clean"), 1);

    // Making it fails half way: it may be there, but nothing is known of it.
    let (half, ended) = run(&resource(), &[("cluster-acquire", vec![fails()])]);
    assert_eq!(ended.work, "Failed");
    assert_eq!(half.first("cluster-release").annotations[id], "");

    // It was never made.
    let (never, ended) = run(&resource(), &[("first", vec![fails()])]);
    assert_eq!(
        (ended.work.as_str(), ended.exit.as_deref()),
        ("Failed", Some("Succeeded")),
        "{:?}",
        never.errors
    );
    assert_eq!(never.started("cluster-release"), 0);
    assert_eq!(never.started("clean"), 1);

    // The release itself fails.
    let (_, ended) = run(
        &resource(),
        &[
            ("cluster-acquire", made()),
            ("cluster-release", vec![fails()]),
        ],
    );
    assert_eq!(ended.exit.as_deref(), Some("Failed"));
}

mod messages {
    use super::*;
    use pipewright_plan::{Notification, NotificationKind, Reaction, ReactionEvent};
    use pipewright_pod::fixtures::secret;

    fn told(event: ReactionEvent, task: Option<&str>) -> Reaction {
        Reaction {
            event,
            task: task.map(str::to_owned),
            notify: vec![Notification {
                connector: "webhook.post".to_owned(),
                kind: NotificationKind::Webhook {
                    url: secret("hook", &["url"]),
                    connection: "hook".to_owned(),
                },
                region: None,
            }],
            origin: origin(80),
        }
    }

    #[test]
    fn people_are_told_what_happened_and_nothing_else() {
        let mut plan = resource();
        plan.pipeline.reactions = vec![
            told(ReactionEvent::Failure, None),
            told(ReactionEvent::Success, None),
            told(ReactionEvent::Failure, Some("use")),
            told(ReactionEvent::Success, Some("first")),
        ];
        let made = || vec![succeeds(json!({ "id": "c-1" }))];
        let names = ["notify-1-1", "notify-2-1", "notify-3-1", "notify-4-1"];
        let sent = |outcomes: &[(&str, Vec<Outcome>)]| {
            let (run, ended) = run(&plan, outcomes);
            assert_eq!(run.errors, Default::default());
            (names.map(|name| run.started(name)), ended)
        };
        let (counts, ended) = sent(&[("cluster-acquire", made())]);
        assert_eq!(counts, [0, 1, 0, 1]);
        assert_eq!(
            (ended.work.as_str(), ended.exit.as_deref()),
            ("Succeeded", Some("Succeeded"))
        );
        let (counts, _) = sent(&[("cluster-acquire", made()), ("use", vec![fails()])]);
        assert_eq!(counts, [1, 0, 1, 1]);
        let (counts, _) = sent(&[("first", vec![fails()])]);
        assert_eq!(counts, [1, 0, 0, 0]);
        // The end fails: so has the run.
        let (counts, ended) = sent(&[("cluster-acquire", made()), ("clean", vec![fails()])]);
        assert_eq!(counts, [1, 0, 0, 1]);
        assert_eq!(
            (ended.work.as_str(), ended.exit.as_deref()),
            ("Succeeded", Some("Failed"))
        );
        // A message that cannot be sent is no failure.
        let (_, ended) = sent(&[
            ("cluster-acquire", made()),
            ("notify-2-1", vec![fails()]),
            ("notify-4-1", vec![fails()]),
        ]);
        assert_eq!(
            (ended.work.as_str(), ended.exit.as_deref()),
            ("Succeeded", Some("Succeeded"))
        );
    }

    #[test]
    fn a_message_says_which_run() {
        let mut plan = plan(vec![step("load", &[])]);
        plan.pipeline.reactions = vec![told(ReactionEvent::Success, None)];
        let (run, _) = run(&plan, &[]);
        let args = &run.first("notify-1-1").made["container"]["args"];
        let document = args.as_array().unwrap().iter().rev().nth(1).unwrap();
        let document: serde_json::Value = serde_json::from_str(document.as_str().unwrap()).unwrap();
        assert_eq!(
            document,
            json!({ "pipeline": "sample", "event": "success", "run": "$(PIPEWRIGHT_RUN_ID)" })
        );
    }
}

/// What the kubelet makes of a text: variables it knows, and one `$` of two.
fn expanded(text: &str, variables: &[(String, String)]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('$') {
        result.push_str(head);
        if let Some(tail) = tail.strip_prefix('$') {
            result.push('$');
            rest = tail;
            continue;
        }
        let known = tail
            .strip_prefix('(')
            .and_then(|tail| tail.split_once(')'))
            .and_then(|(name, after)| {
                let found = variables.iter().rev().find(|(known, _)| known == name);
                Some((found?.1.clone(), after))
            });
        match known {
            Some((value, after)) => {
                result.push_str(&value);
                rest = after;
            }
            None => {
                result.push('$');
                rest = tail;
            }
        }
    }
    result + rest
}

#[test]
fn texts_arrive_as_written_through_argo_and_the_kubelet() {
    use support::variants::{HOSTILE, everything};
    let plan = everything();
    let values = json!({ "rows": 5, "note": "abc1", "files": ["a", "b"] });
    let (run, ended) = started(
        &plan,
        &[("day", "2026-01-31"), ("at", "2026-01-31T00:00:00Z")],
        &[
            ("load", vec![succeeds(values)]),
            ("cluster-acquire", vec![succeeds(json!({ "id": "c-1" }))]),
        ],
    );
    // Nobody answers: one approval is a no, the other an error.
    assert_eq!(
        run.errors.keys().collect::<Vec<_>>(),
        ["main.approve-b"],
        "{:?}",
        run.errors
    );
    assert_eq!(ended.work, "Error");
    assert_eq!(ended.exit.as_deref(), Some("Succeeded"));
    assert_eq!(run.started("cluster-release"), 1);
    assert_eq!(run.started("many-rows"), 1);
    let made = &run.first("load").made;
    for container in [&made["container"], &made["initContainers"][0]] {
        let mut variables: Vec<(String, String)> = Vec::new();
        for variable in container["env"].as_array().unwrap() {
            let value = variable["value"].as_str().unwrap_or("");
            let value = expanded(value, &variables);
            variables.push((variable["name"].as_str().unwrap().to_owned(), value));
        }
        let args: Vec<String> = container["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|arg| expanded(arg.as_str().unwrap(), &variables))
            .collect();
        for (place, hostile) in HOSTILE.iter().enumerate() {
            let name = format!("HOSTILE_{place}");
            let value = variables.iter().find(|(known, _)| *known == name);
            assert_eq!(value.unwrap().1, *hostile);
            assert!(
                args.iter().any(|arg| arg == hostile),
                "{hostile:?} in {args:?}"
            );
        }
    }
}

#[test]
fn a_backfill_runs_the_same_work_for_each_time() {
    let mut plan = plan(vec![taking(step("load", &[]), EngineValue::Date), {
        let mut last = step("clean", &["load"]);
        last.role = Role::Finally;
        last
    }]);
    plan.pipeline.backfill = Some(pipewright_plan::Backfill {
        from: "2026-01-01".to_owned(),
        to: Some("2026-01-03".to_owned()),
        runs: vec![
            "2026-01-01T00:00:00Z".to_owned(),
            "2026-01-02T00:00:00Z".to_owned(),
        ],
        origin: origin(37),
    });
    let backfill = template(&plan, "backfill");
    let workflow = template(&plan, "workflowtemplate");
    let mut run = Run::new(&backfill, &[])
        .beside(&workflow)
        .when("load", &[fails(), succeeds(json!({}))]);
    // One that fails does not keep the others from running, and fails the whole.
    assert_eq!(run.go(&backfill).work, "Failed", "{:?}", run.errors);
    let told: Vec<(&str, &str, &str)> = run
        .pods
        .iter()
        .map(|pod| {
            (
                pod.template.as_str(),
                pod.annotations["pipewright.dev/run-id"].as_str(),
                pod.annotations["pipewright.dev/logical-time"].as_str(),
            )
        })
        .collect();
    let (first, second) = (
        "sample-x7k2p-20260101t000000z",
        "sample-x7k2p-20260102t000000z",
    );
    assert_eq!(
        told,
        [
            ("load", first, "2026-01-01T00:00:00Z"),
            ("clean", first, "2026-01-01T00:00:00Z"),
            ("load", second, "2026-01-02T00:00:00Z"),
            ("clean", second, "2026-01-02T00:00:00Z"),
        ]
    );
}
