//! `check`: everything but writing.

use pipewright_driver::{Compilation, Goal, Options, compile};

use crate::arguments::{Check, Format};
use crate::console::Console;
use crate::exit::Exit;
use crate::place::{self, Place};
use crate::{findings, fixes, replace};

/// One fix may make way for another; this many rounds are enough for any chain.
const MAX_ROUNDS: usize = 10;

pub fn run(console: &Console, verb: &Check) -> Result<Exit, Exit> {
    let (mut place, mut found) = check(console, verb)?;
    if verb.fix {
        let mut fixed = 0;
        for _ in 0..MAX_ROUNDS {
            let new = fixes::apply_safe(&found.diagnostics, &found.sources);
            if new.is_empty() {
                break;
            }
            for (source, text) in new {
                let file = found.sources.get(source).map_or("", |file| file.path());
                replace::replace(&place.root.join(file), &text).map_err(|error| {
                    console.complain(&format!("cannot write {file}: {error}"));
                    Exit::Io
                })?;
                fixed += 1;
            }
            (place, found) = check(console, verb)?;
        }
        if fixed > 0 && console.show.format == Format::Human {
            let plural = if fixed == 1 { "" } else { "s" };
            console.note(&format!("fixed {fixed} file{plural}\n"));
        }
    }
    let exit = findings::show(console, &found.diagnostics, &found.sources, &place.prefix)?;
    if exit == Exit::Ok && console.show.format == Format::Human {
        console.print(&format!("{}\n", passed(&found)))?;
    }
    Ok(exit)
}

fn check(console: &Console, verb: &Check) -> Result<(Place, Compilation), Exit> {
    let (place, project) = place::open(console, &verb.path, None)?;
    let options = Options {
        goal: Goal::Check,
        ..Options::default()
    };
    console.status("checking");
    let found = compile(project, &options);
    console.status("");
    let found = found.map_err(|error| {
        console.complain(&error.to_string());
        Exit::Usage
    })?;
    Ok((place, found))
}

fn passed(found: &Compilation) -> String {
    let constraints: usize = found
        .plans
        .iter()
        .map(|plan| plan.ledger.constraints.len())
        .sum();
    match found.plans.len() {
        0 => "checked; no environment runs anything yet".to_owned(),
        1 => format!("checked: all {constraints} constraints of 1 pipeline are kept"),
        plans => format!(
            "checked: all {constraints} constraints of {plans} pipelines (counted in each environment) are kept"
        ),
    }
}
