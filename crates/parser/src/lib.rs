//! The LALRPOP parser: tokens to tree, with recovery.
