//! Movers and steps to containers: holes filled, secrets handed over in variables of their own.

use std::collections::BTreeMap;

use pipewright_model::{
    Argument, Builtin, Mover, SecretKey, Template, TemplatePart, VariableTemplate,
};
use pipewright_plan::{
    CarriedFile, Container, EngineValue, EnvironmentVariable, Origin, SecretUse, Text, Variable,
    VariableValue,
};

use crate::names::{dns_label, variable_tail};
use crate::sql;
use crate::tools;

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
}

/// Builds a container's environment, handing each secret key over once.
#[derive(Debug, Default)]
pub struct Environment {
    variables: Vec<EnvironmentVariable>,
    secrets: BTreeMap<SecretKey, String>,
    secret_variables: Vec<EnvironmentVariable>,
}

impl Environment {
    /// Adds a variable. Gives back the name if it is there already with another value.
    pub fn set(&mut self, name: &str, value: VariableValue) -> Option<String> {
        if let Some(known) = self.variables.iter().find(|known| known.name == name) {
            return (known.value != value).then(|| name.to_owned());
        }
        self.variables.push(EnvironmentVariable {
            name: name.to_owned(),
            value,
        });
        None
    }

    /// Adds a variable with plain text.
    pub fn set_text(&mut self, name: &str, value: impl Into<Text>) -> Option<String> {
        self.set(name, VariableValue::Text(value.into()))
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
                TemplatePart::Builtin(Builtin::Local) => text.push_literal(&holes.local),
                TemplatePart::Builtin(Builtin::Path) => text.push_text(&holes.path),
                TemplatePart::Builtin(Builtin::Mode) => text.push_literal(holes.mode),
                TemplatePart::Builtin(Builtin::RunId) => text.push_variable(Variable::RunId.name()),
                TemplatePart::Builtin(Builtin::LogicalTime) => {
                    text.push_variable(Variable::LogicalTime.name());
                }
                TemplatePart::Builtin(Builtin::Cursor | Builtin::ReadFrom | Builtin::ReadTo) => {}
                TemplatePart::Engine(value) => text.push_variable(value.variable()),
                TemplatePart::Joined(task, name) => text.push_variable(
                    EngineValue::Value {
                        task: task.clone(),
                        name: name.clone(),
                    }
                    .variable(),
                ),
            }
        }
        text
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
        while self.secrets.values().any(|taken| *taken == name) {
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

    /// All variables; those that carry secrets first, since later ones refer to them.
    pub fn finish(self) -> Vec<EnvironmentVariable> {
        let mut all = self.secret_variables;
        all.extend(self.variables);
        all
    }
}

fn secret_value(key: &SecretKey) -> VariableValue {
    VariableValue::Secret {
        secret: SecretUse::name_of(&key.path),
        path: key.path.clone(),
        key: key.key.clone(),
    }
}

/// A mover's container.
pub fn mover(mover: &Mover, name: &str, purpose: String, holes: &Holes) -> Container {
    let mut environment = Environment::default();
    let command = mover.command.as_ref().map(|parts| {
        parts
            .iter()
            .map(|part| environment.text(part, holes))
            .collect()
    });
    let mut args = Vec::new();
    for argument in &mover.args {
        match argument {
            Argument::Text(template) => args.push(environment.text(template, holes)),
            Argument::EachKey { flag } => {
                for key in &holes.keys {
                    args.push(Text::literal(flag));
                    args.push(Text::literal(key));
                }
            }
        }
    }
    for (name, value) in &mover.env {
        let value = environment.value(value, holes);
        // The checker refuses a connector that sets one variable twice.
        let _same = environment.set(name, value);
    }
    Container {
        name: dns_label(name, 63),
        purpose,
        image: mover.image.clone(),
        command,
        args,
        env: environment.finish(),
        resources: mover.resources,
        file: None,
        takes: Vec::new(),
        volumes: Vec::new(),
        author_image: false,
        origin: mover.origin.clone(),
    }
}

/// A DuckDB container that executes one SQL file.
pub fn duckdb(name: &str, purpose: String, file: CarriedFile, origin: &Origin) -> Container {
    let path = format!("/pipewright/files/{}", file.name);
    Container {
        name: dns_label(name, 63),
        purpose,
        image: tools::duckdb(),
        command: Some(vec![Text::literal(tools::DUCKDB_COMMAND)]),
        args: ["-no-init", "-bail", "-f", &path]
            .into_iter()
            .map(Text::from)
            .collect(),
        env: Vec::new(),
        resources: tools::DUCKDB_RESOURCES,
        file: Some(file),
        takes: Vec::new(),
        volumes: Vec::new(),
        author_image: false,
        origin: origin.clone(),
    }
}

/// A file with the statements of one conforming copy.
pub fn conform_file(name: &str, conform: &sql::Conform<'_>) -> CarriedFile {
    CarriedFile {
        name: format!("{name}.sql"),
        text: sql::conform_statements(conform),
    }
}
