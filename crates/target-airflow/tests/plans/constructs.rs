//! A plan for each construct, with what demands it in the ledger.

use std::collections::BTreeMap;

use pipewright_plan::{
    AllowedFailure, Approval, Backfill, Condition, Constant, ConstraintKind as Kind, Deadline,
    EngineValue, FanOut, LateData, NotificationKind, Parallelism, Places, Plan, Reaction,
    ReactionEvent, Role, RunParameter, Schedule, Service, Silence, Task, TaskKind, Trigger,
    ValueType, Volume, Wait, WaitSince,
};
use pipewright_pod::fixtures::{customer_analytics, origin};

use super::small::{
    bare, branch, compare, constant, demand, guard, many, on, operand, parameter, small, step,
    taking, value, yielding,
};
use super::{started_by, trigger};

/// Every plan below.
pub fn all() -> Vec<Plan> {
    vec![
        decision(),
        decision_across(),
        either(),
        nested(),
        conditions(),
        values(),
        fan_out(),
        resource(),
        resource_by_name(),
        finally(),
        approval(Silence::Reject),
        approval(Silence::Fail),
        waits(),
        retried(),
        tolerated(),
        bound(),
        parameters(),
        several_crons(),
        any_dataset(),
        every_dataset(),
        either_dataset(),
        dataset_or_time(),
        event(),
        interval(),
        backfill(),
        limits(),
        reactions(),
        placement(),
        kept_by_tasks(),
    ]
}

/// `when load.count > 10 { write } else { reject }`, and a step on both ways' side.
pub fn decision() -> Plan {
    let load = yielding(step("load", &[]), &[("count", ValueType::Int)]);
    let tasks = vec![
        load,
        step("audit", &["load"]),
        on(step("write_mart", &["load", "audit"]), "when_many", true),
        on(step("tell", &["write_mart"]), "when_many", true),
        on(step("write_rejects", &["load"]), "when_many", false),
    ];
    let mut plan = small("decision", tasks);
    plan.pipeline
        .branches
        .push(branch("when_many", many(), "load.count > 10", &["load"]));
    demand(&mut plan, "branch/when_many", Kind::Branch);
    demand(&mut plan, "values/load", Kind::Values);
    plan
}

/// A task on one way reads what stands for both: each way needs a task at its begin.
pub fn decision_across() -> Plan {
    let load = yielding(step("load", &[]), &[("count", ValueType::Int)]);
    let of = vec!["full".to_owned(), "delta".to_owned()];
    let tasks = vec![
        load,
        on(step("full", &["load"]), "when_many", true),
        on(step("delta", &["load"]), "when_many", false),
        bare("loaded", TaskKind::Join { of }, &["full", "delta"]),
        on(step("extra", &["loaded"]), "when_many", true),
    ];
    let mut plan = small("across", tasks);
    plan.pipeline
        .branches
        .push(branch("when_many", many(), "load.count > 10", &["load"]));
    demand(&mut plan, "branch/when_many", Kind::Branch);
    demand(&mut plan, "either/loaded", Kind::Branch);
    plan
}

/// `either full or delta`, written afterwards; the value of the one that ran decides again.
pub fn either() -> Plan {
    let rows = [("rows", ValueType::Int)];
    let load = yielding(step("load", &[]), &[("count", ValueType::Int)]);
    let of = vec!["full".to_owned(), "delta".to_owned()];
    let join = bare("loaded", TaskKind::Join { of }, &["full", "delta"]);
    let told = taking(step("tell", &["loaded"]), &[value("loaded", "rows")]);
    let tasks = vec![
        load,
        yielding(on(step("full", &["load"]), "when_many", true), &rows),
        yielding(on(step("delta", &["load"]), "when_many", false), &rows),
        yielding(join, &rows),
        told,
        on(step("write", &["loaded"]), "when_rows", true),
    ];
    let mut plan = small("either", tasks);
    let rows = operand(&["full", "delta"], "rows", ValueType::Int);
    let has_rows = compare(rows, ">=", constant(Constant::Int(1)));
    plan.pipeline.branches = vec![
        branch("when_many", many(), "load.count > 10", &["load"]),
        branch("when_rows", has_rows, "loaded.rows >= 1", &["loaded"]),
    ];
    demand(&mut plan, "branch/when_many", Kind::Branch);
    demand(&mut plan, "either/loaded", Kind::Branch);
    plan
}

