//! "Did you mean": the nearest of a few words.

/// The candidate nearest to `word`, when it is near enough to be meant, or the only one that begins
/// with it. Ties go to the first.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > 40 {
        return None;
    }
    let limit = match word.chars().count() {
        0..=2 => 1,
        // Of six letters three changed make another word: `memory` is no `retry`.
        3..=6 => 2,
        _ => 3,
    };
    let lower = word.to_ascii_lowercase();
    let mut near: Option<(usize, &'c str)> = None;
    let mut longer: Vec<&'c str> = Vec::new();
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&lower, candidate);
        let within = distance <= limit && distance < candidate.len();
        if within && near.is_none_or(|(least, _)| distance < least) {
            near = Some((distance, candidate));
        }
        if lower.len() >= SHORT && longer.len() < 2 && candidate.starts_with(&lower) {
            longer.push(candidate);
        }
    }
    match (near, longer.as_slice()) {
        (Some((_, candidate)), _) | (None, &[candidate]) => Some(candidate),
        _ => None,
    }
}

/// The least letters that say which of a few words they begin: `argo` for `argo_workflows`.
const SHORT: usize = 4;

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("retyr", ["retry", "region"]), Some("retry"));
        assert_eq!(nearest("Deadline", ["deadline"]), Some("deadline"));
        assert_eq!(nearest("banana", ["retry", "region"]), None);
        assert_eq!(nearest("memory", ["retry", "region"]), None);
        assert_eq!(nearest("bucket", ["secret"]), None);
        let targets = ["kubernetes", "argo_workflows", "argo_events"];
        assert_eq!(nearest("kube", targets), Some("kubernetes"));
        assert_eq!(nearest("argo", targets), None);
    }
}
