//! The checked program: what a project means once names, types and values are known.
//!
//! The checker builds it, lowering reads it. It shares the plan's vocabulary (schemas, regions,
//! abilities, images), but not its execution: here are steps, checks and writes as the author
//! wrote them, with every name resolved, every value computed and every `for` unrolled; tasks,
//! containers and staging come later.
//!
//! Every [`Origin`] of a clause spans the whole clause, so that the ledger can quote it.

mod condition;
mod control;
mod data;
mod dataset;
mod facts;
mod pipeline;
mod policy;
mod program;
mod sink;
mod step;
mod template;

pub use condition::{Bound, Branch, Condition, Join, Operand};
pub use control::{Approval, FanOut, Lanes, Pause, Resource, Wait};
pub use data::{DataReference, Input, Output};
pub use dataset::{Dataset, Mover, StagingArea};
pub use facts::{Fact, FactKind};
pub use pipeline::{Pipeline, Written};
pub use policy::{Policy, PolicyCondition, PolicyOperand, PolicySubject, Requirement};
pub use program::{Environment, Program};
pub use sink::{Check, Rejecting, Write};
pub use step::{Service, Step, StepRole};
pub use template::{Argument, Builtin, SecretKey, Template, TemplatePart, VariableTemplate};

pub use pipewright_plan::Origin;
