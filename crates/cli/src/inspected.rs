//! A project compiled with its plans kept, for the verbs that look into them.

use std::path::Path;

use pipewright_driver::{Inspection, Options, inspect};

use crate::console::Console;
use crate::exit::Exit;
use crate::place::{self, Place};

/// Compiles the project of a path for some environments, or for all.
pub fn open(
    console: &Console,
    path: &Path,
    out: Option<&Path>,
    environments: &[String],
) -> Result<(Place, Inspection), Exit> {
    let (place, project) = place::open(console, path, out)?;
    let options = Options {
        environments: environments.to_vec(),
        ..Options::default()
    };
    console.status("compiling");
    let inspected = inspect(project, &options);
    console.status("");
    let inspected = inspected.map_err(|error| {
        console.complain(&error.to_string());
        Exit::Usage
    })?;
    Ok((place, inspected))
}

/// Refuses names of pipelines that the project does not have.
pub fn check_pipelines(
    console: &Console,
    inspected: &Inspection,
    wanted: &[String],
) -> Result<(), Exit> {
    let known = || {
        inspected
            .plans
            .iter()
            .map(|plan| plan.pipeline.name.as_str())
    };
    for name in wanted {
        if known().any(|known| known == name) {
            continue;
        }
        let hint = match pipewright_syntax::nearest(name, known()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        console.complain(&format!(
            "no environment here runs a pipeline `{name}`{hint}"
        ));
        return Err(Exit::Usage);
    }
    Ok(())
}
