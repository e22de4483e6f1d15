//! The editors: what of them every test run checks, and the sessions of real ones.

use std::fs;
use std::process::Command;

use crate::{Failure, process, root};

const EXTENSION: &str = "editors/vscode";

/// What fits any test run: types, lints and unit tests of the extension.
pub fn quick() -> Result<(), Failure> {
    if Command::new("npm").arg("--version").output().is_err() {
        println!("NOT TESTED HERE: {EXTENSION}: there is no npm");
        return Ok(());
    }
    install()?;
    process::run_in(EXTENSION, "npm", &["run", "--silent", "test"])
}

/// Real editors: VS Code with the packaged extension, Neovim, Emacs.
pub fn real(suites: &[String]) -> Result<(), Failure> {
    process::cargo(&["build", "--package", "pipewright-cli", "--locked"])?;
    if suites.is_empty() {
        quick()?;
        process::run("python3", &["tests/tools/install.py", "checks", "editors"])?;
        let python = "target/tools/checks/bin/python";
        process::run(python, &["-m", "pytest", "tests/editors"])?;
    } else {
        install()?;
    }
    let mut words = vec!["run", "--silent", "editor", "--"];
    words.extend(suites.iter().map(String::as_str));
    process::run_in(EXTENSION, "npm", &words)
}

/// Installs what the lock file says, unless it is there already.
fn install() -> Result<(), Failure> {
    let lock = fs::read(root().join(EXTENSION).join("package-lock.json"))?;
    let stamp = root().join(EXTENSION).join("node_modules/.stamp");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let quiet = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run_in(EXTENSION, "npm", &quiet)?;
    fs::write(stamp, lock)?;
    Ok(())
}
