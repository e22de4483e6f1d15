//! Events: what a connector's system announces.

use pipewright_plan::Event;
use pipewright_syntax::tree::{Name, Record};

use crate::context::Context;
use crate::fields::Fields;
use crate::values::Value;

/// The clouds whose buckets announce objects.
const CLOUDS: [&str; 3] = ["aws", "gcp", "azure"];

impl Context<'_, '_> {
    /// `event object_created { cloud = "aws", bucket = bucket, prefix = prefix }`. What mentions a
    /// parameter nobody gave is no event.
    pub fn event(&mut self, kind: &Name, record: &Record) -> Option<Event> {
        match kind.value.as_str() {
            "object_created" => self.object_created(record),
            "message" => self.message(record),
            other => {
                self.unknown_word(kind.span, other, "an event", &["object_created", "message"]);
                None
            }
        }
    }

    fn object_created(&mut self, record: &Record) -> Option<Event> {
        let known = [("cloud", true), ("bucket", true), ("prefix", false)];
        let fields = Fields::read(self, record, "the event `object_created`", &known);
        let cloud = self.event_text(&fields, "cloud");
        let bucket = self.event_text(&fields, "bucket");
        let prefix = match fields.get("prefix") {
            Some(_) => self.event_text(&fields, "prefix"),
            None => Some(String::new()),
        };
        let cloud = cloud?;
        if !CLOUDS.contains(&cloud.as_str()) {
            let span = fields.get("cloud")?.value.span;
            self.unknown_word(span, &cloud, "a cloud", &CLOUDS);
            return None;
        }
        Some(Event::ObjectCreated {
            cloud,
            bucket: bucket?,
            prefix: prefix?,
        })
    }

    fn message(&mut self, record: &Record) -> Option<Event> {
        let known = [("topic", true), ("brokers", true)];
        let fields = Fields::read(self, record, "the event `message`", &known);
        let topic = self.event_text(&fields, "topic");
        let field = fields.get("brokers")?;
        let mut endpoints = Vec::new();
        self.egress(&field.value, &mut endpoints);
        let brokers: Vec<String> = endpoints
            .iter()
            .map(|endpoint| format!("{}:{}", endpoint.host, endpoint.port))
            .collect();
        Some(Event::Message {
            topic: topic?,
            brokers: (!brokers.is_empty()).then(|| brokers.join(","))?,
        })
    }

    fn event_text(&mut self, fields: &Fields<'_>, name: &str) -> Option<String> {
        let field = fields.get(name)?;
        let value = self.located(&field.value);
        if matches!(value.value, Value::Absent) {
            return None;
        }
        self.literal_text(&value)
    }
}
