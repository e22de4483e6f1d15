//! Residency: under a `region`, every hop stays in it.

mod flow;
mod hops;
mod hosts;
mod misplaced;
mod ways;

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{DatasetPlan, Origin, Plan, RegionSet, Task};

use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};
use flow::Stop;
use ways::Ways;

pub(crate) use hops::{awaited_clusters, usable_clusters, used_clusters};

/// Proves the `region` of the pipeline, if it has one.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let Some(wanted) = &plan.pipeline.region else {
        return;
    };
    if wanted.is_anywhere() {
        let facts = vec![format!("`{}` restricts nothing", wanted.name)];
        findings.proven("region".to_owned(), &rules::LEAVES_REGION, facts);
        return;
    }
    let datasets = plan.datasets.iter();
    let mut proof = Proof {
        plan,
        graph,
        ways: Ways::of(graph),
        datasets: datasets
            .map(|dataset| (dataset.name.as_str(), &**dataset))
            .collect(),
        wanted,
        findings,
        facts: Vec::new(),
        broken: false,
        outside: Vec::new(),
    };
    hops::clusters(&mut proof);
    hops::datasets(&mut proof);
    hops::staging(&mut proof);
    hosts::check(&mut proof);
    hops::registries(&mut proof);
    hops::logs(&mut proof);
    hops::secrets(&mut proof);
    hops::notifications(&mut proof);
    let outside = std::mem::take(&mut proof.outside);
    let told = match misplaced::clause(&proof, &outside) {
        Some(found) => vec![found],
        None => outside.into_iter().map(|(_, found)| found).collect(),
    };
    let (facts, broken) = (proof.facts, proof.broken);
    for found in told {
        findings.report(found);
    }
    if !broken {
        findings.proven("region".to_owned(), &rules::LEAVES_REGION, facts);
    }
}

/// The proof so far: what lies inside, and whether something does not.
struct Proof<'a> {
    plan: &'a Plan,
    graph: &'a Graph<'a>,
    ways: Ways,
    datasets: BTreeMap<&'a str, &'a DatasetPlan>,
    wanted: &'a RegionSet,
    findings: &'a mut Findings,
    facts: Vec<String>,
    broken: bool,
    /// The hops that lie outside, each with what is to be said of it.
    outside: Vec<(Hop<'a>, Diagnostic)>,
}

/// A place data or work touches.
#[derive(Clone)]
struct Hop<'a> {
    /// What it is, as a subject: `` the staging area `s3://…` ``.
    what: String,
    /// Where it is.
    region: &'a RegionSet,
    /// Where that was written.
    origin: &'a Origin,
    /// The task the flow is drawn through, and the stop on it.
    task: Option<usize>,
    stop: Stop<'a>,
}

impl<'a> Proof<'a> {
    /// Of the tasks of a kind the one that rows reach first.
    fn nearest(&self, chosen: impl Fn(&Task) -> bool) -> Option<usize> {
        let tasks = self.graph.order().iter().copied();
        self.ways
            .nearest(tasks.filter(|at| self.graph.task(*at).is_some_and(&chosen)))
    }

    /// Notes the hop as inside, or reports it. A set of no places is nowhere: never inside.
    fn check(&mut self, hop: &Hop<'a>) {
        let outside = hop.region.outside(self.wanted);
        if outside.is_empty() && !hop.region.places.is_empty() {
            self.facts
                .push(format!("{} in {}", hop.what, show::region(hop.region)));
            return;
        }
        self.broken = true;
        let places = if hop.region.places.is_empty() {
            "no place at all".to_owned()
        } else if outside.len() == hop.region.places.len() {
            format!("`{}`", hop.region.name)
        } else {
            show::places(&outside)
        };
        let wanted = &self.wanted.name;
        // Rows in several places at once, as in a dual-region bucket, are in each of them.
        let plural = matches!(hop.stop, Stop::Replicas(_));
        let verb = match (outside.len() < hop.region.places.len(), plural) {
            (true, _) => "may lie",
            (false, true) => "lie",
            (false, false) => "lies",
        };
        let mut found = Diagnostic::new(
            &rules::LEAVES_REGION,
            format!(
                "`{}` must stay in `{wanted}`, but {} {verb} in {places}",
                self.plan.pipeline.name, hop.what
            ),
            hop.origin.span,
            format!("outside `{wanted}`: {places}"),
        );
        found.because = flow::draw(self, hop);
        let pipeline = &self.plan.pipeline.name;
        let found = found
            .with_related(
                self.plan.pipeline.region_origin.span,
                format!("`{pipeline}` is kept in `{wanted}` here"),
            )
            .demanded(self.plan.pipeline.origin.span)
            .help(format!(
                "move it to a place inside `{wanted}`, or use another one there; where law \
                 allows the transfer, say so in `{pipeline}`: \
                 `allow {} because \"…\" until DATE`",
                rules::LEAVES_REGION.code
            ));
        self.outside.push((hop.clone(), found));
    }

    /// Reports that nobody said where something is. Of data that is an error, since the author
    /// demanded the region; of what only serves the work, a note.
    fn unknown(&mut self, rule: &'static Rule, what: &str, origin: &Origin, how: String) {
        let wanted = &self.wanted.name;
        let pipeline = &self.plan.pipeline.name;
        self.findings.report(
            Diagnostic::new(
                rule,
                format!("nobody says where {what} is, and `{pipeline}` must stay in `{wanted}`"),
                origin.span,
                "its region is not written",
            )
            .with_related(
                self.plan.pipeline.region_origin.span,
                format!("`{pipeline}` is kept in `{wanted}` here"),
            )
            .demanded(self.plan.pipeline.origin.span)
            .help(how),
        );
    }
}
