//! `lsp`: an editor's language server.

use crate::console::Console;
use crate::exit::Exit;

pub fn run(console: &Console) -> Result<Exit, Exit> {
    match pipewright_lsp::serve() {
        Ok(true) => Ok(Exit::Ok),
        // The client went away, or said `exit` without `shutdown`: the protocol wants a failure.
        Ok(false) => Err(Exit::Found),
        Err(error) => {
            console.complain(&format!("cannot serve: {error}"));
            Err(Exit::Io)
        }
    }
}
