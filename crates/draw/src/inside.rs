//! A pipeline laid out by itself: its steps in columns, with doors in its sides through which data
//! comes and goes.

use std::collections::BTreeMap;

use crate::card::{Card, DETAIL, MARK, NAME, checks};
use crate::graph::{EdgeKind, Graph, Pipeline};
use crate::layers::{Gaps, Item, Layout, Link, Pin, layout};
use crate::measure::{fit, width};

/// Room for the head of a pipeline.
pub const HEAD: i32 = 42;
/// Room between its sides and what stands in it.
pub const SIDE: i32 = 14;
/// The height of a door.
pub const DOOR: i32 = 16;
/// The widest that the head may make a pipeline.
const WIDEST_HEAD: i32 = 460;

const GAPS: Gaps = Gaps {
    columns: 54,
    items: 14,
    groups: 14,
    arrows: 12,
};

/// Where data of one dataset enters, or leaves for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door {
    /// The node of the dataset.
    pub dataset: usize,
    pub enters: bool,
    pub kind: EdgeKind,
    /// What stands on it: how is written, what is checked.
    pub text: String,
    /// All of it, for those who ask.
    pub title: String,
}

/// An arrow between what is inside.
#[derive(Debug, Clone)]
pub struct Way {
    pub kind: EdgeKind,
    pub label: Option<String>,
    /// The doors at its ends.
    pub enters: Option<usize>,
    pub leaves: Option<usize>,
}

/// A pipeline, laid out.
pub struct Inside {
    pub layout: Layout,
    /// Cards with their items.
    pub cards: Vec<(usize, Card)>,
    /// Doors with their items.
    pub doors: Vec<(usize, Door)>,
    /// As the layout has its links.
    pub ways: Vec<Way>,
    pub width: i32,
    pub height: i32,
}

/// What is written on a door.
pub fn sign(door: &Door) -> String {
    fit(&door.text)
}

/// How wide a door is.
pub fn door_width(door: &Door) -> i32 {
    if door.text.is_empty() {
        0
    } else {
        width(&sign(door), MARK) + 12
    }
}

/// Lays out every pipeline of a graph. `heights` are those of datasets, where they are known: doors
/// stand in the order of what is behind them.
pub fn insides(graph: &Graph, heights: &BTreeMap<usize, i32>) -> Vec<Inside> {
    let mut nodes: Vec<Vec<usize>> = vec![Vec::new(); graph.pipelines.len()];
    for (index, node) in graph.nodes.iter().enumerate() {
        if let Some(list) = node.pipeline.and_then(|pipeline| nodes.get_mut(pipeline)) {
            list.push(index);
        }
    }
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); graph.pipelines.len()];
    for (index, edge) in graph.edges.iter().enumerate() {
        let ends = [edge.from, edge.to]
            .into_iter()
            .filter_map(|end| graph.nodes.get(end));
        let pipeline = ends.filter_map(|node| node.pipeline).next();
        if let Some(list) = pipeline.and_then(|pipeline| edges.get_mut(pipeline)) {
            list.push(index);
        }
    }
    for list in &mut edges {
        list.sort_by_key(|&index| {
            let edge = graph.edges.get(index);
            edge.map(|edge| {
                (
                    heights.get(&edge.from).copied(),
                    heights.get(&edge.to).copied(),
                )
            })
        });
    }
    let all = graph.pipelines.iter().zip(nodes).zip(edges);
    all.map(|((pipeline, nodes), edges)| inside(graph, pipeline, &nodes, &edges))
        .collect()
}

fn inside(graph: &Graph, pipeline: &Pipeline, nodes: &[usize], edges: &[usize]) -> Inside {
    let mut items = Vec::new();
    let mut cards = Vec::new();
    let mut places = BTreeMap::new();
    for &index in nodes {
        let Some(node) = graph.nodes.get(index) else {
            continue;
        };
        let card = Card::of(index, node);
        places.insert(index, items.len());
        items.push(Item {
            width: card.area.width,
            height: card.area.height,
            ..Item::default()
        });
        cards.push((items.len() - 1, card));
    }
    let mut doors: BTreeMap<Door, usize> = BTreeMap::new();
    let mut links = Vec::new();
    let mut ways = Vec::new();
    for edge in edges.iter().filter_map(|&edge| graph.edges.get(edge)) {
        let door = |dataset: usize, enters: bool| Door {
            dataset,
            enters,
            kind: edge.kind,
            text: if !enters {
                edge.label.clone().unwrap_or_default()
            } else if edge.checks.is_empty() {
                String::new()
            } else {
                checks(&edge.checks)
            },
            title: edge.checks.join("\n"),
        };
        let mut open = |door: Door| {
            let pin = if door.enters { Pin::First } else { Pin::Last };
            let item = Item {
                width: door_width(&door),
                height: DOOR,
                group: 0,
                pin,
            };
            *doors.entry(door).or_insert_with(|| {
                items.push(item);
                items.len() - 1
            })
        };
        let (from, to) = (
            places.get(&edge.from).copied(),
            places.get(&edge.to).copied(),
        );
        let enters = from.is_none().then(|| open(door(edge.from, true)));
        let leaves = to.is_none().then(|| open(door(edge.to, false)));
        let (Some(from), Some(to)) = (from.or(enters), to.or(leaves)) else {
            continue;
        };
        let middle = |item: usize| items.get(item).map_or(0, |item| item.height / 2);
        links.push(Link {
            from,
            leaves_at: middle(from),
            to,
            enters_at: middle(to),
        });
        let label = edge.label.clone().filter(|_| leaves.is_none());
        ways.push(Way {
            kind: edge.kind,
            label,
            enters,
            leaves,
        });
    }
    let layout = layout(&items, &links, GAPS);
    let head = width(&pipeline.name, NAME + 1).max(width(&pipeline.demands.join(" · "), DETAIL));
    Inside {
        width: layout.width.max(head.min(WIDEST_HEAD)) + 2 * SIDE,
        height: HEAD + layout.height,
        layout,
        cards,
        doors: doors.into_iter().map(|(door, item)| (item, door)).collect(),
        ways,
    }
}
