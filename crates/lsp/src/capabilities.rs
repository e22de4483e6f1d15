//! What the server can do, and what of the client's abilities matters to it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CallHierarchyServerCapability, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, DocumentLinkOptions, DocumentOnTypeFormattingOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams, InitializeResult,
    LinkedEditingRangeServerCapabilities, OneOf, Registration, RenameOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, ServerInfo, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    TypeDefinitionProviderCapability, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::handlers;
use crate::place;
use crate::position::Encoding;

/// What the client can do.
#[derive(Debug, Clone, Default)]
pub struct Wants {
    /// It follows links with an origin.
    pub links: bool,
    /// It shows annotated changes before it makes them.
    pub annotations: bool,
    /// The commands it knows.
    pub commands: Arc<[String]>,
    /// It tells of changed files when asked to.
    pub watching: bool,
    /// It asks again when told to.
    pub refresh: bool,
    /// It opens documents that the server carries.
    pub documents: bool,
    /// It does so once it was asked to.
    pub registers_documents: bool,
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
        let document = params.capabilities.text_document.as_ref();
        let links = document
            .and_then(|document| document.definition)
            .and_then(|definition| definition.link_support);
        let annotations = workspace
            .and_then(|workspace| workspace.workspace_edit.as_ref())
            .filter(|edit| edit.document_changes == Some(true))
            .is_some_and(|edit| edit.change_annotation_support.is_some());
        let flag = |value: Option<&Value>, path: &str| {
            let found = value.and_then(|value| value.pointer(path));
            found.and_then(Value::as_bool).unwrap_or_default()
        };
        let experimental = params.capabilities.experimental.as_ref();
        let registers_documents = flag(experimental, CONTENT_POINTER);
        let options = params.initialization_options.as_ref();
        let commands = params.capabilities.experimental.as_ref();
        let commands = commands
            .and_then(|value| value.get("commands"))
            .and_then(Value::as_array);
        let commands = commands.into_iter().flatten();
        Self {
            links: links.unwrap_or_default(),
            annotations,
            commands: commands
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            watching: watching.unwrap_or_default(),
            refresh: refresh.unwrap_or_default(),
            documents: registers_documents || flag(options, "/virtualDocuments"),
            registers_documents,
        }
    }
}

/// The request for the text of a document that the server carries, of version 3.18 of the protocol.
pub const CONTENT: &str = "workspace/textDocumentContent";

/// Where [`carried`] puts what the client says of it.
const CONTENT_POINTER: &str = "/textDocumentContent/dynamicRegistration";

/// Carries abilities of version 3.18 of the protocol to where the framework, which knows 3.17, leaves
/// them alone.
pub fn carried(initialize: &mut Value) {
    let pointer = "/capabilities/workspace/textDocumentContent";
    let Some(found) = initialize.pointer(pointer).cloned() else {
        return;
    };
    let capabilities = initialize.get_mut("capabilities");
    if let Some(Value::Object(capabilities)) = capabilities {
        let experimental = capabilities
            .entry("experimental")
            .or_insert_with(|| json!({}));
        if let Value::Object(experimental) = experimental {
            experimental.insert("textDocumentContent".to_owned(), found);
        }
    }
}

/// The documents that the server carries.
pub fn documents() -> Vec<Registration> {
    vec![Registration {
        id: "carried-documents".to_owned(),
        method: CONTENT.to_owned(),
        register_options: Some(json!({ "schemes": [place::STANDARD] })),
    }]
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

/// One file more to tell of: a baseline, by its path inside a project.
pub fn watcher(path: &str) -> Registration {
    // Of a path only letters can stand in a pattern as they are.
    let letters = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    let pattern: String = path
        .chars()
        .map(|c| if letters(c) { c } else { '?' })
        .collect();
    Registration {
        id: format!("watched-baseline {path}"),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!({ "watchers": [{ "globPattern": format!("**/{pattern}") }] })),
    }
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
            trigger_characters: Some([".", ":", "=", " ", "\""].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                work_done_progress_options: WorkDoneProgressOptions::default(),
                legend: handlers::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
            },
        )),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::REFACTOR_EXTRACT,
                CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
            ]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: None,
        }),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: None,
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["\n".to_owned()]),
        }),
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
