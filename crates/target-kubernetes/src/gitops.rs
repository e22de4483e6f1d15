//! What Argo CD and Flux must know of this target.

use pipewright_backend::FileTree;
use pipewright_plan::Plan;
use pipewright_pod::gitops::{self, Deployment, GroupKind};

use crate::alerts::told_of_failure;

/// The files of the folder `gitops`; none where the environment names no tool.
#[must_use]
pub fn files(plans: &[&Plan]) -> FileTree {
    let mut kinds = vec![
        GroupKind::new("", "ConfigMap"),
        GroupKind::new("", "ServiceAccount"),
        GroupKind::new("batch", "CronJob"),
        GroupKind::new("networking.k8s.io", "NetworkPolicy"),
    ];
    if plans.iter().any(|plan| !told_of_failure(plan).is_empty()) {
        kinds.push(GroupKind::new(
            "monitoring.coreos.com",
            "AlertmanagerConfig",
        ));
        kinds.push(GroupKind::new("monitoring.coreos.com", "PrometheusRule"));
    }
    let deployment = Deployment {
        folder: crate::NAME,
        suffix: "",
        kinds,
    };
    gitops::files(plans, &deployment)
}
