//! Properties: any graph is answered, and more retries are never quicker.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;
use proptest::prelude::*;

/// A plan of `edges.len()` tasks, each with these needs, real or not.
fn graph(edges: &[Vec<u8>], timeouts: &[u64]) -> Plan {
    let mut plan = analytics();
    let kinds = plan.pipeline.tasks.clone();
    plan.pipeline.tasks = edges
        .iter()
        .zip(timeouts.iter().cycle())
        .enumerate()
        .map(|(at, (needs, timeout))| {
            let mut task = kinds[at % kinds.len()].clone();
            task.name = format!("t{at}");
            task.needs = needs.iter().map(|need| format!("t{need}")).collect();
            task.timeout_seconds = *timeout;
            task
        })
        .collect();
    plan
}

/// Gives tasks ways, lists, roles, values and pauses, real or not.
fn decorate(plan: &mut Plan, numbers: &[u16]) {
    let count = numbers.len() / 4;
    plan.pipeline.branches = (0..count)
        .map(|at| Branch {
            name: format!("when_{at}"),
            condition: Condition::Is {
                value: Operand::Constant {
                    value: Constant::Bool(true),
                },
            },
            text: String::new(),
            needs: vec![format!("t{}", numbers[at] % 24)],
            when: vec![Guard {
                branch: format!("when_{}", numbers[at] % 7),
                holds: numbers[at].is_multiple_of(2),
            }],
            origin: at_line(at),
        })
        .collect();
    for (task, number) in plan.pipeline.tasks.iter_mut().zip(numbers) {
        let number = *number;
        for depth in 0..number % 3 {
            task.when.push(Guard {
                branch: format!("when_{}", number.wrapping_add(depth) % 9),
                holds: number % 5 > 2,
            });
        }
        task.values = vec![YieldedValue {
            name: "names".to_owned(),
            kind: ValueType::List(Box::new(ValueType::String)),
            doc: None,
        }];
        for container in &mut task.containers {
            container.takes = vec![EngineValue::Value {
                task: format!("t{}", number % 24),
                name: "names".to_owned(),
            }];
        }
        match number % 11 {
            0 => task.role = Role::Finally,
            1 => {
                task.fan_out = Some(FanOut {
                    task: format!("t{}", number % 20),
                    value: "names".to_owned(),
                    element: ValueType::String,
                    max: u32::from(number).wrapping_mul(70_000),
                    concurrency: Some(u32::from(number % 3)),
                    origin: at_line(1),
                });
            }
            2 => {
                task.containers.clear();
                task.kind = TaskKind::Join {
                    of: task.needs.clone(),
                };
            }
            3 => {
                task.containers.clear();
                task.kind = TaskKind::Approval(Approval {
                    subject: "t0".to_owned(),
                    by: Vec::new(),
                    within_seconds: u64::MAX,
                    on_timeout: Silence::Reject,
                    message: None,
                });
            }
            4 => {
                task.allowed_failure = Some(AllowedFailure {
                    because: String::new(),
                    origin: at_line(2),
                });
            }
            _ => {}
        }
    }
    plan.pipeline.backfill = Some(Backfill {
        from: "2026-01-01".to_owned(),
        to: None,
        runs: Vec::new(),
        origin: at_line(3),
    });
    plan.pipeline.parallelism = numbers.first().map(|most| Parallelism {
        most: u32::from(*most % 4),
        origin: at_line(4),
    });
}

fn at_line(line: usize) -> Origin {
    at(u32::try_from(line).unwrap())
}

/// The shortest guaranteed deadline, as the finding offers it: the worst run in seconds.
fn worst(plan: &Plan) -> Option<String> {
    let mut plan = plan.clone();
    plan.pipeline.deadline = Some(Deadline {
        seconds: 0,
        guaranteed: true,
        origin: at(32),
    });
    let found = pipewright_prove::prove(&mut plan);
    let late = found
        .iter()
        .find(|found| found.rule.code.starts_with("PW051"))?;
    late.fixes.first().map(|fix| fix.edits[0].text.clone())
}

