//! The nodes of a plan, and what each follows.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Branch, EngineValue, Guard, Plan, Role, Task, TaskKind};

use super::{After, Graph, Node, Rule, What, ends, order, reduce, ways};
use crate::names::Names;
use crate::parameters;

/// The DAG of a plan.
#[must_use]
pub fn graph(plan: &Plan) -> Graph<'_> {
    let mut builder = Builder::new(plan);
    builder.add_nodes();
    builder.add_edges();
    let mut graph = builder.graph;
    reduce::reduce(&mut graph);
    ways::mark(&mut graph, &mut builder.ids);
    ends::close(&mut graph, &mut builder.ids);
    order::sort(&mut graph);
    graph
}

/// The nodes that stand for one task of the plan.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    /// The one that follows what the task needs.
    entry: usize,
    /// The task's own.
    own: usize,
    /// The one that those who need the task follow.
    exit: usize,
}

struct Builder<'a> {
    plan: &'a Plan,
    graph: Graph<'a>,
    ids: Names,
    tasks: BTreeMap<&'a str, Places>,
    branches: BTreeMap<&'a str, usize>,
    parameters: Option<usize>,
    known: Known<'a>,
}

/// The plan's own, by name.
struct Known<'a> {
    tasks: BTreeMap<&'a str, &'a Task>,
    branches: BTreeMap<&'a str, &'a Branch>,
    /// The places of the first tasks on a decision's ways.
    guarded: BTreeMap<&'a str, usize>,
    /// The tasks that take away what a task makes.
    releases: BTreeMap<&'a str, Vec<&'a Task>>,
}

impl<'a> Known<'a> {
    fn of(plan: &'a Plan) -> Self {
        let pipeline = &plan.pipeline;
        let mut guarded = BTreeMap::new();
        let mut releases: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
        for (place, task) in pipeline.tasks.iter().enumerate() {
            for guard in &task.when {
                guarded.entry(guard.branch.as_str()).or_insert(place);
            }
            if let Role::Release { acquire, .. } = &task.role {
                releases.entry(acquire).or_default().push(task);
            }
        }
        let tasks = pipeline.tasks.iter();
        let branches = pipeline.branches.iter();
        Self {
            tasks: tasks.map(|task| (task.name.as_str(), task)).collect(),
            branches: branches
                .map(|branch| (branch.name.as_str(), branch))
                .collect(),
            guarded,
            releases,
        }
    }
}

impl<'a> Builder<'a> {
    fn new(plan: &'a Plan) -> Self {
        let pipeline = &plan.pipeline;
        let mut ids = Names::default();
        let tasks = pipeline.tasks.iter().map(|task| &task.name);
        let branches = pipeline.branches.iter().map(|branch| &branch.name);
        for name in tasks.chain(branches) {
            let _taken = ids.claim(name, "_");
        }
        let mut graph = Graph::default();
        let mut seen = BTreeSet::new();
        for group in pipeline.tasks.iter().filter_map(|task| task.group.as_ref()) {
            if seen.insert(group) {
                let short: String = group.chars().take(180).collect();
                graph.groups.push((group, ids.claim(&short, "_group")));
            }
        }
        Self {
            plan,
            graph,
            ids,
            tasks: BTreeMap::new(),
            branches: BTreeMap::new(),
            parameters: None,
            known: Known::of(plan),
        }
    }

    fn add(
        &mut self,
        id: String,
        what: What<'a>,
        rule: Rule,
        rank: (usize, usize, usize),
    ) -> usize {
        self.graph.nodes.push(Node {
            id,
            what,
            rule,
            after: Vec::new(),
            rank,
        });
        self.graph.nodes.len() - 1
    }

    fn helper(&mut self, name: &str, what: What<'a>, rule: Rule, rank: (usize, usize)) -> usize {
        let short: String = name.chars().take(200).collect();
        let id = self.ids.claim(&short, "_");
        self.add(id, what, rule, (rank.0, rank.1, 0))
    }

