//! Binding: what a use gives to the parameters of a connector.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Argument, Expression, Record};

use super::interface::Interface;
use crate::context::{Context, Local, Locals};
use crate::fields::Fields;
use crate::names::list;
use crate::parameters::Formal;
use crate::rules;
use crate::values::{Located, Value};

/// What a use gives, by name.
pub struct Given<'r> {
    /// Common fields of datasets.
    pub fields: Fields<'r>,
    /// The parameters.
    pub locals: Locals,
}

impl<'a> Context<'_, 'a> {
    /// Binds the fields of `s3.parquet { … }`; `common` are fields besides the parameters.
    pub fn bind_fields<'r>(
        &mut self,
        interface: &Interface<'a>,
        record: &'r Record,
        common: &[(&str, bool)],
    ) -> Given<'r> {
        let mut known: Vec<(&str, bool)> = interface
            .parameters
            .iter()
            .map(|formal| (formal.name, formal.required()))
            .collect();
        known.extend(common);
        let owner = format!("`{}`", interface.name);
        let fields = Fields::read(self, record, &owner, &known);
        let given: BTreeMap<&str, &Expression> = interface
            .parameters
            .iter()
            .filter_map(|formal| {
                fields
                    .get(formal.name)
                    .map(|field| (formal.name, &field.value))
            })
            .collect();
        let locals = self.bind(interface, &given, record.span);
        Given { fields, locals }
    }

    /// Binds the arguments of `slack.channel("#a", …)`.
    pub fn bind_arguments(
        &mut self,
        interface: &Interface<'a>,
        arguments: &[Argument],
        span: Span,
    ) -> Locals {
        let mut given: BTreeMap<&str, &Expression> = BTreeMap::new();
        let mut sound = true;
        for (index, argument) in arguments.iter().enumerate() {
            let formal = match &argument.name {
                Some(name) => interface
                    .parameters
                    .iter()
                    .find(|formal| formal.name == name.value),
                None => interface.parameters.get(index),
            };
            let Some(formal) = formal else {
                sound = false;
                self.wrong_argument(interface, argument);
                continue;
            };
            if given.insert(formal.name, &argument.value).is_some() {
                sound = false;
                self.arguments(
                    argument.value.span,
                    format!("`{}` is given twice", formal.name),
                    "given again here",
                    interface,
                );
            }
        }
        let missing: Vec<&str> = interface
            .parameters
            .iter()
            .filter(|formal| formal.required() && !given.contains_key(formal.name))
            .map(|formal| formal.name)
            .collect();
        if sound && !missing.is_empty() {
            let message = format!("`{}` needs {}", interface.name, list(&missing));
            self.arguments(span, message, "not all arguments are given", interface);
        }
        self.bind(interface, &given, span)
    }

    fn wrong_argument(&mut self, interface: &Interface<'a>, argument: &Argument) {
        let message = match &argument.name {
            Some(name) => format!("`{}` has no parameter `{}`", interface.name, name.value),
            None => format!(
                "`{}` takes {} arguments at most",
                interface.name,
                interface.parameters.len()
            ),
        };
        self.arguments(argument.value.span, message, "no such parameter", interface);
    }

    fn arguments(&mut self, span: Span, message: String, label: &str, interface: &Interface<'a>) {
        let names: Vec<&str> = interface
            .parameters
            .iter()
            .map(|formal| formal.name)
            .collect();
        self.report.push(
            Diagnostic::new(&rules::WRONG_ARGUMENTS, message, span, label)
                .help(format!("its parameters are {}", list(&names))),
        );
    }

    fn bind(
        &mut self,
        interface: &Interface<'a>,
        given: &BTreeMap<&str, &Expression>,
        span: Span,
    ) -> Locals {
        let mut locals = BTreeMap::new();
        for formal in &interface.parameters {
            let local = match given.get(formal.name) {
                Some(expression) => {
                    let value = self.located(expression);
                    let span = value.span;
                    Local::parameter(self.known_when_compiling(formal, value), span)
                }
                None => Local::parameter(self.default_of(formal, interface.module), span),
            };
            locals.insert(formal.name.to_owned(), local);
        }
        Arc::new(locals)
    }

    /// A connector's parameters are known when compiling.
    fn known_when_compiling(&mut self, formal: &Formal<'a>, given: Located) -> Value {
        if let Value::Run(late) = &given.value {
            self.too_late(given.span, late);
            return Value::Unknown;
        }
        self.give(formal, given)
    }
}
