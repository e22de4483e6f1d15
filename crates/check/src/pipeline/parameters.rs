//! Parameters of pipelines: each environment supplies what has no default.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::Record;

use super::Source;
use crate::connector::Formal;
use crate::context::{Context, Local, Locals, World};
use crate::fields::Fields;
use crate::names::list;
use crate::platform::Draft;
use crate::report::Report;
use crate::rules;
use crate::values::{Located, Value};

/// The parameters as one environment binds them.
pub fn bind<'a>(
    world: &World<'a>,
    source: Source<'a>,
    formals: &[Formal<'a>],
    draft: &Draft<'a>,
    report: &mut Report,
) -> Locals {
    let given: Option<&Record> = draft
        .parameters
        .get(source.tree.name.value.as_str())
        .copied();
    let mut context = Context::new(world, report, draft.module);
    let missing: Vec<&str> = formals
        .iter()
        .filter(|formal| {
            formal.required()
                && given.is_none_or(|given| {
                    given
                        .fields
                        .iter()
                        .all(|field| field.name.value != formal.name)
                })
        })
        .map(|formal| formal.name)
        .collect();
    if !missing.is_empty() {
        let pipeline = &source.tree.name;
        let message = format!(
            "the environment `{}` does not give {} of `{}`",
            draft.name,
            list(&missing),
            pipeline.value
        );
        let at = given.map_or(draft.span, |given| given.span);
        context.report.push(
            Diagnostic::new(
                &rules::MISSING_PARAMETER,
                message,
                at,
                "every parameter without a default is needed",
            )
            .with_related(pipeline.span, "the pipeline")
            .help(format!(
                "write `parameters = {{ {} = {{ {} = … }} }}`",
                pipeline.value,
                missing.first().copied().unwrap_or_default()
            )),
        );
    }
    let mut locals = BTreeMap::new();
    let fields = given.map(|given| {
        let known: Vec<(&str, bool)> = formals.iter().map(|formal| (formal.name, false)).collect();
        Fields::read(
            &mut context,
            given,
            &format!("the pipeline `{}`", source.tree.name.value),
            &known,
        )
    });
    for formal in formals {
        let local = match fields.as_ref().and_then(|fields| fields.get(formal.name)) {
            Some(field) => {
                let value = context.located(&field.value);
                let span = value.span;
                Local {
                    value: context.conform(&formal.kind, value),
                    span,
                }
            }
            None => Local {
                value: default(&mut context, formal, source.module),
                span: formal.span,
            },
        };
        locals.insert(formal.name.to_owned(), local);
    }
    Arc::new(locals)
}

/// The parameters where no environment binds them: their defaults, or nothing known.
pub fn unbound<'a>(
    world: &World<'a>,
    source: Source<'a>,
    formals: &[Formal<'a>],
    report: &mut Report,
) -> Locals {
    let mut context = Context::new(world, report, source.module);
    let local = |formal: &Formal<'a>, context: &mut Context<'_, 'a>| Local {
        value: default(context, formal, source.module),
        span: formal.span,
    };
    Arc::new(
        formals
            .iter()
            .map(|formal| (formal.name.to_owned(), local(formal, &mut context)))
            .collect(),
    )
}

fn default<'a>(context: &mut Context<'_, 'a>, formal: &Formal<'a>, module: usize) -> Value {
    let Some(expression) = formal.default else {
        return if formal.optional {
            Value::Absent
        } else {
            Value::Unknown
        };
    };
    let mut home = Context::new(context.world, context.report, module);
    let value = home.evaluate(expression);
    home.conform(
        &formal.kind,
        Located {
            value,
            span: expression.span,
        },
    )
}
