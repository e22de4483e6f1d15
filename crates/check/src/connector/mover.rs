//! Movers: the containers of connectors, with what is symbolic left so.

use pipewright_model::{Argument, Mover, Template, TemplatePart, VariableTemplate};
use pipewright_plan::Resources;
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Expression, ExpressionKind, Record};

use super::secrets::SecretUses;
use crate::context::Context;
use crate::fields::Fields;
use crate::values::{Located, Value, forms};

const MIB: u64 = 1 << 20;

/// What a step gets that asks for nothing.
pub const fn step_resources() -> Resources {
    Resources {
        cpu_millis: 1_000,
        memory_bytes: 2_048 * MIB,
        disk_bytes: 4_096 * MIB,
        gpu: 0,
    }
}

/// What a mover gets that asks for nothing.
const fn mover_resources() -> Resources {
    Resources {
        cpu_millis: 500,
        memory_bytes: 1_024 * MIB,
        disk_bytes: 4_096 * MIB,
        gpu: 0,
    }
}

impl Context<'_, '_> {
    /// `mover read "image" { … }`.
    pub fn mover(
        &mut self,
        mover: &tree::Mover,
        span: Span,
        secrets: &mut SecretUses,
    ) -> Option<Mover> {
        let known = [
            ("command", false),
            ("args", false),
            ("env", false),
            ("cpu", false),
            ("memory", false),
            ("disk", false),
        ];
        let fields = Fields::read(self, &mover.fields, "a mover", &known);
        let image = self.located(&mover.image);
        let image = self.image(&image);
        let command = fields
            .get("command")
            .map(|field| self.templates(&field.value, secrets));
        let args = fields
            .get("args")
            .map(|field| self.arguments_of(&field.value, secrets));
        let env = fields
            .get("env")
            .map(|field| self.variables(&field.value, secrets));
        let resources = self.resources(&fields, mover_resources());
        Some(Mover {
            image: image?,
            command,
            args: args.unwrap_or_default(),
            env: env.unwrap_or_default(),
            resources,
            origin: self.origin(span),
        })
    }

    /// `cpu`, `memory`, `disk`, `gpu` over defaults.
    pub fn resources(&mut self, fields: &Fields<'_>, mut resources: Resources) -> Resources {
        if let Some(field) = fields.get("cpu") {
            let value = self.located(&field.value);
            resources.cpu_millis = self.cores(&value).unwrap_or(resources.cpu_millis);
        }
        if let Some(field) = fields.get("memory") {
            let value = self.located(&field.value);
            resources.memory_bytes = self.bytes(&value).unwrap_or(resources.memory_bytes);
        }
        if let Some(field) = fields.get("disk") {
            let value = self.located(&field.value);
            resources.disk_bytes = self.bytes(&value).unwrap_or(resources.disk_bytes);
        }
        if let Some(field) = fields.get("gpu") {
            let value = self.located(&field.value);
            let gpu = self.integer_in(&value, 0, 64, "a number of GPUs");
            resources.gpu = gpu
                .and_then(|gpu| u32::try_from(gpu).ok())
                .unwrap_or(resources.gpu);
        }
        resources
    }

    /// A list of texts that may have holes. Texts whose optional parameter is absent are left out.
    pub fn templates(
        &mut self,
        expression: &Expression,
        secrets: &mut SecretUses,
    ) -> Vec<Template> {
        self.arguments_of(expression, secrets)
            .into_iter()
            .filter_map(|argument| match argument {
                Argument::Text(text) => Some(text),
                Argument::EachKey { .. } => {
                    self.misplaced(
                        expression.span,
                        "`flags` stands among arguments only",
                        "not here",
                    );
                    None
                }
            })
            .collect()
    }

