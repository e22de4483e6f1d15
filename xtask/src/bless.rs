//! Writing anew what is generated and committed: the examples' output, the pages.

use std::fs;

use crate::{Failure, docs, process, root};

pub fn run() -> Result<(), Failure> {
    docs::run(false)?;
    process::cargo(&["build", "--package", "pipewright-cli"])?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let pipewright = root().join(target).join("debug").join("pipewright");
    let mut examples = Vec::new();
    for entry in fs::read_dir(root().join("examples"))? {
        let path = entry?.path();
        if path.join("pipewright.toml").is_file() {
            examples.push(path);
        }
    }
    examples.sort();
    for example in examples {
        let example = example.strip_prefix(root()).unwrap_or(&example).to_owned();
        let (pipewright, example) = (pipewright.to_string_lossy(), example.to_string_lossy());
        process::run(&pipewright, &["fmt", &example])?;
        process::run(&pipewright, &["build", "--overwrite-edited", &example])?;
    }
    Ok(())
}
