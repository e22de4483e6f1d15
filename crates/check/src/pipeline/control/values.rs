//! Small values of steps: what they yield, and reading them.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::TemplatePart;
use pipewright_plan::{EngineValue, ValueType, YieldedValue};
use pipewright_source::Span;
use pipewright_syntax::tree::{Path, ValueDeclaration};

use super::super::frames::{FlatStep, Named, Node};
use super::super::refer::{View, find};
use crate::context::{Ambient, Context};
use crate::dataset::documentation;
use crate::names::{list, nearest, need_snake};
use crate::rules;
use crate::values::{Kind, RunValue, Value};

/// How many values a step may yield: all of them fit into 4 KiB.
const MOST: usize = 100;

/// A small value that a step yields.
#[derive(Debug, Clone)]
pub struct ValueShape {
    /// Its name.
    pub name: String,
    /// Its type; absent where it is wrong.
    pub kind: Option<ValueType>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl ValueShape {
    /// As the model has it.
    pub fn built(&self) -> Option<YieldedValue> {
        Some(YieldedValue {
            name: self.name.clone(),
            kind: self.kind.clone()?,
            doc: self.doc.clone(),
        })
    }
}

impl<'a> Context<'_, 'a> {
    /// The values a step says it yields.
    pub fn declared_values(&mut self, step: &FlatStep<'a>) -> Vec<ValueShape> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut values = Vec::new();
        let mut context = self.at(&step.flat, Ambient::Plain);
        if step.values.len() > MOST {
            let span = step.written.span;
            context.too_large(span, "what this step yields", &format!("{MOST} values"));
        }
        for value in step.values {
            need_snake(context.report, &value.name, "a value");
            if let Some(span) = first.get(value.name.value.as_str()) {
                let message = format!("the value `{}` is declared twice", value.name.value);
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    message,
                    value.name.span,
                    "declared again here",
                );
                context
                    .report
                    .push(found.with_related(*span, "declared here first"));
                continue;
            }
            first.insert(&value.name.value, value.name.span);
            values.push(ValueShape {
                name: value.name.value.clone(),
                kind: context.value_type(value),
                doc: documentation(value.doc.as_ref()),
                span: value.name.span,
            });
        }
        values
    }

    fn value_type(&mut self, value: &ValueDeclaration) -> Option<ValueType> {
        let kind = self.kind(&value.kind);
        if kind == Kind::Unknown {
            self.report.poisoned = true;
            return None;
        }
        let small = kind.value_type().filter(|kind| match kind {
            ValueType::List(inner) => matches!(**inner, ValueType::String | ValueType::Int),
            _ => true,
        });
        if small.is_some() && !value.kind.optional {
            return small;
        }
        let (message, help) = if value.kind.optional {
            (
                "a value is never missing".to_owned(),
                "remove the `?`, and yield something that says there is none",
            )
        } else {
            (
                format!(
                    "a step yields no value of the type `{}`",
                    self.slice(value.kind.span)
                ),
                "values are `string`, `int`, `decimal`, `bool`, `date`, `timestamp`, `duration`, `list<string>` and `list<int>`",
            )
        };
        self.report.push(
            Diagnostic::new(
                &rules::VALUE_TYPE,
                message,
                value.kind.span,
                "values are small: all of a step fit into 4 KiB",
            )
            .help(help),
        );
        None
    }

    /// What a path means among the steps in scope; nothing where its first name is no step.
    pub fn value_of_step(&mut self, path: &Path) -> Option<Value> {
        let view = self.scope?;
        let first = path.parts.first()?;
        let (_, named) = find(view, &first.value)?;
        let node = match named {
            Named::One(node) => *node,
            Named::Calls {
                members,
                group: false,
            } => {
                let call = members.first().map(|(_, at)| *at)?;
                let value = self.called_value(view, call, path);
                return Some(value.unwrap_or(Value::Unknown));
            }
            Named::Unreadable => return Some(self.poison()),
            Named::Pruned(decided) => {
                self.never_read(path.span, *decided);
                return Some(Value::Unknown);
            }
            Named::Group(_) | Named::Calls { .. } => {
                let name = &first.value;
                self.not_a_value(
                    path.span,
                    &format!("`{name}` is several steps, which a loop made"),
                    "which of them is meant?",
                    "values are read in the loop, next to the step that yields them",
                );
                return Some(Value::Unknown);
            }
        };
        Some(self.value_of(view, node, path).unwrap_or(Value::Unknown))
    }

    fn value_of(&mut self, view: View<'_, 'a>, node: Node, path: &Path) -> Option<Value> {
        let step = view.unrolled.written_of(node);
        let values = view.shapes.values(node);
        let [_, name] = path.parts.as_slice() else {
            if let Some(extra) = path.parts.get(2) {
                let message = format!("a value of a step has no `{}`", extra.value);
                self.no_element(extra.span, &message, "no such part");
                return None;
            }
            let names: Vec<String> = values
                .iter()
                .map(|value| format!("{step}.{}", value.name))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = if names.is_empty() {
                format!(
                    "`{step} yields count: int = …` gives it a value, which is read as `{step}.count`"
                )
            } else {
                format!("it yields {}", list(&names))
            };
            let message = format!("`{step}` is a step, not a value");
            self.not_a_value(path.span, &message, "a value is needed here", &help);
            return None;
        };
        if let Node::Join(join) = node
            && view.shapes.joins.get(join).is_some_and(|join| join.broken)
        {
            self.report.poisoned = true;
            return None;
        }
        let Some(value) = values.iter().find(|value| value.name == name.value) else {
            self.no_value(view, node, name);
            return None;
        };
        if !self.may_read(view, node, path.span) || !self.inside_its_resource(view, node, path.span)
        {
            return None;
        }
        let Some(kind) = value.kind.clone() else {
            self.report.poisoned = true;
            return None;
        };
        let full = view.unrolled.name_of(node).to_owned();
        let part = match node {
            Node::Step(_) => TemplatePart::Engine(EngineValue::Value {
                task: full,
                name: value.name.clone(),
            }),
            Node::Join(_) => TemplatePart::Joined(full, value.name.clone()),
        };
        Some(Value::Run(Arc::new(RunValue {
            part,
            kind,
            name: self.slice(path.span).to_owned(),
            declared: Some(value.span),
            condition: None,
        })))
    }

    fn no_value(&mut self, view: View<'_, 'a>, node: Node, name: &pipewright_syntax::tree::Name) {
        let step = view.unrolled.written_of(node);
        let values = view.shapes.values(node);
        let outputs = view.shapes.of(node);
        let rows = outputs
            .iter()
            .any(|output| output.name.as_deref() == Some(name.value.as_str()));
        if rows {
            let message = format!("`{step}.{}` is rows, not a value", name.value);
            self.not_a_value(
                name.span,
                &message,
                "a value is needed here",
                &format!(
                    "`rows({step}.{})` is how many there are, in conditions",
                    name.value
                ),
            );
            return;
        }
        let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!("the step `{step}` yields no value `{}`", name.value),
            name.span,
            "no such value",
        );
        if let Some(near) = nearest(&name.value, names.iter().copied()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if names.is_empty() {
            found = found.help(format!(
                "declare it: `step {step} yields {}: int = …`",
                name.value
            ));
        } else {
            found = found.help(format!("its values are {}", list(&names)));
        }
        if let Some(declared) = view.unrolled.tree_name(node) {
            found = found.with_related(declared.span, "declared here");
        }
        self.report.push(found);
    }

    pub fn not_a_value(&mut self, span: Span, message: &str, label: &str, help: &str) {
        let found = Diagnostic::new(&rules::NOT_A_VALUE, message, span, label);
        self.report.push(found.help(help));
    }

    /// A text of nothing but a value of the run; a list has no spelling in text.
    pub fn text_of(&mut self, value: &RunValue, span: Span) -> Option<pipewright_model::Template> {
        if let ValueType::List(_) = value.kind {
            let message = format!("`{}` is a list, which has no spelling in text", value.name);
            self.not_a_value(
                span,
                &message,
                "one value is needed here",
                &format!(
                    "go through it: `for element in {} max 100 {{ … }}`",
                    value.name
                ),
            );
            return None;
        }
        Some(value.text())
    }
}
