//! The standard library as documents: its texts by their paths, and all of it as one project.

use pipewright_stdlib::{module, modules};

/// The folder of its files, as the compiler names them.
const FOLDER: &str = "std/";

/// Whether the compiler names a file of the standard library so.
#[must_use]
pub fn is_standard(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// The text of a file: `std/s3.pipe`.
#[must_use]
pub fn text(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix(FOLDER)?.strip_suffix(".pipe")?;
    module(name).map(|module| module.text)
}

/// A file that imports all of it.
#[must_use]
pub fn everything() -> String {
    modules()
        .iter()
        .map(|module| format!("import std.{}\n", module.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_path_and_nothing_else_is() {
        for module in modules() {
            assert_eq!(
                text(&format!("std/{}.pipe", module.name)),
                Some(module.text)
            );
        }
        for path in [
            "",
            "std/",
            "std/none.pipe",
            "s3.pipe",
            "std/../std/s3.pipe",
            "std/s3",
        ] {
            assert_eq!(text(path), None, "{path}");
        }
    }
}
