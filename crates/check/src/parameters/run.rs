//! Parameters of runs: as plans have them, and as values of the pipeline.

use std::sync::Arc;

use pipewright_model::{Condition, Operand, TemplatePart};
use pipewright_plan::{EngineValue, RunParameter};

use super::Formal;
use crate::context::Context;
use crate::dataset::documentation;
use crate::decision::constant;
use crate::values::{RunValue, Value};

/// The value of a parameter that comes with each run.
pub fn run_value(formal: &Formal<'_>) -> Value {
    let Some(kind) = formal.kind.value_type() else {
        return Value::Unknown;
    };
    Value::Run(Arc::new(RunValue {
        part: TemplatePart::Engine(EngineValue::Parameter {
            name: formal.name.to_owned(),
        }),
        kind,
        name: formal.name.to_owned(),
        declared: Some(formal.span),
        condition: formal.condition.clone(),
    }))
}

/// The parameters of a pipeline's runs, in the order declared.
pub fn run_parameters<'a>(
    context: &mut Context<'_, 'a>,
    formals: &[Formal<'a>],
) -> Vec<RunParameter> {
    let mut parameters = Vec::new();
    for formal in formals.iter().filter(|formal| formal.per_run) {
        let Some(kind) = formal.kind.value_type() else {
            continue;
        };
        let value = context.default_of(formal, context.module);
        parameters.push(RunParameter {
            name: formal.name.to_owned(),
            kind,
            doc: documentation(formal.doc),
            default: constant(&value),
            condition: formal
                .condition
                .as_ref()
                .and_then(|validator| planned(&validator.condition)),
            condition_text: formal
                .condition
                .as_ref()
                .map(|validator| validator.text.clone()),
            origin: context.origin(formal.span),
        });
    }
    parameters
}

/// A condition over a parameter and constants as plans have it.
fn planned(condition: &Condition) -> Option<pipewright_plan::Condition> {
    use pipewright_plan::Condition as Plan;
    let each = |of: &[Condition]| of.iter().map(planned).collect::<Option<Vec<Plan>>>();
    Some(match condition {
        Condition::All(of) => Plan::All { of: each(of)? },
        Condition::Any(of) => Plan::Any { of: each(of)? },
        Condition::Not(of) => Plan::Not {
            of: Box::new(planned(of)?),
        },
        Condition::Is(value) => Plan::Is {
            value: operand(value)?,
        },
        Condition::Compare(left, comparison, right) => Plan::Compare {
            left: operand(left)?,
            comparison: comparison.clone(),
            right: operand(right)?,
        },
        Condition::In(value, values) => Plan::In {
            value: operand(value)?,
            values: values.clone(),
        },
        Condition::Matches(value, pattern) => Plan::Matches {
            value: operand(value)?,
            pattern: pattern.clone(),
        },
    })
}

fn operand(operand: &Operand) -> Option<pipewright_plan::Operand> {
    Some(match operand {
        Operand::Constant(value) => pipewright_plan::Operand::Constant {
            value: value.clone(),
        },
        Operand::Parameter { name, kind } => pipewright_plan::Operand::Parameter {
            name: name.clone(),
            kind: kind.clone(),
        },
        Operand::Value { .. } | Operand::Rows(_) | Operand::Age { .. } => return None,
    })
}
