//! `check`: everything but writing.

use pipewright_driver::{Compilation, Goal, Options, compile};
use pipewright_plan::Status;
use pipewright_render::Summary;

use crate::arguments::Check;
use crate::console::Console;
use crate::exit::Exit;
use crate::place::{self, Place};
use crate::{baseline, findings, fixes, replace};

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
        if fixed > 0 && console.show.format.is_for_people() {
            let plural = if fixed == 1 { "" } else { "s" };
            console.note(&format!("fixed {fixed} file{plural}\n"));
        }
    }
    if let Some(path) = &verb.write_baseline {
        baseline::write(console, &mut found, path)?;
        return findings::show(console, &found.diagnostics, &found.sources, &place.prefix);
    }
    let exit = findings::show(console, &found.diagnostics, &found.sources, &place.prefix)?;
    if console.show.format.is_for_people() {
        if verb.fix {
            console.note(&left(&found));
        }
        let hidden = hidden(&found);
        if exit == Exit::Ok {
            console.print(&format!("{}\n{hidden}", passed(&found)))?;
        } else {
            console.note(&hidden);
        }
    }
    Ok(exit)
}

fn check(console: &Console, verb: &Check) -> Result<(Place, Compilation), Exit> {
    let (place, project) = place::open(console, &verb.path, None)?;
    let (known, unusable) = match baseline::load(console, &place, verb)? {
        Ok(known) => (known, None),
        Err(unusable) => (None, Some(unusable)),
    };
    let options = Options {
        goal: Goal::Check,
        today: verb.today,
        known,
        ..Options::default()
    };
    console.status("checking");
    let found = compile(project, &options);
    console.status("");
    let mut found = found.map_err(|error| {
        console.complain(&error.to_string());
        Exit::Usage
    })?;
    if let Some(unusable) = unusable {
        unusable.tell(&mut found);
    }
    Ok((place, found))
}

fn passed(found: &Compilation) -> String {
    if found.has_hidden_errors() {
        return "checked: no errors beyond those of the baseline".to_owned();
    }
    let ledgers = found.plans.iter().map(|plan| &plan.ledger);
    let constraints: usize = ledgers.clone().map(|ledger| ledger.constraints.len()).sum();
    let waived = ledgers.flat_map(|ledger| &ledger.rows);
    let waived = waived.filter(|row| row.status == Status::Waived).count();
    let kept = match waived {
        0 => format!("all {constraints} constraints"),
        _ => format!("{} constraints", constraints.saturating_sub(waived)),
    };
    let pipelines = match found.plans.len() {
        0 => return "checked; no environment runs anything yet".to_owned(),
        1 => "1 pipeline".to_owned(),
        plans => format!("{plans} pipelines (counted in each environment)"),
    };
    let rest = match waived {
        0 => String::new(),
        _ => format!(", {waived} waived"),
    };
    format!("checked: {kept} of {pipelines} are kept{rest}")
}

/// What `--fix` left to people: fixes that may not be what was meant.
fn left(found: &Compilation) -> String {
    let offered = found.diagnostics.iter();
    match offered.filter(|found| !found.fixes.is_empty()).count() {
        0 => String::new(),
        1 => "1 fix is left to you: it may not be what was meant\n".to_owned(),
        many => format!("{many} fixes are left to you: they may not be what was meant\n"),
    }
}

/// What the baseline kept from being shown.
fn hidden(found: &Compilation) -> String {
    if found.hidden.is_empty() {
        return String::new();
    }
    let errors = if found.has_hidden_errors() {
        "; `build` still refuses the errors, and what comes after them was not looked at"
    } else {
        ""
    };
    let summary = Summary::of(&found.hidden);
    format!("not shown, as the baseline knows it: {summary}{errors}\n")
}
