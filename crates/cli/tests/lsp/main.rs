//! The language server, driven as an editor drives it: the built binary, over its pipes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod agreement;
mod carried;
mod client;
mod corpus;
mod encodings;
mod files;
mod lifecycle;
mod order;
mod requests;
mod rough;
mod told;
