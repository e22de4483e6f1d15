//! The checker: trees to the checked program and diagnostics.
