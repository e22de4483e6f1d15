//! Differences between two documents, each with its path and both values.

use serde::Serialize;
use serde_json::{Map, Value};

/// One place at which two plans differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Names from the outside in: `environment/namespace`, `tasks/load_orders/needs`.
    pub path: String,
    /// The value in the first; nothing where it is not there.
    pub from: Option<Value>,
    /// The value in the second.
    pub to: Option<Value>,
}

/// The places at which two values differ, in the order of their keys. Lists are one value.
pub fn differences(path: &str, from: &Value, to: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(path, Some(from), Some(to), &mut found);
    found
}

fn walk(path: &str, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Difference>) {
    if from == to {
        return;
    }
    if let (Some(Value::Object(one)), Some(Value::Object(other))) = (from, to) {
        for key in keys(one, other) {
            let below = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}/{key}")
            };
            walk(&below, one.get(key), other.get(key), found);
        }
        return;
    }
    found.push(Difference {
        path: path.to_owned(),
        from: from.cloned(),
        to: to.cloned(),
    });
}

/// The keys of both, those of the first in its order before those that only the other has.
fn keys<'a>(one: &'a Map<String, Value>, other: &'a Map<String, Value>) -> Vec<&'a String> {
    let new = other.keys().filter(|key| !one.contains_key(*key));
    one.keys().chain(new).collect()
}

/// A value for people: words without quotes, lists in brackets, nothing as `nothing`.
#[must_use]
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(text)) if is_plain(text) => text.clone(),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| shown(Some(item))).collect();
            format!("[{}]", items.join(", "))
        }
        Some(Value::Object(fields)) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name} = {}", shown(Some(value))))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Some(other) => other.to_string(),
    }
}

/// Whether a text can be told from what stands around it.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@+*#$()".contains(c);
    let words = || text.split(' ').all(|word| !word.is_empty());
    !text.is_empty() && text != "nothing" && words() && text.chars().all(|c| c == ' ' || plain(c))
}
