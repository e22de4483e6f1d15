//! The graph laid out: boxes of pipelines and datasets in columns, framed by region.

use std::collections::BTreeMap;

use crate::card::{Card, DETAIL, NAME, Rectangle, within};
use crate::graph::{EdgeKind, Graph, NOWHERE, Pipeline};
use crate::inside::{DOOR, HEAD, Inside, SIDE, door_width, insides, sign};
use crate::layers::{Gaps, Item, Layout, Link, Pin, Point, layout};

/// Room between a frame and what it holds, and for its name above that.
const FRAME: i32 = 12;
const FRAME_NAME: i32 = 26;
/// Room around the picture.
const MARGIN: i32 = 20;
/// From the top to the first thing in a frame.
const TOP: i32 = 34 + 10 + FRAME_NAME;
/// Room between a door and the side it is in.
const THRESHOLD: i32 = 5;

const GAPS: Gaps = Gaps {
    columns: 92,
    items: 14,
    groups: FRAME + FRAME_NAME + 14,
    arrows: 14,
};

/// The frame of a region.
#[derive(Debug, Clone)]
pub struct Frame {
    pub area: Rectangle,
    pub name: String,
    /// Whether somebody stated the region.
    pub stated: bool,
}

/// The box of a pipeline.
#[derive(Debug, Clone)]
pub struct Panel {
    pub area: Rectangle,
    pub pipeline: usize,
    pub name: String,
    pub demands: String,
}

/// A small label where arrows enter or leave a pipeline.
#[derive(Debug, Clone)]
pub struct Tag {
    pub area: Rectangle,
    pub text: String,
    pub title: String,
}

/// A piece of an arrow.
#[derive(Debug, Clone)]
pub struct Arrow {
    pub points: Vec<Point>,
    pub kind: EdgeKind,
    /// Whether it has a head: arrows that come through a door have one inside only.
    pub head: bool,
    /// Whether it leads from right to left, so that its head stands at its first point.
    pub backward: bool,
    pub label: Option<String>,
}

/// Everything in its place.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    pub width: i32,
    pub height: i32,
    pub frames: Vec<Frame>,
    pub panels: Vec<Panel>,
    pub cards: Vec<Card>,
    pub tags: Vec<Tag>,
    pub arrows: Vec<Arrow>,
}

/// Lays out a graph: once to know where datasets are, and again with doors in their order.
pub fn diagram(graph: &Graph) -> Diagram {
    let first = arrange(graph, &BTreeMap::new());
    let cards = first.cards.iter();
    let heights: BTreeMap<usize, i32> = cards.map(|card| (card.node, card.area.y)).collect();
    arrange(graph, &heights)
}

fn arrange(graph: &Graph, heights: &BTreeMap<usize, i32>) -> Diagram {
    let regions = graph.regions();
    let groups: BTreeMap<Option<&str>, usize> = regions
        .iter()
        .enumerate()
        .map(|(number, region)| (*region, number))
        .collect();
    let group = |region: &Option<String>| groups.get(&region.as_deref()).copied().unwrap_or(0);
    let mut items = Vec::new();
    let mut cards: BTreeMap<usize, (usize, Card)> = BTreeMap::new();
    for (index, node) in graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.pipeline.is_none())
    {
        let card = Card::of(index, node);
        let Rectangle { width, height, .. } = card.area;
        cards.insert(index, (items.len(), card));
        items.push(Item {
            width,
            height,
            group: group(&node.region),
            pin: Pin::Free,
        });
    }
    let first = items.len();
    let insides = insides(graph, heights);
    for (inside, pipeline) in insides.iter().zip(&graph.pipelines) {
        let (width, height) = (inside.width, inside.height);
        items.push(Item {
            width,
            height,
            group: group(&pipeline.region),
            pin: Pin::Free,
        });
    }
    let mut links = Vec::new();
    let mut kinds = Vec::new();
    for (number, inside) in insides.iter().enumerate() {
        for (item, door) in &inside.doors {
            let Some((dataset, card)) = cards.get(&door.dataset) else {
                continue;
            };
            let below = inside.layout.items.get(*item).map_or(0, |place| place.y);
            let own = (first + number, HEAD + below + DOOR / 2);
            let other = (*dataset, card.area.height / 2);
            let (from, to) = if door.enters {
                (other, own)
            } else {
                (own, other)
            };
            links.push(Link {
                from: from.0,
                leaves_at: from.1,
                to: to.0,
                enters_at: to.1,
            });
            kinds.push((door.enters, door.kind));
        }
    }
    let outside = layout(&items, &links, GAPS);
    let mut made = Diagram {
        width: (outside.width + 2 * (MARGIN + FRAME)).max(360),
        height: outside.height - 2 * GAPS.groups + TOP + FRAME + MARGIN,
        ..Diagram::default()
    };
    // The layout leaves room above its first items; less is needed.
    let shift = |at: Point| Point {
        x: at.x + MARGIN + FRAME,
        y: at.y + TOP - GAPS.groups,
    };
    made.frame(&items, &outside, &regions, shift);
    for (item, mut card) in cards.into_values() {
        let at = shift(outside.items.get(item).copied().unwrap_or_default());
        (card.area.x, card.area.y) = (at.x, at.y);
        made.cards.push(card);
    }
    for ((points, &backward), (enters, kind)) in
        outside.links.iter().zip(&outside.backward).zip(kinds)
    {
        made.arrows.push(Arrow {
            points: points.iter().copied().map(shift).collect(),
            kind,
            head: !enters,
            backward,
            label: None,
        });
    }
    let places = outside.items.iter().skip(first);
    for (number, ((inside, pipeline), &at)) in insides
        .into_iter()
        .zip(&graph.pipelines)
        .zip(places)
        .enumerate()
    {
        made.panel(number, pipeline, inside, shift(at));
    }
    made
}

