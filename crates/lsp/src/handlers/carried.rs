//! Documents that the server itself carries: the standard library.

use pipewright_editor::standard;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::Uri;

use crate::place;

/// A request for a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfContent {
    /// The document.
    pub uri: Uri,
}

/// `workspace/textDocumentContent`. It needs no project: the texts never change.
pub fn content(params: &OfContent) -> Result<Value> {
    let text = place::standard_path(&params.uri).and_then(standard::text);
    let Some(text) = text else {
        let uri = params.uri.as_str();
        return Err(Error::invalid_params(format!(
            "`{uri}` is no document of the server"
        )));
    };
    Ok(json!({ "text": text }))
}
