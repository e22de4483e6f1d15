//! What the main loop is told, in the order in which it happened.

use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidOpenTextDocumentParams, InitializeParams, Uri,
};

use crate::checks::{Job, Outcome};
use crate::snapshot::Snapshot;

/// A read: it is given the project of its document as it is at this point of the order.
pub type Read = Box<dyn FnOnce(Option<Snapshot>) + Send>;

/// One message.
pub enum Message {
    /// Who the client is and what it wants.
    Start(Box<InitializeParams>),
    /// The client is ready.
    Ready,
    /// A document is open now.
    Opened(DidOpenTextDocumentParams),
    /// A document has another text.
    Changed(DidChangeTextDocumentParams),
    /// A document was saved: nothing is typed for now.
    Saved(Uri),
    /// A document is closed.
    Closed(Uri),
    /// Files changed on disk.
    Watched(DidChangeWatchedFilesParams),
    /// Folders joined or left the workspace.
    Folders(DidChangeWorkspaceFoldersParams),
    /// The client has other wishes.
    Settings(serde_json::Value),
    /// Something is asked about a document.
    Read(Uri, Read),
    /// Something is asked about all projects.
    ReadAll(Box<dyn FnOnce(Vec<Snapshot>) + Send>),
    /// A check is done.
    Checked(Box<Job>, Outcome),
}
