//! Showing findings in the form that was asked for.

use pipewright_diagnostics::Diagnostic;
use pipewright_render::{Findings, Summary};
use pipewright_source::SourceMap;

use crate::arguments::Format;
use crate::console::Console;
use crate::exit::Exit;

/// Shows findings; gives back the exit code they mean.
pub fn show(
    console: &Console,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    prefix: &str,
) -> Result<Exit, Exit> {
    let findings = Findings {
        diagnostics,
        sources,
        prefix,
    };
    let summary = findings.summary();
    match console.show.format {
        Format::Human => human(console, &findings, summary),
        Format::Line => console.print(&findings.line())?,
        Format::Json => console.print(&findings.json())?,
        Format::Sarif => {
            let version = env!("CARGO_PKG_VERSION");
            console.print(&findings.sarif(pipewright_driver::all_rules(), version))?;
        }
        Format::Github => console.print(&findings.github())?,
    }
    Ok(if summary.errors > 0 {
        Exit::Found
    } else {
        Exit::Ok
    })
}

fn human(console: &Console, findings: &Findings<'_>, summary: Summary) {
    if findings.diagnostics.is_empty() {
        return;
    }
    console.note(&findings.human(&console.style));
    let codes: std::collections::BTreeSet<&str> = findings
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .map(|found| found.rule.code)
        .collect();
    let explain = codes.first().map_or(String::new(), |code| {
        format!("; `pipewright explain {code}` says more")
    });
    console.note(&format!("{summary}{explain}\n"));
}
