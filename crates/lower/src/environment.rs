//! A container's environment and texts: holes filled, secrets handed over in variables of their
//! own, and what the engine must define noted.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::{Builtin, SecretKey, Template, TemplatePart, VariableTemplate};
use pipewright_plan::{EngineValue, EnvironmentVariable, SecretUse, Text, Variable, VariableValue};

use crate::names::variable_tail;

/// What lowering fills into a mover's holes.
#[derive(Debug, Clone, Default)]
pub struct Holes {
    /// `local`.
    pub local: String,
    /// `path`.
    pub path: Text,
    /// `mode`.
    pub mode: &'static str,
    /// Key columns of the sink.
    pub keys: Vec<String>,
    /// `cursor`, where only the rows of the run's data interval are read. Without it, what mentions
    /// it or the interval is left out.
    pub cursor: Option<String>,
}

impl Holes {
    /// Whether a text is left out: it speaks of an interval, and everything is read.
    pub fn omit(&self, template: &Template) -> bool {
        self.cursor.is_none()
            && template.0.iter().any(|part| {
                matches!(
                    part,
                    TemplatePart::Builtin(Builtin::Cursor | Builtin::ReadFrom | Builtin::ReadTo)
                )
            })
    }
}

/// Builds a container's environment, handing each secret key over once.
#[derive(Debug, Default)]
pub struct Environment {
    variables: Vec<EnvironmentVariable>,
    /// Their places, by name.
    known: BTreeMap<String, usize>,
    secrets: BTreeMap<SecretKey, String>,
    secret_names: BTreeSet<String>,
    secret_variables: Vec<EnvironmentVariable>,
    takes: BTreeSet<EngineValue>,
}

impl Environment {
    /// Adds a variable. Gives back the name if it is there already with another value.
    pub fn set(&mut self, name: &str, value: VariableValue) -> Option<String> {
        let known = self.known.get(name).and_then(|at| self.variables.get(*at));
        if let Some(known) = known {
            return (known.value != value).then(|| name.to_owned());
        }
        self.known.insert(name.to_owned(), self.variables.len());
        self.variables.push(EnvironmentVariable {
            name: name.to_owned(),
            value,
        });
        None
    }

    /// Adds a variable with text.
    pub fn set_text(&mut self, name: &str, value: impl Into<Text>) -> Option<String> {
        self.set(name, VariableValue::Text(value.into()))
    }

    /// Notes that the engine must define a variable.
    pub fn take(&mut self, value: EngineValue) {
        self.takes.insert(value);
    }

    /// The value of a template's variable.
    pub fn value(&mut self, template: &VariableTemplate, holes: &Holes) -> VariableValue {
        match template {
            VariableTemplate::Text(template) => VariableValue::Text(self.text(template, holes)),
            VariableTemplate::Secret(key) => secret_value(key),
        }
    }

    /// A template's text; secrets in it become references to variables.
    pub fn text(&mut self, template: &Template, holes: &Holes) -> Text {
        let mut text = Text::default();
        for part in &template.0 {
            match part {
                TemplatePart::Literal(literal) => text.push_literal(literal),
                TemplatePart::Secret(key) => text.push_variable(self.secret_variable(key)),
                TemplatePart::Builtin(builtin) => self.builtin(&mut text, *builtin, holes),
                TemplatePart::Engine(value) => self.engine(&mut text, value.clone()),
                TemplatePart::Joined(task, name) => {
                    let value = EngineValue::Value {
                        task: task.clone(),
                        name: name.clone(),
                    };
                    self.engine(&mut text, value);
                }
            }
        }
        text
    }

    fn builtin(&mut self, text: &mut Text, builtin: Builtin, holes: &Holes) {
        match builtin {
            Builtin::Local => text.push_literal(&holes.local),
            Builtin::Path => text.push_text(&holes.path),
            Builtin::Mode => text.push_literal(holes.mode),
            Builtin::RunId => text.push_variable(Variable::RunId.name()),
            Builtin::LogicalTime => text.push_variable(Variable::LogicalTime.name()),
            Builtin::Cursor => text.push_literal(holes.cursor.as_deref().unwrap_or_default()),
            Builtin::ReadFrom => self.engine(text, EngineValue::IntervalStart),
            Builtin::ReadTo => self.engine(text, EngineValue::IntervalEnd),
        }
    }

    fn engine(&mut self, text: &mut Text, value: EngineValue) {
        text.push_variable(value.variable());
        self.take(value);
    }

    /// The variable that carries a secret key, made on first use. Two keys whose names differ only
    /// in punctuation get different variables.
    fn secret_variable(&mut self, key: &SecretKey) -> String {
        if let Some(name) = self.secrets.get(key) {
            return name.clone();
        }
        let wanted = format!(
            "PIPEWRIGHT_SECRET_{}_{}",
            variable_tail(&key.path),
            variable_tail(&key.key)
        );
        let mut name = wanted.clone();
        let mut next = 2;
        while !self.secret_names.insert(name.clone()) {
            name = format!("{wanted}_{next}");
            next += 1;
        }
        self.secrets.insert(key.clone(), name.clone());
        self.secret_variables.push(EnvironmentVariable {
            name: name.clone(),
            value: secret_value(key),
        });
        name
    }

    /// All variables, those that carry secrets first, since later ones refer to them; and what the
    /// engine must define.
    pub fn finish(self) -> (Vec<EnvironmentVariable>, Vec<EngineValue>) {
        let mut all = self.secret_variables;
        all.extend(self.variables);
        (all, self.takes.into_iter().collect())
    }
}

fn secret_value(key: &SecretKey) -> VariableValue {
    VariableValue::Secret {
        secret: SecretUse::name_of(&key.path),
        path: key.path.clone(),
        key: key.key.clone(),
    }
}
