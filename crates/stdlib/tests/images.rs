//! Images of movers are pinned, and one tool has one version everywhere.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;

use pipewright_stdlib::modules;

#[test]
fn one_tool_has_one_version() {
    let mut versions: BTreeMap<&str, &str> = BTreeMap::new();
    let mut movers = 0;
    for module in modules() {
        for line in module.text.lines().map(str::trim) {
            let Some(rest) = line.strip_prefix("mover ") else {
                continue;
            };
            movers += 1;
            let image = rest.split('"').nth(1).unwrap();
            let (repository, tag) = image.rsplit_once(':').unwrap();
            assert_ne!(tag, "latest", "{}", module.name);
            let known = versions.entry(repository).or_insert(tag);
            assert_eq!(*known, tag, "{repository} in {}", module.name);
        }
    }
    assert!(movers > 20);
}

#[test]
fn every_connector_and_parameter_is_documented() {
    for module in modules() {
        let mut before = "";
        let mut parameters = false;
        for line in module.text.lines() {
            let declares = line.starts_with("connector ");
            let parameter = parameters && line.starts_with("  ") && line.contains(": ");
            if (declares || parameter) && !line.trim_start().starts_with("///") {
                assert!(
                    before.trim_start().starts_with("///"),
                    "{}: {line}",
                    module.name
                );
            }
            parameters = declares || parameters && !line.starts_with(')');
            before = line;
        }
    }
}
