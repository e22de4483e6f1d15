//! The front: one line for each thing a client may say. It decides nothing and keeps nothing.
//!
//! The framework polls what it makes of messages in the order in which they came, and each handler
//! hands its message to the main loop before it first waits. So the loop sees that very order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use futures::channel::oneshot;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CompletionParams, CompletionResponse, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentFormattingParams, DocumentRangeFormattingParams, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, TextEdit, Uri,
};
use tower_lsp::{Client, LanguageServer};

use crate::messages::Message;
use crate::outbox::Outbox;
use crate::publish::Publisher;
use crate::snapshot::Snapshot;
use crate::state::State;
use crate::{capabilities, handlers};

/// The front.
pub struct Front {
    messages: Sender<Message>,
    outbox: Outbox,
    asked_to_stop: Arc<AtomicBool>,
}

impl Front {
    /// Starts what is behind it.
    pub fn start(client: Client, outbox: Outbox, asked_to_stop: Arc<AtomicBool>) -> Self {
        let publisher = Publisher::start(client, outbox.clone());
        Self {
            messages: State::start(publisher),
            outbox,
            asked_to_stop,
        }
    }

    fn tell(&self, message: Message) {
        // The loop lives as long as the front does.
        let _ = self.messages.send(message);
    }

    /// Asks something about a document as it is at this point of the order.
    async fn read<P: Send + 'static, T: Send + 'static>(
        &self,
        uri: Uri,
        params: P,
        handler: fn(&Snapshot, P) -> Option<T>,
    ) -> Result<Option<T>> {
        if self.outbox.is_full() {
            return Err(behind());
        }
        let (answer, answered) = oneshot::channel();
        self.tell(Message::Read(
            uri,
            Box::new(move |snapshot| {
                // Nobody waits for the answer to a request that was cancelled.
                if !answer.is_canceled() {
                    let found = snapshot.and_then(|snapshot| handler(&snapshot, params));
                    drop(answer.send(found));
                }
            }),
        ));
        answered.await.map_err(|_| Error::internal_error())
    }
}

/// Said to a client that asks and does not read.
fn behind() -> Error {
    Error {
        code: ErrorCode::ContentModified,
        message: "the answers before this one were not read yet".into(),
        data: None,
    }
}

impl LanguageServer for Front {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let answer = capabilities::answer(&params);
        self.tell(Message::Start(Box::new(params)));
        Ok(answer)
    }

    async fn initialized(&self, _: InitializedParams) {
        self.tell(Message::Ready);
    }

    async fn shutdown(&self) -> Result<()> {
        self.asked_to_stop.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.tell(Message::Opened(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.tell(Message::Changed(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.tell(Message::Saved(params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Message::Closed(params.text_document.uri));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Message::Watched(params));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.tell(Message::Folders(params));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.tell(Message::Settings(params.settings));
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::hover).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.read(uri, params, handlers::completion).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::formatting).await
    }

    async fn range_formatting(
        &self,
        params: DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::range_formatting).await
    }
}
