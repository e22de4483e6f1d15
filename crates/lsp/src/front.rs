//! The front: one line for each thing a client may say. It decides nothing and keeps nothing.
//!
//! The framework polls what it makes of messages in the order in which they came, and each handler
//! hands its message to the main loop before it first waits. So the loop sees that very order.

use std::sync::mpsc::Sender;

use futures::channel::oneshot;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::request::{GotoTypeDefinitionParams, GotoTypeDefinitionResponse};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer, LspServiceBuilder};

use crate::handlers::{OfContent, OfFile, OfPipeline, OfProject};
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
}

impl Front {
    /// Starts what is behind it.
    pub fn start(client: Client, outbox: Outbox) -> Self {
        let publisher = Publisher::start(client, outbox.clone());
        Self {
            messages: State::start(publisher),
            outbox,
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
        self.attempt(uri, params, move |snapshot, params| {
            Ok(handler(snapshot, params))
        })
        .await
    }

    /// The same, where the answer may be a refusal.
    async fn attempt<P: Send + 'static, T: Send + 'static>(
        &self,
        uri: Uri,
        params: P,
        handler: impl FnOnce(&Snapshot, P) -> Result<Option<T>> + Send + 'static,
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
                    let found = snapshot.map_or(Ok(None), |one| handler(&one, params));
                    drop(answer.send(found));
                }
            }),
        ));
        answered.await.map_err(|_| Error::internal_error())?
    }
}

/// What the protocol does not know: `docs/editors/protocol.md`.
impl Front {
    /// Adds these requests to a service.
    pub fn extend(service: LspServiceBuilder<Self>) -> LspServiceBuilder<Self> {
        service
            .custom_method(capabilities::CONTENT, Self::content)
            .custom_method("pipewright/generatedOutput", Self::generated_output)
            .custom_method("pipewright/generatedFile", Self::generated_file)
            .custom_method("pipewright/sourceMap", Self::source_map)
            .custom_method("pipewright/graph", Self::graph)
            .custom_method("pipewright/ledger", Self::ledger)
    }

    async fn content(&self, params: OfContent) -> Result<Value> {
        handlers::content(&params)
    }

    async fn generated_output(&self, params: OfProject) -> Result<Option<Value>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::generated_output).await
    }

    async fn generated_file(&self, params: OfFile) -> Result<Option<Value>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::generated_file).await
    }

    async fn source_map(&self, params: OfFile) -> Result<Option<Value>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::source_map).await
    }

    async fn graph(&self, params: OfPipeline) -> Result<Option<Value>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::graph).await
    }

    async fn ledger(&self, params: OfPipeline) -> Result<Option<Value>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::ledger).await
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

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::definition).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoTypeDefinitionParams,
    ) -> Result<Option<GotoTypeDefinitionResponse>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::type_definition).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.read(uri, params, handlers::references).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::highlight).await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::linked_editing).await
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::document_symbol).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        self.read(uri, params, handlers::prepare_hierarchy).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let uri = params.item.uri.clone();
        self.read(uri, params, handlers::incoming).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let uri = params.item.uri.clone();
        self.read(uri, params, handlers::outgoing).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::tokens_full).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::tokens_delta).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::tokens_range).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::inlay_hint).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::code_action).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::code_lens).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::document_link).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::folding).await
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let uri = params.text_document.uri.clone();
        self.read(uri, params, handlers::selection_range).await
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

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.read(uri, params, handlers::on_type_formatting).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let uri = params.text_document.uri.clone();
        self.attempt(uri, params, handlers::prepare_rename).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let uri = params.text_document_position.text_document.uri.clone();
        self.attempt(uri, params, handlers::rename).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<WorkspaceSymbolResponse>> {
        let (answer, answered) = oneshot::channel();
        self.tell(Message::ReadAll(Box::new(move |snapshots| {
            if !answer.is_canceled() {
                drop(answer.send(handlers::workspace_symbol(&snapshots, &params)));
            }
        })));
        answered
            .await
            .map(Some)
            .map_err(|_| Error::internal_error())
    }
}
