//! Ways of decisions: which lies inside which.

use pipewright_plan::Guard;

/// How many ways, outermost first, two have in common.
pub fn common(one: &[Guard], other: &[Guard]) -> usize {
    one.iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// Whether what lies on `inner` lies on `outer` as well.
pub fn within(inner: &[Guard], outer: &[Guard]) -> bool {
    common(inner, outer) == outer.len()
}

/// Whether no run goes both: at one decision they part.
pub fn exclude(one: &[Guard], other: &[Guard]) -> bool {
    let at = common(one, other);
    matches!(
        (one.get(at), other.get(at)),
        (Some(one), Some(other)) if one.branch == other.branch && one.holds != other.holds
    )
}

/// The ways all of them lie on.
pub fn shared<'a>(mut all: impl Iterator<Item = &'a [Guard]>) -> &'a [Guard] {
    let Some(mut shared) = all.next() else {
        return &[];
    };
    for next in all {
        shared = shared.get(..common(shared, next)).unwrap_or_default();
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<Guard> {
        text.split_whitespace()
            .map(|word| Guard {
                branch: word.trim_start_matches('!').to_owned(),
                holds: !word.starts_with('!'),
            })
            .collect()
    }

    #[test]
    fn ways_inside_and_beside_each_other() {
        assert!(within(&ways("a b"), &ways("a")) && within(&ways("a"), &ways("")));
        assert!(!within(&ways("a"), &ways("a b")) && !within(&ways("a"), &ways("!a")));
        assert!(exclude(&ways("a !b"), &ways("a b c")));
        assert!(!exclude(&ways("a"), &ways("a b")) && !exclude(&ways("a"), &ways("b")));
        let all = [ways("a b c"), ways("a b"), ways("a b !c")];
        assert_eq!(shared(all.iter().map(Vec::as_slice)), ways("a b"));
        assert_eq!(shared(std::iter::empty()), []);
    }
}