/// A decision on a way of another; what stands for both members of the inner one lies there too.
pub fn nested() -> Plan {
    let load = yielding(
        step("load", &[]),
        &[("count", ValueType::Int), ("full", ValueType::Bool)],
    );
    let inner = |task: Task, holds| on(on(task, "when_many", true), "when_full", holds);
    let of = vec!["full".to_owned(), "delta".to_owned()];
    let join = bare("loaded", TaskKind::Join { of }, &["full", "delta"]);
    let tasks = vec![
        load,
        inner(step("full", &["load"]), true),
        inner(step("delta", &["load"]), false),
        on(join, "when_many", true),
        on(step("write", &["loaded", "load"]), "when_many", true),
    ];
    let mut plan = small("nested", tasks);
    let full = operand(&["load"], "full", ValueType::Bool);
    let mut second = branch(
        "when_full",
        Condition::Is { value: full },
        "load.full",
        &["load"],
    );
    second.when = vec![guard("when_many", true)];
    plan.pipeline.branches = vec![
        branch("when_many", many(), "load.count > 10", &["load"]),
        second,
    ];
    demand(&mut plan, "branch/when_many", Kind::Branch);
    demand(&mut plan, "branch/when_full", Kind::Branch);
    plan
}

/// Every kind of condition and type, in one decision.
pub fn conditions() -> Plan {
    let kinds = [
        ("name", ValueType::String),
        ("count", ValueType::Int),
        ("total", ValueType::Decimal),
        ("done", ValueType::Bool),
        ("day", ValueType::Date),
        ("seen", ValueType::Timestamp),
        ("age", ValueType::Duration),
    ];
    let of = |name: &str| {
        let (_, kind) = kinds.iter().find(|(known, _)| *known == name).unwrap();
        operand(&["load"], name, kind.clone())
    };
    let text = |text: &str| constant(Constant::Text(text.to_owned()));
    let compared = |name: &str, comparison: &str, value| compare(of(name), comparison, value);
    let every = Condition::All {
        of: vec![
            compared("name", "!=", text("none {{ of }} \"them\"")),
            compared("count", "<=", constant(Constant::Int(1_000_000))),
            compared("total", ">", constant(Constant::Decimal("9.10".to_owned()))),
            Condition::Is { value: of("done") },
            compared(
                "day",
                ">=",
                constant(Constant::Date("2026-01-31".to_owned())),
            ),
            compared("seen", "<", text("2030-01-31T00:00:00Z")),
            Condition::Any {
                of: vec![
                    compared("age", "<", constant(Constant::Int(3600))),
                    Condition::Not {
                        of: Box::new(Condition::Matches {
                            value: of("name"),
                            pattern: r"^(eu|us)-\w+-\d$".to_owned(),
                        }),
                    },
                ],
            },
            Condition::In {
                value: of("name"),
                values: ["eu-west-1", "eu-central-1", "a-place-far-away"]
                    .map(|name| Constant::Text(name.to_owned()))
                    .to_vec(),
            },
        ],
    };
    let tasks = vec![
        yielding(step("load", &[]), &kinds),
        on(step("then", &["load"]), "when_all", true),
        on(step("otherwise", &["load"]), "when_all", false),
    ];
    let mut plan = small("conditions", tasks);
    plan.pipeline.branches.push(branch(
        "when_all",
        every,
        "load.name != \"none\" and load.count <= 1000000 and so on and so on",
        &["load"],
    ));
    demand(&mut plan, "branch/when_all", Kind::Branch);
    plan
}

/// Values of every type, read by another step.
pub fn values() -> Plan {
    let kinds = [
        ("name", ValueType::String),
        ("count", ValueType::Int),
        ("total", ValueType::Decimal),
        ("done", ValueType::Bool),
        ("day", ValueType::Date),
        ("seen", ValueType::Timestamp),
        ("age", ValueType::Duration),
        ("files", ValueType::List(Box::new(ValueType::String))),
    ];
    let all: Vec<EngineValue> = kinds.iter().map(|(name, _)| value("load", name)).collect();
    let tasks = vec![
        yielding(step("load", &[]), &kinds),
        taking(step("tell", &["load"]), &all),
    ];
    let mut plan = small("values", tasks);
    demand(&mut plan, "values/load", Kind::Values);
    plan
}

