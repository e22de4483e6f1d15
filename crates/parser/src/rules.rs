//! The rules of reading, which this phase and the lexer share.

pub use pipewright_syntax::rules::*;
