//! "Did you mean": the nearest of the names in scope.

/// No more candidates than this are measured for one name.
const MEASURED: usize = 500;

/// The candidate nearest to `word`, when it is near enough to be meant. Ties go to the first in
/// the alphabet.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > 60 {
        return None;
    }
    let limit = match word.chars().count() {
        0..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let lower = word.to_ascii_lowercase();
    candidates
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= limit)
        .take(MEASURED)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            *distance <= limit && *distance < candidate.len() && *distance < word.len()
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(
            nearest("acounts", ["accounts", "orders"].into_iter()),
            Some("accounts")
        );
        assert_eq!(nearest("accounts", ["a", "orders"].into_iter()), None);
        assert_eq!(nearest("ue", ["x", "eu"].into_iter()), Some("eu"));
    }
}
