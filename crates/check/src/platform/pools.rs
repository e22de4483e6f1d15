//! What a cluster lends: the labels of its nodes, and how much of it one namespace may take.

use std::collections::BTreeMap;

use pipewright_plan::Quota;
use pipewright_syntax::tree::Field;

use crate::context::Context;

const PARTS: [(&str, bool); 4] = [
    ("cpu", false),
    ("memory", false),
    ("gpu", false),
    ("pods", false),
];

impl Context<'_, '_> {
    /// `labels = { "karpenter.sh/capacity-type" = "spot" }`.
    pub(super) fn labels_of_nodes(&mut self, field: Option<&Field>) -> BTreeMap<String, String> {
        let entries = field.and_then(|field| self.entries(&field.value, "a record of labels"));
        let entries = entries.unwrap_or_default();
        entries
            .iter()
            .filter_map(|entry| self.node_label(entry))
            .collect()
    }

    /// `quota = { cpu = 64, memory = 256GiB }`.
    pub(super) fn quota(&mut self, field: &Field) -> Option<Quota> {
        let entries = self.fixed_entries(&field.value, "a quota", &PARTS)?;
        let cpu_millis = entries
            .get("cpu")
            .map(|value| self.thousands_of_cores(value));
        let memory_bytes = entries.get("memory").map(|value| self.bytes(value));
        let mut count = |name: &str, most: i64, what: &str| {
            entries.get(name).map(|value| {
                self.integer_in(value, 0, most, what)
                    .and_then(|number| u64::try_from(number).ok())
            })
        };
        let gpu = count("gpu", 100_000, "a quota of GPUs");
        let pods = count("pods", 10_000_000, "a quota of pods");
        // A part that cannot be read was reported: it bounds nothing.
        Some(Quota {
            cpu_millis: cpu_millis.flatten(),
            memory_bytes: memory_bytes.flatten(),
            gpu: gpu.flatten(),
            pods: pods.flatten(),
            origin: self.origin(field.span),
        })
    }
}
