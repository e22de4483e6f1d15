//! Where data lies between tasks.

use pipewright_model::StagingArea;
use pipewright_plan::{Text, TextPart, Variable};

/// The scratch volume of a pod.
pub const SCRATCH: &str = "/pipewright/scratch";

/// A folder of staged rows, below the run's own: `by_country/`, `load/orders/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place(Text);

impl Place {
    /// The folder of that name.
    pub fn of(name: &str) -> Self {
        Self::default().below(name)
    }

    /// A folder in it.
    pub fn below(&self, name: &str) -> Self {
        let mut text = self.0.clone();
        text.push_literal(&format!("{name}/"));
        Self(text)
    }

    /// A folder in it for the output of that name, where a step has several.
    pub fn below_output(&self, output: Option<&str>) -> Self {
        output.map_or_else(|| self.clone(), |output| self.below(output))
    }

    /// A folder in it that a variable of the engine names.
    pub fn below_variable(&self, variable: String) -> Self {
        let mut text = self.0.clone();
        text.push_variable(variable);
        text.push_literal("/");
        Self(text)
    }

    /// The folder on the scratch volume, where that is the staging area: one pod runs everything,
    /// so nothing in it is known to the engine only.
    pub fn local(&self) -> String {
        let mut path = SCRATCH.to_owned();
        for part in &self.0.0 {
            if let TextPart::Literal(text) = part {
                path.push('/');
                path.push_str(text.trim_matches('/'));
            }
        }
        path
    }

    /// The folders above it on the scratch volume, outermost first: DuckDB makes no folders above
    /// the one it writes.
    pub fn parents(&self) -> Vec<String> {
        let local = self.local();
        local
            .match_indices('/')
            .filter(|(at, _)| *at > SCRATCH.len())
            .filter_map(|(at, _)| local.get(..at))
            .map(str::to_owned)
            .collect()
    }
}

/// Where one staged dataset lies: a folder of Parquet files.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The folder's URI, with a final slash.
    pub uri: Text,
    /// Its path below the staging bucket; `None` where the scratch volume is the staging area.
    pub path: Option<Text>,
}

/// A place in the staging area.
///
/// With a staging area it is `<root>/<pipeline>/<run>/<place>/`, so that no run sees another's
/// rows and a retry writes where the first attempt did.
pub fn staged(area: Option<&StagingArea>, pipeline: &str, place: &Place) -> Staged {
    let Some(area) = area else {
        let mut uri = Text::literal(format!("file://{SCRATCH}/"));
        uri.push_text(&place.0);
        return Staged { uri, path: None };
    };
    let mut below = Text::literal(format!("{pipeline}/"));
    below.push_variable(Variable::RunId.name());
    below.push_literal("/");
    below.push_text(&place.0);
    let mut uri = Text::literal(area.facts.uri.clone());
    uri.push_text(&below);
    let mut path = Text::default();
    path.push_literal(&area.folder);
    path.push_text(&below);
    Staged {
        uri,
        path: Some(path),
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places_on_the_scratch_volume() {
        let place = Place::of("load").below("good").below("orders");
        assert_eq!(place.local(), "/pipewright/scratch/load/good/orders");
        assert_eq!(
            place.parents(),
            ["/pipewright/scratch/load", "/pipewright/scratch/load/good"]
        );
        assert!(Place::of("load").parents().is_empty());
    }
}
