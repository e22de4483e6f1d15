//! Properties: whatever a pipeline is made of, its plan is one that engines can run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::*;
use pipewright_plan::{EngineValue, Guard, Lane, Plan, Role, TaskKind, ValueType};
use proptest::prelude::*;
use support::*;

/// Numbers that decide what the next part of a pipeline is.
fn made(numbers: &[u16]) -> Pipeline {
    let mut pipeline = empty();
    let mut ways: Vec<Vec<Guard>> = vec![Vec::new()];
    let mut readable: Vec<(DataReference, Vec<Guard>)> = ["table", "store", "texts"]
        .iter()
        .flat_map(|name| {
            let interval = DataReference::Interval((*name).to_owned());
            [(data(name), Vec::new()), (interval, Vec::new())]
        })
        .collect();
    let mut loops: Vec<Vec<Vec<String>>> = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let number = usize::from(*number);
        let way = ways[number / 16 % ways.len()].clone();
        let (from, from_way) = readable[number / 64 % readable.len()].clone();
        let inner = if way.len() > from_way.len() && way.starts_with(&from_way) {
            way.clone()
        } else {
            from_way.clone()
        };
        match number % 12 {
            0 | 1 => {
                let name = format!("s{at}");
                let mut made = step(&name, std::slice::from_ref(&from), "");
                made.when.clone_from(&inner);
                made.values = vec![value("count", ValueType::Int)];
                if let DataReference::Output { step, .. } = &from
                    && number % 7 == 0
                {
                    made.args = vec![Template(vec![TemplatePart::Engine(EngineValue::Value {
                        task: step.clone(),
                        name: "count".to_owned(),
                    })])];
                }
                readable.push((output(&name), inner));
                pipeline.steps.push(made);
            }
            2 => {
                let name = format!("when_{at}");
                let mut made = on_rows(&name, &from, "");
                made.when.clone_from(&from_way);
                pipeline.branches.push(made);
                for holds in [true, false] {
                    let mut way = from_way.clone();
                    way.push(Guard {
                        branch: name.clone(),
                        holds,
                    });
                    ways.push(way);
                }
            }
            3 => {
                let name = format!("when_{at}");
                let mut made = on_parameter(&name, "");
                made.when.clone_from(&way);
                pipeline.branches.push(made);
                let (mut first, mut second) = (way.clone(), way.clone());
                let guard = |holds| Guard {
                    branch: name.clone(),
                    holds,
                };
                first.push(guard(true));
                second.push(guard(false));
                let steps = [format!("a{at}"), format!("b{at}")];
                for (step_name, way) in steps.iter().zip([first, second]) {
                    let mut made = step(step_name, &[data("table")], "");
                    made.when = way;
                    pipeline.steps.push(made);
                }
                let mut either = join(&format!("e{at}"), &[&steps[0], &steps[1]], "");
                either.when.clone_from(&way);
                pipeline.joins.push(either);
                readable.push((joined(&format!("e{at}")), way));
            }
            4 => {
                let group = format!("g{at}");
                let mut elements = Vec::new();
                for label in ["x", "y", "z"] {
                    let mut made = member(&group, label, std::slice::from_ref(&from));
                    made.when.clone_from(&inner);
                    elements.push(vec![made.name.clone()]);
                    pipeline.steps.push(made);
                }
                loops.push(elements);
                readable.push((collected(&group), inner));
            }
            5 => {
                let mut made = check(&from, "");
                made.when = inner;
                pipeline.checks.push(made);
            }
            6 => {
                let mut made = rejecting(&from, "rejects", "");
                made.when = from_way;
                pipeline.checks.push(made);
            }
            7 => {
                let mut made = approval(&from, "");
                made.when = inner;
                pipeline.approvals.push(made);
            }
            8 => pipeline.waits.push(Wait {
                subject: from,
                seconds: 60,
                when: inner,
                origin: at_line(at),
            }),
            9 => {
                let mut made = write(&from, "sink", "");
                made.when = inner;
                if number % 5 == 0 {
                    made.mode = mode(Lane::ReplacingPartition);
                    made.mode.columns = vec!["at".to_owned()];
                }
                pipeline.writes.push(made);
            }
            10 => {
                let (acquire, release) = (format!("r{at}"), format!("release_r{at}"));
                for (name, role) in [(&acquire, StepRole::Acquire), (&release, StepRole::Release)] {
                    pipeline.steps.push(Step {
                        role,
                        outputs: Vec::new(),
                        ..step(name, &[], "")
                    });
                }
                let user = format!("u{at}");
                pipeline.steps.push(Step {
                    after: vec![acquire.clone()],
                    when: from_way,
                    ..step(&user, &[from], "")
                });
                pipeline.resources.push(Resource {
                    name: acquire.clone(),
                    acquire,
                    release,
                    users: vec![user],
                    origin: at_line(at),
                });
            }
            _ => {
                if let Some(elements) = loops.pop() {
                    pipeline.lanes.push(Lanes {
                        elements,
                        most: 1 + (number / 100 % 3) as u32,
                        origin: at_line(at),
                    });
                }
                pipeline.steps.push(Step {
                    role: StepRole::Finally,
                    ..step(&format!("f{at}"), &[data("table")], "")
                });
            }
        }
    }
    if numbers.len().is_multiple_of(3) {
        pipeline.late_data = Some(pipewright_plan::LateData {
            seconds: 60,
            because: Vec::new(),
            origin: at_line(0),
        });
    }
    pipeline
}

