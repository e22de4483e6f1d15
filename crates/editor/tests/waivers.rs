//! Waivers in the editor: one policy is offered and written by what it says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

use std::sync::Arc;

use pipewright_driver::{Options, examine};
use pipewright_editor::{Analysis, At, actions, completion};
use pipewright_project::{LoadOptions, Memory, load};
use pipewright_source::{SourceId, Span};

/// 2026-11-21 08:30 UTC.
const NOW: i64 = 1_795_249_800;

const PROJECT: &str = r#"import std.policies
import std.s3

policy policies.deadline_set

policy "every \"pipeline\" names its owner" for pipeline p {
  require p.owner else "add `owner \"team\"`"
}

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-orders", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-copies", region = eu-west-1 }

cluster dublin { region = eu-west-1, nodes = [{ cpu = 8, memory = 32GiB }], logs = eu-west-1 }

environment prod { clusters = [dublin], targets = [json] }

pipeline copy_orders {
  schedule manual
  write orders to copies replacing all
}
"#;

struct Project(Analysis, SourceId);

impl Project {
    fn of(text: &str) -> Self {
        let memory: Memory = [("main.pipe".to_owned(), text.to_owned())]
            .into_iter()
            .collect();
        let project = Arc::new(load(&memory, &LoadOptions::default()).unwrap());
        let examined = Some(Arc::new(
            examine((*project).clone(), &Options::default()).unwrap(),
        ));
        let files: Vec<_> = project.sources.iter().collect();
        let (source, _) = files
            .iter()
            .find(|(_, file)| file.path() == "main.pipe")
            .unwrap();
        let source = *source;
        Self(
            Analysis::new(Arc::clone(&project), examined.clone(), examined),
            source,
        )
    }

    fn found(&self) -> Vec<String> {
        let examined = self.0.examined.as_ref().unwrap();
        let found = examined.compilation.diagnostics.iter();
        found.map(|found| found.message.clone()).collect()
    }
}

#[test]
fn the_action_waives_the_one_policy_that_is_broken() {
    let project = Project::of(PROJECT);
    assert_eq!(
        project.found(),
        ["the pipeline `copy_orders` breaks a policy: every \"pipeline\" names its owner"]
    );
    let at = u32::try_from(PROJECT.find("copy_orders {").unwrap()).unwrap();
    let offered = actions::actions(&project.0, Span::new(project.1, at, at), NOW);
    let waive = offered
        .iter()
        .find(|action| action.title.starts_with("waive"))
        .unwrap();
    assert_eq!(
        waive.title,
        "waive the policy `every \"pipeline\" names its owner` for the pipeline `copy_orders`"
    );
    let edit = &waive.edits[0];
    let mut text = PROJECT.to_owned();
    text.insert_str(edit.span.start as usize, &edit.text);
    assert!(text.contains(
        "\n  allow policy \"every \\\"pipeline\\\" names its owner\" because \"say why\" until 2027-02-19\n  schedule"
    ));
    assert_eq!(Project::of(&text).found(), [""; 0]);
}

#[test]
fn policies_that_hold_are_proposed() {
    let proposed = |written: &str| {
        let text = PROJECT.replace(
            "  schedule manual",
            &format!("  {written}\n  schedule manual"),
        );
        let offset = text.find(written).unwrap() + written.len();
        let at = At {
            source: Project::of(&text).1,
            offset: u32::try_from(offset).unwrap(),
        };
        let items = completion::completion(&Project::of(&text).0, at).items;
        let inserts = items.into_iter().map(|item| item.insert);
        inserts
            .filter(|insert| insert.contains('"') || insert == "PW1001")
            .collect::<Vec<String>>()
    };
    assert_eq!(
        proposed("allow "),
        [
            "PW1001",
            "policy \"every \\\"pipeline\\\" names its owner\"",
            "policy \"what the clock starts has a deadline\"",
        ]
    );
    assert_eq!(
        proposed("allow policy "),
        [
            "\"every \\\"pipeline\\\" names its owner\"",
            "\"what the clock starts has a deadline\"",
        ]
    );
}
