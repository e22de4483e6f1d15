//! Datasets that are no asset in Airflow, or one asset together.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Plan};

use crate::messages::this_target;
use crate::{assets, rules};

/// Addresses Airflow takes for no asset.
pub fn addresses(plan: &Plan) -> Vec<Diagnostic> {
    let wrong = plan.datasets.iter().filter_map(|dataset| {
        let reason = assets::uri(&dataset.address).err()?;
        Some((dataset, reason))
    });
    wrong
        .map(|(dataset, reason)| {
            Diagnostic::new(
                &rules::ADDRESS,
                format!(
                    "{} cannot make an asset of the address of `{}`",
                    this_target(plan),
                    dataset.name
                ),
                dataset.origin.span,
                "declared here",
            )
            .because(format!("`{}`: {reason}", dataset.address))
            .help("correct the fields the address is made of, or the connector's `address`")
        })
        .collect()
}

/// In Airflow an asset is its name and its URI: two of one URI shut each other out.
pub fn one_asset_each(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<String, &DatasetPlan> = BTreeMap::new();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    for (plan, dataset) in plans
        .iter()
        .flat_map(|plan| plan.datasets.iter().map(move |dataset| (plan, dataset)))
    {
        let Ok(uri) = assets::uri(&dataset.address) else {
            continue;
        };
        let other = *known.entry(uri.clone()).or_insert(dataset);
        if other.name == dataset.name || !told.insert((&other.name, &dataset.name)) {
            continue;
        }
        found.push(
            Diagnostic::new(
                &rules::ASSETS_MEET,
                format!(
                    "{} cannot tell `{}` and `{}` apart",
                    this_target(plan),
                    other.name,
                    dataset.name
                ),
                dataset.origin.span,
                "this one …",
            )
            .with_related(other.origin.span, "… and this one")
            .because(format!("both are one asset in Airflow, `{uri}`"))
            .help("declare the place once, and use that dataset everywhere"),
        );
    }
    found
}
