//! The formatter: tree and comments to canonical text.
