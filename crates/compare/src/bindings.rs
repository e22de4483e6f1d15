//! What an environment binds: parameters of the pipeline, facts of the platform.

use pipewright_plan::{EnvironmentPlan, Plan};
use serde_json::{Map, Value, json};

/// The parameters of a plan, as a document.
pub fn parameters(plan: &Plan) -> Value {
    let parameters = plan.pipeline.parameters.iter();
    Value::Object(
        parameters
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The facts of a plan's platform, as a document. Clusters are their names: what a cluster is does
/// not depend on who uses it. What follows from a fact, such as the hosts of a staging area, is
/// left away.
pub fn platform(environment: &EnvironmentPlan) -> Value {
    let mut facts = document(environment);
    for follows in ["name", "origin"] {
        facts.shift_remove(follows);
    }
    let clusters = environment.clusters.iter();
    facts.insert(
        "clusters".to_owned(),
        clusters.map(|cluster| cluster.name.as_str()).collect(),
    );
    let targets = environment.targets.iter();
    let targets = targets.map(|target| match &target.version {
        Some(version) => format!("{} {version}", target.name),
        None => target.name.clone(),
    });
    facts.insert("targets".to_owned(), targets.collect());
    let registries = environment.registries.iter();
    let registries: Value = registries
        .map(|registry| format!("{} in {}", registry.prefix, registry.region.name))
        .collect();
    facts.insert("registries".to_owned(), registries);
    if let Some(staging) = &environment.staging {
        let secrets: Value = staging
            .secrets
            .iter()
            .map(|one| one.path.as_str())
            .collect();
        let fact = json!({
            "connector": staging.connector,
            "uri": staging.uri,
            "region": staging.region.name,
            "image": staging.image.reference,
            "secrets": secrets,
        });
        facts.insert("staging".to_owned(), fact);
    }
    facts.sort_keys();
    plain(Value::Object(facts))
}

fn document(environment: &EnvironmentPlan) -> Map<String, Value> {
    match serde_json::to_value(environment) {
        Ok(Value::Object(fields)) => fields,
        // A plan is a document by its type.
        _ => Map::new(),
    }
}

/// A document without origins, and with one word where one is enough: a choice without more to it
/// (`{ kind = existing }`) is its name.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .into_iter()
                .filter(|(name, _)| !is_origin(name))
                .map(|(name, value)| (name, plain(value)))
                .collect();
            match fields.get("kind") {
                Some(kind) if fields.len() == 1 => kind.clone(),
                _ => Value::Object(fields),
            }
        }
        other => other,
    }
}

/// Whether a field says where something was written.
pub fn is_origin(name: &str) -> bool {
    name == "origin" || name.ends_with("_origin")
}
