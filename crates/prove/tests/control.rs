//! Decisions, lists, pauses, tolerated failures and runs of the past.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn way(branch: &str, holds: bool) -> Guard {
    Guard {
        branch: branch.to_owned(),
        holds,
    }
}

fn branch(name: &str, needs: &[&str], when: Vec<Guard>) -> Branch {
    Branch {
        name: name.to_owned(),
        condition: Condition::Is {
            value: Operand::Parameter {
                name: "full".to_owned(),
                kind: ValueType::Bool,
            },
        },
        text: name.to_owned(),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        when,
        origin: at(400),
    }
}

fn step(name: &str, needs: &[&str], minutes: u64) -> Task {
    let kind = TaskKind::Run {
        step: name.to_owned(),
    };
    let mut made = task(name, kind, needs, &[], 500);
    made.timeout_seconds = minutes * 60;
    made
}

fn pause(name: &str, kind: TaskKind, needs: &[&str], minutes: u64) -> Task {
    Task {
        containers: Vec::new(),
        outputs: Vec::new(),
        ..Task {
            kind,
            ..step(name, needs, minutes)
        }
    }
}

/// Steps only, on targets, with a deadline in minutes: why it holds or not.
fn deadline(targets: &[&str], minutes: u64, change: impl FnOnce(&mut PipelinePlan)) -> String {
    let mut plan = analytics();
    plan.environment.targets = targets.iter().map(|name| target(name)).collect();
    plan.pipeline.region = None;
    plan.pipeline.guarantee = None;
    plan.pipeline.deadline = Some(Deadline {
        seconds: minutes * 60,
        guaranteed: false,
        origin: at(32),
    });
    change(&mut plan.pipeline);
    let found = pipewright_prove::prove(&mut plan);
    let lines = found
        .iter()
        .find(|found| found.rule.code.starts_with("PW051"))
        .map(|found| found.because.clone());
    lines
        .or_else(|| row(&plan, "deadline"))
        .unwrap_or_default()
        .join("\n")
}

#[test]
fn ways_that_exclude_each_other_do_not_add_up() {
    let two_ways = |pipeline: &mut PipelinePlan| {
        pipeline.branches = vec![
            branch("when_1", &["a"], Vec::new()),
            branch("when_2", &[], vec![way("when_1", false)]),
        ];
        let on = |task: Task, ways: Vec<Guard>| Task { when: ways, ..task };
        pipeline.tasks = vec![
            step("a", &[], 5),
            on(step("long", &[], 20), vec![way("when_1", true)]),
            on(step("short", &[], 10), vec![way("when_1", false)]),
            on(
                step("inner", &[], 5),
                vec![way("when_1", false), way("when_2", true)],
            ),
            step("z", &["a"], 1),
        ];
    };
    // One after another: the longer way, and what stands on none.
    assert_eq!(
        deadline(&["kubernetes"], 30, two_ways),
        "on kubernetes tasks run one after another, one attempt of each at its timeout:\n\
         \u{20} a      5m\n\
         + long  20m\n\
         + z      1m\n\
         =       26m  ≤ 30m\n\
         waiting for nodes and images on kubernetes is not counted: `frankfurt` says no `startup`"
    );
    // Side by side: what decides comes first, though nothing names it as a need.
    assert_eq!(
        deadline(&["airflow"], 30, two_ways),
        "on airflow the longest path of tasks, one attempt of each at its timeout:\n\
         \u{20} a      5m\n\
         + long  20m\n\
         =       25m  ≤ 30m"
    );
}

#[test]
fn lists_take_as_many_rounds_as_they_need() {
    let mapped = |concurrency| {
        move |pipeline: &mut PipelinePlan| {
            let mut load = step("load", &["list"], 5);
            load.fan_out = Some(FanOut {
                task: "list".to_owned(),
                value: "files".to_owned(),
                element: ValueType::String,
                max: 10,
                concurrency,
                origin: at(600),
            });
            load.retry = retry(1);
            pipeline.tasks = vec![step("list", &[], 1), load];
        }
    };
    let text = deadline(&["airflow"], 60, mapped(Some(4)));
    assert!(
        text.contains("+ load  15m  3 times: up to 10, 4 at once\n=       16m  ≤ 1h"),
        "{text}"
    );
    assert!(deadline(&["airflow"], 60, mapped(None)).contains("+ load  5m  up to 10 at once"));
    let text = deadline(&["kubernetes"], 60, mapped(Some(4)));
    assert!(
        text.contains("+ load                        1h 40m  2 × 5m, up to 10 times"),
        "{text}"
    );
}

