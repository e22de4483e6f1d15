//! One page a rule, and the list of them.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Example, Rule, Severity};

use super::cell;

const AREAS: &[(&str, &str)] = &[
    ("PW01", "Syntax"),
    ("PW02", "Names"),
    ("PW03", "Types and values"),
    ("PW04", "Schemas"),
    ("PW05", "Time"),
    ("PW06", "Residency and placement"),
    ("PW07", "Guarantees and writes"),
    ("PW08", "Targets"),
    ("PW09", "Projects"),
    ("PW10", "Policies"),
];

/// The pages by path below `docs`.
pub fn pages() -> BTreeMap<String, String> {
    let rules = pipewright_driver::all_rules();
    let mut pages = BTreeMap::new();
    let mut index = String::from(
        "# Rules\n\nWhat the compiler checks. `pipewright explain CODE` prints the same pages; this one and \
those it leads to\nare generated from the rules themselves by `cargo xtask docs`. An error refuses the \
program, a warning does not,\na note says that a fact is missing. [Levels, waivers and a baseline](practice.md) change that\nfor a project.\n",
    );
    for (prefix, area) in AREAS {
        let of_area: Vec<&&Rule> = rules
            .iter()
            .filter(|rule| rule.code.starts_with(prefix))
            .collect();
        if of_area.is_empty() {
            continue;
        }
        index.push_str(&format!(
            "\n## {area}\n\n| code | name | level | demands |\n|---|---|---|---|\n"
        ));
        for rule in of_area {
            index.push_str(&format!(
                "| [{code}](rules/{code}.md) | {} | {} | {} |\n",
                rule.name,
                level(rule.severity),
                cell(rule.summary),
                code = rule.code,
            ));
            pages.insert(format!("rules/{}.md", rule.code), page(rule));
        }
    }
    pages.insert("rules.md".to_owned(), index);
    pages
}

fn page(rule: &Rule) -> String {
    let mut page = format!(
        "# {}: {}\n\n**{}** ({})\n\n{}\n",
        rule.code,
        rule.name,
        rule.summary,
        level(rule.severity),
        rule.explanation.trim()
    );
    if let Some(sentence) = rule.standing().sentence() {
        page.push_str(&format!("\n[{sentence}](../practice.md)\n"));
    }
    example(&mut page, "Breaks it", rule.failing);
    example(&mut page, "Keeps it", rule.passing);
    page
}

fn example(page: &mut String, title: &str, example: Example) {
    let files = example.files();
    if files.is_empty() {
        return;
    }
    page.push_str(&format!("\n## {title}\n"));
    let alone = files.len() == 1;
    for (path, text) in files {
        if !(alone && path == "main.pipe") {
            page.push_str(&format!("\n`{path}`\n"));
        }
        let language = if path.ends_with(".toml") {
            "toml"
        } else {
            "pipe example"
        };
        page.push_str(&format!("\n```{language}\n{}\n```\n", text.trim_end()));
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
