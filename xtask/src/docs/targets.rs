//! What each target can keep: a table of constructs.

use std::collections::BTreeMap;

use pipewright_backend::{Capability, Support};

use super::cell;

/// The construct by which a target says that it makes no difference between constructs.
const EVERYTHING: &str = "everything";

/// The page.
pub fn page() -> String {
    let targets = pipewright_driver::targets();
    let mut page = String::from(
        "# Targets\n\nWhat each target keeps, and by what. A constraint that a target cannot keep is an error that \
names it: none is\ndropped in silence. Generated from the targets themselves by `cargo xtask docs`.\n\n\
| target | versions, the default first |\n|---|---|\n",
    );
    let mut constructs: Vec<&str> = Vec::new();
    let mut whole: Vec<(&str, Support)> = Vec::new();
    let mut known: BTreeMap<(&str, &str), &Capability> = BTreeMap::new();
    for target in targets {
        let versions = match target.versions() {
            [] => "any".to_owned(),
            versions => versions.join(", "),
        };
        page.push_str(&format!("| `{}` | {versions} |\n", target.name()));
        for capability in target.capabilities() {
            if capability.construct == EVERYTHING {
                whole.push((target.name(), capability.support));
                continue;
            }
            if !constructs.contains(&capability.construct) {
                constructs.push(capability.construct);
            }
            known.insert((capability.construct, target.name()), capability);
        }
    }
    for (target, support) in &whole {
        page.push_str(&format!(
            "\n`{target}` keeps everything: {}.\n",
            words(*support)
        ));
    }
    let targets: Vec<_> = targets
        .iter()
        .filter(|target| whole.iter().all(|(name, _)| *name != target.name()))
        .collect();
    page.push_str("\n## Constructs\n\n| construct |");
    for target in &targets {
        page.push_str(&format!(" {} |", target.name()));
    }
    page.push_str(&format!("\n|---|{}\n", "---|".repeat(targets.len())));
    for construct in constructs {
        page.push_str(&format!("| `{}` |", cell(construct)));
        for target in &targets {
            let support = known.get(&(construct, target.name()));
            page.push_str(&format!(
                " {} |",
                support.map_or(String::new(), |one| words(one.support))
            ));
        }
        page.push('\n');
    }
    page
}

fn words(support: Support) -> String {
    match support {
        Support::Kept(by) => cell(by),
        Support::Limited(by, but) => cell(&format!("{by}; *{but}*")),
        Support::Refused(why) => cell(&format!("**refused**: {why}")),
    }
}