    fn arguments_of(&mut self, expression: &Expression, secrets: &mut SecretUses) -> Vec<Argument> {
        let ExpressionKind::List(items) = &expression.kind else {
            let value = self.located(expression);
            let Value::List(list) = &value.value else {
                if !matches!(value.value, Value::Absent) {
                    self.mismatch(value.span, "a list of text", &value.value);
                }
                return Vec::new();
            };
            let list = std::sync::Arc::clone(list);
            return list
                .items
                .iter()
                .filter_map(|item| self.argument(item, secrets))
                .collect();
        };
        let mut arguments = Vec::new();
        for item in items {
            match &item.kind {
                ExpressionKind::Call {
                    callee,
                    arguments: flags,
                } if self.ambient.is_mover()
                    && callee.parts.len() == 1
                    && callee
                        .parts
                        .first()
                        .is_some_and(|name| name.value == "flags") =>
                {
                    arguments.extend(self.flags(flags, item.span));
                }
                _ => {
                    let value = self.located(item);
                    arguments.extend(self.argument(&value, secrets));
                }
            }
        }
        arguments
    }

    fn argument(&mut self, value: &Located, secrets: &mut SecretUses) -> Option<Argument> {
        match &value.value {
            Value::Absent => None,
            Value::SecretKey(key) => {
                secrets.need_key(key);
                Some(Argument::Text(Template(vec![TemplatePart::Secret(
                    key.clone(),
                )])))
            }
            _ => {
                let text = self.template(value)?;
                secrets.need_text(&text);
                Some(Argument::Text(text))
            }
        }
    }

    /// `flags("--primary-key", keys)`.
    fn flags(&mut self, arguments: &[tree::Argument], span: Span) -> Option<Argument> {
        let keys = |value: &Expression| match &value.kind {
            ExpressionKind::Path(path) => {
                path.parts.len() == 1 && path.parts.first().is_some_and(|part| part.value == "keys")
            }
            _ => false,
        };
        match arguments {
            [flag, each] if flag.name.is_none() && each.name.is_none() && keys(&each.value) => {
                let value = self.located(&flag.value);
                self.literal_text(&value)
                    .map(|flag| Argument::EachKey { flag })
            }
            _ => {
                self.misplaced(
                    span,
                    "`flags` takes a flag and `keys`",
                    "write `flags(\"--key\", keys)`",
                );
                None
            }
        }
    }

    /// `env = { NAME = "…" }`.
    pub fn variables(
        &mut self,
        expression: &Expression,
        secrets: &mut SecretUses,
    ) -> Vec<(String, VariableTemplate)> {
        let ExpressionKind::Record(record) = &expression.kind else {
            let value = self.located(expression);
            self.mismatch(value.span, "a record of variables", &value.value);
            return Vec::new();
        };
        self.variable_record(record, secrets)
    }

    fn variable_record(
        &mut self,
        record: &Record,
        secrets: &mut SecretUses,
    ) -> Vec<(String, VariableTemplate)> {
        let mut variables = Vec::new();
        for field in self.distinct(record) {
            let name = &field.name.value;
            if !forms::is_variable(name) || name.starts_with("PIPEWRIGHT_") {
                let why = if name.starts_with("PIPEWRIGHT_") {
                    "`PIPEWRIGHT_…` is ours"
                } else {
                    "letters, digits and `_`"
                };
                self.malformed(
                    field.name.span,
                    &format!("`{name}` is no name for a variable"),
                    why,
                );
                continue;
            }
            let value = self.located(&field.value);
            let variable = match &value.value {
                Value::Absent => continue,
                Value::SecretKey(key) => Some(VariableTemplate::Secret(key.clone())),
                Value::Secret(secret) => self
                    .only_key(secret, value.span)
                    .map(VariableTemplate::Secret),
                Value::Text(text) => match text.0.as_slice() {
                    [TemplatePart::Secret(key)] => Some(VariableTemplate::Secret(key.clone())),
                    _ => {
                        self.warn_leak(name, text, value.span);
                        Some(VariableTemplate::Text((**text).clone()))
                    }
                },
                Value::Run(late) => self.text_of(late, value.span).map(VariableTemplate::Text),
                other => {
                    self.mismatch(value.span, "text", other);
                    None
                }
            };
            match &variable {
                Some(VariableTemplate::Secret(key)) => secrets.need_key(key),
                Some(VariableTemplate::Text(text)) => secrets.need_text(text),
                None => continue,
            }
            variables.extend(variable.map(|variable| (name.clone(), variable)));
        }
        variables
    }
}
