//! Where data lies between tasks.

use pipewright_model::StagingArea;
use pipewright_plan::{Text, Variable};

/// The scratch volume of a pod.
pub const SCRATCH: &str = "/pipewright/scratch";

/// Where one staged dataset lies: a folder of Parquet files.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The folder's URI, with a final slash.
    pub uri: Text,
    /// Its path below the staging bucket; `None` where the scratch volume is the staging area.
    pub path: Option<Text>,
}

/// The staged folder that `task` leaves, of the output of that name if it has several.
///
/// With a staging area it is `<root>/<pipeline>/<run>/<task>/[<output>/]`, so that no run sees
/// another's rows and a retry writes where the first attempt did.
pub fn staged(
    area: Option<&StagingArea>,
    pipeline: &str,
    task: &str,
    output: Option<&str>,
) -> Staged {
    let mut below = Text::default();
    if area.is_some() {
        below.push_literal(&format!("{pipeline}/"));
        below.push_variable(Variable::RunId.name());
        below.push_literal("/");
    }
    below.push_literal(&format!("{task}/"));
    if let Some(output) = output {
        below.push_literal(&format!("{output}/"));
    }
    match area {
        Some(area) => {
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
        None => {
            let mut uri = Text::literal(format!("file://{SCRATCH}/"));
            uri.push_text(&below);
            Staged { uri, path: None }
        }
    }
}

/// The local folder of a task's rows on the scratch volume. One level deep: DuckDB makes no
/// folders above the one it writes.
pub fn local_folder(task: &str, output: Option<&str>) -> String {
    match output {
        Some(output) => format!("{SCRATCH}/{task}/{output}"),
        None => format!("{SCRATCH}/{task}"),
    }
}
