//! The rules `argo lint` and the controller hold workflows to (`workflow/validate/validate.go`), as
//! far as the schemas do not say them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use support::argo::depended_on;
use support::variants;

/// All workflows, by environment: those of the variants, and of the examples.
fn environments() -> Vec<Vec<Value>> {
    let variants = variants::all().into_iter().map(|(_, plans)| plans);
    variants
        .chain(support::examples())
        .map(|plans| {
            let plans: Vec<_> = plans.iter().collect();
            support::build(&plans)
                .iter()
                .filter(|(path, _)| {
                    path.ends_with("/workflowtemplate.yaml") || path.ends_with("/backfill.yaml")
                })
                .map(|(_, file)| serde_saphyr::from_str(&file.text).unwrap())
                .collect()
        })
        .collect()
}

fn workflows() -> Vec<Value> {
    let found: Vec<Value> = environments().into_iter().flatten().collect();
    assert!(found.len() > 8);
    found
}

fn list<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let found = value.pointer(path).and_then(Value::as_array);
    found.into_iter().flatten().collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

/// `isValidWorkflowFieldName`.
fn is_field_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|found| found.is_ascii_alphanumeric() || found == '-')
}

/// `isValidParamOrArtifactName`.
fn is_parameter_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|found| found.is_ascii_alphanumeric() || found == '-' || found == '_')
}

fn unique<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{name} is not unique");
    }
    seen
}

#[test]
fn names_are_taken_and_unique() {
    for workflow in workflows() {
        assert!(text(&workflow["metadata"], "name").len() <= 63);
        let templates = list(&workflow, "/spec/templates");
        let names = unique(templates.iter().map(|made| text(made, "name")));
        assert!(names.contains(text(&workflow["spec"], "entrypoint")));
        if let Some(exit) = workflow["spec"]["onExit"].as_str() {
            assert!(names.contains(exit));
        }
        for template in templates {
            assert!(is_field_name(text(template, "name")), "{template}");
            for path in ["/inputs/parameters", "/outputs/parameters"] {
                let names = unique(list(template, path).iter().map(|found| text(found, "name")));
                assert!(
                    names.iter().all(|name| is_parameter_name(name)),
                    "{names:?}"
                );
            }
            let tasks = list(template, "/dag/tasks");
            for name in unique(tasks.iter().map(|task| text(task, "name"))) {
                assert!(is_field_name(name), "{name}");
            }
        }
    }
}

#[test]
fn each_template_is_one_thing() {
    for workflow in workflows() {
        for template in list(&workflow, "/spec/templates") {
            let kinds = ["container", "dag", "suspend"];
            let count = kinds.iter().filter(|kind| template.get(**kind).is_some());
            assert_eq!(count.count(), 1, "{template}");
            let is_leaf = template.get("dag").is_none();
            assert!(is_leaf || template.get("activeDeadlineSeconds").is_none());
            assert!(!is_leaf || template.get("parallelism").is_none());
            assert!(is_leaf || !list(template, "/dag/tasks").is_empty());
        }
    }
}

#[test]
fn templates_are_there_and_are_told_what_they_ask_for() {
    for all in environments() {
        templates_of_one_environment(&all);
    }
}

fn templates_of_one_environment(all: &[Value]) {
    let by_name: BTreeMap<&str, &Value> = all
        .iter()
        .map(|workflow| (text(&workflow["metadata"], "name"), workflow))
        .collect();
    let mut used = BTreeSet::new();
    for workflow in all {
        let own = text(&workflow["metadata"], "name");
        let mut callers: Vec<&Value> = Vec::new();
        for template in list(workflow, "/spec/templates") {
            for task in list(template, "/dag/tasks") {
                callers.push(task);
                callers.extend(task.pointer("/hooks/exit"));
            }
        }
        for caller in callers {
            let (source, name) = match caller.get("templateRef") {
                Some(elsewhere) => (text(elsewhere, "name"), text(elsewhere, "template")),
                None => (own, text(caller, "template")),
            };
            let templates = list(by_name[source], "/spec/templates");
            let found = templates.iter().find(|made| text(made, "name") == name);
            let found = found.unwrap_or_else(|| panic!("no {name} in {source}"));
            used.insert((source.to_owned(), name.to_owned()));
            let told: BTreeSet<&str> = list(caller, "/arguments/parameters")
                .iter()
                .map(|parameter| {
                    assert!(parameter.get("value").is_some(), "{parameter}");
                    text(parameter, "name")
                })
                .collect();
            let mut asked = BTreeSet::new();
            for input in list(found, "/inputs/parameters") {
                asked.insert(text(input, "name"));
                let has = told.contains(text(input, "name")) || input.get("default").is_some();
                assert!(has, "{name} is not told {input}");
            }
            let extra: Vec<_> = told.difference(&asked).collect();
            assert!(extra.is_empty(), "{name} does not ask for {extra:?}");
        }
    }
    for workflow in all {
        let own = text(&workflow["metadata"], "name");
        for template in list(workflow, "/spec/templates") {
            let name = text(template, "name");
            let is_root =
                name == text(&workflow["spec"], "entrypoint") || workflow["spec"]["onExit"] == name;
            let key = (own.to_owned(), name.to_owned());
            assert!(is_root || used.contains(&key), "{key:?} is never used");
        }
    }
}

