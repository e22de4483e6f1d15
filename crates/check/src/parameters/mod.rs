//! Parameters of connectors, pipelines and templates: declared here, given at their uses.

mod declare;
mod give;
mod run;

pub use declare::{Formal, Owner, pipeline_formals};
pub use run::{run_parameters, run_value};
