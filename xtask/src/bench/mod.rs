//! How long real projects take, and how that grows.

mod editor;
mod generate;
mod layered;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, process, root};

pub use editor::run as editor;

const SIZES: &[usize] = &[100, 1_000, 5_000];

pub fn run(sizes: &[usize], program: Option<PathBuf>) -> Result<(), Failure> {
    let target = target();
    let pipewright = release(program)?;
    let sizes = if sizes.is_empty() { SIZES } else { sizes };
    println!("pipelines  task           seconds  per pipeline  peak memory");
    for size in sizes {
        let folder = target.join("bench").join(size.to_string());
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        generate::project(&folder, *size)?;
        for (task, arguments) in [
            ("check", &["check"][..]),
            ("first build", &["build"][..]),
            ("build again", &["build"][..]),
            ("build --check", &["build", "--check"][..]),
        ] {
            row(*size, task, &pipewright, arguments, &folder)?;
        }
        let folder = target.join("bench").join(format!("{size}-layers"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        layered::project(&folder, *size)?;
        row(*size, "check layers", &pipewright, &["check"], &folder)?;
    }
    Ok(())
}

/// The folder for what is built.
fn target() -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    root().join(target)
}

/// The program to measure: a release build, unless another one is named.
fn release(program: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(program) = program {
        return Ok(program);
    }
    process::cargo(&["build", "--release", "--package", "pipewright-cli"])?;
    Ok(target().join("release").join("pipewright"))
}

fn row(
    size: usize,
    task: &str,
    pipewright: &Path,
    arguments: &[&str],
    folder: &Path,
) -> Result<(), Failure> {
    let cost = measure::measure(pipewright, arguments, folder)?;
    let each = cost.seconds / f64::from(u32::try_from(size.max(1))?) * 1e3;
    let memory = cost.peak_kib / 1024;
    println!(
        "{size:9}  {task:13} {:8.2}  {each:9.3} ms  {memory:7} MiB",
        cost.seconds
    );
    Ok(())
}
