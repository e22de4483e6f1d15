//! From plans to the graph: what the author wrote, without what the compiler adds to move data.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{DatasetPlan, Guard, Plan, Task, TaskKind, WritePlan};
use pipewright_source::Span;

use crate::boxes::{mode, of_branch, of_dataset, of_task, pipeline};
use crate::graph::{Edge, EdgeKind, Graph, Node};
use crate::passes::Passes;

/// Makes the graph of plans of one environment.
pub fn graph(plans: &[&Plan]) -> Graph {
    let mut graph = Graph {
        environment: plans
            .first()
            .map(|plan| plan.environment.name.clone())
            .unwrap_or_default(),
        ..Graph::default()
    };
    // One dataset may have a name of its own in each file that reads it: its place tells it.
    let mut datasets = BTreeMap::new();
    for plan in plans {
        for dataset in &plan.datasets {
            datasets.entry(identity(dataset)).or_insert_with(|| {
                graph.nodes.push(of_dataset(dataset));
                graph.nodes.len() - 1
            });
        }
    }
    let mut edges = BTreeSet::new();
    for plan in plans {
        let found = plan.datasets.iter().filter_map(|dataset| {
            Some((dataset.name.as_str(), *datasets.get(&identity(dataset))?))
        });
        let mut builder = Builder {
            plan,
            passes: Passes::of(&plan.pipeline),
            stores: BTreeSet::new(),
            datasets: found.collect(),
            tasks: plan
                .pipeline
                .tasks
                .iter()
                .map(|task| (task.name.as_str(), task))
                .collect(),
            yields: BTreeMap::new(),
            nodes: BTreeMap::new(),
            checks: BTreeMap::new(),
            edges: &mut edges,
            into: BTreeMap::new(),
            ways: BTreeMap::new(),
        };
        builder.stores = builder.datasets.values().copied().collect();
        builder.run(&mut graph);
    }
    graph.edges = edges.into_iter().collect();
    graph
}

/// What tells two datasets apart.
fn identity(dataset: &DatasetPlan) -> (&str, u32, Span, &str) {
    let origin = &dataset.origin;
    (&origin.file, origin.line, origin.span, &dataset.address)
}

/// One pipeline on its way into the graph.
struct Builder<'a, 'b> {
    plan: &'a Plan,
    passes: Passes<'a>,
    datasets: BTreeMap<&'a str, usize>,
    /// The nodes of all datasets it knows.
    stores: BTreeSet<usize>,
    tasks: BTreeMap<&'a str, &'a Task>,
    /// The task that yields an output.
    yields: BTreeMap<&'a str, &'a Task>,
    /// The nodes of tasks and decisions.
    nodes: BTreeMap<&'a str, usize>,
    /// What is checked of a dataset before it is used.
    checks: BTreeMap<usize, Vec<String>>,
    edges: &'b mut BTreeSet<Edge>,
    /// What stands directly before a node.
    into: BTreeMap<usize, BTreeSet<usize>>,
    /// The way a node lies on.
    ways: BTreeMap<usize, &'a Guard>,
}

/// Where data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Source {
    node: usize,
    rejected: bool,
}