#[test]
fn pauses_answers_and_the_end_of_a_run_count() {
    let text = deadline(&["airflow"], 300, |pipeline| {
        let asked = TaskKind::Approval(Approval {
            subject: "a".to_owned(),
            by: Vec::new(),
            within_seconds: 4 * 3600,
            on_timeout: Silence::Fail,
            message: None,
        });
        let late = TaskKind::Wait(Wait {
            seconds: 600,
            since: WaitSince::LogicalTime,
        });
        let meet = TaskKind::Join {
            of: vec!["a".to_owned()],
        };
        pipeline.tasks = vec![
            pause("wait_late_data", late, &[], 10),
            step("a", &["wait_late_data"], 5),
            pause("approve_a", asked, &["a"], 240),
            pause("meet", meet, &["approve_a"], 0),
            step("b", &["meet"], 5),
            Task {
                role: Role::Finally,
                ..step("tell", &[], 2)
            },
        ];
        pipeline.places = vec![Places {
            name: "warehouse".to_owned(),
            most: 1,
            origin: at(700),
        }];
    });
    assert_eq!(
        text,
        "on airflow the longest path of tasks, one attempt of each at its timeout:\n\
         \u{20} wait_late_data     10m\n\
         + a                   5m\n\
         + approve_a           4h  for an answer\n\
         + b                   5m\n\
         + tell                2m\n\
         =                 4h 22m  ≤ 5h\n\
         waiting for a place of `warehouse` that another run holds is not counted"
    );
}

#[test]
fn what_waits_for_a_place_counts() {
    let text = deadline(&["airflow"], 60, |pipeline| {
        pipeline.tasks = (0..6).map(|at| step(&format!("t{at}"), &[], 10)).collect();
        pipeline.parallelism = Some(Parallelism {
            most: 2,
            origin: at(700),
        });
    });
    assert!(
        text.ends_with(
            "  t0                   10m\n\
             + waiting for a place  25m  other tasks share 2 places\n\
             =                      35m  ≤ 1h"
        ),
        "{text}"
    );
}

#[test]
fn a_message_about_a_late_run_is_sent_in_time() {
    let late = |seconds: u64| {
        codes(move |plan| {
            plan.pipeline.deadline = None;
            plan.pipeline.reactions[0].event = ReactionEvent::Late {
                after_seconds: seconds,
            };
        })
    };
    assert_eq!(late(1_200), ["PW0520"]);
    assert!(late(1_199).is_empty());
}

#[test]
fn the_trigger_that_comes_soonest_keeps_rows_fresh() {
    let triggers = |schedules: Vec<Schedule>| {
        codes(move |plan| {
            plan.pipeline.triggers = schedules.into_iter().map(trigger).collect();
            sink(plan).freshness_seconds = Some(7 * 3_600);
        })
    };
    let daily = cron("0 3 * * *", "every 24h", 86_400);
    let often = cron("0 */6 * * *", "every 6h", 6 * 3_600);
    assert_eq!(triggers(vec![daily.clone()]), ["PW0515"]);
    assert!(triggers(vec![daily.clone(), often]).is_empty());
    // Data nobody promises to come cannot be counted on beside a clock.
    let data = Schedule::Datasets {
        names: vec!["accounts".to_owned()],
    };
    let event = Schedule::Event {
        dataset: "accounts".to_owned(),
    };
    assert_eq!(triggers(vec![daily.clone(), data]), ["PW0515"]);
    assert_eq!(triggers(vec![daily, event, Schedule::Manual]), ["PW0515"]);
}

#[test]
fn a_tolerated_failure_breaks_a_promise() {
    let tolerated = |guarantee: Option<Guarantee>| {
        found(|plan| {
            plan.pipeline.guarantee = guarantee;
            plan.pipeline.tasks[1].allowed_failure = Some(AllowedFailure {
                because: "it may".to_owned(),
                origin: at(800),
            });
        })
    };
    let text = tolerated(Some(Guarantee::AtLeastOnce));
    assert!(
        text.starts_with(
            "Error PW0710: `customer_analytics` cannot keep `guarantee at_least_once`: \
             `by_country` may fail, and `write_country_revenue` is then left out\n  800: this"
        ),
        "{text}"
    );
    assert_eq!(tolerated(None), "");
    assert_eq!(tolerated(Some(Guarantee::AtMostOnce)), "");
}

#[test]
fn silence_is_no_decision() {
    let asked = |on_timeout: Silence| {
        codes(|plan| {
            let kind = TaskKind::Approval(Approval {
                subject: "by_country".to_owned(),
                by: Vec::new(),
                within_seconds: 60,
                on_timeout,
                message: None,
            });
            let approval = pause("approve_by_country", kind, &["by_country"], 1);
            plan.pipeline.tasks[3].needs.push(approval.name.clone());
            plan.pipeline.tasks.insert(3, approval);
        })
    };
    assert_eq!(asked(Silence::Reject), ["PW0720"]);
    assert!(asked(Silence::Fail).is_empty());
}

