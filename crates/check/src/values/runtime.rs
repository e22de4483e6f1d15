//! Values that only a run knows: what they are, and what is said where one cannot stand.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Operand, Template, TemplatePart};
use pipewright_plan::{EngineValue, ValueType};
use pipewright_source::Span;

use crate::context::Context;
use crate::decision::Validator;
use crate::rules;

/// A parameter `per run`, a step's value, `run.date`: there when a run goes on.
#[derive(Debug, Clone)]
pub struct RunValue {
    /// How a text refers to it.
    pub part: TemplatePart,
    /// Its type.
    pub kind: ValueType,
    /// As written: `day`, `load.count`.
    pub name: String,
    /// Where it is declared.
    pub declared: Option<Span>,
    /// What every value of it keeps, of a parameter.
    pub condition: Option<Arc<Validator>>,
}

impl RunValue {
    /// A text of nothing else.
    pub fn text(&self) -> Template {
        Template(vec![self.part.clone()])
    }

    /// The step that yields it, by its full name, and what it is called there.
    pub fn value(&self) -> Option<(&str, &str)> {
        match &self.part {
            TemplatePart::Engine(EngineValue::Value { task: step, name })
            | TemplatePart::Joined(step, name) => Some((step, name)),
            _ => None,
        }
    }

    /// As a condition refers to it; nothing where engines decide by no such value.
    pub fn operand(&self) -> Option<Operand> {
        let kind = self.kind.clone();
        match &self.part {
            TemplatePart::Engine(EngineValue::Parameter { name }) => Some(Operand::Parameter {
                name: name.clone(),
                kind,
            }),
            TemplatePart::Engine(EngineValue::Value { task, name }) => Some(Operand::Value {
                step: task.clone(),
                name: name.clone(),
                kind,
            }),
            TemplatePart::Joined(step, name) => Some(Operand::Value {
                step: step.clone(),
                name: name.clone(),
                kind,
            }),
            _ => None,
        }
    }
}

/// When a part of a text becomes known; nothing where that is no value of the run.
fn since(part: &TemplatePart) -> Option<String> {
    match part {
        TemplatePart::Engine(EngineValue::Value { task: step, .. })
        | TemplatePart::Joined(step, _) => Some(format!("once `{step}` has run")),
        TemplatePart::Engine(_) => Some("when a run starts".to_owned()),
        _ => None,
    }
}

impl Context<'_, '_> {
    /// Says that a value comes too late for its place.
    pub fn too_late(&mut self, span: Span, value: &RunValue) {
        let name = &value.name;
        let when = since(&value.part).unwrap_or_default();
        let message = format!("`{name}` is known only {when}");
        let mut found = Diagnostic::new(
            &rules::RUN_TIME_VALUE,
            message,
            span,
            "this must be known when compiling",
        );
        let parameter = matches!(
            value.part,
            TemplatePart::Engine(EngineValue::Parameter { .. })
        );
        if let Some(declared) = value.declared.filter(|declared| *declared != span) {
            let label = if parameter {
                "declared `per run` here"
            } else {
                "declared here"
            };
            found = found.with_related(declared, label);
        }
        self.report.push(found.help(if parameter {
            "drop `per run` to let each environment give it; or use it in `args`, `env`, `command`, `when` or the fields of a `call`"
        } else {
            "use it in `args`, `env`, `command`, `when` or the fields of a `call`"
        }));
    }

    /// Says so of a text that holds such a value, where it does.
    pub fn too_late_in(&mut self, span: Span, text: &Template) -> bool {
        let Some(when) = text.0.iter().find_map(since) else {
            return false;
        };
        self.report.push(
            Diagnostic::new(
                &rules::RUN_TIME_VALUE,
                format!("this text holds what is known only {when}"),
                span,
                "this must be known when compiling",
            )
            .help(
                "such values stand in `args`, `env`, `command`, `when` or the fields of a `call`",
            ),
        );
        true
    }
}
