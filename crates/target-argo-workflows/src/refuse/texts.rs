//! Texts that Argo would take for its own, or hand over in another way.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Condition, Constant, Operand, Origin, Plan, ValueType};
use pipewright_pod::text::expanded;

use crate::braces::has_tag;
use crate::conditions::EXACT_DIGITS;
use crate::messages::this_target;
use crate::rules::{DECIMALS, TEXTS};

/// Bytes of arguments beyond which Argo hands them over in a file.
const LONGEST_ARGUMENTS: usize = 128 * 1024;

/// Everything of this kind in one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = parameters(plan);
    found.extend(containers(plan));
    found.extend(decimals(plan));
    found
}

/// Values of parameters stand in fields in which nothing keeps Argo from them.
fn parameters(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |name: &str, value: &Constant, origin: &Origin| {
        let text = value.to_string();
        if has_tag(&text) {
            let message = format!(
                "{} cannot hand on `{text}` as parameter `{name}`",
                this_target(plan)
            );
            found.push(
                Diagnostic::new(&TEXTS, message, origin.span, "written here")
                    .because("Argo takes two braces in a row for a tag of its own")
                    .help("choose another text, or put it into an argument of the step"),
            );
        }
    };
    for parameter in &plan.pipeline.run_parameters {
        if let Some(default) = &parameter.default {
            look(&parameter.name, default, &parameter.origin);
        }
        if let Some(Condition::In { values, .. }) = &parameter.condition {
            for value in values {
                look(&parameter.name, value, &parameter.origin);
            }
        }
    }
    for trigger in &plan.pipeline.triggers {
        for (name, value) in &trigger.parameters {
            look(name, value, &trigger.origin);
        }
    }
    found
}

fn containers(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let tasks = plan.pipeline.tasks.iter();
    for container in tasks.flat_map(|task| task.every_container()) {
        let paths = container.volumes.iter().map(|volume| &volume.path);
        let fixed = paths.chain(std::iter::once(&container.image.reference));
        for text in fixed.filter(|text| has_tag(text)) {
            let message = format!("{} cannot hand on `{text}`", this_target(plan));
            found.push(
                Diagnostic::new(&TEXTS, message, container.origin.span, "written here")
                    .because("Argo takes two braces in a row for a tag of its own")
                    .help("choose another name"),
            );
        }
        let size: usize = container
            .args
            .iter()
            .map(|text| expanded(text).len() + 3)
            .sum();
        if size > LONGEST_ARGUMENTS {
            let message = format!(
                "the arguments of `{}` have {size} bytes, more than the {LONGEST_ARGUMENTS} that {} hands over as they are",
                container.name,
                this_target(plan)
            );
            found.push(
                Diagnostic::new(&TEXTS, message, container.origin.span, "these")
                    .because("longer ones Argo puts into a file, in which no variable is filled in")
                    .help("put them into the image, or into a file the step reads"),
            );
        }
    }
    found
}

/// Constants of conditions that floating point would change.
fn decimals(plan: &Plan) -> Vec<Diagnostic> {
    let branches = plan
        .pipeline
        .branches
        .iter()
        .map(|branch| (&branch.condition, &branch.origin));
    let parameters = plan.pipeline.run_parameters.iter();
    let parameters =
        parameters.filter_map(|parameter| Some((parameter.condition.as_ref()?, &parameter.origin)));
    let mut found = Vec::new();
    for (condition, origin) in branches.chain(parameters) {
        let Some(text) = long_decimal(condition) else {
            continue;
        };
        let message = format!("{} cannot compare with `{text}`", this_target(plan));
        found.push(
            Diagnostic::new(&DECIMALS, message, origin.span, "compares with it")
                .because("its expressions know floating point, which keeps up to 15 digits")
                .help("compare whole numbers, or decide in a step that yields a truth value"),
        );
    }
    found
}

fn long_decimal(condition: &Condition) -> Option<String> {
    let operands = condition.operands();
    let decimal = operands.iter().any(|operand| {
        matches!(
            operand,
            Operand::Parameter {
                kind: ValueType::Decimal,
                ..
            } | Operand::Value {
                kind: ValueType::Decimal,
                ..
            }
        )
    });
    if !decimal {
        return None;
    }
    let constants = operands.iter().filter_map(|operand| match operand {
        Operand::Constant { value } => Some(value),
        _ => None,
    });
    constants
        .chain(listed(condition))
        .filter(|constant| matches!(constant, Constant::Decimal(_) | Constant::Int(_)))
        .map(ToString::to_string)
        .find(|text| {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            i64::try_from(digits).is_ok_and(|digits| digits > EXACT_DIGITS)
        })
}

/// The constants of every `in [...]`.
fn listed(condition: &Condition) -> Vec<&Constant> {
    let mut found = Vec::new();
    let mut waiting = vec![condition];
    while let Some(condition) = waiting.pop() {
        match condition {
            Condition::All { of } | Condition::Any { of } => waiting.extend(of),
            Condition::Not { of } => waiting.push(of),
            Condition::In { values, .. } => found.extend(values),
            Condition::Is { .. } | Condition::Compare { .. } | Condition::Matches { .. } => {}
        }
    }
    found
}
