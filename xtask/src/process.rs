//! Running other programs at the root of the repository.

use std::process::Command;

use crate::{Failure, root};

/// Runs a program; its failure is ours.
pub fn run(program: &str, arguments: &[&str]) -> Result<(), Failure> {
    run_in(".", program, arguments)
}

/// Runs a program in a folder of the repository.
pub fn run_in(folder: &str, program: &str, arguments: &[&str]) -> Result<(), Failure> {
    println!("== {program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root().join(folder))
        .status()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{program} {} ended with {status}", arguments.join(" ")).into())
    }
}

/// Runs the cargo that runs us.
pub fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(&cargo, arguments)
}
