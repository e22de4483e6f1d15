//! Plans that use every construct the target keeps, with hostile texts among them.

use pipewright_plan::{
    AllowedFailure, Approval, Backfill, Condition, Constant, Endpoint, EngineValue, FanOut,
    GitOpsTool, Notification, NotificationKind, Overlap, Parallelism, Places, Plan, Reaction,
    ReactionEvent, Retry, Role, Schedule, SecretStore, Service, Silence, SyncPolicy, TaskKind,
    Trigger, ValueType, Volume, Wait, WaitSince,
};
use pipewright_pod::fixtures::{customer_analytics, origin, secret};

use super::plans::{
    bare, branch, compare, constant, on, operand, parameter, plan, step, taking, value_of, yielding,
};

/// Texts that mean something to one of the languages they pass through.
pub const HOSTILE: &[&str] = &[
    "",
    "no",
    "{{workflow.name}}",
    "{{=sprig.fail('x')}}",
    "{{",
    "}}",
    "{{{x}}}",
    "$(HOME) ${X} $$",
    "a\nb: c # d",
    "'\"\\",
    "\u{e9}\u{1f600}",
];

fn cron(expression: &str, zone: &str, seconds: u64, even: bool) -> Schedule {
    Schedule::Cron {
        expression: expression.to_owned(),
        zone: zone.to_owned(),
        written: "every so often".to_owned(),
        shortest_period_seconds: seconds,
        even,
    }
}

fn places(name: &str, most: u32) -> Places {
    Places {
        name: name.to_owned(),
        most,
        origin: origin(95),
    }
}

fn told(event: ReactionEvent, task: Option<&str>, kinds: Vec<NotificationKind>) -> Reaction {
    Reaction {
        event,
        task: task.map(str::to_owned),
        notify: kinds
            .into_iter()
            .map(|kind| Notification {
                connector: "x".to_owned(),
                kind,
                region: None,
            })
            .collect(),
        origin: origin(80),
    }
}

fn webhook() -> NotificationKind {
    NotificationKind::Webhook {
        url: secret("hook", &["url"]),
        connection: "hook".to_owned(),
    }
}