#[test]
fn depends_say_results_of_tasks_that_are_there() {
    for workflow in workflows() {
        for template in list(&workflow, "/spec/templates") {
            let tasks = list(template, "/dag/tasks");
            let names: BTreeSet<&str> = tasks.iter().map(|task| text(task, "name")).collect();
            for task in &tasks {
                assert!(task.get("continueOn").is_none() && task.get("dependencies").is_none());
                let depends = task["depends"].as_str().unwrap_or("");
                for need in depended_on(depends) {
                    assert!(names.contains(need.as_str()), "{need}");
                    assert_ne!(need, text(task, "name"));
                }
            }
            if let Some(target) = template["dag"]["target"].as_str() {
                assert!(names.contains(target));
            }
        }
    }
}

/// Every tag of a text: `{{…}}`.
fn tags(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once("{{") {
        let (tag, after) = tail
            .split_once("}}")
            .unwrap_or_else(|| panic!("a tag without an end: {text}"));
        found.push(tag);
        rest = after;
    }
    found
}

fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        _ => {}
    }
}

/// Source text never becomes a tag: all there are, are ours.
#[test]
fn tags_name_what_is_there() {
    for workflow in workflows() {
        let parameters: BTreeSet<String> = list(&workflow, "/spec/arguments/parameters")
            .iter()
            .map(|parameter| format!("workflow.parameters.{}", text(parameter, "name")))
            .collect();
        let mut outside = workflow["spec"].clone();
        outside.as_object_mut().unwrap().remove("templates");
        let mut found = Vec::new();
        strings(&outside, &mut found);
        for text in found {
            assert_eq!(tags(text), [""; 0], "{text}");
        }
        for template in list(&workflow, "/spec/templates") {
            let inputs: BTreeSet<String> = list(template, "/inputs/parameters")
                .iter()
                .map(|input| format!("inputs.parameters.{}", text(input, "name")))
                .collect();
            let tasks: BTreeSet<String> = list(template, "/dag/tasks")
                .iter()
                .map(|task| format!("tasks.{}.status", text(task, "name")))
                .collect();
            let mut found = Vec::new();
            strings(template, &mut found);
            for tag in found.iter().flat_map(|text| tags(text)) {
                if let Some(expression) = tag.strip_prefix('=') {
                    assert!(!expression.contains("{{"), "{expression}");
                    continue;
                }
                let known = [
                    "workflow.name",
                    "workflow.status",
                    "item",
                    "item.id",
                    "item.time",
                ];
                assert!(
                    inputs.contains(tag)
                        || parameters.contains(tag)
                        || tasks.contains(tag)
                        || known.contains(&tag),
                    "{tag} in {}",
                    template["name"]
                );
            }
        }
    }
}

#[test]
fn every_expression_is_one() {
    let mut count = 0;
    for workflow in workflows() {
        let mut found = Vec::new();
        strings(&workflow["spec"], &mut found);
        for tag in found.iter().flat_map(|text| tags(text)) {
            let Some(expression) = tag.strip_prefix('=') else {
                continue;
            };
            let scope = BTreeMap::new();
            // Without variables it cannot be evaluated; that it can be read shows in the error.
            if let Err(error) = support::argo::evaluate(expression, &scope) {
                assert!(!error.contains("-->"), "{expression}\n{error}");
            }
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn choices_hold_the_default() {
    for workflow in workflows() {
        let mut all = list(&workflow, "/spec/arguments/parameters");
        for template in list(&workflow, "/spec/templates") {
            all.extend(list(template, "/inputs/parameters"));
        }
        for parameter in all {
            let Some(choices) = parameter["enum"].as_array() else {
                continue;
            };
            let value = parameter.get("value").or(parameter.get("default"));
            assert!(
                value.is_none_or(|value| choices.contains(value)),
                "{parameter}"
            );
        }
    }
}

#[test]
fn pods_have_what_they_name() {
    for workflow in workflows() {
        for template in list(&workflow, "/spec/templates") {
            let Some(main) = template.get("container") else {
                continue;
            };
            assert_eq!(main["name"], "main");
            let volumes = unique(
                list(template, "/volumes")
                    .iter()
                    .map(|found| text(found, "name")),
            );
            let leading = list(template, "/initContainers");
            let names = unique(leading.iter().map(|found| text(found, "name")));
            for taken in ["init", "main", "wait", "supervisor"] {
                assert!(!names.contains(taken), "{taken}");
            }
            for container in leading.into_iter().chain([main]) {
                let mounts = list(container, "/volumeMounts");
                unique(mounts.iter().map(|mount| text(mount, "mountPath")));
                for mount in mounts {
                    assert!(volumes.contains(text(mount, "name")), "{mount}");
                }
                let taken = mount_free(container);
                assert!(taken, "{container}");
            }
        }
    }
}

/// Nothing is mounted where Argo mounts its own.
fn mount_free(container: &Value) -> bool {
    list(container, "/volumeMounts").iter().all(|mount| {
        let path = text(mount, "mountPath");
        !path.starts_with("/var/run/argo") && !path.starts_with("/var/run/secrets")
    })
}

#[test]
fn schedules_are_ones_argo_takes() {
    let mut count = 0;
    for (_, plans) in variants::all() {
        let plans: Vec<_> = plans.iter().collect();
        for (path, file) in support::build(&plans).iter() {
            if !path.ends_with("/cronworkflow.yaml") {
                continue;
            }
            let all: Vec<Value> = serde_saphyr::from_multiple(&file.text).unwrap();
            unique(all.iter().map(|made| text(&made["metadata"], "name")));
            for made in all {
                assert!(text(&made["metadata"], "name").len() <= 52);
                let spec = &made["spec"];
                assert_eq!(list(spec, "/schedules").len(), 1);
                assert!(spec.pointer("/workflowSpec/templates").is_none());
                count += 1;
            }
        }
    }
    assert_eq!(count, 4);
}
