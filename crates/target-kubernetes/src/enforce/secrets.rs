//! Ledger rows of secrets: each use is a reference.

use pipewright_plan::{Constraint, LedgerRow, Plan, SecretStore, VariableValue};

use super::{CRON_JOB, row};
use crate::files::EXTERNAL_SECRETS;
use crate::place::container_path;

/// Where the secret of `secret/NAME` is referred to, and what fills it.
pub fn rows(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let name = constraint.id.split_once('/').map_or("", |(_, name)| name);
    let mut uses = uses(plan, name).into_iter();
    let by = uses
        .next()
        .unwrap_or_else(|| "AlertmanagerConfig spec.receivers[0]".to_owned());
    let mut because = vec!["by reference: no value is in any generated file".to_owned()];
    let others = uses.count();
    if others > 0 {
        because.push(format!("and in {others} more variables"));
    }
    let mut rows = vec![row(plan, constraint, by, CRON_JOB, because)];
    if let SecretStore::External { store } = &plan.environment.secrets {
        let because = vec![format!("store `{store}` fills the Secret in the cluster")];
        let by = format!("ExternalSecret {name} spec.data");
        let mut filled = row(plan, constraint, by, CRON_JOB, because);
        filled.file = Some(format!("{}/base/{EXTERNAL_SECRETS}", crate::NAME));
        rows.push(filled);
    }
    rows
}

fn uses(plan: &Plan, name: &str) -> Vec<String> {
    let containers = plan.pipeline.tasks.iter().flat_map(|task| &task.containers);
    containers
        .flat_map(|container| container.env.iter().map(move |variable| (container, variable)))
        .filter(|(_, variable)| {
            matches!(&variable.value, VariableValue::Secret { secret, .. } if secret == name)
        })
        .map(|(container, variable)| {
            format!(
                "{}.env[name={}].valueFrom.secretKeyRef",
                container_path(plan, &container.name),
                variable.name
            )
        })
        .collect()
}