/// `for country in plan.countries max 3 concurrency 2 { step load }`, and what reads all of it.
pub fn fan_out() -> Plan {
    let list = ValueType::List(Box::new(ValueType::String));
    let mut load = taking(
        step("load", &["list"]),
        &[EngineValue::Item, EngineValue::Index],
    );
    load.fan_out = Some(FanOut {
        task: "list".to_owned(),
        value: "countries".to_owned(),
        element: ValueType::String,
        max: 3,
        concurrency: Some(2),
        origin: origin(41),
    });
    let tasks = vec![
        yielding(step("list", &[]), &[("countries", list)]),
        load,
        step("write", &["load"]),
    ];
    let mut plan = small("fan_out", tasks);
    demand(&mut plan, "fan_out/load", Kind::FanOut);
    plan
}

fn role(mut task: Task, role: Role) -> Task {
    task.role = role;
    task
}

/// A cluster that is made, used and taken away by its id.
pub fn resource() -> Plan {
    let acquire = Role::Acquire {
        resource: "cluster".to_owned(),
    };
    let release = Role::Release {
        resource: "cluster".to_owned(),
        acquire: "acquire".to_owned(),
    };
    let id = [value("acquire", "id")];
    let made = yielding(step("acquire", &["plan"]), &[("id", ValueType::String)]);
    let tasks = vec![
        step("plan", &[]),
        role(made, acquire),
        taking(step("load", &["acquire"]), &id),
        taking(step("sum", &["load", "acquire"]), &id),
        step("write", &["sum"]),
        role(
            taking(step("release", &["acquire", "load", "sum"]), &id),
            release,
        ),
    ];
    let mut plan = small("resource", tasks);
    demand(&mut plan, "release/release", Kind::Release);
    plan
}

/// A cluster that is called after the run: it can be taken away even when making it failed.
pub fn resource_by_name() -> Plan {
    let acquire = Role::Acquire {
        resource: "cluster".to_owned(),
    };
    let release = Role::Release {
        resource: "cluster".to_owned(),
        acquire: "acquire".to_owned(),
    };
    let tasks = vec![
        step("plan", &[]),
        role(step("acquire", &["plan"]), acquire),
        step("load", &["acquire"]),
        role(step("release", &["acquire", "load"]), release),
    ];
    let mut plan = small("resource_by_name", tasks);
    demand(&mut plan, "release/release", Kind::Release);
    plan
}

/// Steps at the end of every run, one of them after another, with a decision before.
pub fn finally() -> Plan {
    let load = yielding(step("load", &[]), &[("count", ValueType::Int)]);
    let tasks = vec![
        load,
        step("slow", &[]),
        on(step("write", &["load", "slow"]), "when_many", true),
        role(step("tidy", &[]), Role::Finally),
        role(step("report", &["tidy"]), Role::Finally),
        role(step("bill", &[]), Role::Finally),
    ];
    let mut plan = small("finally", tasks);
    plan.pipeline
        .branches
        .push(branch("when_many", many(), "load.count > 10", &["load"]));
    demand(&mut plan, "finally/tidy", Kind::Finally);
    demand(&mut plan, "finally/report", Kind::Finally);
    plan
}

/// Consent before a write.
pub fn approval(silence: Silence) -> Plan {
    let asked = TaskKind::Approval(Approval {
        subject: "load".to_owned(),
        by: vec!["finance".to_owned()],
        within_seconds: 4 * 3600,
        on_timeout: silence,
        message: Some("Does {{ this }} look right?".to_owned()),
    });
    let tasks = vec![
        step("load", &[]),
        bare("approve_load", asked, &["load"]),
        step("write", &["load", "approve_load"]),
        step("tell", &["write"]),
    ];
    let name = match silence {
        Silence::Reject => "approval",
        Silence::Fail => "approval_or_fail",
    };
    let mut plan = small(name, tasks);
    demand(&mut plan, "approval/approve_load", Kind::Approval);
    plan
}