fn minutes(clause: &str) -> u64 {
    let value = clause.split(' ').nth(1).unwrap();
    let mut total = 0;
    let mut number = 0;
    for character in value.chars() {
        match character {
            'h' => (total, number) = (total + number * 60, 0),
            'm' => (total, number) = (total + number, 0),
            's' => (total, number) = (total + 1, 0),
            digit => number = number * 10 + u64::from(digit.to_digit(10).unwrap()),
        }
    }
    total
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_is_answered(
        edges in prop::collection::vec(prop::collection::vec(0_u8..24, 0..4), 0..20),
        timeouts in prop::collection::vec(any::<u64>(), 1..4),
        times in any::<u32>(),
        backoff in any::<(u64, u64)>(),
        outside in any::<bool>(),
        numbers in prop::collection::vec(any::<u16>(), 0..24),
    ) {
        let mut plan = graph(&edges, &timeouts);
        decorate(&mut plan, &numbers);
        plan.pipeline.retry = Some(Retry {
            times,
            backoff: Some(Backoff { first_seconds: backoff.0, longest_seconds: backoff.1 }),
            origin: at(35),
        });
        if outside {
            plan.environment.staging.as_mut().unwrap().region = one("us-east-1");
            plan.datasets[0].region = Some(one("us-east-1"));
        }
        let found = pipewright_prove::prove(&mut plan);
        let staged = plan.pipeline.tasks.iter().any(|task| task.uses_staging);
        if outside && staged {
            let staging = found.iter().filter(|found| found.message.contains("staging")).count();
            prop_assert!(staging <= 1);
        }
        let _ = pipewright_prove::prove_project(&[&plan, &plan]);
    }

    #[test]
    fn more_retries_are_never_quicker(
        edges in prop::collection::vec(prop::collection::vec(0_u8..12, 0..3), 1..12),
        timeouts in prop::collection::vec(1_u64..10_000, 1..4),
        times in 0_u32..20,
        more in 1_u32..20,
    ) {
        // Only forward edges: a graph without cycles.
        let edges: Vec<Vec<u8>> = edges
            .iter()
            .enumerate()
            .map(|(at, needs)| needs.iter().copied().filter(|need| usize::from(*need) < at).collect())
            .collect();
        let mut plan = graph(&edges, &timeouts);
        retried(&mut plan, times);
        let few = worst(&plan).map(|clause| minutes(&clause));
        retried(&mut plan, times + more);
        let many = worst(&plan).map(|clause| minutes(&clause));
        prop_assert!(few.is_some() && few <= many, "{:?} {:?}", few, many);
    }
}

#[test]
fn empty_and_odd_plans_are_answered() {
    let mut plan = analytics();
    plan.pipeline.tasks.clear();
    plan.datasets.clear();
    plan.environment.clusters.clear();
    plan.environment.targets.clear();
    let _ = pipewright_prove::prove(&mut plan);
    let _ = pipewright_prove::prove_project(&[]);
    let mut odd = analytics();
    odd.pipeline.triggers = vec![trigger(cron("not a cron", "?", 0))];
    odd.pipeline.tasks[0].containers.clear();
    let _ = pipewright_prove::prove(&mut odd);
}

#[test]
fn fifty_thousand_tasks_are_answered_at_once() {
    let edges: Vec<Vec<u8>> = vec![Vec::new(); 50_000];
    let mut plan = graph(&edges, &[60]);
    for at in 1..plan.pipeline.tasks.len() {
        plan.pipeline.tasks[at].needs = vec![format!("t{}", at - 1)];
    }
    retried(&mut plan, 3);
    plan.datasets[0].region = Some(one("us-east-1"));
    plan.environment.clusters[0].region = one("us-east-1");
    let found = pipewright_prove::prove(&mut plan);
    assert!(found.iter().all(|found| found.because.len() < 40));
}

#[test]
fn rules_are_told_apart() {
    let rules = pipewright_prove::rules::ALL;
    let codes: std::collections::BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rules.len());
    for rule in rules {
        assert_ne!(rule.failing.0, rule.passing.0, "{}", rule.code);
        assert!(!rule.explanation.is_empty());
    }
}
