//! `build`: check, then write.

use pipewright_driver::{Compilation, Goal, Options, compile};
use pipewright_output::{
    Difference, DifferenceKind, Disk, OutputFolder, Report, Scope, WriteError, WriteOptions,
};

use crate::arguments::Build;
use crate::console::Console;
use crate::exit::Exit;
use crate::place;
use crate::{findings, ledger};

pub fn run(console: &Console, verb: &Build) -> Result<Exit, Exit> {
    let (place, project) = place::open(console, &verb.path, verb.out.as_deref())?;
    let options = Options {
        goal: Goal::Build,
        targets: verb.targets.clone(),
        environments: verb.environments.clone(),
        ..Options::default()
    };
    console.status("building");
    let built = compile(project, &options);
    console.status("");
    let built = built.map_err(|error| {
        console.complain(&error.to_string());
        Exit::Usage
    })?;
    let exit = findings::show(console, &built.diagnostics, &built.sources, &place.prefix)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    let out = place.out(verb.out.as_deref());
    let shown = place.shown_out(verb.out.as_deref());
    if verb.check {
        return compare(console, &built, &out, &shown);
    }
    let options = WriteOptions {
        scope: scope(&built),
        overwrite_edited: verb.overwrite_edited,
    };
    let report = pipewright_output::write(&Disk, &out, &built.files, &options)
        .map_err(|error| refused(console, &error, &shown))?;
    if console.show.format.is_for_people() {
        console.print(&summary(&built, verb, &report, &shown, console.style.width))?;
    }
    Ok(Exit::Ok)
}

fn scope(built: &Compilation) -> Scope {
    match &built.part {
        Some(folders) => Scope::Below(folders.clone()),
        None => Scope::All,
    }
}

fn refused(console: &Console, error: &WriteError, out: &str) -> Exit {
    console.complain(&error.to_string());
    match error {
        WriteError::Refused { edited, foreign } => {
            if !edited.is_empty() {
                console.note(
                    "help: bend generated output with an overlay, or `build --overwrite-edited` to lose the edits\n",
                );
            }
            if !foreign.is_empty() {
                console.note(&format!(
                    "help: move these out of `{}`, or write elsewhere with --out\n",
                    pipewright_render::visible(out)
                ));
            }
            Exit::Found
        }
        _ => Exit::Io,
    }
}

fn compare(
    console: &Console,
    built: &Compilation,
    out: &OutputFolder,
    shown: &str,
) -> Result<Exit, Exit> {
    let differences = pipewright_output::compare(&Disk, out, &built.files, &scope(built))
        .map_err(|error| refused(console, &error, shown))?;
    let mut text = String::new();
    for Difference { path, kind } in &differences {
        let what = match kind {
            DifferenceKind::Missing => "is missing",
            DifferenceKind::Outdated => "is out of date",
            DifferenceKind::Stale => "is no longer generated",
            DifferenceKind::Edited => "was edited by hand",
            DifferenceKind::Foreign => "is in the way and not generated",
        };
        text.push_str(&format!("{shown}/{path} {what}\n"));
    }
    let text = pipewright_render::visible(&text);
    if console.show.format.is_for_people() {
        if differences.is_empty() {
            console.print(&format!("{shown} is up to date\n"))?;
        } else {
            console.print(&text)?;
        }
    } else {
        console.note(&text);
    }
    Ok(if differences.is_empty() {
        Exit::Ok
    } else {
        Exit::Found
    })
}

fn summary(built: &Compilation, verb: &Build, report: &Report, out: &str, width: usize) -> String {
    let mut text = String::new();
    if !built.plans.is_empty() {
        text.push_str(&ledger::summary(&built.plans, width));
        text.push('\n');
    }
    if verb.ledger {
        for plan in &built.plans {
            text.push_str(&ledger::full(plan));
            text.push('\n');
        }
    } else if let [plan] = built.plans.as_slice() {
        text.push_str(&ledger::brief(plan, width));
        text.push('\n');
    } else {
        text.push_str(&match ledger::count_waivers(&built.plans) {
            0 => String::new(),
            1 => "1 waiver; --ledger shows it\n\n".to_owned(),
            many => format!("{many} waivers; --ledger shows them\n\n"),
        });
    }
    let files = built.files.len();
    let plural = if files == 1 { "" } else { "s" };
    text.push_str(&format!(
        "{files} file{plural} in {}: {} new, {} changed, {} removed, {} as before\n",
        pipewright_render::visible(out),
        report.created.len(),
        report.replaced.len(),
        report.removed.len(),
        report.unchanged
    ));
    text
}
