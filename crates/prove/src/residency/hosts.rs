//! Hosts that steps talk to by themselves: each lies in the region, or nobody says where it lies.

use std::collections::BTreeMap;

use pipewright_plan::Egress;

use super::flow::Stop;
use super::{Hop, Proof};
use crate::rules;

/// By host, port and the name of the region: the tasks that talk to it, and how each says so.
type Stated<'a> = BTreeMap<(&'a str, u16, Option<&'a str>), Vec<(usize, &'a Egress)>>;

/// Each host once, at the task that rows reach first.
pub(super) fn check(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    let mut stated: Stated<'_> = BTreeMap::new();
    for (at, task) in plan.pipeline.tasks.iter().enumerate() {
        for host in &task.egress {
            let region = host.region.as_ref().map(|region| region.name.as_str());
            let key = (host.endpoint.host.as_str(), host.endpoint.port, region);
            stated.entry(key).or_default().push((at, host));
        }
    }
    for uses in stated.values() {
        let nearest = proof.ways.nearest(uses.iter().map(|(at, _)| *at));
        let found = uses.iter().find(|(at, _)| Some(*at) == nearest);
        let Some((at, host)) = found.or_else(|| uses.first()).copied() else {
            continue;
        };
        let (name, port) = (&host.endpoint.host, host.endpoint.port);
        let what = format!("the host `{name}:{port}`");
        if let Some(region) = &host.region {
            proof.check(&Hop {
                what,
                region,
                origin: &host.origin,
                task: Some(at),
                stop: Stop::Host(host),
            });
        } else if host.stays_in_cluster() {
            let line = format!("{what} is a service of the cluster");
            proof.facts.push(line);
        } else {
            proof.facts.push(format!("{what}: not stated"));
            proof.unknown(
                &rules::UNSTATED_PLACE,
                &what,
                &host.origin,
                format!("write `\"{name}:{port}\" in …` where the step names it"),
            );
        }
    }
}
