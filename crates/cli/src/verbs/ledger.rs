//! `ledger`: every constraint, how it is kept, and where in the output.

use pipewright_trace::ledger;

use crate::arguments::{Format, Ledger, LedgerForm};
use crate::console::Console;
use crate::exit::Exit;
use crate::findings;
use crate::inspected::{self, check_pipelines};
use crate::ledger::{markdown, table};

pub fn run(console: &Console, verb: &Ledger) -> Result<Exit, Exit> {
    let form = match (verb.form, console.show.format) {
        (Some(form), _) => form,
        (None, Format::Json) => LedgerForm::Json,
        (None, _) => LedgerForm::Table,
    };
    let (place, found) = inspected::open(console, &verb.path, None, &verb.environments)?;
    // A ledger is of a program that holds: of another there is nothing to say but why it does not.
    if found.has_errors() {
        return findings::show(console, &found.diagnostics, &found.sources, &place.prefix);
    }
    check_pipelines(console, &found, &verb.pipelines)?;
    let document = ledger(&found.plans(None, &verb.pipelines), &found.files);
    let out = place.shown_out(None);
    console.print(&match form {
        LedgerForm::Table => table(&document, &out, console.style.width),
        LedgerForm::Markdown => markdown(&document, &out),
        LedgerForm::Json => format!(
            "{}\n",
            serde_json::to_string_pretty(&document).unwrap_or_default()
        ),
    })?;
    Ok(Exit::Ok)
}