/// Every construct of control flow, values, time and placement.
pub fn everything() -> Plan {
    let text = ValueType::String;
    let strings = ValueType::List(Box::new(ValueType::String));
    let mut load = yielding(
        "load",
        &["late"],
        &[("rows", ValueType::Int), ("note", text), ("files", strings)],
    );
    for (place, hostile) in HOSTILE.iter().enumerate() {
        load.containers[0].args.push((*hostile).into());
        load.containers[0]
            .env
            .push(pipewright_plan::EnvironmentVariable {
                name: format!("HOSTILE_{place}"),
                value: pipewright_plan::VariableValue::Text((*hostile).into()),
            });
    }
    for value in [
        EngineValue::Date,
        EngineValue::IntervalStart,
        EngineValue::IntervalEnd,
        EngineValue::Parameter {
            name: "batch".to_owned(),
        },
    ] {
        load = taking(load, value);
    }
    let mut leading = load.containers[0].clone();
    leading.name = "wait".to_owned();
    load.containers.insert(0, leading);
    load.retry = Some(Retry {
        times: 3,
        backoff: None,
        origin: origin(40),
    });
    load.containers[1].volumes.push(Volume {
        claim: "models".to_owned(),
        path: "/models".to_owned(),
    });
    load.node
        .insert("kubernetes.io/arch".to_owned(), "arm64".to_owned());
    let mut database = load.containers[1].clone();
    database.name = "load-db".to_owned();
    database.takes.clear();
    database.volumes.clear();
    load.services.push(Service {
        container: database,
        port: 5432,
    });
    load.containers[1].resources.gpu = 1;
    load.places = vec![places("warehouse", 1), places("api", 3)];

    let mut each = taking(
        taking(step("each", &["load"]), EngineValue::Item),
        EngineValue::Index,
    );
    each.fan_out = Some(FanOut {
        task: "load".to_owned(),
        value: "files".to_owned(),
        element: ValueType::String,
        max: 20,
        concurrency: Some(4),
        origin: origin(60),
    });
    let mut extra = on(step("extra", &["load"]), "many", false);
    extra.allowed_failure = Some(AllowedFailure {
        because: "nice to have {{".to_owned(),
        origin: origin(61),
    });
    let mut acquire = yielding("cluster_acquire", &["load"], &[("id", ValueType::String)]);
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
    let mut finally = step("in", &[]);
    finally.role = Role::Finally;
    let approval = |silence| {
        TaskKind::Approval(Approval {
            subject: "many_rows".to_owned(),
            by: Vec::new(),
            within_seconds: 4 * 3600,
            on_timeout: silence,
            message: Some("May {{this}} go on?\nReally: yes".to_owned()),
        })
    };
    let mut plan = plan(vec![
        bare(
            "late",
            TaskKind::Wait(Wait {
                seconds: 7200,
                since: WaitSince::LogicalTime,
            }),
            &[],
        ),
        load,
        each,
        on(
            taking(step("many_rows", &["each"]), value_of("load", "note")),
            "many",
            true,
        ),
        extra,
        bare(
            "either",
            TaskKind::Join {
                of: vec!["many_rows".to_owned(), "extra".to_owned()],
            },
            &["many_rows", "extra"],
        ),
        bare("approve_a", approval(Silence::Reject), &["either"]),
        bare("approve_b", approval(Silence::Fail), &["either"]),
        bare(
            "pause",
            TaskKind::Wait(Wait {
                seconds: 900,
                since: WaitSince::Predecessors,
            }),
            &["either"],
        ),
        bare(
            "bound",
            TaskKind::Fail {
                message: "{{ is missing".to_owned(),
            },
            &["load"],
        ),
        acquire,
        taking(
            step("use", &["cluster_acquire"]),
            value_of("cluster_acquire", "id"),
        ),
        step(
            "write",
            &["either", "approve_a", "approve_b", "pause", "use"],
        ),
        release,
        finally,
    ]);
    plan.pipeline.tasks[9] = on(plan.pipeline.tasks[9].clone(), "none", true);
    let rows = || operand("load", "rows", ValueType::Int);
    plan.pipeline.branches = vec![
        branch(
            "many",
            Condition::All {
                of: vec![
                    compare(rows(), ">", constant(Constant::Int(0))),
                    Condition::Not {
                        of: Box::new(Condition::In {
                            value: operand("load", "note", ValueType::String),
                            values: HOSTILE
                                .iter()
                                .map(|text| Constant::Text((*text).to_owned()))
                                .collect(),
                        }),
                    },
                    Condition::Any {
                        of: vec![
                            Condition::Matches {
                                value: operand("load", "note", ValueType::String),
                                pattern: "^[a-z]{2,3}\\d([{][}]){0,1}".to_owned(),
                            },
                            compare(
                                pipewright_plan::Operand::Parameter {
                                    name: "price".to_owned(),
                                    kind: ValueType::Decimal,
                                },
                                "<=",
                                constant(Constant::Decimal("12.50".to_owned())),
                            ),
                        ],
                    },
                ],
            },
            &["load"],
        ),
        branch(
            "none",
            compare(rows(), "==", constant(Constant::Int(i64::MIN))),
            &["load"],
        ),
    ];
    let mut batch = parameter("batch", ValueType::Int, Some(Constant::Int(100)));
    batch.doc = Some("How many {{at once}}".to_owned());
    batch.condition = Some(Condition::In {
        value: pipewright_plan::Operand::Parameter {
            name: "batch".to_owned(),
            kind: ValueType::Int,
        },
        values: vec![Constant::Int(100), Constant::Int(1000)],
    });
    batch.condition_text = Some("batch in [100, 1000]".to_owned());
    plan.pipeline.run_parameters = vec![
        batch,
        parameter(
            "price",
            ValueType::Decimal,
            Some(Constant::Decimal("1.5".to_owned())),
        ),
        parameter("full", ValueType::Bool, Some(Constant::Bool(false))),
        parameter("day", ValueType::Date, None),
        parameter("at", ValueType::Timestamp, None),
        parameter(
            "note",
            ValueType::String,
            Some(Constant::Text("no".to_owned())),
        ),
    ];
    let mut first = Trigger {
        clock_change: None,
        when: cron("0 */6 * * *", "UTC", 21_600, true),
        parameters: std::collections::BTreeMap::new(),
        origin: origin(36),
    };
    first
        .parameters
        .insert("day".to_owned(), Constant::Date("2026-01-01".to_owned()));
    let mut second = first.clone();
    second.when = cron("30 */6 * * *", "Europe/Berlin", 21_600, true);
    let third = Trigger {
        clock_change: None,
        when: Schedule::Manual,
        ..first.clone()
    };
    plan.pipeline.triggers = vec![first, second, third];
    plan.pipeline.parallelism = Some(Parallelism {
        most: 5,
        origin: origin(41),
    });
    plan.pipeline.places = vec![places("Data Warehouse", 2), places("one", 1)];
    plan.pipeline.owner = Some("Growth {{Data}} <x@y>".to_owned());
    plan.pipeline.doc = Some("12:30:45 {{no}}\n\nno\n".to_owned());
    plan.pipeline.reactions = vec![
        told(
            ReactionEvent::Failure,
            None,
            vec![
                webhook(),
                NotificationKind::Slack {
                    channel: "#data".to_owned(),
                    webhook: secret("slack/webhook", &["url"]),
                    connection: "slack".to_owned(),
                },
                NotificationKind::Pagerduty {
                    key: secret("pagerduty", &["key"]),
                    severity: "critical $(X) {{".to_owned(),
                    connection: "pagerduty".to_owned(),
                },
            ],
        ),
        told(ReactionEvent::Success, None, vec![webhook()]),
        told(ReactionEvent::Failure, Some("use"), vec![webhook()]),
        told(ReactionEvent::Success, Some("load"), vec![webhook()]),
    ];
    plan
}

