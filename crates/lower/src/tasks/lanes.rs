//! Loops whose elements may not all go on at once: more needs, which every engine keeps.
//!
//! The elements go into as many lanes as may go on at once. In a lane the first tasks of an element
//! need the last tasks of the element before it.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Lanes};
use pipewright_plan::{Guard, Role, TaskKind, Wait, WaitSince};

use super::{Builder, TaskParts};
use crate::guards;
use crate::rules;

/// Tasks of one element: those nothing of it comes before, and those nothing of it follows.
#[derive(Debug, Default)]
struct Ends {
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Builder<'_> {
    pub(super) fn lane_tasks(&mut self) {
        if self.pipeline.lanes.is_empty() {
            return;
        }
        let steps = self.tasks_of_steps();
        let (followers, index) = self.followers();
        for lanes in &self.pipeline.lanes {
            let most = usize::try_from(lanes.most).unwrap_or(usize::MAX).max(1);
            let mut ends = Vec::new();
            let mut all = BTreeSet::new();
            for element in &lanes.elements {
                let tasks = self.element(element, &steps, &followers, &index);
                ends.push(self.ends(&tasks, &followers, &index));
                all.extend(tasks);
            }
            if all.is_empty() {
                self.refuse_without_steps(lanes);
            }
            self.refuse_skipping(lanes, &all);
            for (before, after) in ends.iter().zip(ends.iter().skip(most)) {
                self.follow(lanes, before, after);
            }
        }
    }

    /// By step, the tasks a loop made around it: its checks, writes, pauses.
    fn tasks_of_steps(&self) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |subject: &DataReference, name: &String| {
            if let DataReference::Output { step, .. } = subject {
                found.entry(step.clone()).or_default().push(name.clone());
            }
        };
        let pipeline = self.pipeline;
        for (check, name) in pipeline.checks.iter().zip(&self.check_names) {
            if check.group.is_some() {
                add(&check.subject, name);
            }
        }
        for (write, name) in pipeline.writes.iter().zip(&self.write_names) {
            if write.group.is_some() {
                add(&write.subject, name);
            }
        }
        found
    }

    /// By task, the tasks that need it; and the places of all by name.
    fn followers(&self) -> (Vec<Vec<usize>>, BTreeMap<String, usize>) {
        let index: BTreeMap<String, usize> = self
            .tasks
            .iter()
            .enumerate()
            .map(|(at, task)| (task.name.clone(), at))
            .collect();
        let mut followers: Vec<Vec<usize>> = vec![Vec::new(); self.tasks.len()];
        for (at, task) in self.tasks.iter().enumerate() {
            for need in &task.needs {
                if let Some(list) = index.get(need).and_then(|need| followers.get_mut(*need)) {
                    list.push(at);
                }
            }
        }
        (followers, index)
    }

    /// The tasks of an element: its steps, what the loop made around them, and the reads that
    /// only they need.
    fn element(
        &self,
        steps: &[String],
        around: &BTreeMap<String, Vec<String>>,
        followers: &[Vec<usize>],
        index: &BTreeMap<String, usize>,
    ) -> BTreeSet<usize> {
        let mut tasks: BTreeSet<usize> = steps
            .iter()
            .flat_map(|step| {
                let more = around.get(step).map_or(&[][..], Vec::as_slice);
                std::iter::once(step).chain(more)
            })
            .filter_map(|name| index.get(name).copied())
            .filter(|at| {
                let role = self.tasks.get(*at).map(|task| &task.role);
                matches!(role, Some(Role::Work | Role::Acquire { .. }))
            })
            .collect();
        let needed: BTreeSet<usize> = tasks
            .iter()
            .filter_map(|at| self.tasks.get(*at))
            .flat_map(|task| &task.needs)
            .filter_map(|need| index.get(need).copied())
            .collect();
        for at in needed {
            let read = self
                .tasks
                .get(at)
                .is_some_and(|task| matches!(task.kind, TaskKind::Read { .. }));
            let own = || {
                let mut list = followers.get(at).into_iter().flatten();
                list.all(|follower| tasks.contains(follower))
            };
            if read && own() {
                tasks.insert(at);
            }
        }
        tasks
    }

    fn ends(
        &self,
        tasks: &BTreeSet<usize>,
        followers: &[Vec<usize>],
        index: &BTreeMap<String, usize>,
    ) -> Ends {
        let mut ends = Ends::default();
        for at in tasks {
            let Some(task) = self.tasks.get(*at) else {
                continue;
            };
            let inside = |need: &String| index.get(need).is_some_and(|need| tasks.contains(need));
            if !task.needs.iter().any(inside) {
                ends.first.push(*at);
            }
            let mut after = followers.get(*at).into_iter().flatten();
            if !after.any(|follower| tasks.contains(follower)) {
                ends.last.push(*at);
            }
        }
        ends
    }

    /// Lets the first tasks of an element come after the last of another.
    fn follow(&mut self, lanes: &Lanes, before: &Ends, after: &Ends) {
        let ways = |builder: &Self, list: &[usize]| {
            let all = list.iter().filter_map(|at| builder.tasks.get(*at));
            guards::shared(all.map(|task| task.when.as_slice())).to_vec()
        };
        let ends = (before.last.as_slice(), after.first.as_slice());
        let when: Vec<Guard> = ways(self, after.first.as_slice());
        let mut needs: Vec<String> = Vec::new();
        for at in ends.0 {
            let Some(task) = self.tasks.get(*at) else {
                continue;
            };
            let (name, task_when) = (task.name.clone(), task.when.clone());
            let base = guards::common(&task_when, &when);
            needs.extend(self.need(&name, &task_when, &when, base, &[]));
        }
        // Where many meet many, they meet in one place.
        if needs.len() > 1 && ends.1.len() > 1 {
            let name = self.names.claim("lane");
            let pause = Wait {
                seconds: 0,
                since: WaitSince::Predecessors,
            };
            let mut parts =
                TaskParts::new(name.clone(), TaskKind::Wait(pause), &when, &lanes.origin);
            parts.needs = needs;
            self.push(parts);
            needs = vec![name];
        }
        for at in ends.1 {
            if let Some(task) = self.tasks.get_mut(*at) {
                task.needs.extend(needs.iter().cloned());
            }
        }
    }

    /// Elements are told apart by their steps.
    fn refuse_without_steps(&mut self, lanes: &Lanes) {
        self.diagnostics.push(
            Diagnostic::new(
                &rules::LANES_WITHOUT_STEPS,
                "no step is in this loop: its elements cannot wait for each other",
                lanes.origin.span,
                "nothing would keep this",
            )
            .help("write `concurrency` as a clause of the pipeline: it bounds all tasks of a run"),
        );
    }

    /// What may be skipped without a decision would hold up all that come after it in its lane.
    fn refuse_skipping(&mut self, lanes: &Lanes, tasks: &BTreeSet<usize>) {
        let skipping = tasks
            .iter()
            .filter_map(|at| self.tasks.get(*at))
            .find(|task| task.allowed_failure.is_some());
        let Some((task, allowed)) =
            skipping.and_then(|task| Some((task, task.allowed_failure.as_ref()?)))
        else {
            return;
        };
        let found = Diagnostic::new(
            &rules::LANE_MAY_STOP,
            format!(
                "where `{}` fails, the elements after it in its lane are skipped",
                task.name
            ),
            allowed.origin.span,
            "this failure is allowed",
        )
        .with_related(lanes.origin.span, "elements wait for each other here")
        .because("what waits for a task that failed is skipped, though the failure is allowed")
        .help("let all elements go on at once, or let a failure fail the run");
        self.diagnostics.push(found);
    }
}
