//! Whatever fails, whoever says no and whichever way a run goes: what was acquired is released, after
//! all who used it; what was not approved is not read and not written; and nothing else is held
//! back. A slow and obvious reference says what runs, of the pipeline as it was written; the plan is
//! played by what engines promise of needs, ways and roles.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::*;
use pipewright_plan::{Guard, Plan, Role, TaskKind};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use support::*;

/// A pipeline, part by part, as its author sees it.
#[derive(Debug, Clone, Default)]
struct World {
    branches: Vec<Vec<(usize, bool)>>,
    steps: Vec<Work>,
    resources: Vec<Vec<(usize, bool)>>,
    gates: Vec<Gate>,
    writes: Vec<(usize, Vec<(usize, bool)>)>,
}

/// A step.
#[derive(Debug, Clone)]
struct Work {
    way: Vec<(usize, bool)>,
    /// Steps before it; none reads a dataset.
    reads: Vec<usize>,
    /// The resource it stands in.
    uses: Option<usize>,
}

/// An approval of what a step yields.
#[derive(Debug, Clone)]
struct Gate {
    of: usize,
    way: Vec<(usize, bool)>,
}

/// What happens in one run.
#[derive(Debug, Clone)]
struct Fate {
    decisions: u64,
    failing: u64,
    /// Resources that cannot be made.
    unmade: u64,
    refused: u64,
}

const fn bit(bits: u64, at: usize) -> bool {
    bits >> (at % 64) & 1 == 1
}

fn name_of(step: usize) -> String {
    format!("s{step}")
}

// ── Worlds ───────────────────────────────────────────────────────────────────────────────────

fn worlds() -> impl Strategy<Value = World> {
    let part = (0_u8..9, any::<u16>(), any::<u16>(), any::<u16>());
    prop::collection::vec(part, 1..14).prop_map(|parts| {
        let mut world = World::default();
        for (kind, one, other, third) in parts {
            world.add(
                kind,
                usize::from(one),
                usize::from(other),
                usize::from(third),
            );
        }
        world
    })
}

impl World {
    /// The ways there are: outside of all branches, and both of each.
    fn ways(&self) -> Vec<Vec<(usize, bool)>> {
        let inside = self.branches.iter().enumerate().flat_map(|(at, outer)| {
            [true, false].map(|holds| {
                let mut way = outer.clone();
                way.push((at, holds));
                way
            })
        });
        std::iter::once(Vec::new()).chain(inside).collect()
    }

    fn add(&mut self, kind: u8, one: usize, other: usize, third: usize) {
        let ways = self.ways();
        let way = ways[one % ways.len()].clone();
        match kind {
            0 => self.branches.push(way),
            1 if !self.steps.is_empty() => {
                // A gate on the way of its subject, or further in.
                let of = other % self.steps.len();
                let inner: Vec<_> = ways
                    .iter()
                    .filter(|way| way.starts_with(&self.steps[of].way))
                    .collect();
                let way = inner[third % inner.len()].clone();
                self.gates.push(Gate { of, way });
            }
            2 => {
                self.resources.push(way.clone());
                let uses = Some(self.resources.len() - 1);
                for reads in [other, third] {
                    let reads = self.readable(&way, reads);
                    self.steps.push(Work {
                        way: way.clone(),
                        reads,
                        uses,
                    });
                }
            }
            3 if !self.steps.is_empty() => {
                let step = other % self.steps.len();
                let way = self.steps[step].way.clone();
                if !self.writes.iter().any(|(known, _)| *known == step) {
                    self.writes.push((step, way));
                }
            }
            _ => {
                let mut reads = self.readable(&way, other);
                reads.extend(self.readable(&way, third));
                reads.sort_unstable();
                reads.dedup();
                self.steps.push(Work {
                    way,
                    reads,
                    uses: None,
                });
            }
        }
    }

    /// One step that can be read on a way, or none.
    fn readable(&self, way: &[(usize, bool)], pick: usize) -> Vec<usize> {
        let there = self.steps.iter().enumerate();
        let there: Vec<usize> = there
            .filter(|(_, step)| way.starts_with(&step.way))
            .map(|(at, _)| at)
            .collect();
        if there.is_empty() || pick.is_multiple_of(5) {
            return Vec::new();
        }
        vec![there[pick % there.len()]]
    }

