//! Parameters of pipelines: each environment supplies what has no default.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::Record;

use super::Source;
use crate::context::{Context, Local, Locals, World};
use crate::fields::Fields;
use crate::names::list;
use crate::parameters::{Formal, run_value};
use crate::platform::Draft;
use crate::report::Report;
use crate::rules;
use crate::values::Value;

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
                && !formal.per_run
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
            Some(field) if formal.per_run => {
                context.comes_with_runs(formal, field.name.span);
                Local {
                    value: Value::Unknown,
                    span: formal.span,
                }
            }
            Some(field) => {
                let value = context.located(&field.value);
                let span = value.span;
                Local {
                    value: context.give(formal, value),
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
    if formal.per_run {
        run_value(formal)
    } else {
        context.default_of(formal, module)
    }
}

impl<'a> Context<'_, 'a> {
    /// Refuses a value of an environment for what comes with each run.
    fn comes_with_runs(&mut self, formal: &Formal<'a>, span: Span) {
        let name = formal.name;
        self.report.push(
            Diagnostic::new(
                &rules::RUN_TIME_VALUE,
                format!("`{name}` comes with each run, not from an environment"),
                span,
                "no environment gives it",
            )
            .with_related(formal.span, "declared `per run` here")
            .help(format!(
                "supply it by the triggers: `schedule … with {{ {name} = … }}`, or drop `per run`"
            )),
        );
    }
}
