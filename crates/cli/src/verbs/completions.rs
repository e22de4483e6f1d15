//! `completions`: a script for a shell.

use crate::arguments::Completions;
use crate::console::Console;
use crate::exit::Exit;

pub fn run(console: &Console, verb: &Completions) -> Result<Exit, Exit> {
    let mut script = Vec::new();
    clap_complete::generate(verb.shell, &mut crate::command(), "pipewright", &mut script);
    console.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}
