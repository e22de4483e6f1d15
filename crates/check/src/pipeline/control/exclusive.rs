//! Whether ways exclude each other: at most one of them is gone by any run.

use std::collections::BTreeMap;

use super::ways::Way;

/// Two of the ways that one run may go both, by index; nothing where there are none. Each way is
/// a path from the outermost decision, so that two of them part at one decision or not at all.
pub fn overlap(ways: &[&[Way]]) -> Option<(usize, usize)> {
    let mut waiting: Vec<(usize, Vec<usize>)> = vec![(0, (0..ways.len()).collect())];
    while let Some((depth, members)) = waiting.pop() {
        let [first, second, ..] = members.as_slice() else {
            continue;
        };
        let at = |member: &usize| ways.get(*member).and_then(|way| way.get(depth));
        let Some(decision) = at(first).map(|way| way.branch) else {
            return Some((*first, *second));
        };
        let mut parts: BTreeMap<bool, Vec<usize>> = BTreeMap::new();
        for member in &members {
            match at(member) {
                Some(way) if way.branch == decision => {
                    parts.entry(way.holds).or_default().push(*member);
                }
                _ => return Some((*first, *member)),
            }
        }
        waiting.extend(parts.into_values().map(|members| (depth + 1, members)));
    }
    None
}

/// Whether every run goes one of the ways.
pub fn exhaustive(ways: &[&[Way]]) -> bool {
    let mut waiting: Vec<(usize, Vec<&[Way]>)> = vec![(0, ways.to_vec())];
    while let Some((depth, members)) = waiting.pop() {
        if members.iter().any(|way| way.len() <= depth) {
            continue;
        }
        let Some(decision) = members.first().and_then(|way| way.get(depth)) else {
            return false;
        };
        for holds in [true, false] {
            let on = |way: &&&[Way]| {
                let step = way.get(depth);
                step.is_some_and(|step| step.branch == decision.branch && step.holds == holds)
            };
            waiting.push((depth + 1, members.iter().filter(on).copied().collect()));
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::ways::Way;
    use super::overlap;

    fn way(path: &[(usize, bool)]) -> Vec<Way> {
        path.iter()
            .map(|(branch, holds)| Way {
                branch: *branch,
                holds: *holds,
            })
            .collect()
    }

    fn found(paths: &[&[(usize, bool)]]) -> Option<(usize, usize)> {
        let ways: Vec<Vec<Way>> = paths.iter().map(|path| way(path)).collect();
        let ways: Vec<&[Way]> = ways.iter().map(Vec::as_slice).collect();
        overlap(&ways)
    }

    #[test]
    fn arms_exclude_each_other() {
        assert_eq!(found(&[&[(0, true)], &[(0, false)]]), None);
        assert_eq!(
            found(&[
                &[(0, true)],
                &[(0, false), (1, true)],
                &[(0, false), (1, false)]
            ]),
            None
        );
        assert_eq!(found(&[&[(0, true)]]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn ways_that_leave_no_run_out() {
        let all = |paths: &[&[(usize, bool)]]| {
            let ways: Vec<Vec<Way>> = paths.iter().map(|path| way(path)).collect();
            let ways: Vec<&[Way]> = ways.iter().map(Vec::as_slice).collect();
            super::exhaustive(&ways)
        };
        assert!(all(&[&[(0, true)], &[(0, false)]]));
        assert!(all(&[
            &[(0, true)],
            &[(0, false), (1, true)],
            &[(0, false), (1, false)]
        ]));
        assert!(all(&[&[]]));
        assert!(!all(&[&[(0, true)], &[(0, false), (1, true)]]));
        assert!(!all(&[]));
    }

    #[test]
    fn other_ways_may_meet() {
        assert_eq!(found(&[&[(0, true)], &[(1, true)]]), Some((0, 1)));
        assert_eq!(
            found(&[&[(0, true)], &[(0, true), (1, true)]]),
            Some((0, 1))
        );
        assert_eq!(found(&[&[], &[(1, true)]]), Some((0, 1)));
        assert_eq!(
            found(&[&[(0, true)], &[(0, false)], &[(0, false)]]),
            Some((1, 2))
        );
    }
}
