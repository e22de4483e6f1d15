//! Control flow: decisions, repetitions, resources, and what gates data.

mod collect;
mod decide;
mod either;
mod exclusive;
mod fan_out;
mod joined;
mod lanes;
mod reach;
mod repeat;
mod resource;
mod stand;
mod survey;
mod values;
mod ways;
mod when;

pub use either::{FlatJoin, Members};
pub use fan_out::FlatFan;
pub use joined::JoinShape;
pub use lanes::FlatLanes;
pub use repeat::{FlatRepeat, Pass};
pub use resource::FlatResource;
pub use survey::survey;
pub use values::ValueShape;
pub use ways::{Body, Ending, Setting, exclusive, guards, reaches};
pub use when::FlatBranch;