/// Pauses: after a step, and until late data is there.
pub fn waits() -> Plan {
    let wait = |seconds, since| TaskKind::Wait(Wait { seconds, since });
    let tasks = vec![
        bare("late_data", wait(7200, WaitSince::LogicalTime), &[]),
        step("load", &["late_data"]),
        bare("wait_load", wait(900, WaitSince::Predecessors), &["load"]),
        step("write", &["load", "wait_load"]),
    ];
    let mut plan = small("waits", tasks);
    started_by(&mut plan, every_6h());
    plan.pipeline.late_data = Some(LateData {
        seconds: 7200,
        because: Vec::new(),
        origin: origin(36),
    });
    demand(&mut plan, "wait/wait_load", Kind::Wait);
    demand(&mut plan, "wait/late_data", Kind::Wait);
    plan
}

/// A step of three attempts, and what reads it.
pub fn retried() -> Plan {
    let load = super::small::retried(step("load", &[]), 2);
    let mut plan = small("retried", vec![load, step("write", &["load"])]);
    demand(&mut plan, "retry/load", Kind::Retry);
    plan
}

/// A step that may fail, and what reads it.
pub fn tolerated() -> Plan {
    let mut extra = super::small::retried(step("extra", &["load"]), 1);
    extra.allowed_failure = Some(AllowedFailure {
        because: "the next run looks it up again".to_owned(),
        origin: origin(41),
    });
    let tasks = vec![
        step("load", &[]),
        extra,
        step("enrich", &["extra"]),
        step("write", &["load"]),
    ];
    let mut plan = small("tolerated", tasks);
    demand(&mut plan, "allowed_failure/extra", Kind::AllowedFailure);
    demand(&mut plan, "retry/extra", Kind::Retry);
    plan
}

/// A loop of two rounds that fails the run when it comes to its bound.
pub fn bound() -> Plan {
    let done = [("done", ValueType::Bool)];
    let is_done = |task: &str| Condition::Is {
        value: operand(&[task], "done", ValueType::Bool),
    };
    let message = "`poll.done` did not hold after 2 rounds".to_owned();
    let second = |task: Task| on(task, "until_1", false);
    let tasks = vec![
        yielding(step("poll_1", &[]), &done),
        second(bare(
            "pause_1",
            TaskKind::Wait(Wait {
                seconds: 60,
                since: WaitSince::Predecessors,
            }),
            &["poll_1"],
        )),
        yielding(second(step("poll_2", &["poll_1", "pause_1"])), &done),
        on(
            second(bare("poll_bound", TaskKind::Fail { message }, &["poll_2"])),
            "until_2",
            false,
        ),
    ];
    let mut plan = small("bound", tasks);
    let mut last = branch("until_2", is_done("poll_2"), "poll.done", &["poll_2"]);
    last.when = vec![guard("until_1", false)];
    plan.pipeline.branches = vec![
        branch("until_1", is_done("poll_1"), "poll.done", &["poll_1"]),
        last,
    ];
    demand(&mut plan, "bound/poll_bound", Kind::Branch);
    plan
}

fn run_parameter(name: &str, kind: ValueType, default: Option<Constant>) -> RunParameter {
    RunParameter {
        name: name.to_owned(),
        kind,
        doc: Some(format!("What `{name}` is about.")),
        default,
        condition: None,
        condition_text: None,
        origin: origin(35),
    }
}

