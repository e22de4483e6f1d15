//! Symbols of documents and of the workspace.

use pipewright_editor::At;
use pipewright_editor::names::Kind;
use pipewright_editor::symbols::{self, Symbol};
use tower_lsp::ls_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, OneOf, SymbolKind,
    WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::snapshot::{Places, Snapshot};

/// The icon of a name.
pub fn icon(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Module => SymbolKind::MODULE,
        Kind::Type | Kind::BuiltinType => SymbolKind::STRUCT,
        Kind::Column | Kind::Field => SymbolKind::FIELD,
        Kind::Dataset => SymbolKind::OBJECT,
        Kind::Connector | Kind::Template => SymbolKind::INTERFACE,
        Kind::Pipeline => SymbolKind::CLASS,
        Kind::Step => SymbolKind::METHOD,
        Kind::Resource | Kind::Value | Kind::Parameter | Kind::Variable => SymbolKind::VARIABLE,
        Kind::Region | Kind::Mark => SymbolKind::ENUM_MEMBER,
        Kind::Cluster | Kind::Environment => SymbolKind::NAMESPACE,
        Kind::Secret => SymbolKind::KEY,
        Kind::Constant | Kind::Builtin => SymbolKind::CONSTANT,
    }
}

/// `textDocument/documentSymbol`.
pub fn document_symbol(
    snapshot: &Snapshot,
    params: DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let source = snapshot.source(&params.text_document.uri)?;
    let at = At { source, offset: 0 };
    let found = symbols::document_symbols(&snapshot.analysis, at);
    let places = snapshot.places();
    let found = found.into_iter().map(|symbol| nested(&places, symbol));
    Some(DocumentSymbolResponse::Nested(found.collect()))
}

#[allow(deprecated)] // The type demands a field that is.
fn nested(places: &Places<'_>, symbol: Symbol) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = symbol
        .children
        .into_iter()
        .map(|child| nested(places, child))
        .collect();
    DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind: icon(symbol.kind),
        tags: None,
        deprecated: None,
        range: places.range(symbol.span),
        selection_range: places.range(symbol.at),
        children: (!children.is_empty()).then_some(children),
    }
}

/// `workspace/symbol`.
pub fn workspace_symbol(
    snapshots: &[Snapshot],
    params: &WorkspaceSymbolParams,
) -> WorkspaceSymbolResponse {
    let mut all = Vec::new();
    for snapshot in snapshots {
        let places = snapshot.places();
        for symbol in symbols::workspace_symbols(&snapshot.analysis, &params.query) {
            if let Some(location) = places.location(symbol.at) {
                all.push(WorkspaceSymbol {
                    name: symbol.name,
                    kind: icon(symbol.kind),
                    tags: None,
                    container_name: None,
                    location: OneOf::Left(location),
                    data: None,
                });
            }
        }
    }
    WorkspaceSymbolResponse::Nested(all)
}
