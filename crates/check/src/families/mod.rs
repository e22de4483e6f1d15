//! Families: one declaration for many datasets or pipelines, each named after an element of a list.

mod declare;
mod gather;
mod index;
mod names;

pub use declare::{dataset_family, pipeline_families};
pub use gather::{Gathered, gather};
pub use names::{Names, dataset_names, pipeline_names};

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_source::Span;

use crate::context::{Local, Locals};
use crate::names::ItemId;
use crate::values::Located;

/// Members of all families of datasets of a project, and as many of pipelines.
pub const MOST_MEMBERS: usize = 20_000;

/// The members of one family.
#[derive(Debug)]
pub struct Family {
    /// The name as declared: `raw`.
    pub name: String,
    /// In the order of the list.
    pub members: Vec<Member>,
    by_label: BTreeMap<String, u32>,
}

/// One member.
#[derive(Debug)]
pub struct Member {
    /// What it is told by: `orders` of `raw["orders"]`.
    pub label: String,
    /// Its element of the list.
    pub element: Located,
    /// The name of the element in the declaration.
    pub variable: String,
    /// Where that is declared.
    pub variable_span: Span,
}

impl Member {
    /// The names its declaration sees: the element.
    pub fn locals(&self) -> Locals {
        let local = Local::element(self.element.value.clone(), self.variable_span);
        Arc::new(BTreeMap::from([(self.variable.clone(), local)]))
    }
}

impl Family {
    /// The member of a label, as an item.
    pub fn member(&self, family: ItemId, label: &str) -> Option<ItemId> {
        let at = self.by_label.get(label)?;
        Some(family.of_member(*at))
    }

    /// Every member as an item, in order.
    pub fn ids(&self, family: ItemId) -> impl Iterator<Item = (ItemId, &Member)> {
        (0_u32..)
            .zip(&self.members)
            .map(move |(at, member)| (family.of_member(at), member))
    }

    /// The name of a member in the project: `raw_orders`.
    pub fn full_name(&self, member: &Member) -> String {
        format!("{}_{}", self.name, member.label)
    }
}
