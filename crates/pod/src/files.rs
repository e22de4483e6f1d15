//! The files a pipeline carries, in one immutable ConfigMap whose name changes with its content.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ConfigMap;
use pipewright_plan::Plan;

use crate::{labels, names};

/// Files by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileBundle {
    files: BTreeMap<String, String>,
    has_extra: bool,
}

impl FileBundle {
    /// The files of all containers of the plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let files = plan
            .pipeline
            .tasks
            .iter()
            .flat_map(|task| task.every_container())
            .filter_map(|container| container.file.as_ref())
            .map(|file| (file.name.clone(), file.text.clone()))
            .collect();
        Self {
            files,
            has_extra: false,
        }
    }

    /// With a file of the engine's own.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self.has_extra = true;
        self
    }

    /// Whether an engine added a file of its own.
    #[must_use]
    pub const fn has_extra(&self) -> bool {
        self.has_extra
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many bytes names and texts have together: what Kubernetes limits.
    #[must_use]
    pub fn size(&self) -> usize {
        self.files
            .iter()
            .map(|(name, text)| name.len() + text.len())
            .sum()
    }

    /// `<slug>-<hash8>`: another content is another ConfigMap, so a running pod never sees a
    /// change and a rollback finds the old files.
    #[must_use]
    pub fn name(&self, plan: &Plan) -> String {
        let parts = self
            .files
            .iter()
            .flat_map(|(name, text)| [name.as_str(), text.as_str()]);
        format!("{}-{}", plan.pipeline.slug, names::short_hash(parts))
    }

    /// The ConfigMap, or `None` where there are no files.
    #[must_use]
    pub fn config_map(&self, plan: &Plan) -> Option<ConfigMap> {
        if self.is_empty() {
            return None;
        }
        Some(ConfigMap {
            metadata: labels::metadata(plan, self.name(plan)),
            data: Some(self.files.clone()),
            binary_data: None,
            immutable: Some(true),
        })
    }
}
