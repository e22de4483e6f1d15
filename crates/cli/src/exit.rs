//! How the command ends.

use std::process::ExitCode;

/// The exit codes, as `--help` documents them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to complain about.
    Ok,
    /// Errors in the project, differences under `--check`, or graphs that differ.
    Found,
    /// The command was used wrongly.
    Usage,
    /// Files could not be read or written.
    Io,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ok => 0,
            Exit::Found => 1,
            Exit::Usage => 2,
            Exit::Io => 3,
        })
    }
}

/// The text that documents them.
pub const HELP: &str = "\
Exit codes:
  0  nothing to complain about
  1  errors in the project, differences under --check, or graphs that differ
  2  the command was used wrongly
  3  files could not be read or written";
