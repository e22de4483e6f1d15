//! A layered layout: items in columns from left to right, arrows through the gaps between them.
//!
//! Longest paths give the columns; long arrows get a place in every column they pass, so that they
//! pass beside what stands there; [`crate::order`] then has few of them cross, and
//! [`crate::straighten`] few of them bend.

use crate::columns::{backward, ranks};
use crate::order;
use crate::straighten;

/// Something to be placed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Item {
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// Items of one group stand together where they share a column.
    pub group: usize,
    /// Where it must stand.
    pub pin: Pin,
}

/// Where an item must stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pin {
    /// Where its arrows want it.
    #[default]
    Free,
    /// In the first column.
    First,
    /// In the last column.
    Last,
}

/// An arrow between items.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The item it leaves.
    pub from: usize,
    /// How far below the top of the item.
    pub leaves_at: i32,
    /// The item it enters.
    pub to: usize,
    /// How far below the top of the item.
    pub enters_at: i32,
}

/// A place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// How far things keep apart.
#[derive(Debug, Clone, Copy)]
pub struct Gaps {
    /// Between columns.
    pub columns: i32,
    /// Between items of one group.
    pub items: i32,
    /// Between items of two groups, and above the first and below the last.
    pub groups: i32,
    /// Between arrows that pass.
    pub arrows: i32,
}

/// Where everything is.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// The upper left corner of each item.
    pub items: Vec<Point>,
    /// The column of each item.
    pub columns: Vec<usize>,
    /// The points of each arrow from left to right; empty for one that leads to its own item.
    pub links: Vec<Vec<Point>>,
    /// Whether an arrow leads from right to left.
    pub backward: Vec<bool>,
    /// The width in all.
    pub width: i32,
    /// The height in all.
    pub height: i32,
}

/// Arrows through more places than this in all are drawn straight: a picture of that size is a
/// picture no more, but it must not take the machine with it.
const MOST_PLACES: usize = 40_000;

/// An item, or the place of an arrow that passes a column.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub width: i32,
    pub height: i32,
    /// `None` for an arrow that passes.
    pub group: Option<usize>,
    pub column: usize,
}

/// A piece of an arrow between neighbouring columns.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    pub from: usize,
    pub leaves_at: i32,
    pub to: usize,
    pub enters_at: i32,
}

/// Items and the places of arrows, in columns.
pub struct Grid {
    pub slots: Vec<Slot>,
    pub pieces: Vec<Piece>,
    /// The slots of each column from top to bottom.
    pub columns: Vec<Vec<usize>>,
}

/// Places items.
pub fn layout(items: &[Item], links: &[Link], gaps: Gaps) -> Layout {
    let backward = backward(items, links);
    let ranks = ranks(items, links, &backward);
    let last = ranks.iter().copied().max().unwrap_or(0);
    let mut grid = Grid {
        slots: Vec::new(),
        pieces: Vec::new(),
        columns: vec![Vec::new(); last + 1],
    };
    for (item, &column) in items.iter().zip(&ranks) {
        grid.put(Slot {
            width: item.width,
            height: item.height,
            group: Some(item.group),
            column,
        });
    }
    let chains: Vec<Vec<usize>> = links
        .iter()
        .zip(&backward)
        .map(|(link, &backward)| grid.chain(link, backward, &ranks))
        .collect();
    order::order(&mut grid);
    let tops = straighten::tops(&grid, gaps);
    grid.finish(items.len(), links, &chains, backward, &tops, gaps)
}

impl Grid {
    fn put(&mut self, slot: Slot) -> usize {
        let index = self.slots.len();
        if let Some(column) = self.columns.get_mut(slot.column) {
            column.push(index);
        }
        self.slots.push(slot);
        index
    }

    /// The slots of an arrow from left to right.
    fn chain(&mut self, link: &Link, backward: bool, ranks: &[usize]) -> Vec<usize> {
        if link.from == link.to {
            return Vec::new();
        }
        let (first, last) = if backward {
            ((link.to, link.enters_at), (link.from, link.leaves_at))
        } else {
            ((link.from, link.leaves_at), (link.to, link.enters_at))
        };
        let column = |item: usize| ranks.get(item).copied().unwrap_or(0);
        let (start, end) = (column(first.0), column(last.0));
        let mut chain = vec![first.0];
        let mut at = first;
        if self.slots.len() < MOST_PLACES {
            for column in start + 1..end {
                let passing = self.put(Slot {
                    width: 0,
                    height: 0,
                    group: None,
                    column,
                });
                self.pieces.push(Piece {
                    from: at.0,
                    leaves_at: at.1,
                    to: passing,
                    enters_at: 0,
                });
                chain.push(passing);
                at = (passing, 0);
            }
            self.pieces.push(Piece {
                from: at.0,
                leaves_at: at.1,
                to: last.0,
                enters_at: last.1,
            });
        }
        chain.push(last.0);
        chain
    }

    fn finish(
        &self,
        items: usize,
        links: &[Link],
        chains: &[Vec<usize>],
        backward: Vec<bool>,
        tops: &[i32],
        gaps: Gaps,
    ) -> Layout {
        let slot = |index: usize| self.slots.get(index);
        let top = |index: usize| tops.get(index).copied().unwrap_or(0);
        let mut lefts = Vec::with_capacity(self.columns.len());
        let mut widths = Vec::with_capacity(self.columns.len());
        let mut x = 0;
        for column in &self.columns {
            let width = column
                .iter()
                .filter_map(|&index| slot(index))
                .map(|slot| slot.width);
            let width = width.max().unwrap_or(0);
            lefts.push(x);
            widths.push(width);
            x += width + gaps.columns;
        }
        let left = |column: usize| lefts.get(column).copied().unwrap_or(0);
        let span = |column: usize| widths.get(column).copied().unwrap_or(0);
        let place = |index: usize| -> Point {
            slot(index).map_or(Point::default(), |slot| Point {
                x: left(slot.column) + (span(slot.column) - slot.width) / 2,
                y: top(index),
            })
        };
        let routes = links
            .iter()
            .zip(chains)
            .zip(&backward)
            .map(|((link, chain), &backward)| {
                let mut points = Vec::with_capacity(chain.len() * 2);
                let end = chain.len().saturating_sub(1);
                for (position, &index) in chain.iter().enumerate() {
                    let Some(slot) = slot(index) else { continue };
                    let at = place(index);
                    let (leaves, enters) = if backward {
                        (link.enters_at, link.leaves_at)
                    } else {
                        (link.leaves_at, link.enters_at)
                    };
                    if position == 0 {
                        points.push(Point {
                            x: at.x + slot.width,
                            y: at.y + leaves,
                        });
                    } else if position == end {
                        points.push(Point {
                            x: at.x,
                            y: at.y + enters,
                        });
                    } else {
                        // Level through the whole column, so that it bends only in the gaps.
                        points.push(Point {
                            x: left(slot.column),
                            y: at.y,
                        });
                        points.push(Point {
                            x: left(slot.column) + span(slot.column),
                            y: at.y,
                        });
                    }
                }
                points
            });
        let links = routes.collect();
        let bottoms = self
            .slots
            .iter()
            .enumerate()
            .map(|(index, slot)| top(index) + slot.height);
        Layout {
            items: (0..items).map(place).collect(),
            columns: self
                .slots
                .iter()
                .take(items)
                .map(|slot| slot.column)
                .collect(),
            links,
            backward,
            width: (x - gaps.columns).max(0),
            height: bottoms.max().unwrap_or(0) + gaps.groups,
        }
    }
}
