//! Texts and their holes.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Template, TemplatePart};
use pipewright_source::Span;
use pipewright_syntax::tree::{Path, TextPart};

use super::Value;
use super::budget::LONGEST_TEXT;
use crate::context::Context;
use crate::rules;

impl Context<'_, '_> {
    /// `"…${hole}…"`.
    pub fn text(&mut self, parts: &[TextPart], span: Span) -> Value {
        let mut template = Template::default();
        let mut unknown = false;
        let mut absent = false;
        for part in parts {
            match part {
                TextPart::Literal(text) => push_literal(&mut template, text),
                TextPart::Hole(path) => match self.path(path) {
                    Value::Unknown => unknown = true,
                    Value::Absent => absent = true,
                    value => unknown |= self.fill(&mut template, &value, path).is_none(),
                },
            }
        }
        if unknown {
            return self.poison();
        }
        if absent {
            return Value::Absent;
        }
        if length(&template) > LONGEST_TEXT {
            return self.too_large(span, "this text", "64 KiB");
        }
        self.refuse_leak(&template, span);
        Value::Text(Arc::new(template))
    }

    fn fill(&mut self, template: &mut Template, value: &Value, path: &Path) -> Option<()> {
        match value {
            Value::Text(text) => {
                for part in &text.0 {
                    match part {
                        TemplatePart::Literal(text) => push_literal(template, text),
                        other => template.0.push(other.clone()),
                    }
                }
            }
            Value::Int(number) => push_literal(template, &number.to_string()),
            Value::Decimal(text) | Value::Date(text) => push_literal(template, text),
            Value::Bool(value) => push_literal(template, if *value { "true" } else { "false" }),
            Value::Region(region) => match &*region.places {
                [place] => push_literal(template, &place.name),
                places => {
                    let count = places.len();
                    self.bad_hole(
                        path.span,
                        &format!(
                            "the region `{}` is {count} places, and text needs one",
                            region.name
                        ),
                        "name one place, such as `eu-west-1`",
                    );
                    return None;
                }
            },
            Value::SecretKey(key) => template.0.push(TemplatePart::Secret(key.clone())),
            Value::Run(value) => template.0.extend(self.text_of(value, path.span)?.0),
            Value::Secret(secret) => {
                let key = self.only_key(secret, path.span)?;
                template.0.push(TemplatePart::Secret(key));
            }
            other => {
                let what = other.describe();
                self.bad_hole(
                    path.span,
                    &format!("{what} has no spelling in text"),
                    "text, numbers, dates, single regions and keys of secrets fill holes",
                );
                return None;
            }
        }
        Some(())
    }

    /// Reports a hole that cannot be filled.
    pub fn bad_hole(&mut self, span: Span, message: &str, label: &str) {
        self.report
            .push(Diagnostic::new(&rules::BAD_HOLE, message, span, label));
    }
}

/// Adds text, joined to text before it.
fn push_literal(template: &mut Template, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(TemplatePart::Literal(last)) = template.0.last_mut() {
        last.push_str(text);
    } else {
        template.0.push(TemplatePart::Literal(text.to_owned()));
    }
}

fn length(template: &Template) -> usize {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal(text) => text.len(),
        TemplatePart::Builtin(_)
        | TemplatePart::Engine(_)
        | TemplatePart::Joined(_, _)
        | TemplatePart::Secret(_) => 64,
    };
    template.0.iter().map(part).sum()
}
