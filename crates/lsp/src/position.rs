//! Positions: lines and columns in the encoding the client chose, to byte offsets and back.

use std::sync::OnceLock;

use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

/// In what a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what a client means that says nothing.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first the client offers that there is.
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        offered
            .unwrap_or_default()
            .iter()
            .find_map(|kind| match kind.as_str() {
                "utf-8" => Some(Self::Utf8),
                "utf-16" => Some(Self::Utf16),
                "utf-32" => Some(Self::Utf32),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> u32 {
        let width = match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        };
        u32::try_from(width).unwrap_or(1)
    }

    /// How long a text is.
    pub fn length(self, text: &str) -> u32 {
        text.chars().map(|character| self.width(character)).sum()
    }
}

/// Characters are counted up to every so many bytes, so that a column is never counted from the
/// start of a line, however long that is.
const STRIDE: usize = 512;

/// Where the lines of a text begin. Lines end as the protocol says: with `\n`, `\r\n` or `\r`.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<usize>,
    /// What begins before each multiple of the stride, once somebody asks for a column.
    begun: OnceLock<Vec<Begun>>,
}

/// How much of a text begins before a place.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    characters: u32,
    /// Those of them that are two units of UTF-16.
    pairs: u32,
}

impl Begun {
    fn and(self, piece: &[u8]) -> Self {
        let count = |begins: fn(u8) -> bool| {
            let found = piece.iter().filter(|byte| begins(**byte)).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        Self {
            characters: self.characters + count(|byte| byte & 0b1100_0000 != 0b1000_0000),
            pairs: self.pairs + count(|byte| byte >= 0b1111_0000),
        }
    }
}

impl Lines {
    /// Looks for line ends.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let after = |at: usize| bytes.get(at + 1);
        starts.extend(
            bytes
                .iter()
                .enumerate()
                .filter(|(at, byte)| {
                    **byte == b'\n' || (**byte == b'\r' && after(*at) != Some(&b'\n'))
                })
                .map(|(at, _)| at + 1),
        );
        Self {
            starts,
            begun: OnceLock::new(),
        }
    }

    /// How long the text is before a byte.
    fn before(&self, text: &str, offset: usize, encoding: Encoding) -> u32 {
        let marks = self.begun.get_or_init(|| {
            let mut last = Begun::default();
            let pieces = text.as_bytes().chunks(STRIDE).map(|piece| {
                last = last.and(piece);
                last
            });
            std::iter::once(Begun::default()).chain(pieces).collect()
        });
        let mark = offset / STRIDE;
        let rest = text.as_bytes().get(mark * STRIDE..offset);
        let begun = marks.get(mark).copied().unwrap_or_default();
        let begun = begun.and(rest.unwrap_or_default());
        match encoding {
            Encoding::Utf8 => u32::try_from(offset).unwrap_or(u32::MAX),
            Encoding::Utf16 => begun.characters + begun.pairs,
            Encoding::Utf32 => begun.characters,
        }
    }

    /// A line's text, without its end.
    fn line<'t>(&self, text: &'t str, line: usize) -> (usize, &'t str) {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let whole = text.get(start..end).unwrap_or_default();
        (start, whole.trim_end_matches(['\r', '\n']))
    }

    /// The byte offset of a position. What lies behind a line is its end, what lies behind the text
    /// is the end of that, and what lies inside a character is its start.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        if line >= self.starts.len() {
            return text.len();
        }
        let (start, line) = self.line(text, line);
        let mut column = 0;
        for (at, character) in line.char_indices() {
            column += encoding.width(character);
            if column > position.character {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The position of a byte offset.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let line = line.saturating_sub(1);
        let (start, shown) = self.line(text, line);
        // What lies between the bytes of a line's end is that end.
        let offset = offset.min(start + shown.len());
        let column = |at| self.before(text, at, encoding);
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            character: column(offset) - column(start),
        }
    }

    /// The range between two byte offsets.
    pub fn range(&self, text: &str, start: usize, end: usize, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, start, encoding),
            end: self.position(text, end, encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀é\r\nb\rc\n";

    fn there_and_back(encoding: Encoding) -> Vec<(u32, u32)> {
        let lines = Lines::of(TEXT);
        let offsets = TEXT.char_indices().map(|(at, _)| at).chain([TEXT.len()]);
        offsets
            .filter(|at| !TEXT.get(*at..).unwrap().starts_with('\n') || *at > 8)
            .map(|at| {
                let position = lines.position(TEXT, at, encoding);
                assert_eq!(lines.offset(TEXT, position, encoding), at, "{encoding:?}");
                (position.line, position.character)
            })
            .collect()
    }

    #[test]
    fn columns_count_in_the_chosen_unit() {
        let columns = |encoding| there_and_back(encoding).get(..4).unwrap().to_vec();
        assert_eq!(columns(Encoding::Utf8), [(0, 0), (0, 1), (0, 5), (0, 7)]);
        assert_eq!(columns(Encoding::Utf16), [(0, 0), (0, 1), (0, 3), (0, 4)]);
        assert_eq!(columns(Encoding::Utf32), [(0, 0), (0, 1), (0, 2), (0, 3)]);
    }

    #[test]
    fn columns_are_true_however_long_the_line() {
        let line: String = "aä€😀".chars().cycle().take(3 * STRIDE).collect();
        let text = format!("{line}\r\n{line}");
        let lines = Lines::of(&text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut column = 0;
            for (at, character) in line.char_indices() {
                let second = line.len() + 2 + at;
                assert_eq!(lines.position(&text, at, encoding).character, column);
                assert_eq!(lines.position(&text, second, encoding).character, column);
                column += encoding.width(character);
            }
        }
    }

    #[test]
    fn what_lies_behind_is_the_end() {
        let lines = Lines::of(TEXT);
        let at =
            |line, character| lines.offset(TEXT, Position { line, character }, Encoding::Utf16);
        assert_eq!(at(0, 99), 7, "before the line's end");
        assert_eq!(at(9, 0), TEXT.len());
        assert_eq!(at(0, 2), 1, "inside of a character is its start");
    }
}