/// Parameters of a run of every type, with conditions JSON Schema can and cannot say.
pub fn parameters() -> Plan {
    let number = |name: &str| parameter(name, ValueType::Int);
    let mut batch = run_parameter("batch", ValueType::Int, Some(Constant::Int(100)));
    batch.condition = Some(Condition::All {
        of: vec![
            compare(number("batch"), ">", constant(Constant::Int(0))),
            compare(number("batch"), "<=", constant(Constant::Int(1000))),
        ],
    });
    batch.condition_text = Some("batch > 0 and batch <= 1000".to_owned());
    let mut mode = run_parameter("mode", ValueType::String, None);
    mode.condition = Some(Condition::In {
        value: parameter("mode", ValueType::String),
        values: ["full", "delta"]
            .map(|name| Constant::Text(name.to_owned()))
            .to_vec(),
    });
    mode.condition_text = Some("mode in [\"full\", \"delta\"]".to_owned());
    let mut country = run_parameter(
        "country",
        ValueType::String,
        Some(Constant::Text("DE".to_owned())),
    );
    country.condition = Some(Condition::Matches {
        value: parameter("country", ValueType::String),
        pattern: "^[A-Z]{2}$".to_owned(),
    });
    country.condition_text = Some("country matches \"^[A-Z]{2}$\"".to_owned());
    let mut limit = run_parameter(
        "limit",
        ValueType::Decimal,
        Some(Constant::Decimal("1.50".to_owned())),
    );
    limit.condition = Some(compare(
        parameter("limit", ValueType::Decimal),
        "<",
        constant(Constant::Decimal("100".to_owned())),
    ));
    limit.condition_text = Some("limit < 100".to_owned());
    let full = run_parameter("full", ValueType::Bool, Some(Constant::Bool(false)));
    let day = run_parameter(
        "day",
        ValueType::Date,
        Some(Constant::Date("2026-01-31".to_owned())),
    );
    let since = run_parameter(
        "since",
        ValueType::Timestamp,
        Some(Constant::Text("2026-01-31T00:00:00Z".to_owned())),
    );
    let patience = run_parameter("patience", ValueType::Duration, Some(Constant::Int(900)));
    let all = vec![batch, mode, country, limit, full, day, since, patience];
    let taken: Vec<EngineValue> = all
        .iter()
        .map(|parameter| EngineValue::Parameter {
            name: parameter.name.clone(),
        })
        .chain([EngineValue::Date])
        .collect();
    let mut sorted = taken;
    sorted.sort();
    let is_full = Condition::Is {
        value: parameter("full", ValueType::Bool),
    };
    let tasks = vec![
        taking(step("load", &[]), &sorted),
        on(step("rebuild", &[]), "when_full", true),
    ];
    let mut plan = small("parameters", tasks);
    plan.pipeline
        .branches
        .push(branch("when_full", is_full, "full", &[]));
    plan.pipeline.triggers = vec![
        Trigger {
            clock_change: None,
            parameters: BTreeMap::from([("mode".to_owned(), Constant::Text("delta".to_owned()))]),
            ..trigger(every_6h())
        },
        trigger(Schedule::Manual),
    ];
    plan.pipeline.run_parameters = all;
    for name in ["batch", "country"] {
        demand(&mut plan, &format!("parameter/{name}"), Kind::RunParameter);
    }
    plan
}

pub fn every_6h() -> Schedule {
    cron("0 */6 * * *", "UTC")
}

fn cron(expression: &str, zone: &str) -> Schedule {
    Schedule::Cron {
        expression: expression.to_owned(),
        zone: zone.to_owned(),
        written: expression.to_owned(),
        shortest_period_seconds: 6 * 3600,
        even: true,
    }
}

fn triggered(name: &str, schedules: Vec<Schedule>) -> Plan {
    let mut plan = customer_analytics();
    plan.pipeline.name = name.to_owned();
    plan.pipeline.slug = name.replace('_', "-");
    plan.pipeline.triggers = schedules.into_iter().map(trigger).collect();
    plan.pipeline.reactions.clear();
    let constraints = &mut plan.ledger.constraints;
    constraints.retain(|constraint| constraint.kind != Kind::Notification);
    plan
}

pub fn several_crons() -> Plan {
    triggered(
        "several_crons",
        vec![
            cron("0 6 * * 1-5", "Europe/Berlin"),
            cron("30 9 * * 0,6", "Europe/Berlin"),
            Schedule::Manual,
        ],
    )
}

fn datasets(names: &[&str]) -> Schedule {
    Schedule::Datasets {
        names: names.iter().map(|&name| name.to_owned()).collect(),
    }
}

pub fn any_dataset() -> Plan {
    triggered(
        "any_dataset",
        vec![
            datasets(&["accounts", "country_revenue"]),
            datasets(&["accounts"]),
        ],
    )
}

pub fn every_dataset() -> Plan {
    triggered(
        "every_dataset",
        vec![datasets(&["accounts", "country_revenue"])],
    )
}

pub fn either_dataset() -> Plan {
    triggered(
        "either_dataset",
        vec![datasets(&["accounts"]), datasets(&["country_revenue"])],
    )
}

