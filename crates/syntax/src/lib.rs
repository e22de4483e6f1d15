//! Tokens, layout and the syntax tree of one `.pipe` file.
//!
//! Text becomes tokens in [`lex`], which never fails: what it cannot read is a token too.
//! [`balance`] makes every bracket meet its partner, [`layout()`] turns line ends into separators.
//! The parser crate turns the result into a [`tree::File`].

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

mod balance;
mod block;
mod characters;
mod comments;
mod conflict;
mod keyword;
mod layout;
mod lexer;
mod lookalike;
mod marks;
mod mask;
mod module;
mod number;
mod raw;
mod repair;
pub mod rules;
mod suggest;
mod text;
mod token;
pub mod tree;
mod verbatim;

pub use balance::{Balanced, balance};
pub use block::{Block, is_item_start};
pub use characters::is_forbidden;
pub use comments::{DocLine, DocTable};
pub use keyword::{Keyword, KeywordGroup};
pub use layout::layout;
pub use lexer::{Lexed, lex};
pub use marks::nickname;
pub use mask::{Read, read};
pub use module::Module;
pub use number::meant as number_meant;
pub use suggest::nearest;
pub use text::{Decoded, Problem, decode, quoted};
pub use token::{Lexeme, Token};
pub use verbatim::program;
