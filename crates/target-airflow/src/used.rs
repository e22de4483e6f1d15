//! The names a DAG file uses that its block does not define: what it imports, and its hooks.

use std::collections::BTreeSet;

use crate::body::Block;
use crate::constants;
use crate::graph::Graph;
use crate::hooks;
use crate::python::{Expression, Statement};

/// Those of the tasks, and of these values.
#[must_use]
pub fn used(graph: &Graph<'_>, blocks: &[Block], values: Vec<&Expression>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut waiting = values;
    let mut statements: Vec<&Statement> = Vec::new();
    for block in blocks {
        waiting.push(&block.value);
        if let Some(function) = &block.function {
            used.insert(root(&function.decorator.function).to_owned());
            used.extend(function.uses.iter().map(|name| (*name).to_owned()));
            waiting.extend(function.decorator.named.iter().map(|named| &named.value));
            statements.extend(&function.body);
        }
    }
    while let Some(statement) = statements.pop() {
        match statement {
            Statement::Assign(_, value) | Statement::Return(value) | Statement::Raise(value) => {
                waiting.push(value);
            }
            Statement::If(_, inner) => statements.extend(inner),
        }
    }
    while let Some(expression) = waiting.pop() {
        match expression {
            Expression::Call(call) => {
                used.insert(root(&call.function).to_owned());
            }
            // A function or a class handed over: `partial(keep_values, …)`.
            Expression::Atom(atom) => {
                used.insert(root(atom).to_owned());
            }
            _ => {}
        }
        waiting.extend(constants::parts(expression));
    }
    for hook in hooks::ALL {
        if used.contains(hook.name) {
            used.extend(hook.uses.iter().map(|name| (*name).to_owned()));
        }
    }
    let has_ways = |node: &crate::graph::Node<'_>| node.after.iter().any(|one| one.way.is_some());
    if graph.nodes.iter().any(has_ways) {
        used.insert("Label".to_owned());
    }
    if !graph.groups.is_empty() {
        used.insert("TaskGroup".to_owned());
    }
    used
}

/// `pendulum` of `pendulum.datetime`.
fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}
