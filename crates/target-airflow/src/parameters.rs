//! Parameters of a run: Airflow's form, its JSON Schema, and one more check for what that cannot
//! say.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Condition, Constant, Operand, Plan, RunParameter, Schedule, ValueType};

use crate::python::{Argument, Call, Expression};
use crate::schemas::{arguments, keywords, literal};

/// `params={…}`; `None` where there are none.
#[must_use]
pub fn argument(plan: &Plan) -> Option<Argument> {
    let parameters = &plan.pipeline.run_parameters;
    if parameters.is_empty() {
        return None;
    }
    let items = parameters.iter().map(|parameter| {
        let mut named = arguments(keywords(&parameter.kind));
        if let Some(more) = bounds(parameter) {
            named.extend(arguments(more));
        }
        if let Some(description) = description(parameter) {
            named.push(Argument::new("description", Expression::text(&description)));
        }
        let mut call = Call::new("Param", named);
        if let Some(value) = default(plan, parameter) {
            call = call.with(literal(value));
        }
        (parameter.name.clone(), Expression::Call(call))
    });
    Some(Argument::new("params", Expression::Dict(items.collect())))
}

/// What people read beside the field.
fn description(parameter: &RunParameter) -> Option<String> {
    let doc = parameter.doc.as_deref().map(str::trim);
    let condition = parameter.condition_text.as_deref();
    let must = condition.map(|text| format!("Must hold: {text}"));
    let parts: Vec<String> = doc
        .filter(|doc| !doc.is_empty())
        .map(str::to_owned)
        .into_iter()
        .chain(must)
        .collect();
    (!parts.is_empty()).then(|| parts.join(" — "))
}

/// The value where nobody supplies one: what the trigger by clock or data supplies, or the
/// parameter's own. Airflow has one for all of them, so they are the same wherever this is used.
#[must_use]
pub fn default<'a>(plan: &'a Plan, parameter: &'a RunParameter) -> Option<&'a Constant> {
    let mut triggers = plan.pipeline.triggers.iter();
    let by_itself = triggers.find(|trigger| trigger.when != Schedule::Manual);
    let first = by_itself.or_else(|| plan.pipeline.triggers.first());
    first
        .and_then(|trigger| trigger.parameters.get(&parameter.name))
        .or(parameter.default.as_ref())
}

/// Whether a parameter has a condition that JSON Schema cannot say.
#[must_use]
pub fn need_a_check(plan: &Plan) -> bool {
    checked(plan).next().is_some()
}

/// The parameters whose condition a task checks.
pub fn checked(plan: &Plan) -> impl Iterator<Item = (&RunParameter, &Condition)> {
    plan.pipeline.run_parameters.iter().filter_map(|parameter| {
        let condition = parameter.condition.as_ref()?;
        bounds(parameter)
            .is_none()
            .then_some((parameter, condition))
    })
}

/// The condition of a parameter as JSON Schema, where that can say it; nothing for none.
#[must_use]
pub fn bounds(parameter: &RunParameter) -> Option<Vec<(String, Expression)>> {
    let mut found = BTreeMap::new();
    let mut waiting: Vec<&Condition> = parameter.condition.iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(condition) = waiting.pop() {
        match condition {
            Condition::All { of } => waiting.extend(of),
            other => {
                let (key, value) = bound(other, parameter)?;
                if !seen.insert(key) {
                    return None;
                }
                found.insert(key.to_owned(), value);
            }
        }
    }
    Some(found.into_iter().collect())
}

fn bound(condition: &Condition, parameter: &RunParameter) -> Option<(&'static str, Expression)> {
    let is_it = |operand: &Operand| matches!(operand, Operand::Parameter { name, .. } if *name == parameter.name);
    match condition {
        Condition::Compare {
            left,
            comparison,
            right: Operand::Constant { value },
        } if is_it(left) => compared(comparison, value, &parameter.kind),
        Condition::In { value, values } if is_it(value) => {
            let same = |value: &Constant| same_in_json(value, &parameter.kind);
            let list = Expression::List(values.iter().map(literal).collect());
            values.iter().all(same).then_some(("enum", list))
        }
        _ => None,
    }
}

fn compared(
    comparison: &str,
    value: &Constant,
    kind: &ValueType,
) -> Option<(&'static str, Expression)> {
    let key = match (comparison, value) {
        ("==", value) if same_in_json(value, kind) => "const",
        ("<", Constant::Int(_)) => "exclusiveMaximum",
        ("<=", Constant::Int(_)) => "maximum",
        (">", Constant::Int(_)) => "exclusiveMinimum",
        (">=", Constant::Int(_)) => "minimum",
        _ => return None,
    };
    Some((key, literal(value)))
}

/// Whether two values of a type are equal just when their JSON is.
const fn same_in_json(value: &Constant, kind: &ValueType) -> bool {
    matches!(
        (value, kind),
        (Constant::Int(_), ValueType::Int | ValueType::Duration)
            | (Constant::Text(_), ValueType::String)
            | (Constant::Date(_), ValueType::Date)
            | (Constant::Bool(_), ValueType::Bool)
    )
}
