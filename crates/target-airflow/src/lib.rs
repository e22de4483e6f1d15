//! The airflow target: one readable DAG file a pipeline.
//!
//! A pipeline becomes `dags/<pipeline>.py`, a task one `KubernetesPodOperator`. [`graph`] says which
//! tasks a DAG has, what follows what and by which rule; everything else writes that down. Pods are built by
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

mod annotations;
mod assets;
mod body;
mod capabilities;
mod chains;
mod clusters;
mod companion;
mod conditions;
mod constants;
mod dag;
mod deadline;
mod enforce;
mod file;
mod functions;
mod graph;
mod hooks;
mod imports;
mod jinja;
mod messages;
mod models;
mod names;
mod notify;
mod operators;
mod parameters;
mod pattern;
mod pods;
mod pools;
mod python;
mod refuse;
pub mod rules;
mod schedule;
mod schemas;
mod target;
mod time;
mod used;

pub use pods::engine_variables;
pub use target::Airflow;
