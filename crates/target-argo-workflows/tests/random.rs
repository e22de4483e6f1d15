//! Pipelines made by chance, run by a small Argo, against what the plan says must become of each task.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::collections::BTreeMap;

use pipewright_plan::{
    AllowedFailure, Approval, Branch, Constant, Guard, Plan, Role, Silence, Task, TaskKind,
    ValueType,
};
use pipewright_pod::fixtures::origin;
use serde_json::json;
use support::argo::{Run, fails, succeeds};
use support::plans::{bare, branch, compare, constant, operand, plan, step, yielding};
use support::template;

/// Numbers that look like chance, the same in every run of the test.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        (!list.is_empty()).then(|| &list[self.below(list.len())])
    }
}

/// What becomes of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Succeeded,
    Failed,
    /// It lay on a way that was not taken, or needs something that did.
    Skipped,
    /// Something it needs failed.
    Omitted,
}

/// What a task does once it runs.
#[derive(Debug, Clone, Copy)]
struct Deed {
    succeeds: bool,
    number: i64,
    answer: Option<bool>,
}

fn made(chance: &mut Chance) -> Plan {
    let mut tasks: Vec<Task> = Vec::new();
    let mut branches: Vec<Branch> = Vec::new();
    let count = 3 + chance.below(9);
    for place in 0..count {
        let name = format!("t{place}");
        let mut needs: Vec<String> = Vec::new();
        for _ in 0..chance.below(3) {
            if let Some(task) = chance.pick(&tasks) {
                needs.push(task.name.clone());
            }
        }
        needs.sort();
        needs.dedup();
        let refs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let members: Vec<String> = tasks
            .iter()
            .filter(|task| needs.contains(&task.name))
            .filter(|task| !matches!(task.kind, TaskKind::Join { .. } | TaskKind::Fail { .. }))
            .map(|task| task.name.clone())
            .collect();
        let mut task = match chance.below(12) {
            0 if members.len() > 1 => bare(&name, TaskKind::Join { of: members }, &refs),
            1 if members.len() > 1 => bare(&name, TaskKind::Join { of: members }, &refs),
            2 => bare(
                &name,
                TaskKind::Approval(Approval {
                    subject: "x".to_owned(),
                    by: Vec::new(),
                    within_seconds: 60,
                    on_timeout: if chance.once_in(2) {
                        Silence::Reject
                    } else {
                        Silence::Fail
                    },
                    message: None,
                }),
                &refs,
            ),
            3 if !needs.is_empty() && chance.once_in(3) => bare(
                &name,
                TaskKind::Fail {
                    message: "the {{ bound".to_owned(),
                },
                &refs,
            ),
            4 | 5 => step(&name, &refs),
            _ => yielding(&name, &refs, &[("n", ValueType::Int)]),
        };
        if chance.once_in(3)
            && let Some(way) = chance.pick(&branches)
        {
            task.when = way.when.clone();
            task.when.push(Guard {
                branch: way.name.clone(),
                holds: chance.once_in(2),
            });
        }
        if !task.containers.is_empty() && chance.once_in(8) {
            task.allowed_failure = Some(AllowedFailure {
                because: "nice to have".to_owned(),
                origin: origin(61),
            });
        }
        if !task.values.is_empty() && task.allowed_failure.is_none() && chance.once_in(2) {
            let mut found = branch(
                &format!("b{place}"),
                compare(
                    operand(&name, "n", ValueType::Int),
                    ">",
                    constant(Constant::Int(0)),
                ),
                &[&name],
            );
            found.when = task.when.clone();
            branches.push(found);
        }
        tasks.push(task);
    }
    if chance.once_in(3) {
        let acquire = chance.below(tasks.len());
        let task = &mut tasks[acquire];
        if !task.values.is_empty() && task.allowed_failure.is_none() {
            task.role = Role::Acquire {
                resource: "r".to_owned(),
            };
            let name = task.name.clone();
            let mut release = step("release", &[&name]);
            release.role = Role::Release {
                resource: "r".to_owned(),
                acquire: name,
            };
            tasks.push(release);
        }
    }
    if chance.once_in(3) {
        let mut last = step("last", &[]);
        last.role = Role::Finally;
        tasks.push(last);
    }
    let mut plan = plan(tasks);
    plan.pipeline.branches = branches;
    plan
}

