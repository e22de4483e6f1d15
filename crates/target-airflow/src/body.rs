//! The block of a DAG: its tasks with their groups, and its edges.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Task, TaskKind};

use crate::graph::{Graph, Node, Rule, What};
use crate::names::Names;
use crate::operators::Around;
use crate::python::{Argument, Call, Expression, Function, assignment, opening};
use crate::{chains, functions};

/// A task as it is written.
pub struct Block {
    /// The function it runs, if it runs one.
    pub function: Option<Function>,
    /// Its variable.
    pub name: String,
    /// What is assigned to it.
    pub value: Expression,
}

/// The tasks of a graph; `pods` are the arguments that make the pods of the plan's tasks.
pub fn blocks(
    around: &Around<'_>,
    graph: &Graph<'_>,
    variables: &[String],
    pods: Vec<Vec<Argument>>,
    names: &mut Names,
) -> Vec<Block> {
    let mut pods: Vec<Option<Vec<Argument>>> = pods.into_iter().map(Some).collect();
    let ways = ways(graph);
    let setups: BTreeSet<usize> = graph
        .nodes
        .iter()
        .filter_map(|node| match node.rule {
            Rule::Teardown(setup) => Some(setup),
            _ => None,
        })
        .collect();
    let written = graph.nodes.iter().enumerate();
    written
        .map(|(place, node)| {
            let mut taken = |at: usize| pods.get_mut(at).and_then(Option::take).unwrap_or_default();
            let mut function = None;
            let mut called = |made: Function| {
                let call = Call::new(made.name.clone(), Vec::new());
                function = Some(made);
                call
            };
            let mut named = |word: &str| names.claim(&format!("{word}_{}", node.id), "_");
            let mut call = match node.what {
                What::Pod(task, at) => around.pod(node, task, taken(at)),
                What::Approval(task) => around.approval(node, task),
                What::Wait(task) => match &task.kind {
                    TaskKind::Wait(wait) => around.wait(node, task, wait),
                    _ => around.empty(node),
                },
                What::Fail(task) => called(functions::fail(task, named("run"))),
                What::Branch(branch) => {
                    let list = |way| ways.get(&(place, way)).map_or(&[][..], Vec::as_slice);
                    let (then, otherwise) = (list(true), list(false));
                    let ids = (then, otherwise);
                    let name = named("choose");
                    called(functions::decision(
                        around.tasks,
                        branch,
                        name,
                        &node.id,
                        ids,
                    ))
                }
                What::Items(task) => match &task.fan_out {
                    Some(fan_out) => called(functions::items(
                        around.tasks,
                        fan_out,
                        named("make"),
                        &node.id,
                    )),
                    None => around.empty(node),
                },
                What::Tolerated(task) => {
                    called(functions::tolerated(task, named("skip_unless"), &node.id))
                }
                What::Parameters => called(functions::check_parameters(
                    around.plan,
                    around.tasks,
                    named("run"),
                    &node.id,
                )),
                What::Join(_)
                | What::Any(_)
                | What::Way(_)
                | What::Started(_)
                | What::Passed
                | What::Outcome => around.empty(node),
            };
            call = expanded(call, graph, node, variables);
            if setups.contains(&place) {
                call = call.then(Call::new("as_setup", Vec::new()));
            }
            if let Rule::Teardown(setup) = node.rule {
                call = call.then(taken_away(variables.get(setup)));
            }
            let name = variables.get(place).cloned().unwrap_or_default();
            let value = Expression::Call(call);
            Block {
                function,
                name,
                value,
            }
        })
        .collect()
}

/// `….partial(…).expand_kwargs(…)` where a list makes the task's instances.
fn expanded(mut call: Call, graph: &Graph<'_>, node: &Node<'_>, variables: &[String]) -> Call {
    let items = node.after.iter().find(|after| {
        let before = graph.nodes.get(after.node);
        before.is_some_and(|before| matches!(before.what, What::Items(_)))
    });
    let is_pod = matches!(node.what, What::Pod(..));
    match items.and_then(|after| variables.get(after.node)) {
        Some(list) if is_pod => {
            call.function.push_str(".partial");
            let list = Expression::name(list);
            call.then(Call::new("expand_kwargs", Vec::new()).with(list))
        }
        _ => call,
    }
}

