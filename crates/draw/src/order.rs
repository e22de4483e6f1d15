//! The order of each column from top to bottom: few arrows cross, groups stay together.

use crate::layers::Grid;

/// Passes over all columns, there and back.
const SWEEPS: usize = 16;

/// Orders every column. The order that crosses least is kept.
pub fn order(grid: &mut Grid) {
    let neighbours = Neighbours::of(grid);
    group(grid);
    let mut best = grid.columns.clone();
    let mut fewest = crossings(grid);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let count = grid.columns.len();
        let positions = &mut positions(grid);
        for step in 0..count {
            let (column, list) = if sweep % 2 == 0 {
                (step, &neighbours.left)
            } else {
                (count - 1 - step, &neighbours.right)
            };
            sort(grid, column, list, positions);
        }
        let found = crossings(grid);
        if found < fewest {
            fewest = found;
            best.clone_from(&grid.columns);
        }
    }
    grid.columns = best;
}

/// What each slot is joined to, with the heights at which arrows meet it.
pub struct Neighbours {
    /// In the column before.
    pub left: Vec<Vec<Joint>>,
    /// In the column after.
    pub right: Vec<Vec<Joint>>,
}

/// One end of a piece, seen from the other.
#[derive(Debug, Clone, Copy)]
pub struct Joint {
    /// The slot there.
    pub slot: usize,
    /// Where on it.
    pub there: i32,
    /// Where on the slot itself.
    pub here: i32,
}

impl Neighbours {
    /// Reads the pieces once.
    pub fn of(grid: &Grid) -> Self {
        let mut left = vec![Vec::new(); grid.slots.len()];
        let mut right = vec![Vec::new(); grid.slots.len()];
        for piece in &grid.pieces {
            if let Some(list) = right.get_mut(piece.from) {
                list.push(Joint {
                    slot: piece.to,
                    there: piece.enters_at,
                    here: piece.leaves_at,
                });
            }
            if let Some(list) = left.get_mut(piece.to) {
                list.push(Joint {
                    slot: piece.from,
                    there: piece.leaves_at,
                    here: piece.enters_at,
                });
            }
        }
        Self { left, right }
    }
}

/// Members of a group next to each other, from the start.
fn group(grid: &mut Grid) {
    let slots = &grid.slots;
    for column in &mut grid.columns {
        let mut first = std::collections::BTreeMap::new();
        for (position, &slot) in column.iter().enumerate() {
            if let Some(group) = slots.get(slot).and_then(|slot| slot.group) {
                first.entry(group).or_insert(position);
            }
        }
        let mut keyed: Vec<(usize, usize, usize)> = column
            .iter()
            .enumerate()
            .map(|(position, &slot)| {
                let group = slots.get(slot).and_then(|slot| slot.group);
                let start = group.and_then(|group| first.get(&group).copied());
                (start.unwrap_or(position), position, slot)
            })
            .collect();
        keyed.sort_unstable();
        *column = keyed.into_iter().map(|(_, _, slot)| slot).collect();
    }
}

/// The place of each slot in its column.
fn positions(grid: &Grid) -> Vec<f64> {
    let mut positions = vec![0.0; grid.slots.len()];
    for column in &grid.columns {
        set(&mut positions, column);
    }
    positions
}

fn set(positions: &mut [f64], column: &[usize]) {
    let mut place = 0.0;
    for &slot in column {
        if let Some(position) = positions.get_mut(slot) {
            *position = place;
        }
        place += 1.0;
    }
}

/// Sorts a column by where its arrows come from.
fn sort(grid: &mut Grid, column: usize, neighbours: &[Vec<Joint>], positions: &mut [f64]) {
    let Some(slots) = grid.columns.get_mut(column) else {
        return;
    };
    let wish = |slot: usize| -> f64 {
        let own = positions.get(slot).copied().unwrap_or(0.0);
        let joints = neighbours.get(slot).map_or(&[][..], Vec::as_slice);
        if joints.is_empty() {
            return own;
        }
        let mut sum = 0.0;
        let mut number = 0.0;
        for joint in joints {
            let height = grid
                .slots
                .get(joint.slot)
                .map_or(0, |slot| slot.height)
                .max(1);
            let inside = f64::from(joint.there) / f64::from(height);
            sum += positions.get(joint.slot).copied().unwrap_or(0.0) + inside.clamp(0.0, 0.99);
            number += 1.0;
        }
        sum / number
    };
    // Runs of one group move as one.
    let mut runs: Vec<(f64, Vec<(f64, usize)>)> = Vec::new();
    let mut last = None;
    for &slot in slots.iter() {
        let group = grid.slots.get(slot).and_then(|slot| slot.group);
        let entry = (wish(slot), slot);
        match runs.last_mut() {
            Some(run) if group.is_some() && group == last => run.1.push(entry),
            _ => runs.push((0.0, vec![entry])),
        }
        last = group;
    }
    for (mean, run) in &mut runs {
        let mut sum = 0.0;
        let mut number = 0.0;
        for (wish, _) in run.iter() {
            sum += wish;
            number += 1.0;
        }
        *mean = sum / f64::max(number, 1.0);
        run.sort_by(|one, other| one.0.total_cmp(&other.0));
    }
    runs.sort_by(|one, other| one.0.total_cmp(&other.0));
    *slots = runs
        .into_iter()
        .flat_map(|(_, run)| run)
        .map(|(_, slot)| slot)
        .collect();
    set(positions, slots);
}

/// Where a piece ends: the place in the column, and where on what stands there.
type End = (usize, i32);

/// How many pairs of pieces cross.
fn crossings(grid: &Grid) -> u64 {
    let mut places = vec![0usize; grid.slots.len()];
    for column in &grid.columns {
        for (place, &slot) in column.iter().enumerate() {
            if let Some(found) = places.get_mut(slot) {
                *found = place;
            }
        }
    }
    let place = |slot: usize| places.get(slot).copied().unwrap_or(0);
    let mut gaps: Vec<Vec<(End, End)>> = vec![Vec::new(); grid.columns.len()];
    for piece in &grid.pieces {
        let column = grid.slots.get(piece.from).map_or(0, |slot| slot.column);
        if let Some(gap) = gaps.get_mut(column) {
            gap.push((
                (place(piece.from), piece.leaves_at),
                (place(piece.to), piece.enters_at),
            ));
        }
    }
    gaps.into_iter().map(inversions).sum()
}

/// Pairs that stand the other way around on the right than on the left.
fn inversions(mut gap: Vec<(End, End)>) -> u64 {
    gap.sort_unstable();
    let mut ends: Vec<End> = gap.iter().map(|piece| piece.1).collect();
    ends.sort_unstable();
    ends.dedup();
    // A tree of sums over the ends seen so far.
    let mut tree = vec![0u64; ends.len() + 1];
    let mut found = 0;
    for (seen, (_, end)) in (0..).zip(gap) {
        let rank = ends.partition_point(|other| *other <= end);
        let mut index = rank;
        let mut before = 0;
        while index > 0 {
            before += tree.get(index).copied().unwrap_or(0);
            index &= index - 1;
        }
        found += seen - before;
        let mut index = rank;
        while let Some(sum) = tree.get_mut(index).filter(|_| index > 0) {
            *sum += 1;
            index += index & index.wrapping_neg();
        }
    }
    found
}
