//! The page of policies: the library's, and every fact that one may ask.

use pipewright_model::PolicySubject;
use pipewright_source::SourceId;
use pipewright_syntax::tree::{Item, ItemKind, Policy};

/// What is told before the tables.
const INTRODUCTION: &str = include_str!("policies_introduction.txt");

/// The page.
pub fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str(&library());
    page.push_str("\n## Facts\n");
    for subject in PolicySubject::ALL {
        page.push_str(&format!(
            "\n### {}\n\n| fact | is | meaning |\n|---|---|---|\n",
            subject.word()
        ));
        for fact in subject.facts() {
            let (name, kind, meaning) = (fact.name, fact.kind.describe(), fact.meaning);
            page.push_str(&format!("| `{name}` | {kind} | {meaning} |\n"));
        }
    }
    page
}

/// The policies of `std.policies`, each with its requirements as they are written.
fn library() -> String {
    let mut text = "\n## The library\n\n".to_owned();
    let Some(module) = pipewright_stdlib::module("policies") else {
        return text;
    };
    let (file, _) = pipewright_parser::parse(SourceId(0), module.text);
    text.push_str(
        "`import std.policies`, and apply those you want: `policy policies.owned`. Each is a few lines, shown \
         here whole: copy one that fits only nearly.\n",
    );
    let policies = file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Policy(policy) => Some((item, policy)),
        _ => None,
    });
    for (item, policy) in policies {
        text.push_str(&section(module.text, item, policy));
    }
    text
}

fn section(source: &str, item: &Item, policy: &Policy) -> String {
    let name = policy.name.as_ref().map_or("", |name| &name.value);
    let doc: Vec<&str> = item
        .doc
        .iter()
        .flat_map(|doc| &doc.lines)
        .map(|line| line.trim())
        .collect();
    let span = item.span.start as usize..item.span.end as usize;
    let whole = source.get(span).unwrap_or_default();
    format!(
        "\n### policies.{name}\n\n{}\n\n```\n{}\n```\n",
        doc.join("\n"),
        whole.trim_end()
    )
}
