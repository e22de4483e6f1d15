//! Tokens, layout and the syntax tree of one `.pipe` file.

pub mod tree;
