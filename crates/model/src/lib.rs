//! The checked program: what a project means once names, types and values are known.
//!
//! The checker builds it, lowering reads it. It shares the plan's vocabulary (schemas, regions,
//! abilities, images), but not its execution: here are steps, checks and writes as the author
//! wrote them, with every name resolved, every value computed and every `for` unrolled; tasks,
//! containers and staging come later.
//!
//! Every [`Origin`] of a clause spans the whole clause, so that the ledger can quote it.

mod dataset;
mod pipeline;
mod policy;
mod template;

pub use dataset::{Dataset, Mover, StagingArea};
pub use pipeline::{
    Approval, Bound, Branch, Check, Condition, DataReference, Environment, FanOut, Input, Join,
    Lanes, Operand, Output, Pipeline, Program, Rejecting, Resource, Service, Step, StepRole, Wait,
    Write, Written,
};
pub use policy::{Policy, PolicyCondition, PolicyOperand, PolicySubject, Requirement};
pub use template::{Argument, Builtin, SecretKey, Template, TemplatePart, VariableTemplate};

pub use pipewright_plan::Origin;
