//! The compiler as one call: sources to files and diagnostics.
