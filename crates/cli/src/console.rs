//! The terminal: what it can show, and writing to it.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use pipewright_render::HumanStyle;

use crate::arguments::{Color, Show};
use crate::exit::Exit;

/// Where output goes and how it looks.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// The wishes of the command line.
    pub show: Show,
    /// How text for people looks on standard error.
    pub style: HumanStyle,
    terminal: bool,
}

impl Console {
    /// Looks at the terminal.
    pub fn new(show: Show) -> Self {
        let terminal = io::stderr().is_terminal();
        let plain = is_set("NO_COLOR") || variable("TERM").is_some_and(|term| term == "dumb");
        let width = terminal_size::terminal_size_of(io::stderr())
            .map_or(80, |(width, _)| usize::from(width.0))
            .clamp(40, 120);
        let utf8 = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()))
            .is_some_and(|locale| {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            });
        Self {
            show,
            style: HumanStyle {
                color: match show.color {
                    Color::Always => true,
                    Color::Never => false,
                    Color::Auto => terminal && !plain,
                },
                unicode: terminal && utf8,
                width,
            },
            terminal,
        }
    }

    /// Prints to standard output. A reader that went away is no failure.
    pub fn print(&self, text: &str) -> Result<(), Exit> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.complain(&format!("cannot write to standard output: {error}"));
                Err(Exit::Io)
            }
            _ => Ok(()),
        }
    }

    /// Prints to standard error, as it is.
    pub fn note(&self, text: &str) {
        // Nobody is left to be told that nobody can be told.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says why the command failed, where no place in a file can be shown.
    pub fn complain(&self, message: &str) {
        let (start, end) = if self.style.color {
            ("\u{1b}[31m", "\u{1b}[0m")
        } else {
            ("", "")
        };
        let message = pipewright_render::visible(message);
        self.note(&format!("{start}error:{end} {message}\n"));
    }

    /// Says what is going on, on a terminal only; the next line takes its place.
    pub fn status(&self, text: &str) {
        if self.terminal {
            self.note(&format!("\r\u{1b}[K{text}"));
        }
    }
}

/// What the user's terminal is like may be asked of the environment; nothing else may.
#[allow(clippy::disallowed_methods)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn is_set(name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty())
}