pub fn dataset_or_time() -> Plan {
    triggered("dataset_or_time", vec![datasets(&["accounts"]), every_6h()])
}

pub fn event() -> Plan {
    triggered(
        "event",
        vec![Schedule::Event {
            dataset: "accounts".to_owned(),
        }],
    )
}

/// The data interval of a run.
pub fn interval() -> Plan {
    let taken = [
        EngineValue::Date,
        EngineValue::IntervalStart,
        EngineValue::IntervalEnd,
    ];
    let mut plan = small("interval", vec![taking(step("load", &[]), &taken)]);
    started_by(&mut plan, every_6h());
    demand(&mut plan, "interval/load", Kind::Interval);
    plan
}

/// The past made up.
pub fn backfill() -> Plan {
    let mut plan = triggered("backfill", vec![cron("0 6 * * *", "Europe/Berlin")]);
    plan.pipeline.backfill = Some(Backfill {
        from: "2026-01-31".to_owned(),
        to: None,
        runs: Vec::new(),
        origin: origin(36),
    });
    demand(&mut plan, "backfill", Kind::Backfill);
    plan
}

/// How much goes on at once.
pub fn limits() -> Plan {
    let place = |name: &str, most| Places {
        name: name.to_owned(),
        most,
        origin: origin(41),
    };
    let mut one = step("one", &[]);
    one.places.push(place("warehouse", 3));
    let mut other = step("other", &[]);
    other.places.push(place("licence", 1));
    let mut plan = small("limits", vec![one, other]);
    plan.pipeline.parallelism = Some(Parallelism {
        most: 4,
        origin: origin(36),
    });
    demand(&mut plan, "concurrency", Kind::Concurrency);
    demand(
        &mut plan,
        "concurrency/task/one/warehouse",
        Kind::Concurrency,
    );
    demand(
        &mut plan,
        "concurrency/task/other/licence",
        Kind::Concurrency,
    );
    demand(&mut plan, "concurrency/loop/1", Kind::Concurrency);
    plan
}

/// Who is told of a step, and of a run that goes on for long.
pub fn reactions() -> Plan {
    let mut plan = small("reactions", vec![step("load", &[])]);
    let all = super::everything().pipeline.reactions.remove(0).notify;
    let reaction = |event, task: Option<&str>, notify| Reaction {
        event,
        task: task.map(str::to_owned),
        notify,
        origin: origin(60),
    };
    let late = ReactionEvent::Late {
        after_seconds: 2700,
    };
    plan.pipeline.reactions = vec![
        reaction(ReactionEvent::Failure, Some("load"), all.clone()),
        reaction(
            ReactionEvent::Success,
            Some("load"),
            all.iter()
                .filter(|one| matches!(one.kind, NotificationKind::Webhook { .. }))
                .cloned()
                .collect(),
        ),
        reaction(late, None, all),
    ];
    demand(&mut plan, "notify/1", Kind::Notification);
    demand(&mut plan, "notify/3", Kind::Notification);
    plan
}

/// Services, claims, labels of nodes.
pub fn placement() -> Plan {
    let mut helped = step("helped", &[]);
    let mut database = step("database", &[]).containers.remove(0);
    database.name = "helped-db".to_owned();
    database.image.reference = "docker.io/library/postgres:17.2".to_owned();
    helped.services.push(Service {
        container: database,
        port: 5432,
    });
    helped.containers[0].volumes.push(Volume {
        claim: "model-cache".to_owned(),
        path: "/cache".to_owned(),
    });
    helped
        .node
        .insert("kubernetes.io/arch".to_owned(), "arm64".to_owned());
    let mut plan = small("placement", vec![helped, step("plain", &["helped"])]);
    demand(&mut plan, "placement/helped", Kind::Placement);
    plan
}

/// A deadline, and something to be taken away after it.
pub fn kept_by_tasks() -> Plan {
    let mut plan = resource();
    plan.pipeline.name = "kept_by_tasks".to_owned();
    plan.pipeline.slug = "kept-by-tasks".to_owned();
    plan.pipeline.deadline = Some(Deadline {
        seconds: 1800,
        guaranteed: false,
        origin: origin(37),
    });
    demand(&mut plan, "deadline", Kind::Deadline);
    plan
}
