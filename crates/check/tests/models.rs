//! Valid programs and the model that comes of them: `NAME.pipe` beside `NAME.model`; with
//! `BLESS=1` the models are written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::Path;

#[test]
fn models_are_what_is_meant() {
    let bless = std::env::var("BLESS").ok();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "pipe")
        })
        .collect();
    paths.sort();
    let mut wrong = String::new();
    for path in paths {
        let checked = support::project(&fs::read_to_string(&path).unwrap());
        let found = support::render(&checked) + &support::dump::program(&checked.program);
        let beside = path.with_extension("model");
        if support::blesses(bless.as_deref(), &path) {
            fs::write(&beside, &found).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found != expected || !checked.found.is_empty() {
            let name = path.file_name().unwrap().to_string_lossy();
            wrong += &format!("== {name}\n-- expected\n{expected}-- found\n{found}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
