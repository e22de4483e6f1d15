//! All files of a compilation, by id.

use std::collections::BTreeMap;
use std::sync::Arc;

use rpds::VectorSync;

use crate::{LineColumn, SourceFile, SourceId, Span};

/// The files of one compilation. The order in which they are added fixes their ids. A copy costs
/// nothing: it shares the files.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: VectorSync<Arc<SourceFile>>,
    by_path: Arc<BTreeMap<String, SourceId>>,
}

impl SourceMap {
    /// Adds a file and gives its id.
    pub fn add(&mut self, file: impl Into<Arc<SourceFile>>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let file = file.into();
        let by_path = Arc::make_mut(&mut self.by_path);
        by_path.entry(file.path().to_owned()).or_insert(id);
        self.files.push_back_mut(file);
        id
    }

    /// The file of an id this map gave.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize).map(Arc::as_ref)
    }

    /// The first file of a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The same files with another text for one of them; an id of no file changes nothing.
    #[must_use]
    pub fn with(mut self, id: SourceId, file: impl Into<Arc<SourceFile>>) -> Self {
        self.files.set_mut(id.0 as usize, file.into());
        self
    }

    /// The path of the file a span lies in ("" for a foreign span).
    #[must_use]
    pub fn path(&self, span: Span) -> &str {
        self.get(span.source).map_or("", SourceFile::path)
    }

    /// The text a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .map_or("", |file| file.slice(span.start, span.end))
    }

    /// Where a span starts, for people.
    #[must_use]
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.get(span.source)
            .map_or(LineColumn { line: 1, column: 1 }, |file| {
                file.line_column(span.start)
            })
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (SourceId(u32::try_from(index).unwrap_or(u32::MAX)), &**file))
    }
}