    fn written(&self) -> Pipeline {
        let guards = |way: &[(usize, bool)]| -> Vec<Guard> {
            way.iter()
                .map(|(branch, holds)| Guard {
                    branch: format!("when_{branch}"),
                    holds: *holds,
                })
                .collect()
        };
        pipeline(|pipeline| {
            for (at, outer) in self.branches.iter().enumerate() {
                let mut made = on_parameter(&format!("when_{at}"), "");
                made.when = guards(outer);
                pipeline.branches.push(made);
            }
            for (at, way) in self.resources.iter().enumerate() {
                let (acquire, release) = (format!("r{at}"), format!("release_r{at}"));
                for (name, role) in [(&acquire, StepRole::Acquire), (&release, StepRole::Release)] {
                    pipeline.steps.push(Step {
                        role,
                        when: guards(way),
                        outputs: Vec::new(),
                        ..step(name, &[], "")
                    });
                }
                let users = self.steps.iter().enumerate();
                let users = users.filter(|(_, step)| step.uses == Some(at));
                pipeline.resources.push(Resource {
                    name: acquire.clone(),
                    users: users.map(|(user, _)| name_of(user)).collect(),
                    acquire,
                    release,
                    origin: at_line(at),
                });
            }
            for (at, work) in self.steps.iter().enumerate() {
                let mut reads: Vec<DataReference> = work
                    .reads
                    .iter()
                    .map(|read| output(&name_of(*read)))
                    .collect();
                if reads.is_empty() {
                    reads.push(data("store"));
                }
                let after = work.uses.map(|resource| format!("r{resource}"));
                pipeline.steps.push(Step {
                    when: guards(&work.way),
                    after: after.into_iter().collect(),
                    ..step(&name_of(at), &reads, "")
                });
            }
            for gate in &self.gates {
                let mut made = approval(&output(&name_of(gate.of)), "");
                made.when = guards(&gate.way);
                pipeline.approvals.push(made);
            }
            for (of, way) in &self.writes {
                let mut made = write(&output(&name_of(*of)), "sink", "");
                made.when = guards(way);
                pipeline.writes.push(made);
            }
            pipeline.steps.push(Step {
                role: StepRole::Finally,
                ..step("last", &[data("store")], "")
            });
        })
    }
}

fn at_line(line: usize) -> Origin {
    at(u32::try_from(line).unwrap())
}

// ── The reference ────────────────────────────────────────────────────────────────────────────

impl World {
    fn goes(way: &[(usize, bool)], fate: &Fate) -> bool {
        way.iter()
            .all(|(branch, holds)| bit(fate.decisions, *branch) == *holds)
    }

    /// Whether somebody said no to what a step yields, on the way that this run goes.
    fn is_refused(&self, step: usize, fate: &Fate) -> bool {
        let gates = self.gates.iter().enumerate();
        gates
            .filter(|(_, gate)| gate.of == step)
            .any(|(at, gate)| Self::goes(&gate.way, fate) && bit(fate.refused, at))
    }

    /// Which steps begin.
    fn begun(&self, fate: &Fate) -> BTreeSet<usize> {
        let mut begun = BTreeSet::new();
        for (at, step) in self.steps.iter().enumerate() {
            let there = |read: &usize| {
                begun.contains(read) && !bit(fate.failing, *read) && !self.is_refused(*read, fate)
            };
            let made = step.uses.is_none_or(|resource| !bit(fate.unmade, resource));
            if Self::goes(&step.way, fate) && made && step.reads.iter().all(there) {
                begun.insert(at);
            }
        }
        begun
    }
}

// ── The plan, played ─────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Succeeded,
    Failed,
    /// Never begun.
    Not,
}

