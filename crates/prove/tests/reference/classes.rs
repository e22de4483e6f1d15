//! Classes, looked at way by way.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::*;

type Names = BTreeSet<&'static str>;

/// What is wrong: the rule, and the line it stands at; of logs and staging only the rule.
pub fn wrong(world: &World) -> BTreeSet<(&'static str, u32)> {
    let mut found = BTreeSet::new();
    for (at, write) in world.writes.iter().enumerate() {
        if carried(world, write.subject)
            .iter()
            .any(|class| !lands(world, write, class))
        {
            found.insert(("PW0620", lines::write(at)));
        }
    }
    for (at, step) in world.steps.iter().enumerate() {
        let Some(typed) = &step.typed else { continue };
        let loses = step.inputs.iter().any(|input| {
            let read = columns(world, *input);
            COLUMNS.iter().zip(typed).any(|(name, kept)| {
                let had = read.get(name).cloned().unwrap_or_default();
                had.iter().any(|class| !kept.contains(class))
            })
        });
        if loses {
            found.insert(("PW0622", lines::step(at)));
        }
    }
    let read: Names = world
        .steps
        .iter()
        .flat_map(|step| &step.inputs)
        .flat_map(|from| carried(world, *from))
        .collect();
    let everything = (0..world.sources.len())
        .map(From::Source)
        .chain((0..world.steps.len()).map(From::Step));
    let staged: Names = everything.flat_map(|from| carried(world, from)).collect();
    let refused = |accepts: &Option<Vec<&str>>, classes: &Names| {
        let Some(accepts) = accepts else { return false };
        classes.iter().any(|class| !accepts.contains(class))
    };
    let logs = !world.cluster_abroad && refused(&world.logs_accept, &read);
    if logs || refused(&world.staging_accepts, &staged) {
        found.insert(("PW0623", 0));
    }
    found
}

/// The ends of all ways to a place, back to the first thing whose columns somebody wrote.
fn origins(world: &World, at: From) -> BTreeSet<From> {
    ways(world, at)
        .into_iter()
        .map(|way| {
            let written = |from: &&From| match from {
                From::Source(_) => true,
                From::Step(step) => world.steps[*step].typed.is_some(),
            };
            *way.iter().rev().find(written).unwrap()
        })
        .collect()
}

fn marks(world: &World, origin: From) -> &Marks {
    match origin {
        From::Source(at) => &world.sources[at].marks,
        From::Step(at) => world.steps[at].typed.as_ref().unwrap(),
    }
}

fn accepted(world: &World, origin: From) -> Names {
    match origin {
        From::Source(at) => world.sources[at].accepts.iter().copied().collect(),
        From::Step(_) => Names::new(),
    }
}

fn carried(world: &World, at: From) -> Names {
    origins(world, at)
        .into_iter()
        .flat_map(|origin| {
            let mut classes = accepted(world, origin);
            classes.extend(marks(world, origin).iter().flatten());
            classes
        })
        .collect()
}

/// The classes of each column that is known to be in the rows at a place.
fn columns(world: &World, at: From) -> BTreeMap<&'static str, Names> {
    let mut found: BTreeMap<&str, Names> = BTreeMap::new();
    for origin in origins(world, at) {
        for (name, classes) in COLUMNS.iter().zip(marks(world, origin)) {
            found.entry(*name).or_default().extend(classes);
        }
    }
    found
}

/// Whether a sink takes a class of what is written.
fn lands(world: &World, write: &Write, class: &str) -> bool {
    if write.accepts.contains(&class) {
        return true;
    }
    let anywhere = write.marks.iter().any(|classes| classes.contains(&class));
    let own = match write.subject {
        From::Source(_) => true,
        From::Step(at) => world.steps[at].typed.is_some(),
    };
    if !own {
        return anywhere;
    }
    // Where the columns are known, each must land in one that carries the class too; a class that
    // is in none of them may be in any.
    let given = marks(world, write.subject);
    let mut there = given
        .iter()
        .zip(&write.marks)
        .filter(|(given, _)| given.contains(&class))
        .peekable();
    if there.peek().is_none() {
        return anywhere;
    }
    there.all(|(_, sink)| sink.contains(&class))
}
