//! The airflow target: one readable DAG file a pipeline.
//!
//! A pipeline becomes `dags/<pipeline>.py`, a task one `KubernetesPodOperator`. Pods are built by
//! `pipewright-pod`, as those of the kubernetes target are, and written as Python by [`models`],
//! which knows classes but decides nothing. [`python`] is the only place text becomes Python;
//! [`jinja`] the only place text is kept from Airflow's templates. What pods need beside the DAG
//! lies in `kubernetes/`.

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

mod assets;
mod capabilities;
mod companion;
mod constants;
mod dag;
mod edges;
mod enforce;
mod file;
mod jinja;
mod models;
mod names;
mod notify;
mod pods;
mod python;
mod refuse;
pub mod rules;
mod target;
mod tasks;
mod time;

pub use pods::engine_variables;
pub use target::Airflow;
