//! Values: what expressions amount to at compile time.

mod budget;
mod builtin;
mod conform;
mod evaluate;
mod expect;
pub mod forms;
mod graph;
mod hosts;
mod image;
mod kind;
mod leak;
mod literal;
mod matrix;
mod matrix_records;
mod mentions;
mod moment;
mod money;
mod paths;
mod region;
mod runtime;
mod secret;
mod text;
mod usual;

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_model::{SecretKey, Template};
use pipewright_plan::{Money, RegionSet};
use pipewright_source::Span;

use crate::names::ItemId;
use crate::pipeline::Handed;

pub use builtin::{CONNECTOR_NAMES, help as builtin_help};
pub use graph::constants;
pub use image::parse as parse_image;
pub use kind::Kind;
pub use literal::show_millis;
pub use mentions::mentions;
pub use moment::is_timestamp;
pub use runtime::RunValue;
pub use secret::collisions as secret_collisions;

/// What an expression amounts to.
#[derive(Debug, Clone)]
pub enum Value {
    /// Something is wrong with it, which was reported: nothing more is said.
    Unknown,
    /// An optional parameter nobody gave.
    Absent,
    /// `true`.
    Bool(bool),
    /// `42`.
    Int(i64),
    /// `0.5`, as written without `_`.
    Decimal(String),
    /// `2026-01-31`, a day that exists.
    Date(String),
    /// `30m`, in milliseconds.
    Duration(u64),
    /// `4GiB`, in bytes.
    Size(u64),
    /// `40 USD`.
    Money(Arc<Money>),
    /// `"…"`.
    Text(Arc<Template>),
    /// `[…]`.
    List(Arc<Items>),
    /// `{ … }`.
    Record(Arc<Members>),
    /// `eu or uk`.
    Region(Arc<RegionSet>),
    /// `secret("salesforce/api")`, or a declared one.
    Secret(Arc<Secret>),
    /// `credentials.username`.
    SecretKey(SecretKey),
    /// A dataset by its item.
    Dataset(ItemId),
    /// `host:5432`.
    Endpoint(Arc<(Template, u16)>),
    /// What only a run knows: a parameter `per run`, `load.count`.
    Run(Arc<RunValue>),
    /// A parameter that a call or the use of a template fills, to be looked up there.
    Handed(Arc<Handed>),
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Located {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// The items of a list.
#[derive(Debug)]
pub struct Items {
    /// In order.
    pub items: Vec<Located>,
    /// How many values it holds, nested ones included.
    pub weight: u64,
    /// How deep they nest.
    pub depth: u64,
}

/// The fields of a record.
#[derive(Debug)]
pub struct Members {
    /// By name.
    pub fields: BTreeMap<String, Located>,
    /// How many values it holds, nested ones included.
    pub weight: u64,
    /// How deep they nest.
    pub depth: u64,
}

/// A reference to a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Path in the store.
    pub path: String,
    /// Its keys, where declared.
    pub keys: Option<Vec<String>>,
    /// Where it is written.
    pub span: Span,
}

impl Value {
    /// Text without holes.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Arc::new(Template::literal(text)))
    }

    /// What it is, with its article: "a duration".
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Unknown => "an unknown value",
            Self::Absent => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a whole number",
            Self::Decimal(_) => "a decimal number",
            Self::Date(_) => "a date",
            Self::Duration(_) => "a duration",
            Self::Size(_) => "a size",
            Self::Money(_) => "an amount of money",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Record(_) => "a record",
            Self::Region(_) => "a region",
            Self::Secret(_) => "a secret",
            Self::SecretKey(_) => "the key of a secret",
            Self::Dataset(_) => "a dataset",
            Self::Endpoint(_) => "a host and port",
            Self::Run(_) => "a value of the run",
            Self::Handed(_) => "what a step yields",
        }
    }

    /// How many values it holds.
    pub fn weight(&self) -> u64 {
        match self {
            Self::List(list) => list.weight,
            Self::Record(record) => record.weight,
            _ => 1,
        }
    }

    /// How deep it nests.
    pub fn depth(&self) -> u64 {
        match self {
            Self::List(list) => list.depth,
            Self::Record(record) => record.depth,
            _ => 0,
        }
    }
}
