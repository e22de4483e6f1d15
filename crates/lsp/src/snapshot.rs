//! A snapshot: all that a read needs, none of which changes any more.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_editor::standard::is_standard;
use pipewright_editor::{Analysis, At};
use pipewright_source::{SourceFile, SourceId, SourceMap, Span};
use tower_lsp::ls_types::{Location, Position, Range, Uri};

use crate::coloured::Coloured;
use crate::place::{self, Root};
use crate::position::{Encoding, Lines};
use crate::settings::Settings;

/// One project at one point of the order.
#[derive(Clone)]
pub struct Snapshot {
    /// Where it lies.
    pub root: Root,
    /// The project.
    pub analysis: Arc<Analysis>,
    /// In what columns count.
    pub encoding: Encoding,
    /// What the client wishes.
    pub settings: Settings,
    /// Whether the client follows links with an origin.
    pub links: bool,
    /// Whether the client opens documents that the server carries.
    pub documents: bool,
    /// Whether the client shows annotated changes before it makes them.
    pub annotations: bool,
    /// The commands the client knows.
    pub commands: Arc<[String]>,
    /// What was told of colours.
    pub coloured: Coloured,
    /// Seconds since 1970 when the request came.
    pub now: i64,
}

impl Snapshot {
    /// The file of a document.
    pub fn source(&self, uri: &Uri) -> Option<SourceId> {
        let inside = self.root.inside(uri)?;
        self.analysis.project.sources.find(&inside)
    }

    /// A place in a document.
    pub fn at(&self, uri: &Uri, position: Position) -> Option<At> {
        let source = self.source(uri)?;
        let text = self.analysis.text(source);
        let offset = Lines::of(text).offset(text, position, self.encoding);
        Some(At {
            source,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
        })
    }

    /// Spans to places of the protocol.
    pub fn places(&self) -> Places<'_> {
        let sources = &self.analysis.project.sources;
        Places::new(&self.root, sources, self.encoding, self.documents)
    }
}

/// Turns spans of a project into ranges of documents.
pub struct Places<'a> {
    root: &'a Root,
    sources: &'a SourceMap,
    encoding: Encoding,
    documents: bool,
    lines: RefCell<BTreeMap<SourceId, Arc<Lines>>>,
}

impl<'a> Places<'a> {
    /// For the files of a project; `documents` where the client opens what the server carries.
    pub fn new(
        root: &'a Root,
        sources: &'a SourceMap,
        encoding: Encoding,
        documents: bool,
    ) -> Self {
        Self {
            root,
            sources,
            encoding,
            documents,
            lines: RefCell::default(),
        }
    }

    fn lines(&self, source: SourceId, text: &str) -> Arc<Lines> {
        let mut known = self.lines.borrow_mut();
        let lines = known
            .entry(source)
            .or_insert_with(|| Arc::new(Lines::of(text)));
        Arc::clone(lines)
    }

    /// The range of a span in its document.
    pub fn range(&self, span: Span) -> Range {
        let text = self.sources.get(span.source).map_or("", SourceFile::text);
        let lines = self.lines(span.source, text);
        lines.range(text, span.start as usize, span.end as usize, self.encoding)
    }

    /// The document of a span, if it is one that a client can open.
    pub fn uri(&self, source: SourceId) -> Option<Uri> {
        let path = self.sources.get(source)?.path();
        if is_standard(path) {
            // A client that cannot open it is led nowhere rather than astray.
            return place::standard_uri(path).filter(|_| self.documents);
        }
        self.root.uri(path)
    }

    /// A place for people: `std/s3.pipe:12`.
    pub fn shown(&self, span: Span) -> String {
        let place = self.sources.line_column(span);
        format!("{}:{}", self.sources.path(span), place.line)
    }

    /// Document and range of a span.
    pub fn location(&self, span: Span) -> Option<Location> {
        Some(Location {
            uri: self.uri(span.source)?,
            range: self.range(span),
        })
    }
}
