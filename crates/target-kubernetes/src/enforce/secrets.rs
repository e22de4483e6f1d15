//! Ledger rows of secrets: each use is a reference.

use pipewright_plan::{Constraint, LedgerRow, SecretStore};
use pipewright_pod::shares::shared_folder;

use super::facts::Facts;
use super::{CRON_JOB, row};
use crate::files::EXTERNAL_SECRETS;

/// Where the secret of `secret/NAME` is referred to, and what fills it.
pub fn rows(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let name = constraint.id.split_once('/').map_or("", |(_, name)| name);
    let Some(uses) = facts.secret(name) else {
        return Vec::new();
    };
    let mut because = vec!["by reference: no value is in any generated file".to_owned()];
    match uses.others {
        0 => {}
        1 => because.push("and in one more variable".to_owned()),
        others => because.push(format!("and in {others} more variables")),
    }
    let mut rows = vec![row(
        facts.plan,
        constraint,
        uses.first.clone(),
        CRON_JOB,
        because,
    )];
    if let SecretStore::External { store } = &facts.plan.environment.secrets {
        let because = vec![format!("store `{store}` fills the Secret in the cluster")];
        let by = format!("ExternalSecret {name} spec.data");
        let mut filled = row(facts.plan, constraint, by, CRON_JOB, because);
        let folder = shared_folder(facts.plan);
        filled.file = Some(format!("{}/{folder}/{EXTERNAL_SECRETS}", crate::NAME));
        rows.push(filled);
    }
    rows
}
