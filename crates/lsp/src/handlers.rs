//! Handlers: parameters to an editor function, its answer to the protocol.

mod actions;
mod carried;
mod colours;
mod hierarchy;
mod layout;
mod names;
mod notes;
mod outline;
mod preview;
mod typing;

pub use actions::code_action;
pub use carried::{OfContent, content};
pub use colours::{legend, tokens_delta, tokens_full, tokens_range};
pub use hierarchy::{incoming, outgoing, prepare_hierarchy};
pub use layout::{folding, formatting, on_type_formatting, range_formatting, selection_range};
pub use names::{
    definition, highlight, linked_editing, prepare_rename, references, rename, type_definition,
};
pub use notes::{code_lens, document_link, inlay_hint};
pub use outline::{document_symbol, workspace_symbol};
pub use preview::{
    OfFile, OfPipeline, OfProject, generated_file, generated_output, graph, ledger, source_map,
};
pub use typing::{completion, hover};
