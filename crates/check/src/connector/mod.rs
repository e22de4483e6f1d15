//! Connectors: typed interfaces of systems, written in the language; here they meet their uses.

mod abilities;
mod bind;
mod clauses;
mod event;
mod interface;
mod mover;
mod notification;
mod project;
mod secrets;
mod uses;

pub use abilities::lane_text;
pub use interface::{COMMON, Interface, interfaces};
pub use mover::step_resources;
pub use project::Projection;
pub use secrets::SecretUses;
