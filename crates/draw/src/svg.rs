//! The picture: SVG that stands alone, says in words what it shows, and suits day and night.

use std::fmt::Write as _;

use crate::card::{Card, DETAIL_LINE, MARK, MARK_GAP, MARK_HEIGHT, NAME_LINE, PADDING, Rectangle};
use crate::diagram::{Arrow, Diagram, Frame, Panel, Tag, diagram};
use crate::graph::{EdgeKind, Graph, Node, NodeKind};
use crate::style::SHEET;

/// Draws a graph as one SVG document.
#[must_use]
pub fn svg(graph: &Graph) -> String {
    let made = diagram(graph);
    let mut out = Writer {
        text: String::new(),
    };
    let title = title(graph);
    let (width, height) = (made.width, made.height);
    out.line(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title summary\">"
    ));
    out.line(format_args!(
        "<title id=\"title\">{}</title>",
        Escaped(&title)
    ));
    out.line(format_args!(
        "<desc id=\"summary\">{}</desc>",
        Escaped(&graph.summary())
    ));
    out.line(format_args!("<style>{SHEET}</style>"));
    out.line(format_args!("<defs>"));
    for (name, ..) in ARROWS {
        out.line(format_args!(
            "<marker id=\"tip-{name}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"tip-{name}\" d=\"M0 0L8 4L0 8z\"/></marker>"
        ));
    }
    out.line(format_args!("</defs>"));
    out.line(format_args!(
        "<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>"
    ));
    out.line(format_args!(
        "<text class=\"title\" x=\"20\" y=\"24\">{}</text>",
        Escaped(&crate::card::within(&title, 14, width - 40))
    ));
    out.all(graph, &made);
    out.line(format_args!("</svg>"));
    out.text
}

fn title(graph: &Graph) -> String {
    let names: Vec<&str> = graph
        .pipelines
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    match names.as_slice() {
        [] => "nothing to draw".to_owned(),
        [one] => format!("{one} in {}", graph.environment),
        many => format!("{} pipelines in {}", many.len(), graph.environment),
    }
}

/// The classes of arrows.
const ARROWS: [(&str, EdgeKind); 3] = [
    ("data", EdgeKind::Data),
    ("rejected", EdgeKind::Rejected),
    ("order", EdgeKind::Order),
];

struct Writer {
    text: String,
}