/// What the plan says: an interpreter of its own, task by task.
fn expected(plan: &Plan, deeds: &BTreeMap<String, Deed>) -> BTreeMap<String, End> {
    let mut ends: BTreeMap<String, End> = BTreeMap::new();
    let find = |name: &str| {
        let mut tasks = plan.pipeline.tasks.iter();
        tasks.find(|task| task.name == name).unwrap()
    };
    for task in &plan.pipeline.tasks {
        if !matches!(task.role, Role::Work | Role::Acquire { .. }) {
            continue;
        }
        // Everything that must be over: needs, and what the ways are decided by.
        let mut before: Vec<&str> = task.needs.iter().map(String::as_str).collect();
        let mut on_the_way = true;
        for guard in &task.when {
            let branch = plan.pipeline.branch(&guard.branch).unwrap();
            for need in &branch.needs {
                before.push(need);
                on_the_way &=
                    ends[need] == End::Succeeded && (deeds[need].number > 0) == guard.holds;
            }
        }
        let failed = before.iter().any(|name| {
            ends[*name] == End::Omitted
                || (ends[*name] == End::Failed && find(name).allowed_failure.is_none())
        });
        let has_run = |name: &str| {
            ends[name] == End::Succeeded
                && (!matches!(find(name).kind, TaskKind::Approval(_))
                    || deeds[name].answer == Some(true))
        };
        let has_needs = match &task.kind {
            TaskKind::Join { of } => of.iter().any(|name| has_run(name)),
            _ => task.needs.iter().all(|name| has_run(name)),
        };
        let deed = deeds[&task.name];
        let end = if failed {
            End::Omitted
        } else if !on_the_way || !has_needs {
            End::Skipped
        } else {
            let good = match &task.kind {
                TaskKind::Fail { .. } => false,
                TaskKind::Join { .. } => true,
                TaskKind::Approval(approval) => {
                    deed.answer.is_some() || approval.on_timeout == Silence::Reject
                }
                _ => deed.succeeds,
            };
            if good { End::Succeeded } else { End::Failed }
        };
        ends.insert(task.name.clone(), end);
    }
    ends
}

#[test]
fn every_task_ends_as_the_plan_says() {
    let mut chance = Chance(7);
    let mut seen = BTreeMap::new();
    for round in 0..300 {
        let plan = made(&mut chance);
        let workflow = template(&plan, "workflowtemplate");
        for _ in 0..4 {
            one_run(&mut chance, round, &plan, &workflow, &mut seen);
        }
    }
    // Each end was there often enough to say something.
    assert!(seen.values().all(|count| *count > 200), "{seen:?}");
    assert_eq!(seen.len(), 4, "{seen:?}");
}

fn one_run(
    chance: &mut Chance,
    round: usize,
    plan: &Plan,
    workflow: &serde_json::Value,
    seen: &mut BTreeMap<String, usize>,
) {
    let mut deeds = BTreeMap::new();
    let mut run = Run::new(workflow, &[]);
    for task in &plan.pipeline.tasks {
        let deed = Deed {
            succeeds: !chance.once_in(6),
            number: i64::try_from(chance.below(2)).unwrap(),
            answer: [None, Some(true), Some(true), Some(false)][chance.below(4)],
        };
        deeds.insert(task.name.clone(), deed);
        let outcome = if deed.succeeds {
            succeeds(json!({ "n": deed.number }))
        } else {
            fails()
        };
        run = run.when(&task.name, &[outcome]);
        if let Some(answer) = deed.answer {
            let said = if answer { "approve" } else { "reject" };
            run = run.answer(&task.name, said);
        }
    }
    let ended = run.go(workflow);
    let expected = expected(plan, &deeds);
    let told = || {
        let tasks: Vec<String> = plan
            .pipeline
            .tasks
            .iter()
            .map(|task| {
                format!(
                    "{} {:?} needs {:?} when {:?} allowed {} {:?}\n  expected {:?}, is {:?}",
                    task.name,
                    task.kind,
                    task.needs,
                    task.when,
                    task.allowed_failure.is_some(),
                    deeds[&task.name],
                    expected.get(&task.name),
                    run.ended.get(&format!("main.{}", task.name)),
                )
            })
            .collect();
        format!("round {round}\n{}\n{:#?}", tasks.join("\n"), run.errors)
    };
    let mut failed = false;
    for (name, end) in &expected {
        let task = plan.pipeline.tasks.iter().find(|task| &task.name == name);
        failed |= *end == End::Failed && task.unwrap().allowed_failure.is_none();
        let node = run.ended.get(&format!("main.{name}"));
        let is = match node.map_or("nothing", String::as_str) {
            "Succeeded" => End::Succeeded,
            "Failed" | "Error" => End::Failed,
            "Skipped" => End::Skipped,
            "Omitted" => End::Omitted,
            other => panic!(
                "{name} is {other} in {}\n{:#}",
                told(),
                workflow["spec"]["templates"][0]
            ),
        };
        assert_eq!(is, *end, "{name} in {}", told());
        *seen.entry(format!("{end:?}")).or_insert(0) += 1;
    }
    assert_eq!(ended.work != "Succeeded", failed, "{}", told());
    for task in &plan.pipeline.tasks {
        let wanted = match &task.role {
            Role::Release { acquire, .. } => {
                matches!(expected[acquire], End::Succeeded | End::Failed)
            }
            Role::Finally => true,
            _ => continue,
        };
        let started = run.started(&task.name) > 0;
        assert_eq!(started, wanted, "{} in {}", task.name, told());
    }
}
