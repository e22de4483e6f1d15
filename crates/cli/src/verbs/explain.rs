//! `explain`: what a rule demands, why, and two examples.

use pipewright_diagnostics::{Example, Rule, Severity};
use serde_json::{Value, json};

use crate::arguments::{Explain, Format};
use crate::console::Console;
use crate::exit::Exit;
use crate::wrap::wrap;

pub fn run(console: &Console, verb: &Explain) -> Result<Exit, Exit> {
    let rules = pipewright_driver::all_rules();
    let Some(wanted) = &verb.rule else {
        return list(console, rules);
    };
    let found: Vec<&Rule> = rules
        .iter()
        .filter(|rule| rule.code.eq_ignore_ascii_case(wanted) || rule.name == wanted)
        .copied()
        .collect();
    if found.is_empty() {
        let known = rules.iter().flat_map(|rule| [rule.code, rule.name]);
        let near = pipewright_syntax::nearest(wanted, known);
        let hint = near.map_or_else(
            || "; `pipewright explain --all` lists them".to_owned(),
            |near| format!("; did you mean {near}?"),
        );
        console.complain(&format!("there is no rule {wanted}{hint}"));
        return Err(Exit::Usage);
    }
    for rule in found {
        if console.show.format == Format::Human {
            console.print(&text(rule, console.style.width))?;
        } else {
            console.print(&format!("{:#}\n", data(rule)))?;
        }
    }
    Ok(Exit::Ok)
}

fn list(console: &Console, rules: &[&Rule]) -> Result<Exit, Exit> {
    if console.show.format == Format::Human {
        let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        let lines: String = rules
            .iter()
            .map(|rule| {
                let level = level(rule.severity);
                format!(
                    "{}  {:width$}  {level:7}  {}\n",
                    rule.code, rule.name, rule.summary
                )
            })
            .collect();
        console.print(&lines)?;
    } else {
        let rules: Vec<Value> = rules.iter().map(|rule| data(rule)).collect();
        console.print(&format!("{:#}\n", Value::from(rules)))?;
    }
    Ok(Exit::Ok)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The page of a rule; examples stand as they are, prose in lines of `width`.
fn text(rule: &Rule, width: usize) -> String {
    let mut text = format!(
        "{} {} ({})\n\n{}\n{}",
        rule.code,
        rule.name,
        level(rule.severity),
        wrap(rule.summary, width),
        wrap(rule.explanation.trim_end(), width)
    );
    if let Some(sentence) = rule.standing().sentence() {
        text.push_str(&format!("\n{}", wrap(sentence, width)));
    }
    for (title, example) in [
        ("This breaks it", rule.failing),
        ("This keeps it", rule.passing),
    ] {
        let files = example.files();
        let alone = files.len() == 1;
        for (path, file) in files {
            let place = if alone && path == "main.pipe" {
                String::new()
            } else {
                format!(" ({path})")
            };
            text.push_str(&format!("\n{title}{place}:\n\n"));
            for line in file.trim_end().lines() {
                let indent = if line.is_empty() { "" } else { "    " };
                text.push_str(&format!("{indent}{line}\n"));
            }
        }
    }
    text
}

fn data(rule: &Rule) -> Value {
    let files = |example: Example| -> Value {
        let files = example.files();
        files
            .into_iter()
            .map(|(path, text)| json!({ "path": path, "text": text }))
            .collect()
    };
    json!({
        "code": rule.code,
        "name": rule.name,
        "severity": level(rule.severity),
        "standing": rule.standing().word(),
        "summary": rule.summary,
        "explanation": rule.explanation,
        "failing": files(rule.failing),
        "passing": files(rule.passing),
    })
}
