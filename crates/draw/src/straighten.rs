//! Heights: every slot as near to what it is joined to as the order of its column allows.

use crate::layers::{Gaps, Grid};
use crate::order::{Joint, Neighbours};

/// Passes over all columns.
const SWEEPS: usize = 12;

/// The top of each slot; the least is the gap between groups.
pub fn tops(grid: &Grid, gaps: Gaps) -> Vec<i32> {
    let neighbours = Neighbours::of(grid);
    let mut tops = vec![0.0; grid.slots.len()];
    let offsets: Vec<Vec<f64>> = grid
        .columns
        .iter()
        .map(|column| offsets(grid, column, gaps))
        .collect();
    for (column, offsets) in grid.columns.iter().zip(&offsets) {
        for (&slot, &offset) in column.iter().zip(offsets) {
            if let Some(top) = tops.get_mut(slot) {
                *top = offset;
            }
        }
    }
    let count = grid.columns.len();
    for sweep in 0..SWEEPS {
        for step in 0..count {
            let index = if sweep % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            let (Some(column), Some(offsets)) = (grid.columns.get(index), offsets.get(index))
            else {
                continue;
            };
            let sides = match sweep {
                _ if sweep + 2 >= SWEEPS => [Some(&neighbours.left), Some(&neighbours.right)],
                _ if sweep % 2 == 0 => [Some(&neighbours.left), None],
                _ => [None, Some(&neighbours.right)],
            };
            settle(grid, column, offsets, sides, &mut tops);
        }
    }
    let least = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter()
        .map(|top| round(top - least) + gaps.groups)
        .collect()
}

/// How far below the first slot of a column each must at least begin.
fn offsets(grid: &Grid, column: &[usize], gaps: Gaps) -> Vec<f64> {
    let mut offsets = Vec::with_capacity(column.len());
    let mut at = 0;
    let mut above: Option<Option<usize>> = None;
    for &slot in column {
        let Some(slot) = grid.slots.get(slot) else {
            continue;
        };
        at += match (above, slot.group) {
            (None, _) => 0,
            (Some(None), None) => gaps.arrows,
            (Some(Some(one)), Some(other)) if one == other => gaps.items,
            _ => gaps.groups,
        };
        offsets.push(f64::from(at));
        at += slot.height;
        above = Some(slot.group);
    }
    offsets
}

/// Moves the slots of a column as near to their wishes as their order allows: where two would
/// overlap, they move together to the mean of their wishes.
fn settle(
    grid: &Grid,
    column: &[usize],
    offsets: &[f64],
    sides: [Option<&Vec<Vec<Joint>>>; 2],
    tops: &mut [f64],
) {
    struct Block {
        sum: f64,
        weight: f64,
        members: usize,
    }
    let mut blocks: Vec<Block> = Vec::with_capacity(column.len());
    for (&slot, &offset) in column.iter().zip(offsets) {
        let own = tops.get(slot).copied().unwrap_or(0.0);
        let joints = sides
            .iter()
            .flatten()
            .filter_map(|side| side.get(slot))
            .flatten();
        let (mut sum, mut number) = (0.0, 0.0);
        for joint in joints {
            let there = tops.get(joint.slot).copied().unwrap_or(0.0);
            sum += there + f64::from(joint.there) - f64::from(joint.here);
            number += 1.0;
        }
        let is_arrow = grid
            .slots
            .get(slot)
            .is_some_and(|slot| slot.group.is_none());
        let (wish, weight) = match number > 0.0 {
            true => (sum / number, if is_arrow { 4.0 } else { 1.0 }),
            false => (own, 0.05),
        };
        blocks.push(Block {
            sum: (wish - offset) * weight,
            weight,
            members: 1,
        });
        while let [.., above, below] = blocks.as_slice()
            && above.sum / above.weight > below.sum / below.weight
            && let Some(below) = blocks.pop()
            && let Some(above) = blocks.last_mut()
        {
            above.sum += below.sum;
            above.weight += below.weight;
            above.members += below.members;
        }
    }
    let mut rest = column.iter().zip(offsets);
    for block in blocks {
        let start = block.sum / block.weight;
        for (&slot, &offset) in rest.by_ref().take(block.members) {
            if let Some(top) = tops.get_mut(slot) {
                *top = start + offset;
            }
        }
    }
}

/// The nearest whole number; heights of pictures are far from the ends of the type.
#[allow(clippy::cast_possible_truncation)]
fn round(value: f64) -> i32 {
    if value.is_finite() {
        value.round() as i32
    } else {
        0
    }
}
