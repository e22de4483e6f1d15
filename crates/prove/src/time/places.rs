//! Waiting for a place: tasks of one run that may not all go on at once.

use std::collections::BTreeMap;

use pipewright_plan::PipelinePlan;

use super::cost::{Engine, Spent};
use crate::graph::{Graph, Path};

/// Bounds whose common multiple is larger are rounded: the sum is then a few seconds too long.
const LARGEST_SCALE: u64 = 1 << 20;

/// Tasks that share a number of places.
pub(super) struct Sharing<'a> {
    /// The group they name; all tasks of the run where there is none.
    pub group: Option<&'a str>,
    /// How many places there are.
    pub most: u64,
    /// Whether each task takes one.
    members: Vec<bool>,
    /// All that its members do, one after another.
    work: u64,
}

/// The longest path when tasks wait for each other's places.
#[derive(Debug, Default, Clone)]
pub(super) struct Queued {
    pub total: u64,
    pub path: Path,
    /// What waiting for a place adds to the path.
    pub waiting: u64,
}

/// The places that tasks of a run wait for, because there are more tasks than places.
pub(super) fn sharings<'a>(
    pipeline: &'a PipelinePlan,
    graph: &Graph<'_>,
    engine: &Engine,
    spent: &[Spent],
) -> Vec<Sharing<'a>> {
    let written = pipeline.parallelism.as_ref().map(|known| known.most);
    let of_run = written.or(engine.at_once).map(|most| Sharing {
        group: None,
        most: u64::from(most.max(1)),
        members: vec![true; spent.len()],
        work: 0,
    });
    let mut groups: BTreeMap<&str, Sharing<'_>> = BTreeMap::new();
    for (at, task) in pipeline.tasks.iter().enumerate() {
        for places in &task.places {
            let group = groups.entry(&places.name).or_insert_with(|| Sharing {
                group: Some(&places.name),
                most: u64::from(places.most.max(1)),
                members: vec![false; spent.len()],
                work: 0,
            });
            group.most = group.most.min(u64::from(places.most.max(1)));
            if let Some(member) = group.members.get_mut(at) {
                *member = true;
            }
        }
    }
    let mut found: Vec<Sharing<'_>> = of_run.into_iter().chain(groups.into_values()).collect();
    for sharing in &mut found {
        let of_members = |value: fn(&Spent) -> u64| -> Vec<u64> {
            let each = spent.iter().zip(&sharing.members);
            each.map(|(one, member)| if *member { value(one) } else { 0 })
                .collect()
        };
        let at_once = of_members(|one| one.count.min(one.at_once));
        if sum(at_once.iter()) > sharing.most && side_by_side(graph, &at_once) > sharing.most {
            sharing.work = graph.sum(&of_members(Spent::work)).total;
        }
    }
    // Where there are places for all, nothing waits; nor for a group with more places than the run.
    let of_run = found.iter().find(|sharing| sharing.group.is_none());
    let of_run = of_run.filter(|sharing| sharing.work > 0);
    let most = of_run.map_or(u64::MAX, |sharing| sharing.most);
    found.retain(|sharing| sharing.work > 0 && (sharing.group.is_none() || sharing.most < most));
    found
}

/// How long a run takes at most when its tasks wait for places, whatever their order: at each
/// moment some task of a path goes on, or all places it waits for are taken by others (Graham).
/// So a path takes its own time, and of each shared place the others' work, divided among all
/// places.
pub(super) fn queued(graph: &Graph<'_>, sharings: &[Sharing<'_>], spent: &[Spent]) -> Queued {
    let elapsed: Vec<u64> = spent.iter().map(|one| one.elapsed).collect();
    if sharings.is_empty() {
        let path = graph.longest(&elapsed);
        return Queued {
            total: path.total,
            path,
            waiting: 0,
        };
    }
    let scale = sharings.iter().fold(1_u64, |scale, sharing| {
        let next = scale.saturating_mul(sharing.most / common(scale, sharing.most));
        if next > LARGEST_SCALE { scale } else { next }
    });
    let weights: Vec<u64> = spent
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let own = sharings.iter().filter(|sharing| sharing.has(at));
            let (alone, counted) = own
                .clone()
                .fold(running(*one), |(alone, counted), sharing| {
                    if one.at_once <= sharing.most {
                        (alone, counted)
                    } else {
                        (alone, one.once.min(counted))
                    }
                });
            let counted = if one.count == 0 { 0 } else { counted };
            let saved = own
                .map(|sharing| scaled(counted, scale, sharing.most))
                .fold(0_u64, u64::saturating_add);
            alone.saturating_mul(scale).saturating_sub(saved)
        })
        .collect();
    let path = graph.longest(&weights);
    let shared = sharings
        .iter()
        .map(|sharing| sharing.work.saturating_mul(scale).div_ceil(sharing.most))
        .fold(0_u64, u64::saturating_add);
    let total = path.total.saturating_add(shared).div_ceil(scale);
    // Something always goes on: all of it, one after another, takes no less.
    let each = spent.iter().map(|one| one.elapsed.max(one.work()));
    let total = total.min(graph.sum(&each.collect::<Vec<u64>>()).total);
    let shown = sum(path.tasks.iter().filter_map(|at| elapsed.get(*at)));
    let total = total.max(shown);
    Queued {
        total,
        path: Path {
            total: shown,
            tasks: path.tasks,
        },
        waiting: total - shown,
    }
}

/// How many go on at once at most: of tasks of one chain only one does.
fn side_by_side(graph: &Graph<'_>, at_once: &[u64]) -> u64 {
    let mut chains: BTreeMap<usize, u64> = BTreeMap::new();
    for (chain, count) in graph.chains().into_iter().zip(at_once) {
        let most = chains.entry(chain).or_default();
        *most = (*most).max(*count);
    }
    sum(chains.values())
}

fn sum<'a>(numbers: impl Iterator<Item = &'a u64>) -> u64 {
    numbers.fold(0, |sum, number| sum.saturating_add(*number))
}

impl Sharing<'_> {
    fn has(&self, at: usize) -> bool {
        self.members.get(at).copied().unwrap_or_default()
    }
}

/// How long a repeated task may take while nothing else holds it up, and how much of the shared
/// work is done meanwhile. The last of it may start late: then others share its places.
fn running(one: Spent) -> (u64, u64) {
    if one.count <= one.at_once {
        return (one.elapsed, one.once);
    }
    let others = one.work().saturating_sub(one.once);
    let alone = one.once.saturating_add(others.div_ceil(one.at_once.max(1)));
    (alone.max(one.elapsed), one.work())
}

/// `seconds × scale ÷ most`, rounded down.
const fn scaled(seconds: u64, scale: u64, most: u64) -> u64 {
    if scale.is_multiple_of(most) {
        seconds.saturating_mul(scale / most)
    } else {
        seconds.saturating_mul(scale) / most
    }
}

/// The greatest common divisor; at least 1.
const fn common(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    if one == 0 { 1 } else { one }
}