impl Diagram {
    /// Frames around what shares a region and a column.
    fn frame(
        &mut self,
        items: &[Item],
        outside: &Layout,
        regions: &[Option<&str>],
        shift: impl Fn(Point) -> Point,
    ) {
        let mut areas: BTreeMap<(usize, usize), Rectangle> = BTreeMap::new();
        for ((item, &at), &column) in items.iter().zip(&outside.items).zip(&outside.columns) {
            let at = shift(at);
            let area = areas.entry((column, item.group)).or_insert(Rectangle {
                x: at.x,
                y: at.y,
                width: item.width,
                height: item.height,
            });
            let right = (area.x + area.width).max(at.x + item.width);
            let bottom = (area.y + area.height).max(at.y + item.height);
            area.x = area.x.min(at.x);
            area.y = area.y.min(at.y);
            area.width = right - area.x;
            area.height = bottom - area.y;
        }
        for ((_, group), area) in areas {
            let region = regions.get(group).copied().flatten();
            self.frames.push(Frame {
                name: within(region.unwrap_or(NOWHERE), DETAIL, area.width),
                area: Rectangle {
                    x: area.x - FRAME,
                    y: area.y - FRAME_NAME,
                    width: area.width + 2 * FRAME,
                    height: area.height + FRAME_NAME + FRAME,
                },
                stated: region.is_some(),
            });
        }
    }

    /// A pipeline and what is in it.
    fn panel(&mut self, number: usize, pipeline: &Pipeline, inside: Inside, at: Point) {
        let room = inside.width - 2 * SIDE;
        let area = Rectangle {
            x: at.x,
            y: at.y,
            width: inside.width,
            height: inside.height,
        };
        self.panels.push(Panel {
            area,
            pipeline: number,
            name: within(&pipeline.name, NAME + 1, room),
            demands: within(&pipeline.demands.join(" · "), DETAIL, room),
        });
        // What is inside stands in the middle where the head made the box wider.
        let spare = (room - inside.layout.width) / 2;
        let shift = |point: Point| Point {
            x: point.x + at.x + SIDE + spare,
            y: point.y + at.y + HEAD,
        };
        let mut sills: BTreeMap<usize, i32> = BTreeMap::new();
        for (item, door) in &inside.doors {
            let width = door_width(door);
            let taken = if width == 0 { 0 } else { THRESHOLD + width };
            let right = area.x + area.width;
            sills.insert(
                *item,
                if door.enters {
                    area.x + taken
                } else {
                    right - taken
                },
            );
            if width > 0 {
                let place = shift(inside.layout.items.get(*item).copied().unwrap_or_default());
                let x = if door.enters {
                    area.x + THRESHOLD
                } else {
                    right - taken
                };
                self.tags.push(Tag {
                    area: Rectangle {
                        x,
                        y: place.y,
                        width,
                        height: DOOR,
                    },
                    text: sign(door),
                    title: if door.title.is_empty() {
                        door.text.clone()
                    } else {
                        door.title.clone()
                    },
                });
            }
        }
        let routes = inside
            .layout
            .links
            .iter()
            .zip(&inside.layout.backward)
            .zip(&inside.ways);
        for ((points, &backward), way) in routes {
            let mut points: Vec<Point> = points.iter().copied().map(shift).collect();
            let sill = |door: Option<usize>| door.and_then(|door| sills.get(&door).copied());
            if let (Some(x), Some(start)) = (sill(way.enters), points.first_mut()) {
                start.x = x;
            }
            if let (Some(x), Some(end)) = (sill(way.leaves), points.last_mut()) {
                end.x = x;
            }
            self.arrows.push(Arrow {
                points,
                kind: way.kind,
                head: way.leaves.is_none(),
                backward,
                label: way.label.clone(),
            });
        }
        for (item, mut card) in inside.cards {
            let place = shift(inside.layout.items.get(item).copied().unwrap_or_default());
            (card.area.x, card.area.y) = (place.x, place.y);
            self.cards.push(card);
        }
    }
}
