//! Formatting: the edits that bring a file into its one layout.

use std::ops::Range;

use pipewright_source::SourceId;

use crate::Analysis;

/// One replacement, in bytes of the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is replaced.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: String,
}

/// The changes that format a file, line by line; none where it cannot be read, or is formatted.
#[must_use]
pub fn formatting(analysis: &Analysis, source: SourceId) -> Vec<Change> {
    let text = analysis.text(source);
    match pipewright_format::format(source, text) {
        Ok(formatted) => changes(text, &formatted),
        Err(_) => Vec::new(),
    }
}

/// The changes that format some lines of a file: those of the whole that touch them.
#[must_use]
pub fn formatting_range(analysis: &Analysis, source: SourceId, range: Range<usize>) -> Vec<Change> {
    let mut changes = formatting(analysis, source);
    changes.retain(|change| change.range.start <= range.end && range.start <= change.range.end);
    changes
}

/// The changes that format the lines around a place where something was just typed.
#[must_use]
pub fn formatting_on_type(analysis: &Analysis, source: SourceId, offset: usize) -> Vec<Change> {
    let text = analysis.text(source);
    let before = text.get(..offset).unwrap_or(text);
    let item = before.rfind("\n\n").map_or(0, |at| at + 2);
    let mut changes = formatting_range(analysis, source, item..offset);
    // What stands at the cursor and behind it is being typed.
    changes.retain(|change| change.range.end < offset);
    changes
}

/// The differences between two texts, as replacements of whole lines. Lines that both have in the
/// same order at their beginnings and ends stay; so do those between that can be told apart.
fn changes(old: &str, new: &str) -> Vec<Change> {
    let (before, after): (Vec<&str>, Vec<&str>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let mut found = Vec::new();
    let (mut at, mut next, mut offset) = (0, 0, 0);
    while at < before.len() || next < after.len() {
        if let (Some(one), Some(other)) = (before.get(at), after.get(next))
            && one == other
        {
            offset += one.len();
            at += 1;
            next += 1;
            continue;
        }
        let (skipped, taken) = resume(&before, at, &after, next);
        let removed: usize = before
            .iter()
            .skip(at)
            .take(skipped)
            .map(|one| one.len())
            .sum();
        found.push(Change {
            range: offset..offset + removed,
            text: after.iter().skip(next).take(taken).copied().collect(),
        });
        offset += removed;
        at += skipped;
        next += taken;
    }
    found
}

/// How many lines of either side to pass until both agree again.
fn resume(before: &[&str], at: usize, after: &[&str], next: usize) -> (usize, usize) {
    /// How far to look ahead; a difference that is longer is replaced as a whole.
    const AHEAD: usize = 60;
    for total in 1..=AHEAD * 2 {
        for skipped in total.saturating_sub(AHEAD)..=total.min(AHEAD) {
            let taken = total - skipped;
            let (one, other) = (before.get(at + skipped), after.get(next + taken));
            if one.is_some() && one == other && one.is_some_and(|line| !line.trim().is_empty()) {
                return (skipped, taken);
            }
        }
    }
    (
        before.len().saturating_sub(at),
        after.len().saturating_sub(next),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(old: &str, new: &str) -> (String, usize) {
        let changes = changes(old, new);
        let mut text = old.to_owned();
        for change in changes.iter().rev() {
            text.replace_range(change.range.clone(), &change.text);
        }
        (text, changes.len())
    }

    #[test]
    fn changes_lead_from_one_text_to_the_other() {
        let texts = [
            "",
            "a\n",
            "a\nb\nc\n",
            "a\nx\nc\n",
            "c\n",
            "x",
            "a\nb\nc\nd\ne",
        ];
        for old in texts {
            for new in texts {
                assert_eq!(applied(old, new).0, new, "{old:?}");
            }
        }
    }

    #[test]
    fn what_stays_is_not_touched() {
        let (_, changes) = applied("a\nb\nc\nd\ne\n", "a\nB\nc\nD\ne\n");
        assert_eq!(changes, 2);
    }
}
