//! A plan's tasks and decisions as the tasks of a DAG: what follows what, and by which rule.
//!
//! Airflow decides by edges: a task starts when those before it have ended as its rule demands, is
//! skipped when one of them was, and a run has failed when a task without followers has. So what a
//! plan says of guards, joins, tolerated failures and ends of runs becomes edges and small tasks
//! here; what writes them down decides nothing.

mod build;
mod ends;
mod node;
mod order;
mod reduce;
mod skips;
mod ways;

pub use build::graph;
pub use node::{After, Graph, Node, Rule, What};
