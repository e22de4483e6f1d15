//! Cards: the box of a node, sized for what stands on it.

use crate::graph::Node;
use crate::measure::{fit, shorten, width};

/// Sizes of letters: names, the rest, and marks.
pub const NAME: i32 = 13;
pub const DETAIL: i32 = 11;
pub const MARK: i32 = 10;

/// The height of a mark, and the room between two.
pub const MARK_HEIGHT: i32 = 15;
pub const MARK_GAP: i32 = 5;

/// Room between the edge of a card and what stands on it.
pub const PADDING: i32 = 12;

/// The height of a line of each size.
pub const NAME_LINE: i32 = 18;
pub const DETAIL_LINE: i32 = 15;

/// No card is narrower, so that the names of regions have room above it.
const NARROWEST: i32 = 132;

/// No card has more marks; the rest are counted.
const MOST_MARKS: usize = 4;

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rectangle {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// The box of a node.
#[derive(Debug, Clone)]
pub struct Card {
    pub area: Rectangle,
    pub node: usize,
    pub name: String,
    pub detail: String,
    pub marks: Vec<Mark>,
}

/// A small label on a card.
#[derive(Debug, Clone)]
pub struct Mark {
    pub text: String,
    pub width: i32,
    /// A class of data, and no check.
    pub is_class: bool,
}

impl Card {
    /// The card of a node, not yet in its place.
    pub fn of(index: usize, node: &Node) -> Self {
        let name = fit(&node.name);
        let detail = fit(&node.detail);
        let marks = marks(node);
        let gaps = i32::try_from(marks.len())
            .unwrap_or(0)
            .saturating_sub(1)
            .max(0)
            * MARK_GAP;
        let of_marks = marks.iter().map(|mark| mark.width).sum::<i32>() + gaps;
        let widest = width(&name, NAME).max(width(&detail, DETAIL)).max(of_marks);
        let mut height = 2 * 9 + NAME_LINE;
        if !detail.is_empty() {
            height += DETAIL_LINE;
        }
        if !marks.is_empty() {
            height += MARK_HEIGHT + 5;
        }
        Self {
            area: Rectangle {
                x: 0,
                y: 0,
                width: (widest + 2 * PADDING).max(NARROWEST),
                height,
            },
            node: index,
            name,
            detail,
            marks,
        }
    }
}

fn marks(node: &Node) -> Vec<Mark> {
    let mut marks: Vec<Mark> = node
        .classes
        .iter()
        .take(MOST_MARKS)
        .map(|class| mark(shorten(class, 16), true))
        .collect();
    let more = node.classes.len().saturating_sub(MOST_MARKS);
    if more > 0 {
        marks.push(mark(format!("+{more}"), true));
    }
    if !node.checks.is_empty() {
        marks.push(mark(checks(&node.checks), false));
    }
    marks
}

fn mark(text: String, is_class: bool) -> Mark {
    let width = width(&text, MARK) + 12;
    Mark {
        text,
        width,
        is_class,
    }
}

/// `2 checks`.
pub fn checks(conditions: &[String]) -> String {
    match conditions.len() {
        1 => "1 check".to_owned(),
        many => format!("{many} checks"),
    }
}

/// A text that is no wider than this.
pub fn within(text: &str, size: i32, room: i32) -> String {
    let mut most = text.chars().count();
    let mut text = shorten(text, most);
    while most > 4 && width(&text, size) > room {
        most = most * 9 / 10;
        text = shorten(&text, most);
    }
    text
}