impl Writer {
    fn line(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.text, "{arguments}");
    }

    fn all(&mut self, graph: &Graph, made: &Diagram) {
        for frame in &made.frames {
            self.frame(frame);
        }
        for panel in &made.panels {
            self.panel(graph, panel);
        }
        for arrow in &made.arrows {
            self.arrow(arrow);
        }
        for tag in &made.tags {
            self.tag(tag);
        }
        for card in &made.cards {
            if let Some(node) = graph.nodes.get(card.node) {
                self.card(graph, node, card);
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
        let unstated = if frame.stated { "" } else { " unstated" };
        self.rectangle(&format!("frame{unstated}"), frame.area, 8);
        let (x, y) = (frame.area.x + 12, frame.area.y + 17);
        self.words("region", x, y, &frame.name);
    }

    fn panel(&mut self, graph: &Graph, panel: &Panel) {
        self.line(format_args!("<g>"));
        if let Some(pipeline) = graph.pipelines.get(panel.pipeline) {
            let mut title = format!(
                "pipeline {}: {}",
                pipeline.name,
                pipeline.demands.join(", ")
            );
            if let Some(doc) = &pipeline.doc {
                title.push('\n');
                title.push_str(doc);
            }
            self.line(format_args!("<title>{}</title>", Escaped(&title)));
        }
        self.rectangle("panel", panel.area, 6);
        let x = panel.area.x + 14;
        self.words("head", x, panel.area.y + 21, &panel.name);
        self.words("detail", x, panel.area.y + 38, &panel.demands);
        self.line(format_args!("</g>"));
    }

    fn arrow(&mut self, arrow: &Arrow) {
        let Some((first, rest)) = arrow.points.split_first() else {
            return;
        };
        let mut path = format!("M{} {}", first.x, first.y);
        let mut from = *first;
        for to in rest {
            if from.y == to.y {
                let _ = write!(path, "H{}", to.x);
            } else {
                let middle = (from.x + to.x) / 2;
                let _ = write!(
                    path,
                    "C{middle} {} {middle} {} {} {}",
                    from.y, to.y, to.x, to.y
                );
            }
            from = *to;
        }
        let class = ARROWS.iter().find(|(_, kind)| *kind == arrow.kind);
        let class = class.map_or("data", |(name, _)| name);
        let tip = match (arrow.head, arrow.backward) {
            (false, _) => String::new(),
            (true, false) => format!(" marker-end=\"url(#tip-{class})\""),
            (true, true) => format!(" marker-start=\"url(#tip-{class})\""),
        };
        self.line(format_args!(
            "<path class=\"arrow {class}\" d=\"{path}\"{tip}/>"
        ));
        // Ways part where they begin: what tells them apart stands where they end.
        if let (Some(label), Some(end)) = (&arrow.label, arrow.points.last()) {
            let left = end.x - 12 - crate::measure::width(label, MARK);
            self.words("mark way", left, end.y - 6, label);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        self.line(format_args!("<g><title>{}</title>", Escaped(&tag.title)));
        self.rectangle("tag", tag.area, 8);
        self.words("mark", tag.area.x + 6, tag.area.y + 12, &tag.text);
        self.line(format_args!("</g>"));
    }

    fn card(&mut self, graph: &Graph, node: &Node, card: &Card) {
        self.line(format_args!(
            "<g><title>{}</title>",
            Escaped(&described(graph, node))
        ));
        let Rectangle { x, y, .. } = card.area;
        self.shape(node.kind, card.area);
        let mut line = y + 9 + 13;
        self.words("name", x + PADDING, line, &card.name);
        line += NAME_LINE - 2;
        if !card.detail.is_empty() {
            self.words("detail", x + PADDING, line, &card.detail);
            line += DETAIL_LINE;
        }
        let mut left = x + PADDING;
        for mark in &card.marks {
            let area = Rectangle {
                x: left,
                y: line - 9,
                width: mark.width,
                height: MARK_HEIGHT,
            };
            self.rectangle(if mark.is_class { "class" } else { "check" }, area, 7);
            self.words("mark", left + 6, line + 2, &mark.text);
            left += mark.width + MARK_GAP;
        }
        self.line(format_args!("</g>"));
    }

    /// Each kind has a form of its own, so that nothing hangs on colour.
    fn shape(&mut self, kind: NodeKind, area: Rectangle) {
        let Rectangle {
            x,
            y,
            width,
            height,
        } = area;
        let (right, bottom) = (x + width, y + height);
        match kind {
            NodeKind::Dataset | NodeKind::External => {
                let class = if kind == NodeKind::External {
                    "external"
                } else {
                    "dataset"
                };
                self.rectangle(&format!("card {class}"), area, 3);
                // A heavier side: a store, no step.
                self.line(format_args!(
                    "<path class=\"card {class}\" d=\"M{} {y}V{bottom}\"/>",
                    x + 5
                ));
            }
            NodeKind::Step => self.rectangle("card step", area, 6),
            NodeKind::Junction => self.rectangle("card junction", area, height / 2),
            NodeKind::Wait => self.rectangle("card wait", area, height / 2),
            NodeKind::Decision => {
                let middle = y + height / 2;
                let (inner, outer) = (x + 9, right - 9);
                self.line(format_args!(
                    "<path class=\"card decision\" d=\"M{inner} {y}H{outer}L{right} {middle}L{outer} {bottom}H{inner}L{x} {middle}z\"/>"
                ));
            }
            NodeKind::Approval => {
                self.rectangle("card approval", area, 12);
                let inner = Rectangle {
                    x: x + 3,
                    y: y + 3,
                    width: width - 6,
                    height: height - 6,
                };
                self.rectangle("card approval", inner, 9);
            }
        }
    }

    fn rectangle(&mut self, class: &str, area: Rectangle, round: i32) {
        let Rectangle {
            x,
            y,
            width,
            height,
        } = area;
        self.line(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        ));
    }

    fn words(&mut self, class: &str, x: i32, y: i32, text: &str) {
        if !text.is_empty() {
            self.line(format_args!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
                Escaped(text)
            ));
        }
    }
}

/// All that is known of a node: what pointing at it shows, and what a screen reader says.
fn described(graph: &Graph, node: &Node) -> String {
    let mut text = format!("{} {}", node.kind.word(), node.name);
    let pipeline = node.pipeline.and_then(|index| graph.pipelines.get(index));
    if let Some(pipeline) = pipeline {
        let _ = write!(text, " of {}", pipeline.name);
    }
    if !node.detail.is_empty() {
        let _ = write!(text, ", {}", node.detail);
    }
    if let Some(region) = &node.region {
        let _ = write!(text, ", in {region}");
    }
    if !node.classes.is_empty() {
        let _ = write!(text, ", holds {}", node.classes.join(", "));
    }
    for check in &node.checks {
        let _ = write!(text, "\ncheck {check}");
    }
    if let Some(doc) = &node.doc {
        let _ = write!(text, "\n{doc}");
    }
    let _ = write!(text, "\n{}:{}", node.origin.file, node.origin.line);
    text
}

/// Text inside XML.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\n' | '\t' => f.write_char(character)?,
                // No such character is allowed in XML, however it is written.
                _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                    f.write_char('\u{fffd}')?;
                }
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}
