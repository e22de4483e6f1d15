//! The standard library's .pipe files, carried in the binary.
