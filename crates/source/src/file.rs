//! One source file: its path in the project, its text, its lines.

/// A line and a column, both from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Characters are counted up to every so many bytes, so that a column is never counted from the
/// start of a line, however long that is.
const STRIDE: usize = 512;

/// A file's text, and where its lines begin.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: String,
    text: String,
    line_starts: Vec<u32>,
    /// How many characters begin before each multiple of the stride.
    characters: Vec<u32>,
}

impl SourceFile {
    /// `path` is the path inside the project with `/` (or `std/…` for the standard library); it
    /// is what people see and what outputs name, so it never holds a path of the machine.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        let mut characters = vec![0];
        let mut begun = 0;
        for piece in text.as_bytes().chunks(STRIDE) {
            begun += count(piece);
            characters.push(begun);
        }
        Self {
            path: path.into(),
            text,
            line_starts,
            characters,
        }
    }

    /// The path inside the project.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte offset; an offset past the end means the end.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        LineColumn {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: self.begun(offset).saturating_sub(self.begun(start)) + 1,
        }
    }

    /// How many characters begin before a byte offset.
    fn begun(&self, offset: u32) -> u32 {
        let end = (offset as usize).min(self.text.len());
        let mark = end / STRIDE;
        let rest = self.text.as_bytes().get(mark * STRIDE..end);
        let before = self.characters.get(mark).copied().unwrap_or(0);
        before + count(rest.unwrap_or(&[]))
    }

    /// The text of a byte range, or "" where the range is not one of this file.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// How many characters begin in a piece of UTF-8.
fn count(piece: &[u8]) -> u32 {
    let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    u32::try_from(piece.iter().filter(begins).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{STRIDE, SourceFile};

    #[test]
    fn columns_count_characters_however_long_the_line() {
        // Two, three and four bytes a character, so that strides end inside of some.
        let line: String = "aä€😀".chars().cycle().take(3 * STRIDE).collect();
        let text = format!("{line}\r\n{line}\n");
        let file = SourceFile::new("a.pipe", text.clone());
        let (mut row, mut column) = (1, 1);
        for (at, character) in text.char_indices() {
            let place = file.line_column(u32::try_from(at).unwrap_or(0));
            assert_eq!((place.line, place.column), (row, column), "at {at}");
            (row, column) = match character {
                '\n' => (row + 1, 1),
                _ => (row, column + 1),
            };
        }
        assert_eq!(file.line_column(u32::MAX).line, 3);
    }
}
