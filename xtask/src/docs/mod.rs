//! Pages that are generated, so that they cannot be wrong.

mod command_line;
mod connectors;
mod editors;
mod grammar;
mod policies;
mod rules;
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::{Failure, root};

/// Writes the pages, or says which are out of date.
pub fn run(check: bool) -> Result<(), Failure> {
    let mut pages: BTreeMap<String, String> = rules::pages();
    pages.insert("cli.md".into(), command_line::page());
    pages.insert("connectors.md".into(), connectors::page());
    pages.insert("regions.md".into(), connectors::regions());
    let productions = fs::read_to_string(root().join("grammar/pipewright.lalrpop"))?;
    pages.insert("grammar.md".into(), grammar::page(&productions));
    pages.insert("policies.md".into(), policies::page());
    pages.insert("targets.md".into(), targets::page());
    pages.insert("plan.schema.json".into(), pipewright_target_json::schema());
    pages.insert("ledger.schema.json".into(), pipewright_trace::schema());
    pages.extend(editors::pages(&root().join("editors"))?);
    let folder = root().join("docs");
    let stale = stale(&folder, &pages)?;
    if !check {
        for path in stale.keys() {
            match pages.get(path) {
                Some(text) => {
                    let file = folder.join(path);
                    fs::create_dir_all(file.parent().unwrap_or(&folder))?;
                    fs::write(file, text)?;
                }
                None => fs::remove_file(folder.join(path))?,
            }
        }
        println!("{} pages, {} written anew", pages.len(), stale.len());
        return Ok(());
    }
    if stale.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = stale
        .iter()
        .map(|(path, why)| format!("\n  docs/{path} {why}").replace("docs/../", ""))
        .collect();
    Err(format!("`cargo xtask docs` would change these:{}", list.concat()).into())
}

/// Pages that differ from what is there, and pages of rules that are gone.
fn stale(
    folder: &Path,
    pages: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, &'static str>, Failure> {
    let mut stale = BTreeMap::new();
    for (path, text) in pages {
        match fs::read_to_string(folder.join(path)) {
            Ok(present) if present == *text => {}
            Ok(_) => {
                stale.insert(path.clone(), "is out of date");
            }
            Err(_) => {
                stale.insert(path.clone(), "is missing");
            }
        }
    }
    let rules = folder.join("rules");
    if rules.is_dir() {
        let known: BTreeSet<&str> = pages.keys().map(String::as_str).collect();
        for entry in fs::read_dir(rules)? {
            let path = format!("rules/{}", entry?.file_name().to_string_lossy());
            if !known.contains(path.as_str()) {
                stale.insert(path, "is of no rule");
            }
        }
    }
    Ok(stale)
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
