//! Making steps known: in their frame, and to the bodies around it.

use pipewright_source::Span;

use super::frames::{Named, Node, Unrolled};

impl<'a> Unrolled<'a> {
    /// Makes a step known in its frame, and to the bodies around it as one of many.
    pub fn make_known(&mut self, written: &'a str, frame: usize, node: Node) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.insert(written, Named::One(node));
        let labels = own.labels.clone();
        self.known_outside(written, frame, &labels, Some(node));
    }

    /// Makes known what a repetition came to for one element of a loop in it.
    pub fn make_group_known(
        &mut self,
        written: &'a str,
        frame: usize,
        below: Vec<String>,
        node: Node,
    ) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        let mut labels = own.labels.clone();
        labels.extend(below.iter().cloned());
        let group = own
            .names
            .entry(written)
            .or_insert_with(|| Named::Group(Vec::new()));
        if let Named::Group(members) = group {
            members.push((below, node));
        }
        self.known_outside(written, frame, &labels, Some(node));
    }

    /// Makes known that a step is on a way never taken.
    pub fn make_pruned(&mut self, written: &'a str, frame: usize, decided: Span) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.entry(written).or_insert(Named::Pruned(decided));
        self.known_outside(written, frame, &[], None);
    }

    fn known_outside(
        &mut self,
        written: &'a str,
        frame: usize,
        labels: &[String],
        node: Option<Node>,
    ) {
        let Some(own) = self.frames.get(frame) else {
            return;
        };
        let unknown = own.unknown;
        let mut closed = own.closed;
        let mut above = own.parent;
        while let Some(outer) = above
            .filter(|_| !closed)
            .and_then(|at| self.frames.get_mut(at))
        {
            let depth = outer.labels.len();
            let group = outer
                .names
                .entry(written)
                .or_insert_with(|| Named::Group(Vec::new()));
            match (group, node) {
                (group @ Named::Group(_), Some(_)) if unknown => *group = Named::Unreadable,
                (Named::Group(members), Some(node)) => {
                    let below = labels.get(depth..).unwrap_or_default().to_vec();
                    members.push((below, node));
                }
                _ => {}
            }
            closed = outer.closed;
            above = outer.parent;
        }
    }
}
