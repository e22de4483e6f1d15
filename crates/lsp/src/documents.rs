//! Open documents: their text as the client has it, edit by edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::position::{Encoding, Lines};

/// One open document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The client's number for this text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}

impl Document {
    /// Applies edits one after the other; each is about the text the one before left.
    pub fn apply(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.version = version;
        let mut text = self.text.to_string();
        for change in changes {
            let Some(range) = change.range else {
                text = change.text;
                continue;
            };
            let lines = Lines::of(&text);
            let start = lines.offset(&text, range.start, encoding);
            let end = lines.offset(&text, range.end, encoding).max(start);
            text.replace_range(start..end, &change.text);
        }
        self.text = text.into();
    }
}

/// All open documents.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    open: BTreeMap<String, (Uri, Document)>,
}

impl Documents {
    /// Opens one; the last to open it wins.
    pub fn open(&mut self, uri: Uri, document: Document) {
        self.open.insert(uri.as_str().to_owned(), (uri, document));
    }

    /// Closes one.
    pub fn close(&mut self, uri: &Uri) -> Option<Document> {
        self.open.remove(uri.as_str()).map(|(_, document)| document)
    }

    /// One of them.
    pub fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(uri.as_str()).map(|(_, document)| document)
    }

    /// One of them, to change it.
    pub fn get_mut(&mut self, uri: &Uri) -> Option<&mut Document> {
        self.open
            .get_mut(uri.as_str())
            .map(|(_, document)| document)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Uri, &Document)> {
        self.open.values().map(|(uri, document)| (uri, document))
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::{Position, Range};

    use super::*;

    fn change(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let position = |(line, character)| Position { line, character };
        TextDocumentContentChangeEvent {
            range: Some(Range {
                start: position(start),
                end: position(end),
            }),
            range_length: None,
            text: text.to_owned(),
        }
    }

    fn edited(text: &str, changes: Vec<TextDocumentContentChangeEvent>) -> String {
        let mut document = Document {
            version: 1,
            text: text.into(),
        };
        document.apply(2, changes, Encoding::Utf16);
        document.text.to_string()
    }

    #[test]
    fn edits_follow_each_other() {
        let edits = vec![
            change((0, 0), (0, 1), "xyz"),
            change((0, 3), (1, 0), ""),
            change((0, 4), (0, 4), "!"),
        ];
        assert_eq!(edited("a\nb", edits), "xyzb!");
    }

    #[test]
    fn a_change_without_a_range_is_the_whole_text() {
        let mut whole = change((0, 0), (0, 0), "new");
        whole.range = None;
        assert_eq!(edited("old", vec![whole]), "new");
    }

    #[test]
    fn ranges_that_lie_are_cut_to_the_text() {
        assert_eq!(edited("a", vec![change((7, 7), (2, 2), "b")]), "ab");
    }
}
