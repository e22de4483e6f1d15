//! One file a verb.

mod build;
mod check;
mod completions;
mod diff_env;
mod explain;
mod fmt;
mod graph;
mod init;
mod ledger;
mod lsp;
mod why;

use crate::arguments::{Arguments, Verb};
use crate::console::Console;
use crate::exit::Exit;

/// Runs a verb.
pub fn run(arguments: Arguments) -> Exit {
    let console = Console::new(arguments.show);
    let result = match arguments.verb {
        Verb::Init(verb) => init::run(&console, &verb),
        Verb::Check(verb) => check::run(&console, &verb),
        Verb::Build(verb) => build::run(&console, &verb),
        Verb::DiffEnv(verb) => diff_env::run(&console, &verb),
        Verb::Ledger(verb) => ledger::run(&console, &verb),
        Verb::Why(verb) => why::run(&console, &verb),
        Verb::Graph(verb) => graph::run(&console, &verb),
        Verb::Fmt(verb) => fmt::run(&console, &verb),
        Verb::Explain(verb) => explain::run(&console, &verb),
        Verb::Lsp(_) => lsp::run(&console),
        Verb::Completions(verb) => completions::run(&console, &verb),
    };
    result.unwrap_or_else(|exit| exit)
}
