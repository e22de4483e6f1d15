//! The `pipewright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    pipewright_cli::run()
}
