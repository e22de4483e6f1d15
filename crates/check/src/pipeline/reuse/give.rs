//! What a call or the use of a template gives: values now, or what only the steps around know.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name, Record};

use super::super::frames::{Flat, Unrolled};
use super::handed::Handed;
use super::{FlatUse, Given};
use crate::context::{Ambient, Context, Local, Locals};
use crate::fields::Fields;
use crate::names::list;
use crate::parameters::Formal;
use crate::rules;
use crate::values::{Kind, Value, mentions};

/// What has the parameters.
pub struct Callee<'c> {
    /// `the pipeline `replicate``.
    pub owner: String,
    /// Where it is declared.
    pub declared: Span,
    /// The module of its defaults.
    pub module: usize,
    /// What it already knows: the element of a family's member.
    pub locals: &'c Locals,
}

impl<'a> Context<'_, 'a> {
    /// Binds the parameters of a use; the use is noted, and its index given.
    pub fn give_all(
        &mut self,
        callee: &Callee<'_>,
        formals: &[Formal<'a>],
        fields: &'a Record,
        written: &'a Name,
        flat: &Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) -> (usize, Locals) {
        let known: Vec<(&str, bool)> = formals.iter().map(|formal| (formal.name, false)).collect();
        let before = self.report.found.len();
        let read = Fields::read(self, fields, &callee.owner, &known);
        let misnamed = self.report.found.len() > before;
        let at = unrolled.uses.len();
        let mut given = Vec::new();
        let mut locals: BTreeMap<String, Local> = (**callee.locals).clone();
        let mut missing = Vec::new();
        for formal in formals {
            let Some(field) = read.get(formal.name) else {
                if formal.required() {
                    missing.push(formal.name);
                }
                let value = self.default_of(formal, callee.module);
                locals.insert(formal.name.to_owned(), Local::parameter(value, formal.span));
                continue;
            };
            let expression = &field.value;
            let waits = self.waits(expression, unrolled);
            let value = if waits || formal.kind == Kind::Dataset {
                let known = (!waits).then(|| self.given_now(formal, expression));
                given.push(Given {
                    formal: formal.clone(),
                    expression,
                    waits,
                });
                Value::Handed(Arc::new(Handed {
                    at,
                    given: given.len() - 1,
                    name: formal.name.to_owned(),
                    single: formal.kind == Kind::Dataset,
                    known,
                    span: expression.span,
                }))
            } else {
                self.given_now(formal, expression)
            };
            locals.insert(
                formal.name.to_owned(),
                Local::parameter(value, expression.span),
            );
        }
        // A parameter under another name is one mistake.
        if !missing.is_empty() && !misnamed {
            self.not_all_given(callee, &missing, written, fields, flat);
        }
        unrolled.uses.push(FlatUse {
            written,
            flat: flat.clone(),
            given,
            inside: None,
        });
        (at, Arc::new(locals))
    }

    fn given_now(&mut self, formal: &Formal<'a>, expression: &Expression) -> Value {
        let locals = Arc::clone(&self.locals);
        let mut context = self.with(locals, Ambient::Run);
        let value = context.located(expression);
        context.give(formal, value)
    }

    /// Whether an expression speaks of what only the steps around it know.
    fn waits(&self, expression: &Expression, unrolled: &Unrolled<'a>) -> bool {
        if matches!(&expression.kind, ExpressionKind::Call { callee, .. } if self.slice(callee.span) != "secret")
        {
            return true;
        }
        mentions(expression).into_iter().any(|path| {
            let Some(first) = path.parts.first() else {
                return false;
            };
            match self.locals.get(&first.value) {
                Some(local) => {
                    matches!(&local.value, Value::Handed(handed) if handed.known.is_none())
                }
                None => {
                    unrolled.mentioned.contains(first.value.as_str())
                        || self.entry(&first.value).is_none() && first.value != "run"
                }
            }
        })
    }

    fn not_all_given(
        &mut self,
        callee: &Callee<'_>,
        missing: &[&str],
        written: &Name,
        fields: &Record,
        flat: &Flat<'a>,
    ) {
        let span = if fields.span.start < fields.span.end {
            fields.span
        } else {
            written.span
        };
        let _ = flat;
        let wanted: Vec<String> = missing.iter().map(|name| format!("{name} = …")).collect();
        self.report.push(
            Diagnostic::new(
                &rules::MISSING_PARAMETER,
                format!(
                    "`{}` does not give {} of {}",
                    written.value,
                    list(missing),
                    callee.owner
                ),
                span,
                "every parameter without a default is needed",
            )
            .with_related(callee.declared, "declared here")
            .help(format!("write `{{ {} }}`", wanted.join(", "))),
        );
    }
}
