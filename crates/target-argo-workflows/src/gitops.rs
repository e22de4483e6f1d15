//! What Argo CD and Flux must know of this target.

use pipewright_plan::Plan;
use pipewright_pod::gitops::{Deployment, GroupKind};

use crate::cron;

/// The kinds it writes for these plans.
#[must_use]
pub fn deployment(plans: &[&Plan]) -> Deployment {
    let mut kinds = vec![
        GroupKind::new("", "ConfigMap"),
        GroupKind::new("", "ServiceAccount"),
        GroupKind::new("argoproj.io", "WorkflowTemplate"),
        GroupKind::new("networking.k8s.io", "NetworkPolicy"),
        GroupKind::new("rbac.authorization.k8s.io", "Role"),
        GroupKind::new("rbac.authorization.k8s.io", "RoleBinding"),
    ];
    if plans
        .iter()
        .any(|plan| !cron::cron_workflows(plan).is_empty())
    {
        kinds.push(GroupKind::new("argoproj.io", "CronWorkflow"));
    }
    Deployment {
        folder: crate::NAME,
        suffix: "-argo-workflows",
        kinds,
    }
}
