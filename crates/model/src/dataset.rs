//! Datasets and staging with the containers that move them.

use pipewright_plan::{DatasetPlan, Format, Image, Origin, Resources, Shared, Staging};

use crate::{Argument, Template, VariableTemplate};

/// A dataset: its facts, and how it is moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The facts, as they stand in plans. `name` is unique in the project: the bare name where
    /// no other module declares it, otherwise `module.name`.
    pub facts: Shared<DatasetPlan>,
    /// For an object store: the path of its folder below the bucket, with a final slash unless
    /// it is empty.
    pub folder: Option<String>,
    /// What its movers read and write locally: files of this format (a connector with a `format`
    /// clause), or one Parquet file (`None`). A connector that
    /// `reads objects` hands its location to steps (`Access::Location`); one that `reads files`
    /// or `reads rows` is moved (`Access::Moved`).
    pub format: Option<Format>,
    /// Brings rows (or objects) to a local file.
    pub read: Option<Mover>,
    /// Publishes a local file.
    pub write: Option<Mover>,
}

/// A container of a connector that moves data.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// Its image.
    pub image: Image,
    /// Replaces the image's entry point.
    pub command: Option<Vec<Template>>,
    /// Arguments.
    pub args: Vec<Argument>,
    /// Environment in order.
    pub env: Vec<(String, VariableTemplate)>,
    /// What it needs; the checker fills the default where the connector says nothing.
    pub resources: Resources,
    /// Where the connector says so.
    pub origin: Origin,
}

/// Where moved data waits between tasks, and the containers that carry it there and back.
#[derive(Debug, Clone, PartialEq)]
pub struct StagingArea {
    /// The facts, as they stand in plans.
    pub facts: Staging,
    /// The folder below the bucket, with a final slash unless it is empty.
    pub folder: String,
    /// Copies a staged folder to a local one.
    pub fetch: Mover,
    /// Copies a local folder to a staged one.
    pub store: Mover,
}
