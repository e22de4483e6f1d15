//! A `region` that nothing lies in: the clause is what is wrong, not all it is compared to.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;

use super::flow::Stop;
use super::hops::usable_clusters;
use super::{Hop, Proof};
use crate::{rules, show};

/// At most this many hops are named.
const SHOWN: usize = 6;
/// At most this many of them are shown in the source.
const POINTED_AT: usize = 3;

/// The finding at the clause, where all data and all compute lie elsewhere.
pub(super) fn clause(proof: &Proof<'_>, outside: &[(Hop<'_>, Diagnostic)]) -> Option<Diagnostic> {
    let is_data = |hop: &Hop<'_>| matches!(hop.stop, Stop::Dataset(_));
    let away = outside.iter().filter(|(hop, _)| is_data(hop)).count();
    let tasks = proof.plan.pipeline.tasks.iter();
    let touched: BTreeSet<&String> = tasks.flat_map(|task| &task.datasets).collect();
    let datasets = proof.plan.datasets.iter();
    let all = datasets
        .filter(|dataset| touched.contains(&dataset.name))
        .count();
    let compute = &proof.plan.environment.clusters;
    if away == 0 || away < all || compute.is_empty() || !usable_clusters(proof.plan).is_empty() {
        return None;
    }
    let pipeline = &proof.plan.pipeline;
    let (name, wanted) = (&pipeline.name, &proof.wanted.name);
    let mut found = Diagnostic::new(
        &rules::LEAVES_REGION,
        format!(
            "`{name}` must stay in `{wanted}`, but all its data and its clusters lie elsewhere"
        ),
        pipeline.region_origin.span,
        format!("nothing it works on lies in `{wanted}`"),
    )
    .demanded(pipeline.origin.span);
    for (hop, _) in outside.iter().take(SHOWN) {
        let line = format!("{} in {}", hop.what, show::region(hop.region));
        found = found.because(line.replace('`', ""));
    }
    let more = outside.len().saturating_sub(SHOWN);
    if more > 0 {
        found = found.because(format!("and {more} more"));
    }
    for (hop, _) in outside.iter().take(POINTED_AT) {
        found = found.with_related(hop.origin.span, format!("{} lies here", hop.what));
    }
    let found = found.help(format!(
        "name the region that the data and the work lie in, or move them all to `{wanted}`"
    ));
    Some(match holding_all(outside) {
        Some(region) => found.fix(
            format!("replace with `region {region}`"),
            pipeline.region_origin.span,
            format!("region {region}"),
        ),
        None => found,
    })
}

/// The name of a region among theirs that holds them all; one that can be written anywhere.
fn holding_all<'a>(outside: &'a [(Hop<'_>, Diagnostic)]) -> Option<&'a str> {
    let regions = || outside.iter().map(|(hop, _)| hop.region);
    let widest = regions().max_by_key(|region| region.places.len())?;
    let holds = regions().all(|region| region.outside(widest).is_empty());
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (holds && !widest.is_anywhere() && is_name(&widest.name)).then_some(&widest.name)
}
