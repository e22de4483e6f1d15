//! Residency, looked at place by place; and the shortest of all ways to each sink.

use std::collections::BTreeSet;

use crate::world::*;

/// What lies abroad, as the findings name it. Where everything does, it is the region that is wrong.
pub fn abroad(world: &World) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let data = world.sources.iter().all(|source| source.abroad)
        && world.writes.iter().all(|write| write.abroad);
    if data && world.cluster_abroad {
        found.insert("all its data and its clusters".to_owned());
        return found;
    }
    for (at, source) in world.sources.iter().enumerate() {
        if source.abroad {
            found.insert(format!("`source_{at}`"));
        }
        if source.replicated_abroad {
            found.insert(format!("the replicas of `source_{at}`"));
        }
    }
    for (at, write) in world.writes.iter().enumerate() {
        if write.abroad {
            found.insert(format!("`sink_{at}`"));
        }
    }
    // Read tasks put every source into the staging area.
    if world.staging_abroad {
        found.insert("the staging area".to_owned());
    }
    // No pod may run on a cluster abroad, so its logs are of no concern.
    if world.cluster_abroad {
        found.insert("the cluster".to_owned());
    } else if world.logs_abroad {
        found.insert("the log sink".to_owned());
    }
    found
}

/// How few tasks hand the rows of a write on, from the one that reads a source: itself included.
pub fn fewest_tasks(world: &World, write: usize) -> usize {
    let lengths = ways(world, world.writes[write].subject);
    1 + lengths.iter().map(Vec::len).min().unwrap()
}