fn at_line(line: usize) -> Origin {
    at(u32::try_from(line).unwrap())
}

/// What holds of every plan.
fn is_sound(plan: &Plan) -> Result<(), TestCaseError> {
    let tasks = &plan.pipeline.tasks;
    let places: BTreeMap<&str, usize> = tasks
        .iter()
        .enumerate()
        .map(|(at, task)| (task.name.as_str(), at))
        .collect();
    prop_assert_eq!(places.len(), tasks.len(), "names are unique");
    let branches: BTreeMap<&str, _> = plan
        .pipeline
        .branches
        .iter()
        .map(|branch| (branch.name.as_str(), branch))
        .collect();
    let mut containers = BTreeSet::new();
    let mut files = BTreeSet::new();
    let mut ended = false;
    for (at, task) in tasks.iter().enumerate() {
        for need in &task.needs {
            let before = places.get(need.as_str());
            prop_assert!(
                before.is_some_and(|place| *place < at),
                "{} < {}",
                task.name,
                need
            );
        }
        for (depth, way) in task.when.iter().enumerate() {
            let branch = branches.get(way.branch.as_str());
            prop_assert!(branch.is_some(), "{} lies on {}", task.name, way.branch);
            let branch = branch.unwrap();
            prop_assert_eq!(&branch.when[..], &task.when[..depth]);
            for need in &branch.needs {
                prop_assert!(places.get(need.as_str()).is_some_and(|place| *place < at));
            }
        }
        // What a task cannot do without lies on no other way than it does.
        let tolerant =
            matches!(task.kind, TaskKind::Join { .. }) || matches!(task.role, Role::Release { .. });
        for need in task.needs.iter().filter(|_| !tolerant) {
            let before = &tasks[places[need.as_str()]];
            let excluded = before
                .when
                .iter()
                .zip(&task.when)
                .find(|(one, other)| one != other);
            let excluded = excluded.is_some_and(|(one, other)| one.branch == other.branch);
            prop_assert!(!excluded, "{} needs {}, which no run has", task.name, need);
        }
        if let TaskKind::Join { of } = &task.kind {
            prop_assert!(of.iter().all(|one| task.needs.contains(one)));
        }
        let runs = !matches!(
            task.kind,
            TaskKind::Join { .. } | TaskKind::Approval(_) | TaskKind::Wait(_)
        );
        prop_assert_eq!(task.containers.is_empty(), !runs);
        for container in &task.containers {
            prop_assert!(
                containers.insert(container.name.clone()),
                "{}",
                container.name
            );
            prop_assert!(container.name.len() <= 63);
            prop_assert!(container.takes.is_sorted());
            if let Some(file) = &container.file {
                prop_assert!(files.insert(file.name.clone()), "{}", file.name);
            }
            for value in &container.takes {
                if let EngineValue::Value { task: from, .. } = value {
                    prop_assert!(task.needs.contains(from));
                }
            }
        }
        prop_assert!(!ended || task.role == Role::Finally, "finally is last");
        ended |= task.role == Role::Finally;
    }
    let ids: BTreeSet<&str> = plan
        .ledger
        .constraints
        .iter()
        .map(|constraint| constraint.id.as_str())
        .collect();
    prop_assert_eq!(ids.len(), plan.ledger.constraints.len());
    Ok(())
}

