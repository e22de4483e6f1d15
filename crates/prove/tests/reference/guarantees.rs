//! Guarantees, looked at way by way.

use std::collections::BTreeSet;

use pipewright_plan::{Guarantee, Lane};

use crate::world::*;

/// What is wrong: the rule, and the line it stands at.
pub fn wrong(world: &World) -> BTreeSet<(&'static str, u32)> {
    let mut found = BTreeSet::new();
    let exactly = world.guarantee == Some(Guarantee::ExactlyOnce);
    let at_most = world.guarantee == Some(Guarantee::AtMostOnce);
    let every_row = exactly || world.guarantee == Some(Guarantee::AtLeastOnce);
    if every_row {
        for (at, source) in world.sources.iter().enumerate() {
            if !source.replayable {
                found.insert(("PW0710", lines::source(at)));
            }
        }
        for (at, step) in world.steps.iter().enumerate() {
            let passes = |write: &Write| {
                ways(world, write.subject)
                    .iter()
                    .any(|way| way.contains(&From::Step(at)))
            };
            if step.may_fail && world.writes.iter().any(passes) {
                found.insert(("PW0710", lines::step(at) + 4));
            }
        }
    }
    for (at, step) in world.steps.iter().enumerate() {
        if !step.idempotent && exactly {
            found.insert(("PW0710", lines::step(at) + 3));
        } else if !step.idempotent && world.retries > 0 {
            found.insert(("PW0723", lines::step(at) + 3));
        }
        if exactly && is_last(world, at) && step.idempotent {
            found.insert(("PW0724", lines::step(at)));
        }
    }
    for (at, write) in world.writes.iter().enumerate() {
        let mode = lines::write(at) + 5;
        let ways = ways(world, write.subject);
        let doubled = ways.iter().any(|way| may_be_twice(world, way));
        let varying = ways.iter().any(|way| {
            way.iter().any(|from| match from {
                From::Step(step) => !world.steps[*step].deterministic,
                From::Source(_) => false,
            })
        });
        let untouched = ways.iter().any(|way| way.len() == 1);
        let appends = write.lane == Lane::Appending;
        let broken = match world.guarantee {
            Some(Guarantee::ExactlyOnce) => {
                appends
                    || !write.transactional
                    || doubled && write.lane != Lane::MergingByKey
                    || varying && write.lane != Lane::ReplacingAll
            }
            Some(Guarantee::AtMostOnce) => {
                doubled && write.lane != Lane::MergingByKey
                    || appends && untouched && !world.by_hand
            }
            _ => false,
        };
        if broken {
            found.insert(("PW0710", mode));
        }
        if appends && world.retries > 0 && !exactly && (at_most || !write.duplicates) {
            found.insert(("PW0711", mode));
        }
    }
    found
}

/// Whether a row that is there twice at the start of a way may be there twice at its end: no gate on
/// the way shows that none is.
fn may_be_twice(world: &World, way: &[From]) -> bool {
    let From::Source(source) = way[0] else {
        return false;
    };
    world.sources[source].duplicates
        && !way.iter().any(|from| match from {
            From::Step(step) => world.steps[*step].gate == Some(true),
            From::Source(_) => false,
        })
}