fn played(plan: &Plan, world: &World, fate: &Fate) -> BTreeMap<String, Outcome> {
    let number =
        |name: &str, before: &str| -> Option<usize> { name.strip_prefix(before)?.parse().ok() };
    let fails = |name: &str| {
        number(name, "s").is_some_and(|step| bit(fate.failing, step))
            || number(name, "r").is_some_and(|resource| bit(fate.unmade, resource))
    };
    let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
    for task in &plan.pipeline.tasks {
        let of = |name: &str| outcomes.get(name).copied().unwrap_or(Outcome::Not);
        let on_way = task.when.iter().all(|way| {
            let branch = number(&way.branch, "when_").unwrap();
            bit(fate.decisions, branch) == way.holds
        });
        let ready = match &task.kind {
            // One of them ran, and none failed.
            TaskKind::Join { of: ran } => {
                ran.iter().any(|one| of(one) == Outcome::Succeeded)
                    && !task.needs.iter().any(|need| of(need) == Outcome::Failed)
            }
            _ => task.needs.iter().all(|need| of(need) == Outcome::Succeeded),
        };
        let begins = match &task.role {
            // Tried, be it in vain: what is half made is to be taken away, too.
            Role::Release { acquire, .. } => of(acquire) != Outcome::Not,
            Role::Finally => true,
            Role::Work | Role::Acquire { .. } => on_way && ready,
        };
        let refused = match &task.kind {
            TaskKind::Approval(approval) => {
                let gates = world.gates.iter().enumerate();
                let mut own = gates.filter(|(_, gate)| {
                    let way: Vec<(usize, bool)> = task
                        .when
                        .iter()
                        .map(|way| (number(&way.branch, "when_").unwrap(), way.holds))
                        .collect();
                    name_of(gate.of) == approval.subject && gate.way == way
                });
                own.any(|(at, _)| bit(fate.refused, at))
            }
            _ => false,
        };
        let outcome = match () {
            () if !begins => Outcome::Not,
            // An approval that is refused lets nothing by, as if it had never been asked.
            () if refused => Outcome::Not,
            () if fails(&task.name) => Outcome::Failed,
            () => Outcome::Succeeded,
        };
        outcomes.insert(task.name.clone(), outcome);
    }
    outcomes
}

/// Everything before a task.
fn before<'p>(plan: &'p Plan, task: &'p str) -> BTreeSet<&'p str> {
    let mut found = BTreeSet::new();
    let mut left = vec![task];
    while let Some(name) = left.pop() {
        for need in &plan.task(name).unwrap().needs {
            if found.insert(need.as_str()) {
                left.push(need);
            }
        }
    }
    found
}

fn fates() -> impl Strategy<Value = Fate> {
    // Most things go well, so that what comes late is reached.
    let seldom = || (any::<u64>(), any::<u64>()).prop_map(|(one, other)| one & other);
    (any::<u64>(), seldom(), seldom(), seldom()).prop_map(
        |(decisions, failing, unmade, refused)| Fate {
            decisions,
            failing,
            unmade,
            refused,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(23),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_runs_is_what_the_author_would_say(
        world in worlds(),
        fates in prop::collection::vec(fates(), 6),
    ) {
        let (plan, found) = lowered(&world.written());
        prop_assert!(found.is_empty(), "{:?}", found);
        for fate in &fates {
            let outcomes = played(&plan, &world, fate);
            let begun = world.begun(fate);
            for at in 0..world.steps.len() {
                let ran = outcomes[&name_of(at)] != Outcome::Not;
                prop_assert_eq!(ran, begun.contains(&at), "{} in {:?}\n{}", name_of(at), fate, graph(&plan));
            }
            // Nobody writes what failed, or what somebody said no to.
            for task in &plan.pipeline.tasks {
                let TaskKind::Write(write) = &task.kind else { continue };
                let of: usize = write.subject.strip_prefix('s').unwrap().parse().unwrap();
                let sound = begun.contains(&of) && !bit(fate.failing, of) && !world.is_refused(of, fate);
                let ran = outcomes[&task.name] == Outcome::Succeeded;
                prop_assert_eq!(ran, sound, "{} in {:?}", &task.name, fate);
            }
            prop_assert_eq!(outcomes["last"], Outcome::Succeeded);
        }
    }

    #[test]
    fn what_was_acquired_is_released_after_all_who_used_it(
        world in worlds(),
        fates in prop::collection::vec(fates(), 6),
    ) {
        let (plan, _) = lowered(&world.written());
        for (at, way) in world.resources.iter().enumerate() {
            let (acquire, release) = (format!("r{at}"), format!("release_r{at}"));
            let earlier = before(&plan, &release);
            let users = world.steps.iter().enumerate();
            let users = users.filter(|(_, step)| step.uses == Some(at));
            for (user, _) in users {
                prop_assert!(earlier.contains(name_of(user).as_str()), "{} after {}", release, user);
                prop_assert!(before(&plan, &name_of(user)).contains(acquire.as_str()));
            }
            // Its end masks nothing: only the end of the run waits for it.
            for task in plan.pipeline.tasks.iter().filter(|task| task.needs.contains(&release)) {
                prop_assert_eq!(&task.role, &Role::Finally, "{} needs {}", &task.name, release);
            }
            for fate in &fates {
                let outcomes = played(&plan, &world, fate);
                let made = World::goes(way, fate);
                prop_assert_eq!(outcomes[&acquire] != Outcome::Not, made, "{} in {:?}", acquire, fate);
                prop_assert_eq!(outcomes[&release] == Outcome::Succeeded, made, "{} in {:?}", release, fate);
            }
        }
    }
}
