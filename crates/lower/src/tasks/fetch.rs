//! Staged rows to a task's own folder, and back.

use pipewright_plan::{Container, Endpoint, Format, Text};

use super::Builder;
use super::places::Rows;
use crate::containers;
use crate::data::{self, Place, SCRATCH, Staged};
use crate::environment::Holes;

/// Rows on the scratch volume.
pub struct Fetched {
    /// The container that brings them there, if one is needed.
    pub container: Option<Container>,
    /// Their folder.
    pub folder: String,
    /// Its files' format.
    pub format: Format,
    /// Hosts to reach.
    pub endpoints: Vec<Endpoint>,
}

/// A folder of the scratch volume that is staged.
pub struct Stored {
    /// Where rows are put.
    pub folder: String,
    /// The folders above it that nobody has made.
    pub above: Vec<String>,
    /// The container that stages them, where that is not the same.
    pub container: Option<Container>,
}

impl Builder<'_> {
    pub(super) fn staged(&self, place: &Place) -> Staged {
        let area = self.environment.staging.as_ref();
        data::staged(area, &self.pipeline.name, place)
    }

    /// Brings rows to a local folder of the task.
    pub(super) fn fetch_rows(&self, task: &str, what: &str, rows: Option<Rows<'_>>) -> Fetched {
        let folder = format!("{SCRATCH}/{task}_in");
        let purpose = format!("fetches the rows of {what}");
        let container = format!("{task}-fetch");
        let place = match rows {
            Some(Rows::Store(dataset, _, format)) => {
                let holes = Holes {
                    local: folder.clone(),
                    path: Text::literal(dataset.folder.clone().unwrap_or_default()),
                    ..Holes::default()
                };
                let mover = dataset.read.as_ref();
                return Fetched {
                    container: mover
                        .map(|mover| containers::mover(mover, &container, purpose, &holes)),
                    folder,
                    format,
                    endpoints: dataset.facts.endpoints.clone(),
                };
            }
            Some(Rows::Staged(place)) => place,
            None => Place::default(),
        };
        let Some(area) = &self.environment.staging else {
            return Fetched {
                container: None,
                folder: place.local(),
                format: Format::Parquet,
                endpoints: Vec::new(),
            };
        };
        let holes = Holes {
            local: folder.clone(),
            path: self.staged(&place).path.unwrap_or_default(),
            ..Holes::default()
        };
        Fetched {
            container: Some(containers::mover(&area.fetch, &container, purpose, &holes)),
            folder,
            format: Format::Parquet,
            endpoints: area.facts.endpoints.clone(),
        }
    }

    /// Where a task puts rows so that they come to a place, and the container that carries them.
    pub(super) fn store(&self, name: &str, what: &str, place: &Place) -> Stored {
        let Some(area) = &self.environment.staging else {
            return Stored {
                folder: place.local(),
                above: place.parents(),
                container: None,
            };
        };
        let folder = format!("{SCRATCH}/{name}");
        let holes = Holes {
            local: folder.clone(),
            path: self.staged(place).path.unwrap_or_default(),
            ..Holes::default()
        };
        let purpose = format!("stages {what}");
        let container = format!("{name}-stage");
        Stored {
            folder,
            above: Vec::new(),
            container: Some(containers::mover(&area.store, &container, purpose, &holes)),
        }
    }
}