/// Groups of plans of one environment each.
pub fn all() -> Vec<(&'static str, Vec<Plan>)> {
    let first = customer_analytics();
    let mut second = everything();
    second.pipeline.name = "everything".to_owned();
    second.pipeline.slug = "everything".to_owned();

    let mut flux = customer_analytics();
    flux.pipeline.slug = "flux".to_owned();
    let gitops = flux.environment.gitops.as_mut().unwrap();
    gitops.tool = GitOpsTool::Flux;
    gitops.namespace = "flux-system".to_owned();
    gitops.path = String::new();
    gitops.sync = SyncPolicy::Prune;
    flux.environment.secrets = SecretStore::Existing;
    flux.pipeline.overlap = Overlap::Replace;
    flux.pipeline.tasks[1].containers[0]
        .args
        .push("${X}".into());
    flux.pipeline.tasks[0].endpoints = ["10.1.2.3", "pg.databases.svc", "db.acme.internal"]
        .iter()
        .map(|host| Endpoint {
            host: (*host).to_owned(),
            port: 5432,
        })
        .collect();

    let mut bare = customer_analytics();
    bare.pipeline.slug = "bare".to_owned();
    bare.environment.gitops = None;
    bare.environment.clusters.clear();
    bare.pipeline.overlap = Overlap::Allow;
    bare.pipeline.reactions.clear();
    bare.pipeline.region = None;
    bare.pipeline.labels.clear();
    bare.pipeline.owner = None;
    bare.pipeline.deadline = None;
    bare.ledger.constraints.retain(|constraint| {
        use pipewright_plan::ConstraintKind as Kind;
        let gone = [
            Kind::Owner,
            Kind::Labels,
            Kind::Region,
            Kind::Cluster,
            Kind::Deadline,
            Kind::Notification,
        ];
        !gone.contains(&constraint.kind)
    });
    bare.pipeline.triggers[0].when = Schedule::Manual;
    bare.pipeline.backfill = Some(Backfill {
        from: "2026-01-01".to_owned(),
        to: Some("2026-01-03".to_owned()),
        runs: vec![
            "2026-01-01T00:00:00Z".to_owned(),
            "2026-01-02T00:00:00Z".to_owned(),
        ],
        origin: origin(37),
    });
    let mut last = step("clean", &[]);
    last.role = Role::Finally;
    bare.pipeline.tasks.push(last);
    vec![
        ("argocd", vec![first, second]),
        ("flux", vec![flux]),
        ("bare", vec![bare]),
    ]
}