    fn add_nodes(&mut self) {
        let plan = self.plan;
        if parameters::need_a_check(plan) {
            let node = self.helper(
                "check_parameters",
                What::Parameters,
                Rule::AllSuccess,
                (0, 0),
            );
            self.parameters = Some(node);
        }
        for (number, branch) in plan.pipeline.branches.iter().enumerate() {
            let first = self.known.guarded.get(branch.name.as_str());
            let rank = (
                first.map_or(plan.pipeline.tasks.len(), |place| *place),
                1,
                number,
            );
            let node = self.add(
                branch.name.clone(),
                What::Branch(branch),
                Rule::AllSuccess,
                rank,
            );
            self.branches.insert(&branch.name, node);
        }
        for (place, task) in plan.pipeline.tasks.iter().enumerate() {
            self.add_task(task, place);
        }
    }

    fn add_task(&mut self, task: &'a Task, place: usize) {
        let what = if task.containers.is_empty() {
            match &task.kind {
                TaskKind::Approval(_) => What::Approval(task),
                // A way around something: nothing to wait for.
                TaskKind::Wait(wait) if wait.seconds == 0 => What::Join(task),
                TaskKind::Wait(_) => What::Wait(task),
                TaskKind::Fail { .. } => What::Fail(task),
                _ => What::Join(task),
            }
        } else {
            What::Pod(task, place)
        };
        let is_join = matches!(task.kind, TaskKind::Join { .. });
        let is_guarded = is_join && self.has_own_way(task);
        let rule = match (&task.role, is_join) {
            (Role::Finally, _) => Rule::AllDone,
            (_, true) if !is_guarded => Rule::AnySuccess,
            _ => Rule::AllSuccess,
        };
        let own = self.add(task.name.clone(), what, rule, (place, 4, 0));
        let mut places = Places {
            entry: own,
            own,
            exit: own,
        };
        let mut before = None;
        if is_guarded {
            let name = format!("{}_any", task.name);
            before = Some(self.helper(&name, What::Any(task), Rule::AnySuccess, (place, 3)));
        }
        if task.fan_out.is_some() {
            let name = format!("{}_items", task.name);
            let items = self.helper(&name, What::Items(task), Rule::AllSuccess, (place, 3));
            places.entry = items;
            before = Some(items);
        }
        if self.is_released_by_name(task) {
            let name = format!("{}_started", task.name);
            let started = self.helper(&name, What::Started(task), Rule::AllSuccess, (place, 2));
            places.entry = started;
            before = Some(started);
        }
        if task.allowed_failure.is_some() {
            let name = format!("{}_succeeded", task.name);
            places.exit = self.helper(&name, What::Tolerated(task), Rule::AllDone, (place, 5));
            self.follow(places.exit, After::task(own));
        }
        if let Some(before) = before {
            self.follow(own, After::task(before));
        }
        self.tasks.insert(&task.name, places);
    }

    /// Whether a join lies on a way that not all of its members lie on.
    fn has_own_way(&self, join: &Task) -> bool {
        let TaskKind::Join { of } = &join.kind else {
            return false;
        };
        let members = of
            .iter()
            .filter_map(|name| self.known.tasks.get(name.as_str()));
        let mut members = members.map(|member| member.when.iter().collect::<BTreeSet<_>>());
        members.any(|ways| !join.when.iter().all(|guard| ways.contains(guard)))
    }

    /// Whether what this task makes is taken away by a task that needs none of its values, and so
    /// can run when this one has failed half way.
    fn is_released_by_name(&self, task: &Task) -> bool {
        let takes = |release: &&Task| {
            let mut taken = release
                .every_container()
                .flat_map(|container| &container.takes);
            taken.any(|value| {
                matches!(value, EngineValue::Value { task: from, .. } if *from == task.name)
            })
        };
        let releases = self.known.releases.get(task.name.as_str());
        releases.is_some_and(|releases| !releases.iter().any(takes))
    }

    fn follow(&mut self, node: usize, after: After) {
        if let Some(node) = self.graph.nodes.get_mut(node)
            && !node.after.contains(&after)
        {
            node.after.push(after);
        }
    }

    fn follow_all(&mut self, node: usize, all: impl IntoIterator<Item = After>) {
        let mut seen: BTreeSet<After> = match self.graph.nodes.get(node) {
            Some(node) => node.after.iter().copied().collect(),
            None => return,
        };
        let new: Vec<After> = all
            .into_iter()
            .filter(|after| seen.insert(*after))
            .collect();
        if let Some(node) = self.graph.nodes.get_mut(node) {
            node.after.extend(new);
        }
    }

