//! What a pipeline hands out to those who call it: `output NAME = …`, read as `step.NAME`.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression};

use super::super::control::Setting;
use super::super::frames::Unrolled;
use super::super::refer::{Place, View};
use super::super::shapes::Shapes;
use super::value::Out;
use crate::context::{Ambient, Context};
use crate::names::need_snake;
use crate::report::Report;
use crate::rules;
use crate::values::Value;

impl<'a> Context<'_, 'a> {
    /// What this pipeline hands out itself: each name once, and each leads somewhere. What it
    /// leads to is used, and so is what the pipelines it calls hand out.
    pub fn outputs(
        &mut self,
        clauses: &'a [Clause],
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
    ) -> HandedOut {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut out = HandedOut::default();
        let setting = Setting::default();
        let view = View {
            unrolled,
            shapes,
            frame: 0,
            setting: &setting,
        };
        for clause in clauses {
            let ClauseKind::Output { name, value } = &clause.kind else {
                continue;
            };
            need_snake(self.report, name, "an output");
            if let Some(span) = first.insert(&name.value, name.span) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    format!("the output `{}` is declared twice", name.value),
                    name.span,
                    "declared again here",
                );
                self.report
                    .push(found.with_related(span, "declared here first"));
            }
            self.handed_out(view, value, &mut out);
        }
        // What is wrong with these is said of the callee itself.
        let mut unsaid = Report::default();
        for used in &unrolled.uses {
            let Some(inside) = &used.inside else { continue };
            let inner = inside.flat.view(unrolled, shapes);
            for (_, output) in &inside.outputs {
                let mut context = Context::new(self.world, &mut unsaid, inside.flat.module);
                context.locals.clone_from(&inside.flat.locals);
                context.scope = Some(inner);
                context.handed_out(inner, output, &mut out);
            }
        }
        out
    }

    fn handed_out(&mut self, view: View<'_, 'a>, output: &Expression, out: &mut HandedOut) {
        let locals = Arc::clone(&self.locals);
        let mut context = self.with(locals, Ambient::Run);
        context.scope = Some(view);
        if context.kind_out(view, output) != Out::Value {
            let data = context.data(view, output).into_iter();
            out.data
                .extend(data.map(|data| (data.place, view.setting.clone())));
            return;
        }
        if let Value::Run(late) = context.evaluate(output)
            && let Some((step, name)) = late.value()
        {
            out.values.push((step.to_owned(), name.to_owned()));
        }
    }
}

/// What pipelines hand out to whoever calls them.
#[derive(Default)]
pub struct HandedOut {
    /// Data, and where it is handed out.
    pub data: Vec<(Place, Setting)>,
    /// Values: the step's full name, and theirs.
    pub values: Vec<(String, String)>,
}
