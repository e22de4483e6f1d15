//! The json target: the plan itself.
