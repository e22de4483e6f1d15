//! Lists `stdlib/*.pipe` at build time, so that adding a module is adding a file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

#[allow(clippy::disallowed_methods)] // a build script is told by its environment where to write
fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&here).join("../../stdlib").canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        if let (Some(stem), Some("pipe")) = (stem, path.extension().and_then(|e| e.to_str())) {
            files.push((stem.to_owned(), path.clone()));
        }
    }
    files.sort();

    let mut code =
        String::from("/// Every module, sorted by name.\nstatic MODULES: &[StandardModule] = &[\n");
    for (name, path) in files {
        let path = path.display().to_string();
        let _ = writeln!(
            code,
            "    StandardModule {{ name: {name:?}, text: include_str!({path:?}) }},"
        );
    }
    code.push_str("];\n");
    fs::write(Path::new(&out).join("modules.rs"), code)
}
