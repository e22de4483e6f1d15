//! The LALRPOP parser: tokens to tree, with recovery.
//!
//! [`parse`] never fails: whatever the text, there is a tree, and a finding for each mistake.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod boundaries;
mod expected;
mod explain;
mod file;
mod foreign;
mod form;
mod grammar;
mod header;
mod heal;
mod next;
mod nodes;
mod orphans;
mod probe;
mod repair;
pub mod rules;
pub mod testing;

pub use file::parse;
pub use next::{Next, next};
pub use pipewright_syntax::{Keyword, KeywordGroup};

/// Every keyword of the language with its meaning, in one line each: what the reference and the
/// editors are generated from.
#[must_use]
pub fn keywords() -> Vec<(&'static str, &'static str)> {
    Keyword::ALL
        .iter()
        .map(|keyword| (keyword.text(), keyword.meaning()))
        .collect()
}
