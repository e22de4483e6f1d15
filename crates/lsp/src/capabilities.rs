//! What the server can do, and what of the client's abilities matters to it.

use std::path::PathBuf;

use serde_json::json;
use tower_lsp::ls_types::{
    CompletionOptions, HoverProviderCapability, InitializeParams, InitializeResult, OneOf,
    Registration, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::place;
use crate::position::Encoding;

/// What the client can do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wants {
    /// It tells of changed files when asked to.
    pub watching: bool,
    /// It asks again when told to.
    pub refresh: bool,
}

impl Wants {
    /// Reads the client's abilities.
    pub fn of(params: &InitializeParams) -> Self {
        let workspace = params.capabilities.workspace.as_ref();
        let watching = workspace
            .and_then(|workspace| workspace.did_change_watched_files.as_ref())
            .and_then(|watched| watched.dynamic_registration);
        let refresh = workspace
            .and_then(|workspace| workspace.inlay_hint.as_ref())
            .and_then(|hints| hints.refresh_support);
        Self {
            watching: watching.unwrap_or_default(),
            refresh: refresh.unwrap_or_default(),
        }
    }
}

/// In what columns will count.
pub fn encoding(params: &InitializeParams) -> Encoding {
    let general = params.capabilities.general.as_ref();
    Encoding::negotiate(general.and_then(|general| general.position_encodings.as_deref()))
}

/// The folders of the workspace.
#[allow(deprecated)] // Clients of the time before there were several folders send one.
pub fn workspace(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let mut paths: Vec<PathBuf> = folders
        .filter_map(|folder| place::path_of(&folder.uri))
        .collect();
    if paths.is_empty() {
        paths.extend(params.root_uri.as_ref().and_then(place::path_of));
    }
    paths.iter().map(|path| place::real(path)).collect()
}

/// The files to tell of.
pub fn watchers() -> Vec<Registration> {
    let watchers = json!({
        "watchers": [
            { "globPattern": "**/*.pipe" },
            { "globPattern": "**/pipewright.toml" },
        ]
    });
    vec![Registration {
        id: "watched-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(watchers),
    }]
}

/// The answer to `initialize`.
pub fn answer(params: &InitializeParams) -> InitializeResult {
    InitializeResult {
        capabilities: capabilities(encoding(params)),
        server_info: Some(ServerInfo {
            name: "pipewright".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        offset_encoding: None,
    }
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                will_save: None,
                will_save_wait_until: None,
                save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            },
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([".", ":", "=", " "].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}
