//! The ledger as Markdown: tables that a reviewer reads in a pull request, and an auditor keeps.

use pipewright_trace::{Kept, LedgerConstraint, LedgerDocument, LedgerPipeline};

use super::{keeper, place, totals, word};

/// The ledgers as tables, one a pipeline and environment.
pub fn markdown(document: &LedgerDocument, out: &str) -> String {
    let ledgers = document.ledgers.iter().map(|ledger| one(ledger, out));
    let text = ledgers.collect::<Vec<_>>().join("\n");
    if text.is_empty() {
        "No environment runs anything yet.\n".to_owned()
    } else {
        text
    }
}

fn one(ledger: &LedgerPipeline, out: &str) -> String {
    let mut text = format!(
        "### {} in {} for {}\n\n{}.\n\n",
        escaped(&ledger.pipeline),
        escaped(&ledger.environment),
        escaped(&ledger.targets.join(", ")),
        totals(ledger)
    );
    text.push_str("| constraint | kept | by | facts |\n|---|---|---|---|\n");
    for constraint in &ledger.constraints {
        let mut first = true;
        for kept in &constraint.kept {
            let asked = if first {
                demand(constraint)
            } else {
                String::new()
            };
            text.push_str(&format!(
                "| {asked} | {} | {} | {} |\n",
                word(kept.status),
                by(kept, out),
                facts(kept)
            ));
            first = false;
        }
    }
    if !ledger.waivers.is_empty() {
        text.push_str("\n| waived rule | until | because | where |\n|---|---|---|---|\n");
        for waiver in &ledger.waivers {
            text.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                code(&waiver.what()),
                escaped(&waiver.until),
                escaped(&waiver.because),
                code(&format!("{}:{}", waiver.origin.file, waiver.origin.line))
            ));
        }
    }
    text
}

fn demand(constraint: &LedgerConstraint) -> String {
    let origin = &constraint.origin;
    format!(
        "{}<br>{}",
        code(&constraint.text),
        escaped(&format!("{}:{}", origin.file, origin.line))
    )
}

fn by(kept: &Kept, out: &str) -> String {
    let mut parts = vec![escaped(keeper(kept))];
    parts.extend(kept.field.as_deref().map(code));
    parts.extend(place(kept, out).map(|place| escaped(&place)));
    parts.join("<br>")
}

fn facts(kept: &Kept) -> String {
    let lines = kept.because.iter().map(|fact| {
        let words: Vec<&str> = fact.split_whitespace().collect();
        escaped(&words.join(" "))
    });
    lines.collect::<Vec<_>>().join("<br>")
}

/// Text in a cell: nothing of it is Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '@' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// Code in a cell. A cell ends at a bar even in code, so that those are escaped.
fn code(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    let fence = if clean.contains('`') { "``" } else { "`" };
    let pad = if clean.contains('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", clean.replace('|', "\\|"))
}
