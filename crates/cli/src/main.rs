//! The `pipewright` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Compiling is many small texts, on all cores: a third of the time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    pipewright_cli::run()
}
