//! Mermaid: a flowchart that GitHub, GitLab and many wikis draw by themselves.

use std::fmt::Write as _;

use crate::graph::{Edge, EdgeKind, Graph, NOWHERE, Node, NodeKind};

/// Writes a graph as a Mermaid flowchart.
#[must_use]
pub fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    let _ = writeln!(out, "  accTitle: {}", plain(&graph.environment));
    let _ = writeln!(out, "  accDescr: {}", plain(&graph.summary()));
    let members = crate::members::Members::of(graph);
    for (number, region) in graph.regions().into_iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph r{number}[\"{}\"]",
            text(region.unwrap_or(NOWHERE))
        );
        for node in members.datasets(region) {
            line(&mut out, graph, 4, *node);
        }
        for &pipeline in members.pipelines(region) {
            let Some(one) = graph.pipelines.get(pipeline) else {
                continue;
            };
            let _ = writeln!(out, "    subgraph p{pipeline}[\"{}\"]", text(&one.name));
            for node in members.steps(pipeline) {
                line(&mut out, graph, 6, *node);
            }
            let _ = writeln!(out, "    end");
        }
        let _ = writeln!(out, "  end");
    }
    for edge in &graph.edges {
        arrow(&mut out, edge);
    }
    for (name, style) in STYLES {
        let nodes = graph.nodes.iter().enumerate();
        let nodes: Vec<String> = nodes
            .filter(|(_, node)| class(node) == *name)
            .map(|(index, _)| format!("n{index}"))
            .collect();
        if !nodes.is_empty() {
            let _ = writeln!(out, "  classDef {name} {style}");
            let _ = writeln!(out, "  class {} {name}", nodes.join(","));
        }
    }
    out
}

/// Borders only: fills would suit one of day and night.
const STYLES: &[(&str, &str)] = &[
    ("dataset", "stroke:#0969da"),
    ("external", "stroke:#0969da,stroke-dasharray:4 3"),
    ("classified", "stroke:#cf222e,stroke-width:2px"),
    ("decision", "stroke:#9a6700"),
    ("approval", "stroke:#8250df"),
];

fn class(node: &Node) -> &'static str {
    match node.kind {
        _ if node.kind.is_dataset() && !node.classes.is_empty() => "classified",
        NodeKind::Dataset => "dataset",
        NodeKind::External => "external",
        NodeKind::Decision => "decision",
        NodeKind::Approval => "approval",
        NodeKind::Step | NodeKind::Junction | NodeKind::Wait => "",
    }
}

fn line(out: &mut String, graph: &Graph, indent: usize, index: usize) {
    let Some(node) = graph.nodes.get(index) else {
        return;
    };
    let (open, close) = match node.kind {
        NodeKind::Dataset | NodeKind::External => ("[(", ")]"),
        NodeKind::Step => ("[", "]"),
        NodeKind::Junction | NodeKind::Wait => ("([", "])"),
        NodeKind::Decision => ("{{", "}}"),
        NodeKind::Approval => ("[[", "]]"),
    };
    let mut label = text(&node.name);
    let mut more = |words: &str| {
        if !words.is_empty() {
            label.push_str("<br/>");
            label.push_str(&text(words));
        }
    };
    more(&node.detail);
    more(&node.classes.join(", "));
    if !node.checks.is_empty() {
        more(&crate::card::checks(&node.checks));
    }
    let _ = writeln!(out, "{:indent$}n{index}{open}\"{label}\"{close}", "");
}

fn arrow(out: &mut String, edge: &Edge) {
    let line = match edge.kind {
        EdgeKind::Data => "-->",
        EdgeKind::Rejected | EdgeKind::Order => "-.->",
    };
    let mut words: Vec<String> = edge.label.iter().cloned().collect();
    if edge.kind == EdgeKind::Rejected {
        words.push("rejected".to_owned());
    }
    if !edge.checks.is_empty() {
        words.push(crate::card::checks(&edge.checks));
    }
    let label = match words.join(", ") {
        none if none.is_empty() => String::new(),
        words => format!("|\"{}\"|", text(&words)),
    };
    let _ = writeln!(out, "  n{} {line}{label} n{}", edge.from, edge.to);
}

/// Text between quotes: whatever Mermaid, Markdown or HTML would take for something is written by
/// its number.
fn text(words: &str) -> String {
    let mut out = String::new();
    for character in words.chars() {
        match character {
            _ if character.is_control() => out.push(' '),
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '_' | '-' | '.' | ',' | ':' | '/' => {
                out.push(character);
            }
            _ if character.is_alphanumeric() => out.push(character),
            _ => {
                let _ = write!(out, "#{};", u32::from(character));
            }
        }
    }
    out
}

/// Text to the end of a line.
fn plain(words: &str) -> String {
    let keep = |character: char| character.is_alphanumeric() || " _-.,".contains(character);
    words
        .chars()
        .map(|character| if keep(character) { character } else { ' ' })
        .collect()
}
