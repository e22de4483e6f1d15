//! Names of steps: whole, as one of a group, and as those who read them say.

use super::frames::{Node, Unrolled};

impl Unrolled<'_> {
    /// The full name of something of a frame: `load_orders`.
    pub fn full_name(&self, written: &str, frame: usize) -> String {
        let Some(frame) = self.frames.get(frame) else {
            return written.to_owned();
        };
        let mut name = format!("{}{written}", frame.prefix);
        for label in &frame.labels {
            name.push('_');
            name.push_str(label);
        }
        name
    }

    /// Elements of the loops around a frame, outermost first.
    pub fn labels(&self, frame: usize) -> &[String] {
        self.frames
            .get(frame)
            .map_or(&[], |frame| frame.labels.as_slice())
    }

    /// What a step of a frame is called with its like, and what tells it from them.
    pub fn grouped(&self, written: &str, frame: usize) -> (Option<String>, Option<String>) {
        let Some(frame) = self
            .frames
            .get(frame)
            .filter(|frame| !frame.labels.is_empty())
        else {
            return (None, None);
        };
        let (passes, elements) = frame
            .labels
            .split_at_checked(frame.passes)
            .unwrap_or_default();
        if elements.is_empty() {
            return (Some(format!("{}{written}", frame.prefix)), None);
        }
        let mut group = format!("{}{written}", frame.prefix);
        for pass in passes {
            group.push('_');
            group.push_str(pass);
        }
        (Some(group), Some(elements.join("_")))
    }

    /// What is read is called where it is read: as a whole, but for the numbers of passes and what
    /// the names of all steps around the reader begin with.
    pub fn relative_name(&self, name: &str, node: Node, reader: usize) -> String {
        let frame = self.frame_of(node);
        let (Some(frame), Some(reader)) = (
            frame.and_then(|frame| self.frames.get(frame)),
            self.frames.get(reader),
        ) else {
            return name.to_owned();
        };
        let written = self.written_of(node);
        let mut whole = format!("{}{written}", frame.prefix);
        let mut plain = if frame.prefix == reader.prefix {
            written.to_owned()
        } else {
            whole.clone()
        };
        for label in &frame.labels {
            whole.push('_');
            whole.push_str(label);
        }
        for label in &frame.plain {
            plain.push('_');
            plain.push_str(label);
        }
        if let Some(rest) = name.strip_prefix(&whole) {
            return plain + rest;
        }
        // What a loop collects is named after its own place.
        let mut short = name;
        if frame.prefix == reader.prefix {
            short = short.strip_prefix(frame.prefix.as_str()).unwrap_or(short);
        }
        if reader.labels == reader.plain {
            return short.to_owned();
        }
        let pass = format!("{written}_{}", reader.labels.join("_"));
        match short.strip_prefix(&pass) {
            Some(rest) => {
                let labels = reader.plain.iter().map(|label| format!("_{label}"));
                written.to_owned() + &labels.collect::<String>() + rest
            }
            None => short.to_owned(),
        }
    }
}