#[test]
fn runs_of_the_past_neither_append_nor_wipe() {
    let past = |change: fn(&mut Plan)| {
        codes(move |plan| {
            plan.pipeline.guarantee = None;
            plan.pipeline.backfill = Some(Backfill {
                from: "2026-01-01".to_owned(),
                to: None,
                runs: Vec::new(),
                origin: at(900),
            });
            change(plan);
        })
    };
    assert!(past(|_| {}).is_empty());
    assert_eq!(
        past(|plan| writes(plan).mode.lane = Lane::Appending),
        ["PW0721"]
    );
    let of_interval = |plan: &mut Plan| {
        plan.pipeline.tasks[0].containers[0].takes =
            vec![EngineValue::IntervalStart, EngineValue::IntervalEnd];
    };
    assert_eq!(past(of_interval), ["PW0722"]);
    let fresh = |plan: &mut Plan| {
        let TaskKind::Check(check) = &mut plan.pipeline.tasks[2].kind else {
            panic!("the third task checks");
        };
        check.conditions.push(CheckCondition {
            text: "at fresh within 1d".to_owned(),
            warn: false,
            operator: CheckOperator::Fresh {
                column: "at".to_owned(),
                within_seconds: 86_400,
            },
            origin: at(901),
        });
    };
    assert_eq!(past(fresh), ["PW0521"]);
}

#[test]
fn partitions_of_an_object_store_are_replaced_one_by_one() {
    let mut plan = analytics();
    let write = writes(&mut plan);
    write.mode.lane = Lane::ReplacingPartition;
    write.mode.columns = vec!["country".to_owned()];
    let sink = sink(&mut plan);
    sink.abilities.writes.push(Lane::ReplacingPartition);
    sink.access = Access::Location {
        uri: "s3://lake/".to_owned(),
        format: Format::Parquet,
    };
    let because = |plan: &mut Plan| {
        assert!(pipewright_prove::prove(plan).is_empty());
        row(plan, "write_mode/write_country_revenue")
    };
    let line = "s3.parquet shows each part whole or not at all, one after another";
    assert!(because(&mut plan).unwrap().contains(&line.to_owned()));
    writes(&mut plan).in_one_transaction = true;
    assert_eq!(because(&mut plan), None);
}

#[test]
fn services_count_beside_their_step() {
    let text = found(|plan| {
        let mut beside = container("by-country-db", true, 950);
        beside.resources.cpu_millis = 15_000;
        plan.pipeline.tasks[1].services = vec![Service {
            container: beside,
            port: 5432,
        }];
    });
    assert!(
        text.starts_with("Error PW0610: no node fits the pod of `by_country`"),
        "{text}"
    );
    assert!(
        text.contains("and on top what the services beside them ask for"),
        "{text}"
    );
}

#[test]
fn fresh_rows_are_written_on_every_way() {
    let written = |ways: [Option<bool>; 2], on_step: bool| {
        codes(move |plan| {
            plan.pipeline.branches = vec![branch("when_1", &[], Vec::new())];
            let other = plan.pipeline.tasks[3].clone();
            plan.pipeline.tasks.push(Task {
                name: "write_again".to_owned(),
                ..other
            });
            for (at, holds) in [3, 4].into_iter().zip(ways) {
                plan.pipeline.tasks[at].when = holds
                    .into_iter()
                    .map(|holds| way("when_1", holds))
                    .collect();
            }
            if on_step {
                plan.pipeline.tasks[1].when = vec![way("when_1", true)];
            }
        })
    };
    assert!(written([None, Some(true)], false).is_empty());
    assert!(written([Some(false), Some(true)], false).is_empty());
    assert_eq!(written([Some(true), Some(true)], false), ["PW0523"]);
    // A write of what only some ways make happens on these only.
    assert_eq!(written([None, None], true), ["PW0523"]);
}

#[test]
fn of_several_clocks_the_closest_counts() {
    let clocks = |overlap: Overlap, hours: &[u64]| {
        codes(move |plan| {
            plan.pipeline.overlap = overlap;
            plan.pipeline.triggers = hours
                .iter()
                .map(|hours| {
                    let expression = format!("0 */{hours} * * *");
                    trigger(cron(&expression, &format!("every {hours}h"), hours * 3_600))
                })
                .collect();
            plan.pipeline.deadline.as_mut().unwrap().seconds = 2 * 3_600;
            sink(plan).freshness_seconds = None;
        })
    };
    assert!(clocks(Overlap::Forbid, &[6, 12]).is_empty());
    assert_eq!(clocks(Overlap::Forbid, &[6, 1]), ["PW0513"]);
    assert!(clocks(Overlap::Allow, &[6]).is_empty());
    // Two clocks may strike at almost the same time.
    assert_eq!(clocks(Overlap::Allow, &[6, 12]), ["PW0514"]);
}

#[test]
fn the_image_of_a_service_is_an_image() {
    let text = found(|plan| {
        let mut beside = container("by-country-db", true, 960);
        beside.image.reference = "docker.io/library/postgres:17.2".to_owned();
        beside.image.registry = "docker.io".to_owned();
        plan.pipeline.tasks[1].services = vec![Service {
            container: beside,
            port: 5432,
        }];
    });
    assert!(
        text.starts_with("Note PW0603: nobody says where the image registry `docker.io` is"),
        "{text}"
    );
}
