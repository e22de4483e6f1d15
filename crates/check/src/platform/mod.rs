//! Where pipelines run: clusters and environments.

mod chosen;
mod cluster;
mod environment;
mod gitops;
mod parameters;
mod pools;
mod registry;
mod staging;
mod targets;

pub use cluster::clusters;
pub use environment::{Draft, environments};
pub use targets::TARGETS;
