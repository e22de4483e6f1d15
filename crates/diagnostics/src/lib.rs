//! Diagnostics: rules as data, messages, labels and structured fixes.
