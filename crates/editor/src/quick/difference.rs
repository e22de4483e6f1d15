//! The difference between two texts: one piece, and where places outside of it went.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

use super::index::is_of_word;

/// What both texts share at their ends, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    start: u32,
    old_end: u32,
    new_end: u32,
}

impl Difference {
    /// Compares two texts.
    pub fn of(old: &str, new: &str) -> Self {
        let (one, other) = (old.as_bytes(), new.as_bytes());
        let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
            pairs.take_while(|(one, other)| one == other).count()
        };
        let start = same(&mut one.iter().zip(other));
        let most = one.len().min(other.len()) - start;
        let tail = same(&mut one.iter().rev().zip(other.iter().rev()).take(most));
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: at(start),
            old_end: at(one.len() - tail),
            new_end: at(other.len() - tail),
        }
    }

    /// Whether a range of the old text was changed.
    pub const fn touches_old(&self, start: u32, end: u32) -> bool {
        start <= self.old_end && self.start <= end
    }

    /// Whether a range of the new text is changed.
    pub const fn touches_new(&self, start: u32, end: u32) -> bool {
        start <= self.new_end && self.start <= end
    }

    /// The words of the new text that the edit touches, each with the byte where it begins.
    pub fn words<'t>(&self, new: &'t str) -> Vec<(usize, &'t str)> {
        let part = |byte: &u8| is_of_word(char::from(*byte));
        let bytes = new.as_bytes();
        let (mut start, mut end) = (self.start as usize, self.new_end as usize);
        while start > 0 && bytes.get(start - 1).is_some_and(part) {
            start -= 1;
        }
        while bytes.get(end).is_some_and(part) {
            end += 1;
        }
        let piece = new.get(start..end).unwrap_or_default();
        let words = piece.split(|c: char| !is_of_word(c));
        let mut at = start;
        let mut found = Vec::new();
        for word in words {
            if !word.is_empty() {
                found.push((at, word));
            }
            let rest = new.get(at + word.len()..).unwrap_or_default();
            at += word.len() + rest.chars().next().map_or(0, char::len_utf8);
        }
        found
    }

    fn offset(&self, old: u32) -> Option<u32> {
        if old <= self.start {
            Some(old)
        } else if old >= self.old_end {
            Some(old - self.old_end + self.new_end)
        } else {
            None
        }
    }

    fn span(&self, old: Span, source: SourceId) -> Option<Span> {
        if old.source != source {
            return Some(old);
        }
        let (start, end) = (self.offset(old.start)?, self.offset(old.end)?);
        (start <= end).then(|| Span::new(source, start, end))
    }

    /// A finding with its places where they are now; nothing where its own place changed. Reasons and
    /// fixes whose places changed are left out.
    pub fn moved(&self, old: &Diagnostic, source: SourceId) -> Option<Diagnostic> {
        let mut moved = old.clone();
        moved.primary.span = self.span(old.primary.span, source)?;
        moved.related.retain_mut(|label| {
            let now = self.span(label.span, source);
            label.span = now.unwrap_or(label.span);
            now.is_some()
        });
        moved.fixes.retain_mut(|fix| {
            fix.edits.iter_mut().all(|edit| {
                let now = self.span(edit.span, source);
                edit.span = now.unwrap_or(edit.span);
                now.is_some()
            })
        });
        Some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::Difference;

    #[test]
    fn places_move_with_the_text_around_them() {
        let difference = Difference::of("one two three", "one 2! three");
        let moved: Vec<Option<u32>> = [0, 4, 5, 7, 13].map(|at| difference.offset(at)).to_vec();
        assert_eq!(moved, [Some(0), Some(4), None, Some(6), Some(12)]);
        assert!(difference.touches_old(4, 6) && !difference.touches_old(8, 13));
    }

    #[test]
    fn the_words_of_an_edit_are_whole() {
        let new = "read types.Order €x";
        let words = |old: &str| Difference::of(old, new).words(new);
        assert_eq!(words("read types.Ordr €x"), [(11, "Order")]);
        assert_eq!(words("read types.€x"), [(11, "Order")]);
        assert_eq!(words("€x"), [(0, "read"), (5, "types"), (11, "Order")]);
    }

    #[test]
    fn what_is_equal_stays() {
        let difference = Difference::of("same", "same");
        assert_eq!(difference.offset(2), Some(2));
        let grown = Difference::of("aa", "aaa");
        assert_eq!(
            grown.offset(2),
            Some(2),
            "what ends where something was added stays"
        );
    }
}