/// Taking away that fails is a failure of the run; it never hides another, which has a task of its
/// own to show it.
fn taken_away(setup: Option<&String>) -> Call {
    let mut arguments = Vec::new();
    if let Some(setup) = setup {
        arguments.push(Argument::new("setups", Expression::name(setup)));
    }
    arguments.push(Argument::new(
        "on_failure_fail_dagrun",
        Expression::bool(true),
    ));
    Call::new("as_teardown", arguments)
}

/// The ids of the tasks right behind each decision, by its way.
fn ways<'a>(graph: &'a Graph<'_>) -> BTreeMap<(usize, bool), Vec<&'a str>> {
    let mut ways: BTreeMap<(usize, bool), Vec<&str>> = BTreeMap::new();
    for node in &graph.nodes {
        for after in &node.after {
            if let Some(way) = after.way {
                ways.entry((after.node, way)).or_default().push(&node.id);
            }
        }
    }
    ways
}

/// The text of the block.
#[must_use]
pub fn text(graph: &Graph<'_>, blocks: &[Block], variables: &[String]) -> String {
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let group_of = |node: &Node<'_>| {
        let group = node.task().and_then(|task: &Task| task.group.as_deref())?;
        let known = graph.groups.iter().find(|(name, _)| *name == group);
        known.map(|(name, id)| (*name, id.as_str()))
    };
    let groups: Vec<Option<(&str, &str)>> = graph.nodes.iter().map(group_of).collect();
    for (place, group) in groups.iter().enumerate() {
        if let Some((name, _)) = group {
            members.entry(name).or_default().push(place);
        }
    }
    let is_function = |place: usize| {
        let block = blocks.get(place);
        block.is_some_and(|block| block.function.is_some())
    };
    let one = |place: usize, indent: usize| match (graph.nodes.get(place), blocks.get(place)) {
        (Some(node), Some(block)) => block_text(indent, node, block),
        _ => String::new(),
    };
    let mut parts: Vec<String> = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let Some((name, id)) = group else {
            parts.push(one(place, 4));
            continue;
        };
        // A group stands where its first task does.
        if let Some(places) = members.remove(name) {
            let id = Argument::new("group_id", Expression::text(id));
            let prefix = Argument::new("prefix_group_id", Expression::bool(false));
            let call = Call::new("TaskGroup", vec![id, prefix]);
            let mut block = opening(4, "with ", &call, ":");
            let begins_with_a_function = places.first().is_some_and(|place| is_function(*place));
            if begins_with_a_function {
                block.push('\n');
            }
            let inner: Vec<String> = places.into_iter().map(|place| one(place, 8)).collect();
            block.push_str(&inner.join("\n"));
            parts.push(block);
        }
    }
    let edges = chains::chains(graph, variables, 4);
    if !edges.is_empty() {
        parts.push(edges.concat());
    }
    if parts.is_empty() {
        return "    pass\n".to_owned();
    }
    let text = parts.join("\n");
    // As `ruff format` has it: air before a function.
    let begins_with_a_function = is_function(0) && groups.first() == Some(&None);
    if begins_with_a_function {
        return format!("\n{text}");
    }
    text
}

fn block_text(indent: usize, node: &Node<'_>, block: &Block) -> String {
    let mut text = String::new();
    if let Some(function) = &block.function {
        text.push_str(&function.text(indent));
        text.push('\n');
    }
    if let What::Outcome = node.what {
        let margin = " ".repeat(indent);
        text.push_str(&format!(
            "{margin}# Fails with any task before it; a skipped task would hide a failure.\n"
        ));
    }
    let class = match &block.value {
        Expression::Call(call) if block.function.is_none() && call.then.is_none() => {
            Some(call.function.as_str())
        }
        _ => None,
    };
    // The variable is the task's id wherever that can be a variable; where it is another, the
    // annotation tells linters that this is meant (ruff's AIR001).
    let name = match class {
        Some(class) if block.name != node.id => format!("{}: {class}", block.name),
        _ => block.name.clone(),
    };
    text.push_str(&assignment(indent, &name, &block.value));
    text
}