/// In a run in which everything succeeds, exactly those tasks run whose ways it goes: no gate that
/// stands on some ways only holds up the others.
fn goes_through(plan: &Plan, decisions: u64) -> Result<(), TestCaseError> {
    let ran = run(plan, decisions, None);
    for (task, ran) in plan.pipeline.tasks.iter().zip(&ran) {
        let released = matches!(task.role, Role::Release { .. });
        let held_up = matches!(ran, Outcome::HeldUp);
        prop_assert!(!held_up || released, "{} is held up", task.name);
    }
    // A check that fails and an approval that is refused hold back all that writes their subject.
    for gate in &plan.pipeline.tasks {
        let (subject, outcome) = match &gate.kind {
            TaskKind::Check(check) => (&check.subject, Outcome::Failed),
            TaskKind::Approval(approval) => (&approval.subject, Outcome::HeldUp),
            _ => continue,
        };
        let outcomes = run(plan, decisions, Some((&gate.name, outcome)));
        let place = plan
            .pipeline
            .tasks
            .iter()
            .position(|task| task.name == gate.name);
        if outcomes[place.unwrap()] == Outcome::Elsewhere {
            continue;
        }
        for (task, outcome) in plan.pipeline.tasks.iter().zip(&outcomes) {
            if let TaskKind::Write(write) = &task.kind
                && write.subject == *subject
            {
                prop_assert!(
                    *outcome != Outcome::Succeeded,
                    "{} past {}",
                    task.name,
                    gate.name
                );
            }
        }
    }
    Ok(())
}

/// What becomes of a task in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It ran.
    Succeeded,
    /// It ran to no good end.
    Failed,
    /// The run goes another way.
    Elsewhere,
    /// Something before it did not run, though the run goes its way.
    HeldUp,
}

/// A run with these decisions in which all goes well but for one task.
fn run(plan: &Plan, decisions: u64, but: Option<(&str, Outcome)>) -> Vec<Outcome> {
    let holds: BTreeMap<&str, bool> = plan
        .pipeline
        .branches
        .iter()
        .enumerate()
        .map(|(at, branch)| (branch.name.as_str(), decisions >> (at % 64) & 1 == 1))
        .collect();
    let mut known: BTreeMap<&str, Outcome> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for task in &plan.pipeline.tasks {
        let succeeded = |name: &String| known.get(name.as_str()) == Some(&Outcome::Succeeded);
        let failed = |name: &String| known.get(name.as_str()) == Some(&Outcome::Failed);
        let ready = match &task.kind {
            TaskKind::Join { of } => of.iter().any(succeeded) && !task.needs.iter().any(failed),
            _ => task.needs.iter().all(succeeded),
        };
        let outcome = if !task
            .when
            .iter()
            .all(|way| holds[way.branch.as_str()] == way.holds)
        {
            Outcome::Elsewhere
        } else if !ready {
            Outcome::HeldUp
        } else {
            match but {
                Some((name, outcome)) if name == task.name => outcome,
                _ => Outcome::Succeeded,
            }
        };
        known.insert(&task.name, outcome);
        outcomes.push(outcome);
    }
    outcomes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_pipeline_becomes_a_sound_plan(
        numbers in prop::collection::vec(any::<u16>(), 0..24),
        decisions in any::<u64>(),
    ) {
        let pipeline = made(&numbers);
        let (plan, found) = lowered(&pipeline);
        // Only what is refused may stand in a circle.
        if found.iter().any(|found| found.rule.code == "PW0395") {
            return Ok(());
        }
        is_sound(&plan)?;
        goes_through(&plan, decisions)?;
        let (again, _) = lowered(&pipeline);
        prop_assert_eq!(&plan, &again);
        let (scratch, _) = pipewright_lower::lower_pipeline(
            &program(),
            &environment(false),
            &pipeline,
            &pipewright_source::SourceMap::default(),
        );
        is_sound(&scratch)?;
    }
}

#[test]
fn many_of_everything_are_made_at_once() {
    let plan = plan(|pipeline| {
        let count = 3_000;
        for at in 0..count {
            pipeline
                .steps
                .push(member("load", &format!("e{at}"), &[data("table")]));
            pipeline
                .checks
                .push(check(&output(&format!("load_e{at}")), ""));
            pipeline.checks.push(check(&data("store"), ""));
            pipeline
                .writes
                .push(write(&output(&format!("load_e{at}")), "sink", ""));
        }
        pipeline.lanes.push(Lanes {
            elements: (0..count).map(|at| vec![format!("load_e{at}")]).collect(),
            most: 2,
            origin: at(1),
        });
        pipeline.steps.push(step("all", &[collected("load")], ""));
    });
    assert_eq!(plan.pipeline.tasks.len(), 12_002);
}
