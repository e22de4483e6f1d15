//! Where a step runs and what is mounted there: `volumes`, `node`.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Volume;
use pipewright_source::Span;

use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::forms;

/// Folders that belong to the pod or to us, with why.
const TAKEN: [(&str, &str); 6] = [
    ("/pipewright", "its files and its scratch space are there"),
    ("/tmp", "every container has one of its own there"),
    ("/dev", "devices are there"),
    ("/proc", "the kernel is there"),
    ("/sys", "the kernel is there"),
    ("/var/run/secrets", "Kubernetes keeps credentials there"),
];

/// The label that says where a node stands.
const REGION_LABELS: [&str; 2] = [
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/region",
];

impl Context<'_, '_> {
    /// `volumes = { "/cache" = "claim" }`.
    pub(super) fn volumes(&mut self, fields: &Fields<'_>) -> Vec<Volume> {
        let Some(field) = fields.get("volumes") else {
            return Vec::new();
        };
        let entries = self
            .entries(&field.value, "a record of folders and claims")
            .unwrap_or_default();
        let mut volumes = Vec::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for entry in entries {
            let path = self.mount_path(&entry.name.value, entry.name.span);
            let claim = self.literal_text(&entry.value);
            let claim = claim.filter(|claim| self.is_claim(claim, entry.value.span));
            let (Some(path), Some(claim)) = (path, claim) else {
                continue;
            };
            if let Some(span) = first.get(&path) {
                let message = format!("`{path}` is mounted twice");
                let found = Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    message,
                    entry.name.span,
                    "mounted again here",
                );
                self.report
                    .push(found.with_related(*span, "mounted here first"));
                continue;
            }
            first.insert(path.clone(), entry.name.span);
            volumes.push(Volume { claim, path });
        }
        volumes
    }

    /// `node = { "kubernetes.io/arch" = "arm64" }`.
    pub(super) fn node_labels(&mut self, fields: &Fields<'_>) -> BTreeMap<String, String> {
        let Some(field) = fields.get("node") else {
            return BTreeMap::new();
        };
        let entries = self
            .entries(&field.value, "a record of labels")
            .unwrap_or_default();
        let mut labels = BTreeMap::new();
        for entry in entries {
            if REGION_LABELS.contains(&entry.name.value.as_str()) {
                self.report.push(
                    Diagnostic::new(
                        &rules::BAD_MOUNT,
                        "where a step runs is said by `region`, not by a label",
                        entry.name.span,
                        "nothing could prove that this place is allowed",
                    )
                    .help("write `region …` in the pipeline: clusters are chosen by it"),
                );
                continue;
            }
            labels.extend(self.node_label(&entry));
        }
        labels
    }

    fn mount_path(&mut self, path: &str, span: Span) -> Option<String> {
        let shown: String = path.chars().take(80).collect();
        let plain = path.len() <= 4_000
            && path.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@')
            });
        let Some(rest) = path.strip_prefix('/').filter(|_| plain) else {
            self.malformed(
                span,
                &format!("`{shown}` is no folder"),
                "an absolute path of letters, digits, `-`, `_`, `.`: \"/cache\"",
            );
            return None;
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.split('/').any(|part| matches!(part, "" | "." | "..")) {
            self.malformed(
                span,
                &format!("`{shown}` is no folder of its own"),
                "each part between slashes is a name",
            );
            return None;
        }
        let clean = format!("/{rest}");
        let below = |folder: &str| clean == folder || clean.starts_with(&format!("{folder}/"));
        if let Some((folder, why)) = TAKEN.iter().find(|(folder, _)| below(folder)) {
            let message = format!("nothing is mounted below `{folder}`");
            let found = Diagnostic::new(&rules::BAD_MOUNT, message, span, *why);
            self.report.push(found.help("choose another folder"));
            return None;
        }
        Some(clean)
    }

    fn is_claim(&mut self, claim: &str, span: Span) -> bool {
        let fits = forms::is_dns_subdomain(claim);
        if !fits {
            let shown: String = claim.chars().take(80).collect();
            self.malformed(
                span,
                &format!("`{shown}` is no name of a volume claim"),
                "lower-case letters, digits, `-` and `.`",
            );
        }
        fits
    }
}