    fn add_edges(&mut self) {
        let plan = self.plan;
        for branch in &plan.pipeline.branches {
            let Some(node) = self.branches.get(branch.name.as_str()).copied() else {
                continue;
            };
            let mut after = self.exits(&branch.needs);
            after.extend(self.ways(&branch.when));
            self.follow_all(node, self.or_parameters(after));
        }
        for task in &plan.pipeline.tasks {
            let Some(places) = self.tasks.get(task.name.as_str()).copied() else {
                continue;
            };
            match &task.role {
                Role::Release { acquire, .. } => self.release(task, places.own, acquire),
                Role::Finally => {
                    let before = self.finals(task);
                    if !before.is_empty()
                        && let Some(node) = self.graph.nodes.get_mut(places.own)
                    {
                        node.rule = Rule::AllSuccess;
                    }
                    self.follow_all(places.own, before);
                }
                Role::Work | Role::Acquire { .. } => self.work(task, places),
            }
        }
    }

    fn work(&mut self, task: &'a Task, places: Places) {
        let needs = self.exits(&task.needs);
        let ways = self.ways(&task.when);
        let is_join = matches!(task.kind, TaskKind::Join { .. });
        let any = self.graph.nodes.get(places.own).and_then(|node| {
            let first = node.after.first()?;
            let before = self.graph.nodes.get(first.node)?;
            matches!(before.what, What::Any(_)).then_some(first.node)
        });
        match (is_join, any) {
            // What a join follows decides whether it runs: nothing but its members may.
            (true, None) => self.follow_all(places.entry, self.or_parameters(needs)),
            (true, Some(any)) => {
                self.follow_all(any, needs);
                self.follow_all(places.own, ways);
            }
            (false, _) => {
                let all = needs.into_iter().chain(ways).collect();
                self.follow_all(places.entry, self.or_parameters(all));
            }
        }
    }

    fn release(&mut self, task: &'a Task, own: usize, acquire: &str) {
        let Some(made) = self.tasks.get(acquire).copied() else {
            let needs = self.owns(&task.needs);
            self.follow_all(own, needs);
            return;
        };
        let mut after = vec![After::task(made.entry)];
        after.extend(self.owns(&task.needs));
        self.follow_all(own, after);
        if let Some(node) = self.graph.nodes.get_mut(own) {
            node.rule = Rule::Teardown(made.entry);
        }
    }

    /// Tasks at the end of the run that one at the end of the run needs.
    fn finals(&self, task: &Task) -> Vec<After> {
        let is_final = |name: &&String| {
            let found = self.known.tasks.get(name.as_str());
            found.is_some_and(|found| found.role == Role::Finally)
        };
        let needs: Vec<String> = task.needs.iter().filter(is_final).cloned().collect();
        self.exits(&needs)
    }

    fn exits(&self, names: &[String]) -> Vec<After> {
        self.places(names, |places| places.exit)
    }

    fn owns(&self, names: &[String]) -> Vec<After> {
        self.places(names, |places| places.own)
    }

    fn places(&self, names: &[String], which: fn(&Places) -> usize) -> Vec<After> {
        let known = names
            .iter()
            .filter_map(|name| self.tasks.get(name.as_str()));
        known.map(|places| After::task(which(places))).collect()
    }

    /// The innermost ways: those that no other lies on.
    fn ways(&self, guards: &[Guard]) -> Vec<After> {
        let mut outer: BTreeSet<&Guard> = BTreeSet::new();
        let mut found = Vec::new();
        for guard in guards.iter().rev() {
            if outer.contains(guard) {
                continue;
            }
            let name = guard.branch.as_str();
            outer.extend(
                self.known
                    .branches
                    .get(name)
                    .iter()
                    .flat_map(|branch| &branch.when),
            );
            if let Some(node) = self.branches.get(name).copied() {
                let way = Some(guard.holds);
                found.push(After { node, way });
            }
        }
        found.reverse();
        found
    }

    /// What follows nothing follows the check of the run's parameters.
    fn or_parameters(&self, after: Vec<After>) -> Vec<After> {
        match self.parameters {
            Some(node) if after.is_empty() => vec![After::task(node)],
            _ => after,
        }
    }
}
