//! Residency: under a `region`, every hop stays in it.

mod flow;
mod hops;

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{Origin, Plan, RegionSet};

use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};
use flow::Stop;

pub(crate) use hops::usable_clusters;

/// Proves the `region` of the pipeline, if it has one.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let Some(wanted) = &plan.pipeline.region else {
        return;
    };
    let mut proof = Proof {
        plan,
        graph,
        wanted,
        findings,
        facts: Vec::new(),
        broken: false,
    };
    hops::clusters(&mut proof);
    hops::datasets(&mut proof);
    hops::staging(&mut proof);
    hops::registries(&mut proof);
    hops::logs(&mut proof);
    hops::notifications(&mut proof);
    let (facts, broken) = (proof.facts, proof.broken);
    if !broken {
        findings.proven("region".to_owned(), &rules::LEAVES_REGION, facts);
    }
}

/// The proof so far: what lies inside, and whether something does not.
struct Proof<'a> {
    plan: &'a Plan,
    graph: &'a Graph<'a>,
    wanted: &'a RegionSet,
    findings: &'a mut Findings,
    facts: Vec<String>,
    broken: bool,
}

/// A place data or work touches.
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

impl Proof<'_> {
    /// Notes the hop as inside, or reports it. A set of no places is nowhere: never inside.
    fn check(&mut self, hop: &Hop<'_>) {
        let outside = hop.region.outside(self.wanted);
        if outside.is_empty() && !hop.region.places.is_empty() {
            self.facts
                .push(format!("{} in {}", hop.what, show::region(hop.region)));
            return;
        }
        self.broken = true;
        let places = if hop.region.places.is_empty() {
            "no place at all".to_owned()
        } else {
            show::places(&outside)
        };
        let wanted = &self.wanted.name;
        let verb = if outside.len() < hop.region.places.len() {
            "may lie"
        } else {
            "lies"
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
        found.because = flow::draw(self.plan, self.graph, self.wanted, hop);
        let pipeline = &self.plan.pipeline.name;
        self.findings.report(
            found
                .with_related(
                    self.plan.pipeline.region_origin.span,
                    format!("`{pipeline}` is kept in `{wanted}` here"),
                )
                .help(format!(
                    "move it to a place inside `{wanted}`, or use another one there"
                )),
        );
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
            .help(how),
        );
    }
}
