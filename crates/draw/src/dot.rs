//! DOT: for Graphviz and all that reads its language.

use std::fmt::Write as _;

use crate::graph::{Edge, EdgeKind, Graph, NOWHERE, NodeKind};
use crate::members::Members;

/// Writes a graph as a DOT document.
#[must_use]
pub fn dot(graph: &Graph) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "digraph {} {{", text(&graph.environment));
    let _ = writeln!(
        out,
        "  rankdir=LR;\n  compound=true;\n  tooltip={};",
        text(&graph.summary())
    );
    let _ = writeln!(
        out,
        "  node [shape=box, fontname=\"sans-serif\", fontsize=11];"
    );
    let _ = writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=9];");
    let _ = writeln!(out, "  fontname=\"sans-serif\"; fontsize=11;");
    let members = Members::of(graph);
    for (number, region) in graph.regions().into_iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_region_{number} {{");
        let _ = writeln!(
            out,
            "    label={};\n    style=\"rounded,dashed\";",
            text(region.unwrap_or(NOWHERE))
        );
        for &node in members.datasets(region) {
            line(&mut out, graph, 4, node);
        }
        for &pipeline in members.pipelines(region) {
            let Some(one) = graph.pipelines.get(pipeline) else {
                continue;
            };
            let _ = writeln!(out, "    subgraph cluster_pipeline_{pipeline} {{");
            let label = format!("{}\n{}", one.name, one.demands.join(", "));
            let _ = writeln!(out, "      label={};\n      style=rounded;", text(&label));
            for &node in members.steps(pipeline) {
                line(&mut out, graph, 6, node);
            }
            let _ = writeln!(out, "    }}");
        }
        let _ = writeln!(out, "  }}");
    }
    for edge in &graph.edges {
        arrow(&mut out, edge);
    }
    out.push_str("}\n");
    out
}

fn line(out: &mut String, graph: &Graph, indent: usize, index: usize) {
    let Some(node) = graph.nodes.get(index) else {
        return;
    };
    let style = match node.kind {
        NodeKind::Dataset => "shape=cylinder",
        NodeKind::External => "shape=cylinder, style=dashed",
        NodeKind::Step => "style=rounded",
        NodeKind::Junction => "shape=oval",
        NodeKind::Wait => "shape=oval, style=dashed",
        NodeKind::Decision => "shape=hexagon",
        NodeKind::Approval => "shape=box, peripheries=2",
    };
    let mut label = node.name.clone();
    for words in [node.detail.clone(), node.classes.join(", ")] {
        if !words.is_empty() {
            label.push('\n');
            label.push_str(&words);
        }
    }
    if !node.checks.is_empty() {
        label.push('\n');
        label.push_str(&crate::card::checks(&node.checks));
    }
    let color = if node.classes.is_empty() {
        ""
    } else {
        ", color=\"#cf222e\""
    };
    let _ = writeln!(
        out,
        "{:indent$}n{index} [label={}, {style}{color}];",
        "",
        text(&label)
    );
}

fn arrow(out: &mut String, edge: &Edge) {
    let mut words: Vec<String> = edge.label.iter().cloned().collect();
    if edge.kind == EdgeKind::Rejected {
        words.push("rejected".to_owned());
    }
    if !edge.checks.is_empty() {
        words.push(crate::card::checks(&edge.checks));
    }
    let mut marks = Vec::new();
    if !words.is_empty() {
        marks.push(format!("label={}", text(&words.join(", "))));
    }
    match edge.kind {
        EdgeKind::Data => {}
        EdgeKind::Rejected => marks.push("style=dashed, color=\"#cf222e\"".to_owned()),
        EdgeKind::Order => marks.push("style=dotted".to_owned()),
    }
    let marks = match marks.as_slice() {
        [] => String::new(),
        marks => format!(" [{}]", marks.join(", ")),
    };
    let _ = writeln!(out, "  n{} -> n{}{marks};", edge.from, edge.to);
}

/// A quoted text; a new line is a line of a label.
fn text(words: &str) -> String {
    let mut out = String::from("\"");
    for character in words.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
