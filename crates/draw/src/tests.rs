//! The graph of the plan all targets share in their tests, and drawings of it.

use pipewright_pod::fixtures::customer_analytics;

use crate::{EdgeKind, Graph, NodeKind, dot, mermaid, svg};

fn graph() -> Graph {
    Graph::of(&[&customer_analytics()])
}

#[test]
fn what_moves_data_is_no_node() {
    let graph = graph();
    let names: Vec<(&str, NodeKind)> = graph
        .nodes
        .iter()
        .map(|node| (node.name.as_str(), node.kind))
        .collect();
    assert_eq!(
        names,
        [
            ("accounts", NodeKind::Dataset),
            ("country_revenue", NodeKind::Dataset),
            ("by_country", NodeKind::Step),
        ]
    );
    let edges: Vec<(usize, usize, EdgeKind, Option<&str>)> = graph
        .edges
        .iter()
        .map(|edge| (edge.from, edge.to, edge.kind, edge.label.as_deref()))
        .collect();
    assert_eq!(
        edges,
        [
            (0, 2, EdgeKind::Data, None),
            (2, 1, EdgeKind::Data, Some("replacing all")),
        ]
    );
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    assert_eq!(svg(&graph()), svg(&graph()));
    insta::assert_snapshot!("mermaid", mermaid(&graph()));
    insta::assert_snapshot!("dot", dot(&graph()));
    insta::assert_snapshot!("svg", svg(&graph()));
}

#[test]
fn nothing_gives_an_empty_picture() {
    let nothing = Graph::of(&[]);
    assert!(svg(&nothing).contains("nothing to draw"));
    assert!(mermaid(&nothing).starts_with("flowchart LR\n"));
    assert!(dot(&nothing).ends_with("}\n"));
}
