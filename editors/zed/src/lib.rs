//! Tells Zed how to start the language server: the `pipewright` that the settings name, or the one on PATH.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Pipewright;

impl Extension for Pipewright {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        let binary = settings.binary;
        let named = binary.as_ref().and_then(|binary| binary.path.clone());
        let command = named
            .or_else(|| worktree.which("pipewright"))
            .ok_or("There is no `pipewright` on PATH: install it, or name it in `lsp.pipewright.binary.path`.")?;
        let arguments = binary.and_then(|binary| binary.arguments);
        Ok(Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]),
            env: worktree.shell_env(),
        })
    }
}

register_extension!(Pipewright);
