//! The edges of a DAG as statements, a chain a line.

use std::collections::BTreeMap;

use pipewright_plan::Branch;

use crate::graph::{Graph, Rule, What};
use crate::python::{LINE, string, width};

/// The longest text of an edge's label.
const LONGEST_LABEL: usize = 40;

/// What is between two tasks of a chain.
#[derive(Debug, Clone)]
struct Link {
    to: usize,
    label: Option<String>,
}

/// The edges that no call has made already; `names` are the tasks' variables.
#[must_use]
pub fn chains(graph: &Graph<'_>, names: &[String], indent: usize) -> Vec<String> {
    let mut after: BTreeMap<usize, Vec<Link>> = BTreeMap::new();
    let mut meeting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (to, node) in graph.nodes.iter().enumerate().rev() {
        for edge in node.after.iter().rev() {
            if is_made_by_a_call(graph, edge.node, to) {
                continue;
            }
            if gathers(graph, to) && node.after.len() > 2 {
                meeting.entry(to).or_default().push(edge.node);
                continue;
            }
            let label = edge.way.and_then(|way| label(graph, edge.node, way));
            after.entry(edge.node).or_default().push(Link { to, label });
        }
    }
    let mut lines = Vec::new();
    for start in 0..graph.nodes.len() {
        // Tasks of which nothing more is to be said stand side by side.
        let mut ends: Vec<usize> = Vec::new();
        while let Some(link) = after.get_mut(&start).and_then(Vec::pop) {
            let goes_on = after.get(&link.to).is_some_and(|list| !list.is_empty());
            if goes_on || link.label.is_some() {
                lines.push(chain(start, link, &mut after, names, indent));
            } else {
                ends.push(link.to);
            }
        }
        lines.extend(parted(start, &ends, names, indent));
    }
    for (to, mut from) in meeting {
        from.reverse();
        lines.push(gathered(&from, to, names, indent));
    }
    lines
}

/// Whether many edges end there, which are said in one statement.
fn gathers(graph: &Graph<'_>, place: usize) -> bool {
    let node = graph.nodes.get(place);
    node.is_some_and(|node| {
        matches!(
            node.rule,
            Rule::AllDone | Rule::NoneFailed | Rule::Teardown(_)
        )
    })
}

/// The list a task is made for each element of, and the task that makes what another takes away,
/// are arguments there.
fn is_made_by_a_call(graph: &Graph<'_>, from: usize, to: usize) -> bool {
    let is_list = graph
        .nodes
        .get(from)
        .is_some_and(|node| matches!(node.what, What::Items(_)));
    let node = graph.nodes.get(to);
    is_list || node.is_some_and(|node| node.rule == Rule::Teardown(from))
}

fn label(graph: &Graph<'_>, from: usize, way: bool) -> Option<String> {
    let What::Branch(branch) = graph.nodes.get(from)?.what else {
        return None;
    };
    Some(format!("Label({})", string(&label_text(branch, way))))
}

fn label_text(branch: &Branch, way: bool) -> String {
    if !way {
        return "otherwise".to_owned();
    }
    let text = branch.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text) <= LONGEST_LABEL {
        return text;
    }
    let mut short = String::new();
    for character in text.chars() {
        if width(&short) + 3 > LONGEST_LABEL {
            break;
        }
        short.push(character);
    }
    format!("{}…", short.trim_end())
}

/// One chain from a task, as long as a line.
fn chain(
    start: usize,
    first: Link,
    after: &mut BTreeMap<usize, Vec<Link>>,
    names: &[String],
    indent: usize,
) -> String {
    let mut parts = vec![name(names, start).to_owned()];
    let mut used = indent + width(name(names, start));
    let mut next = Some(first);
    while let Some(link) = next {
        used += cost(&link, names);
        parts.extend(link.label);
        parts.push(name(names, link.to).to_owned());
        let fits = after
            .get(&link.to)
            .and_then(|list| list.last())
            .is_some_and(|further| used + cost(further, names) <= LINE);
        next = if fits {
            after.get_mut(&link.to).and_then(Vec::pop)
        } else {
            None
        };
    }
    line(&parts, indent)
}

fn cost(link: &Link, names: &[String]) -> usize {
    let label = link.label.as_deref().map_or(0, |label| 4 + width(label));
    4 + width(name(names, link.to)) + label
}

fn name(names: &[String], place: usize) -> &str {
    names.get(place).map_or("None", String::as_str)
}

/// One chain; what does not fit a line stands in parentheses.
fn line(parts: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let flat = parts.join(" >> ");
    if indent + width(&flat) <= LINE {
        return format!("{margin}{flat}\n");
    }
    let inner = format!("\n{margin}    >> ");
    format!("{margin}(\n{margin}    {}\n{margin})\n", parts.join(&inner))
}

/// `a >> [b, c]`, or `a >> b`.
fn parted(from: usize, to: &[usize], names: &[String], indent: usize) -> Option<String> {
    let from = name(names, from);
    let (first, rest) = to.split_first()?;
    if rest.is_empty() {
        return Some(line(
            &[from.to_owned(), name(names, *first).to_owned()],
            indent,
        ));
    }
    let margin = " ".repeat(indent);
    let to: Vec<&str> = to.iter().map(|place| name(names, *place)).collect();
    let flat = format!("{margin}{from} >> [{}]\n", to.join(", "));
    if width(flat.trim_end_matches('\n')) <= LINE {
        return Some(flat);
    }
    let items: Vec<String> = to
        .iter()
        .map(|name| format!("{margin}    {name},\n"))
        .collect();
    Some(format!(
        "{margin}{from} >> [\n{}{margin}]\n",
        items.concat()
    ))
}

/// `[a, b, c] >> d`.
fn gathered(from: &[usize], to: usize, names: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let from: Vec<&str> = from.iter().map(|place| name(names, *place)).collect();
    let to = name(names, to);
    let flat = format!("{margin}[{}] >> {to}\n", from.join(", "));
    if width(&flat) <= LINE {
        return flat;
    }
    let items: Vec<String> = from
        .iter()
        .map(|name| format!("{margin}    {name},\n"))
        .collect();
    format!("{margin}[\n{}{margin}] >> {to}\n", items.concat())
}
