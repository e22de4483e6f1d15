//! Reuse inside a pipeline: templates in the place of steps, and calls of other pipelines.
//!
//! Both are written out where they are used. What is inside sees its parameters, never the steps
//! around it; a parameter that a step of the caller fills is [`Handed`]: looked up where it was
//! given, once the steps there are known.

mod alone;
mod because;
mod call;
mod callee;
mod demands;
mod fate;
mod give;
mod handed;
mod inherit;
mod output;
mod rows;
mod template;
mod value;
mod which;

pub use alone::{stand_ins, templates_alone};
pub use because::Via;
pub use demands::Demands;
pub use handed::Handed;
pub use inherit::inherit;
pub use output::HandedOut;
pub use template::{Templates, Work, templates};

use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, Name};

use super::frames::Flat;
use crate::parameters::Formal;

/// How deep calls and templates lie in each other.
const DEEPEST: usize = 16;

/// A call, or the use of a template.
pub struct FlatUse<'a> {
    /// The step that stands for it, as written.
    pub written: &'a Name,
    /// Where it stands: what is given is read there.
    pub flat: Flat<'a>,
    /// What only that place knows, by parameter.
    pub given: Vec<Given<'a>>,
    /// What is inside, of a call.
    pub inside: Option<Inside<'a>>,
}

/// A parameter, and what is given for it.
pub struct Given<'a> {
    /// The parameter.
    pub formal: Formal<'a>,
    /// What is given.
    pub expression: &'a Expression,
    /// Whether only the steps there know it.
    pub waits: bool,
}

/// The body of a called pipeline.
pub struct Inside<'a> {
    /// The pipeline's name.
    pub callee: String,
    /// Where that is declared.
    pub declared: Span,
    /// The place of its clauses.
    pub flat: Flat<'a>,
    /// What it hands out, in source order.
    pub outputs: Vec<(&'a Name, &'a Expression)>,
}
