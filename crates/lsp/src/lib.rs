//! The language server: the one crate that knows LSP.
//!
//! A thread cuts standard input into messages, the framework reads and routes them, and every
//! handler does no more than hand what it was given to one [main loop](state), in the order of
//! arrival. That loop owns all state. Reads run on immutable snapshots in [worker threads](pool);
//! checks run on others, the latest first, and what they find is published with the version it is
//! about, or dropped. Output waits in an [outbox](outbox::Outbox) that never blocks anybody.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::disallowed_methods
    )
)]

mod capabilities;
mod checks;
mod coloured;
mod convert;
mod documents;
mod folder;
mod frames;
mod front;
mod handlers;
mod input;
mod messages;
mod outbox;
mod overlay;
mod place;
mod pool;
mod position;
mod publish;
mod scheduling;
mod serve;
mod settings;
mod snapshot;
mod state;
mod threads;

pub use serve::serve;