impl<'a> Builder<'a, '_> {
    fn run(&mut self, graph: &mut Graph) {
        let index = graph.pipelines.len();
        graph.pipelines.push(pipeline(self.plan));
        let plan = self.plan;
        for task in &plan.pipeline.tasks {
            for output in &task.outputs {
                self.yields.insert(&output.name, task);
            }
        }
        for branch in &plan.pipeline.branches {
            if !self.passes.is_bound(&branch.name) {
                let node = of_branch(branch, index);
                self.add(graph, &branch.name, node);
            }
        }
        for task in &plan.pipeline.tasks {
            let is_copy = matches!(&task.kind, TaskKind::Write(write) if self.is_copy(write));
            if let Some(node) = of_task(task, index, &self.passes, is_copy) {
                if let Some(guard) = task.when.last() {
                    self.ways.insert(graph.nodes.len(), guard);
                }
                self.add(graph, &task.name, node);
            }
        }
        for task in &plan.pipeline.tasks {
            if let TaskKind::Check(check) = &task.kind {
                let texts: Vec<String> = check
                    .conditions
                    .iter()
                    .map(|one| one.text.clone())
                    .collect();
                for source in self.sources_of(task, &check.subject) {
                    let list = match graph.nodes.get_mut(source.node) {
                        Some(node) if !node.kind.is_dataset() => &mut node.checks,
                        _ => self.checks.entry(source.node).or_default(),
                    };
                    list.extend(
                        texts
                            .iter()
                            .filter(|text| !list.contains(text))
                            .cloned()
                            .collect::<Vec<_>>(),
                    );
                }
            }
        }
        for task in &plan.pipeline.tasks {
            self.connect(task);
        }
        for branch in &plan.pipeline.branches {
            let Some(node) = self.nodes.get(branch.name.as_str()).copied() else {
                continue;
            };
            for name in &branch.needs {
                for source in self.before(name) {
                    self.edge(source, node, EdgeKind::Order, None);
                }
            }
            self.guard(node, branch.when.last());
        }
    }

    fn add(&mut self, graph: &mut Graph, name: &'a str, node: Node) {
        self.nodes.insert(name, graph.nodes.len());
        graph.nodes.push(node);
    }

    /// Whether a write takes a dataset as it is, so that nothing else stands for it.
    fn is_copy(&self, write: &WritePlan) -> bool {
        let made = self.yields.get(write.subject.as_str());
        made.is_none() && self.datasets.contains_key(write.subject.as_str())
    }

    /// Where the data of a check or a write comes from: what it reads by name, or its subject.
    fn sources_of(&self, task: &Task, subject: &str) -> BTreeSet<Source> {
        let found = self.sources(subject);
        if !found.is_empty() {
            return found;
        }
        task.inputs
            .iter()
            .flat_map(|input| self.sources(input))
            .collect()
    }

    /// The approval that data of a name goes through before a task may have it.
    fn consent(&self, task: &Task, name: &str) -> Option<Source> {
        let needs = task
            .needs
            .iter()
            .filter_map(|need| self.tasks.get(need.as_str()));
        let mut asked = needs.filter(
            |need| matches!(&need.kind, TaskKind::Approval(approval) if approval.subject == name),
        );
        let node = *self.nodes.get(asked.next()?.name.as_str())?;
        Some(Source {
            node,
            rejected: false,
        })
    }

    /// Where the data of a name comes from.
    fn sources(&self, name: &str) -> BTreeSet<Source> {
        let mut found = BTreeSet::new();
        let mut rejected = false;
        let mut name = name;
        // A check may stand on a check; names lead backwards only, so this ends.
        for _ in 0..=self.tasks.len() {
            let made = self.yields.get(name).or_else(|| self.tasks.get(name));
            match made.map(|task| (task, &task.kind)) {
                Some((task, TaskKind::Check(check))) => {
                    rejected |= name.ends_with(".rejected");
                    name = &check.subject;
                    if !self.yields.contains_key(name) && !self.datasets.contains_key(name) {
                        let inputs = task.inputs.iter().flat_map(|input| self.made_by(input));
                        found.extend(inputs.map(|node| Source { node, rejected }));
                        return found;
                    }
                }
                Some((_, TaskKind::Read { dataset, .. })) => {
                    let node = self.datasets.get(dataset.as_str());
                    found.extend(node.map(|&node| Source { node, rejected }));
                    return found;
                }
                _ => break,
            }
        }
        found.extend(self.made_by(name).map(|node| Source { node, rejected }));
        found
    }

    fn made_by(&self, name: &str) -> Option<usize> {
        let task = self.yields.get(name).or_else(|| self.tasks.get(name));
        let made = task.and_then(|task| self.nodes.get(self.passes.drawn(&task.name)));
        made.or_else(|| self.datasets.get(name)).copied()
    }

    fn edge(&mut self, source: Source, to: usize, kind: EdgeKind, label: Option<String>) {
        if source.node == to {
            return;
        }
        let kind = if source.rejected {
            EdgeKind::Rejected
        } else {
            kind
        };
        self.into.entry(to).or_default().insert(source.node);
        let checks = self.checks.get(&source.node);
        self.edges.insert(Edge {
            from: source.node,
            to,
            kind,
            label,
            checks: checks
                .filter(|_| kind == EdgeKind::Data)
                .cloned()
                .unwrap_or_default(),
        });
    }

    fn connect(&mut self, task: &'a Task) {
        let own = self.nodes.get(self.passes.drawn(&task.name)).copied();
        if let TaskKind::Write(write) = &task.kind {
            let Some(&sink) = self.datasets.get(write.dataset.as_str()) else {
                return;
            };
            let mut sources = match self.consent(task, &write.subject) {
                Some(consent) => BTreeSet::from([consent]),
                None => self.sources_of(task, &write.subject),
            };
            if let Some(own) = own {
                for source in sources {
                    self.edge(source, own, EdgeKind::Data, None);
                }
                sources = BTreeSet::from([Source {
                    node: own,
                    rejected: false,
                }]);
            }
            for source in sources {
                self.edge(source, sink, EdgeKind::Data, Some(mode(write)));
            }
        }
        let Some(own) = own else {
            return;
        };
        let mut fed = BTreeSet::new();
        let subject = match &task.kind {
            TaskKind::Approval(approval) => Some(&approval.subject),
            _ => None,
        };
        let inputs: BTreeSet<&String> = task.inputs.iter().chain(subject).collect();
        for input in inputs {
            let sources = match self.consent(task, input) {
                Some(consent) => BTreeSet::from([consent]),
                None => self.sources(input),
            };
            for source in sources {
                fed.insert(source.node);
                self.edge(source, own, EdgeKind::Data, None);
            }
        }
        let before: BTreeSet<Source> = task
            .needs
            .iter()
            .flat_map(|name| self.before(name))
            .collect();
        // What feeds what feeds it stands before it anyway.
        let implied: BTreeSet<usize> = before
            .iter()
            .filter_map(|source| self.into.get(&source.node))
            .flatten()
            .copied()
            .collect();
        for source in before {
            if !fed.contains(&source.node) && !implied.contains(&source.node) {
                let read = self.stores.contains(&source.node);
                let kind = if read {
                    EdgeKind::Data
                } else {
                    EdgeKind::Order
                };
                self.edge(source, own, kind, None);
            }
        }
        // A way leads to what begins it; the rest follows from that.
        let guard = task.when.last();
        let mut before = task.needs.iter().flat_map(|name| self.before(name));
        if !before.any(|source| self.ways.get(&source.node) == guard.as_ref()) {
            self.guard(own, guard);
        }
    }

    /// The boxes that a need stands for: itself, or what stands before it.
    fn before(&self, name: &str) -> BTreeSet<Source> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            if let Some(&node) = self.nodes.get(self.passes.drawn(name)) {
                found.insert(Source {
                    node,
                    rejected: false,
                });
            } else if let Some(task) = self.tasks.get(name) {
                if let TaskKind::Read { dataset, .. } = &task.kind {
                    let node = self.datasets.get(dataset.as_str());
                    found.extend(node.map(|&node| Source {
                        node,
                        rejected: false,
                    }));
                }
                waiting.extend(task.needs.iter().map(String::as_str));
            }
        }
        found
    }

    fn guard(&mut self, node: usize, guard: Option<&Guard>) {
        let Some(guard) = guard else { return };
        if let Some(&decision) = self.nodes.get(guard.branch.as_str()) {
            let label = if guard.holds { "yes" } else { "no" };
            let source = Source {
                node: decision,
                rejected: false,
            };
            self.edge(source, node, EdgeKind::Order, Some(label.to_owned()));
        }
    }
}
