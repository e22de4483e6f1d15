//! Diagnostics as terminal text, JSON, SARIF and GitHub annotations.
