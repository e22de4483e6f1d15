//! Parameters of pipelines: each environment supplies what has no default.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{ClauseKind, Record, TriggerKind};

use super::Source;
use crate::context::{Context, Local, Locals, World};
use crate::fields::Fields;
use crate::names::list;
use crate::parameters::{Formal, run_value};
use crate::platform::Draft;
use crate::report::Report;
use crate::rules;
use crate::values::Value;

/// The parameters as one environment binds them: what it gives to the pipeline of this name, then
/// what it gives to all of its family. Nothing where the pipeline is only called, and an
/// environment leaves to its callers what must be given.
pub fn bind<'a>(
    world: &World<'a>,
    source: Source<'a>,
    name: &str,
    formals: &[Formal<'a>],
    draft: &Draft<'a>,
    report: &mut Report,
) -> Option<Locals> {
    let family = source.tree.name.value.as_str();
    let mut records: Vec<&'a Record> = Vec::new();
    records.extend(draft.parameters.get(name).copied());
    if family != name {
        records.extend(draft.parameters.get(family).copied());
    }
    let mut context = Context::new(world, report, draft.module);
    let known: Vec<(&str, bool)> = formals.iter().map(|formal| (formal.name, false)).collect();
    let owner = format!("the pipeline `{family}`");
    let given: Vec<Fields<'a>> = records
        .iter()
        .map(|record| Fields::read(&mut context, record, &owner, &known))
        .collect();
    let field = |name: &str| given.iter().find_map(|fields| fields.get(name));
    let missing: Vec<&str> = formals
        .iter()
        .filter(|formal| formal.required() && !formal.per_run && field(formal.name).is_none())
        .map(|formal| formal.name)
        .collect();
    if !missing.is_empty() {
        if records.is_empty() && only_called(world, source) {
            return None;
        }
        let at = records.first().map_or(draft.span, |given| given.span);
        context.not_given(source, draft, &missing, at);
    }
    let mut locals = BTreeMap::new();
    for formal in formals {
        let local = match field(formal.name) {
            Some(field) if formal.per_run => {
                context.comes_with_runs(formal, field.name.span);
                Local::parameter(Value::Unknown, formal.span)
            }
            Some(field) => {
                let value = context.located(&field.value);
                let span = value.span;
                Local::parameter(context.give(formal, value), span)
            }
            None => Local::parameter(default(&mut context, formal, source.module), formal.span),
        };
        locals.insert(formal.name.to_owned(), local);
    }
    Some(Arc::new(locals))
}

/// Whether nothing but calls starts a pipeline: its schedule is `manual`, and some other calls it.
fn only_called(world: &World<'_>, source: Source<'_>) -> bool {
    let manual = source.tree.clauses.iter().any(|clause| {
        matches!(&clause.kind, ClauseKind::Schedule(triggers)
            if triggers.iter().all(|trigger| matches!(trigger.kind, TriggerKind::Manual)))
    });
    manual && world.uses.called.contains(&source.id)
}

/// The parameters where no environment binds them: their defaults, or nothing known.
pub fn unbound<'a>(
    world: &World<'a>,
    source: Source<'a>,
    formals: &[Formal<'a>],
    report: &mut Report,
) -> Locals {
    let mut context = Context::new(world, report, source.module);
    let local = |formal: &Formal<'a>, context: &mut Context<'_, 'a>| {
        Local::parameter(default(context, formal, source.module), formal.span)
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
    fn not_given(&mut self, source: Source<'a>, draft: &Draft<'a>, missing: &[&str], at: Span) {
        let pipeline = &source.tree.name;
        let message = format!(
            "the environment `{}` does not give {} of `{}`",
            draft.name,
            list(missing),
            pipeline.value
        );
        self.report.push(
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
