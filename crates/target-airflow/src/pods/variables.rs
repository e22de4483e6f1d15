//! The variables of the base container, which Airflow renders.

use serde_json::Value;

use crate::jinja;
use crate::models::construct;
use crate::python::Expression;

/// The variables behind the first `common` ones: a dictionary where all are text, since that reads
/// best, else a list.
pub fn own_variables(base: &Value, common: usize) -> Option<Expression> {
    let variables: Vec<&Value> = base.get("env")?.as_array()?.iter().skip(common).collect();
    if variables.is_empty() {
        return None;
    }
    let mut texts: Vec<(String, Expression)> = Vec::new();
    for variable in &variables {
        let name = variable.get("name").and_then(Value::as_str);
        let value = variable.get("value").and_then(Value::as_str);
        if let (Some(name), Some(value)) = (name, value) {
            texts.push((name.to_owned(), jinja::plain(value)));
        }
    }
    let mut names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() == variables.len() {
        return Some(Expression::Dict(texts));
    }
    Some(Expression::List(
        variables.into_iter().map(rendered_variable).collect(),
    ))
}

/// A variable in a field that Airflow renders *in place*: one that must not be rendered is never
/// shared between tasks, since the second would see what the first made of it.
fn rendered_variable(variable: &Value) -> Expression {
    let value = variable.get("value").and_then(Value::as_str);
    match (construct("V1EnvVar", variable), value) {
        (Expression::Shared(_, _, call), Some(value)) if jinja::is_changed(value) => {
            let mut call = *call;
            if let Expression::Call(call) = &mut call {
                for argument in &mut call.named {
                    if argument.name == "value" {
                        argument.value = jinja::plain(value);
                    }
                }
            }
            call
        }
        (shared, _) => shared,
    }
}
