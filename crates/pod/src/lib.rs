//! Pods: plan containers to typed Kubernetes pod specs, shared by targets.
//!
//! Every target whose work runs in pods builds them here, so that a container is the same one
//! under a CronJob and under Airflow: [`container`] for one container, [`PodParts`] for what
//! surrounds it, and builders for the objects a pod needs beside it ([`service_account`],
//! [`network_policy`], [`FileBundle`], [`external_secrets`]). [`yaml::document`] writes any of them.
//!
//! Invariants: literal text is escaped exactly once, here ([`text`]); no secret has a value; every
//! container has the same security settings and there is no way to ask for others.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod account;
mod container;
mod engine;
mod files;
#[cfg(feature = "fixtures")]
pub mod fixtures;
pub mod gitops;
pub mod hosts;
pub mod kustomize;
pub mod labels;
pub mod names;
mod network;
mod parts;
pub mod quantity;
mod refuse;
pub mod rules;
mod secrets;
pub mod security;
mod service;
pub mod shares;
pub mod spot;
mod stated;
pub mod text;
pub mod yaml;

pub use account::service_account;
pub use container::{FILES_PATH, SCRATCH_PATH, TEMPORARY_PATH, container, resources};
pub use engine::{EngineVariables, annotation, from_annotation, run_annotation};
pub use files::FileBundle;
pub use network::{NETWORK_NOTES, egress_policy, network_policy};
pub use parts::{
    FILES_VOLUME, PodParts, SCRATCH_VOLUME, TEMPORARY_VOLUME, allowed_places, places_of, pod_parts,
    task_disk,
};
pub use refuse::{LONGEST_CONFIG_MAP, needs_staging, refuse, refuse_together};
pub use secrets::{ExternalSecret, external_secrets, secrets};
pub use service::{TaskContainers, service, task_containers};
pub use stated::stated_hosts;
