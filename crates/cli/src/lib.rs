//! The pipewright command: one short file a verb.
//!
//! Findings for people go to standard error; everything a program may want to read goes to standard
//! output. Nothing here knows the language: verbs call the driver and show what it gives.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod arguments;
mod baseline;
mod console;
mod exit;
mod findings;
mod fixes;
mod inspected;
mod ledger;
mod place;
mod replace;
mod verbs;
mod why;
mod wrap;

pub use arguments::Arguments;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

/// Stack of each worker: parsing nests as deep as the language lets it.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// The command as data, for completions and the reference.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command with the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // A second pool cannot be there yet; if it were, it would do.
    let _ = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK_BYTES)
        .build_global();
    let worker = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || verbs::run(arguments));
    let outcome = worker.ok().and_then(|worker| worker.join().ok());
    outcome.unwrap_or(exit::Exit::Io).into()
}
