//! Control flow: decisions, repetitions, resources, and what gates data.

mod approval;
mod branch;
mod collect;
mod decide;
mod either;
mod exclusive;
mod fan_out;
mod finish;
mod gates;
mod graph;
mod joined;
mod lanes;
mod passes;
mod reach;
mod repeat;
mod resource;
mod stand;
mod survey;
mod used;
mod values;
mod wait;
mod ways;
mod when;

pub use branch::CheckedBranch;
pub use either::FlatJoin;
pub use fan_out::FlatFan;
pub use gates::{Gate, GateKind, Readers};
pub use joined::JoinShape;
pub use lanes::FlatLanes;
pub use repeat::FlatRepeat;
pub use resource::FlatResource;
pub use survey::survey;
pub use used::{Names, Used, names, values_read};
pub use values::ValueShape;
pub use ways::{Body, Ending, Setting, exclusive, guards};
pub use when::FlatBranch;
