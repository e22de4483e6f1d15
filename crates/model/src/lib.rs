//! The checked program: what a project means once names, types and values are known.
