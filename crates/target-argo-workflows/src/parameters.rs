//! Parameters of a run: what the workflow declares, and what it demands of them before anything
//! else runs.

use pipewright_plan::{Condition, Constant, Operand, Plan, RunParameter, ValueType};

use crate::braces::for_people;
use crate::conditions;
use crate::crd::Parameter;
use crate::expression::Expr;
use crate::frame::Frame;
use crate::values::{self, Place};

/// The parameters, as a WorkflowTemplate declares them.
#[must_use]
pub fn declared(plan: &Plan) -> Vec<Parameter> {
    let parameters = plan.pipeline.run_parameters.iter();
    parameters
        .map(|parameter| Parameter {
            description: description(parameter),
            value: parameter.default.as_ref().map(ToString::to_string),
            choices: choices(parameter),
            ..Parameter::named(&parameter.name)
        })
        .collect()
}

fn description(parameter: &RunParameter) -> Option<String> {
    let parts = [parameter.doc.as_ref(), parameter.condition_text.as_ref()];
    let text: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    (!text.is_empty()).then(|| for_people(&text.join(" — ")))
}

/// What it may be, where that is a list: truth values, and `in [...]`.
fn choices(parameter: &RunParameter) -> Vec<String> {
    let listed = match (&parameter.kind, &parameter.condition) {
        (ValueType::Bool, _) => return ["true", "false"].map(str::to_owned).to_vec(),
        (_, Some(Condition::In { value, values })) if is_itself(parameter, value) => values,
        _ => return Vec::new(),
    };
    let choices: Vec<String> = listed.iter().map(ToString::to_string).collect();
    let fits = |default: &Constant| choices.contains(&default.to_string());
    // Argo demands that a default is among them.
    if parameter.default.as_ref().is_none_or(fits) {
        choices
    } else {
        Vec::new()
    }
}

fn is_itself(parameter: &RunParameter, operand: &Operand) -> bool {
    matches!(operand, Operand::Parameter { name, .. } if *name == parameter.name)
}

/// What must hold of each parameter, as arguments whose evaluation is an error where it does not.
#[must_use]
pub fn demands(frame: &Frame<'_>) -> Vec<Parameter> {
    let parameters = frame.plan.pipeline.run_parameters.iter();
    parameters
        .map(|parameter| {
            let words = format!(
                "parameter {} is not what the pipeline demands of it",
                parameter.name
            );
            let holds = Expr::all(conditions_of(frame, parameter));
            let text = Expr::demand(&holds, &Expr::text("ok"), &words);
            Parameter::new(&parameter.name, text.tag())
        })
        .collect()
}

fn conditions_of(frame: &Frame<'_>, parameter: &RunParameter) -> Vec<Expr> {
    let value = values::parameter(&parameter.name);
    let form = |pattern: &str| value.compare("matches", &Expr::text(pattern));
    let typed = match &parameter.kind {
        ValueType::Int | ValueType::Duration => form(values::TEXT_INT),
        ValueType::Decimal => form(values::DECIMAL),
        ValueType::Date => form(values::DATE),
        ValueType::Timestamp => form(values::TIMESTAMP),
        ValueType::Bool => Expr::any(vec![
            value.equals(&Expr::text("true")),
            value.equals(&Expr::text("false")),
        ]),
        ValueType::String | ValueType::List(_) => {
            value.compare("contains", &Expr::text("{{")).negated()
        }
    };
    let place = Place::Work;
    let written = parameter
        .condition
        .as_ref()
        .map(|condition| conditions::condition(frame, condition, place));
    std::iter::once(typed).chain(written).collect()
}
