//! New names that cannot stand where the old ones do are refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::sync::Arc;

use pipewright_editor::rename::rename;
use pipewright_editor::{Analysis, At};

const MAIN: &str = "import std.s3
import other as lake

type Row {
  id: string key
}

pipeline main(limit: int = 3) {
  step clean = run \"ghcr.io/acme/clean:1.0\" { args = [\"${limit}\"] }
}
";

/// What comes of giving the name at the end of a text another one: how many places, or why not.
fn renamed(text: &str, new: &str) -> Result<usize, String> {
    let files = [("main.pipe", MAIN), ("other.pipe", "let size = 3\n")];
    let analysis = Analysis::new(Arc::new(support::project(&files)), None, None);
    let mut sources = analysis.project.sources.iter();
    let (source, _) = sources
        .find(|(_, file)| file.path() == "main.pipe")
        .unwrap();
    let offset = u32::try_from(MAIN.find(text).unwrap() + text.len()).unwrap();
    let found = rename(&analysis, At { source, offset }, new);
    found.map(|places| places.len()).map_err(|why| why.0)
}

#[test]
fn names_of_imports_are_taken() {
    for (text, new) in [
        ("step clean", "s3"),
        ("step clean", "lake"),
        ("main(limit", "s3"),
    ] {
        let line = if new == "s3" { 1 } else { 2 };
        let why = format!(
            "`{new}` is taken: it is declared in main.pipe:{line}, and no name hides another"
        );
        assert_eq!(renamed(text, new), Err(why), "{text}");
    }
    assert_eq!(renamed("step clean", "other"), Ok(1), "it is `lake` here");
    assert_eq!(renamed("main(limit", "most"), Ok(2));
    assert_eq!(renamed("  id", "s3"), Ok(1), "columns are among themselves");
}
