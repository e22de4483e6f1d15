//! What a pipeline hands out to those who call it: `output NAME = …`, read as `step.NAME`.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ExpressionKind, Name, Path};

use super::super::control::Setting;
use super::super::frames::{Named, Node, Unrolled};
use super::super::refer::{Lead, Place, Steps, View, find};
use super::super::shapes::Shapes;
use super::handed::{MOST_HOPS, of_rows};
use super::{FlatUse, Inside};
use crate::context::{Ambient, Context};
use crate::names::{list, nearest, need_snake};
use crate::report::Report;
use crate::rules;
use crate::values::{Located, RunValue, Value};

impl<'a> Context<'_, 'a> {
    /// What the calls among some steps hand out, in the place of the calls.
    pub fn of_calls(
        &mut self,
        view: View<'_, 'a>,
        calls: &[usize],
        name: Option<&Name>,
        span: Span,
    ) -> Lead {
        let mut leads = Vec::new();
        for used in calls.iter().filter_map(|at| view.unrolled.uses.get(*at)) {
            let Some((inside, output)) = self.output_of(used, name, span) else {
                return Lead::Nothing;
            };
            if !self.may_hop(span) {
                return Lead::Nothing;
            }
            let inner = inside.flat.view(view.unrolled, view.shapes);
            let hops = self.hops + 1;
            let mut context = self.seeing(&inside.flat, inner);
            context.hops = hops;
            if context.is_value_out(inner, output) {
                self.value_not_rows(used, name, span);
                return Lead::Nothing;
            }
            leads.push(context.lead(inner, output));
        }
        self.joined_leads(leads, view.frame, span)
    }

    /// What a call hands out that a loop made: `load["orders"]["rows"]`.
    pub fn of_call_index(
        &mut self,
        view: View<'_, 'a>,
        name: &Name,
        members: &[(Vec<String>, usize)],
        group: bool,
        keys: &[&Expression],
        span: Span,
    ) -> Lead {
        if !group {
            let message = format!("the step `{}` is not made by a `for`", name.value);
            self.no_element(name.span, &message, "there is only one");
            return Lead::Nothing;
        }
        let mut chosen: Vec<&(Vec<String>, usize)> = members.iter().collect();
        let mut output: Option<Name> = None;
        for (depth, key) in keys.iter().enumerate() {
            let Some(label) = self.key_of(key) else {
                return Lead::Nothing;
            };
            if output.is_none() && chosen.iter().all(|(labels, _)| labels.len() == depth) {
                output = Some(Name::new(label, key.span));
                continue;
            }
            let known: Vec<String> = chosen
                .iter()
                .filter_map(|(labels, _)| labels.get(depth).cloned())
                .collect();
            chosen.retain(|(labels, _)| labels.get(depth) == Some(&label));
            if chosen.is_empty() {
                self.no_key(key.span, &name.value, &label, &known);
                return Lead::Nothing;
            }
        }
        let calls: Vec<usize> = chosen.into_iter().map(|(_, at)| *at).collect();
        self.of_calls(view, &calls, output.as_ref(), span)
    }

    /// What several calls in a loop hand out under one name.
    fn joined_leads(&mut self, mut leads: Vec<Lead>, frame: usize, span: Span) -> Lead {
        if leads.len() < 2 {
            return leads.pop().unwrap_or(Lead::Nothing);
        }
        let (mut all, mut values) = (Vec::new(), Vec::new());
        let mut output = None;
        for lead in leads {
            match lead {
                Lead::Steps(steps) => {
                    all.extend(steps.nodes);
                    output = steps.output;
                }
                Lead::Value(value) => values.push(value),
                Lead::Pruned(decided) => return Lead::Pruned(decided),
                Lead::Nothing => return Lead::Nothing,
            }
        }
        match (all.is_empty(), values.is_empty()) {
            (false, true) => Lead::Steps(Steps {
                frame,
                nodes: all,
                depth: 0,
                // No loop of this pipeline made them: they are not collected as one.
                group: false,
                output,
            }),
            (true, false) => {
                let value = self.list_of(values, span);
                Lead::Value(Located { value, span })
            }
            _ => {
                let message = "some of these are datasets, and some are steps";
                self.misplaced(span, message, "read them one by one");
                Lead::Nothing
            }
        }
    }

    /// A value that a call hands out.
    pub fn called_value(&mut self, view: View<'_, 'a>, call: usize, path: &Path) -> Option<Value> {
        let used = view.unrolled.uses.get(call)?;
        if let Some(extra) = path.parts.get(2) {
            let message = format!("a value of a step has no `{}`", extra.value);
            self.no_element(extra.span, &message, "no such part");
            return None;
        }
        let (inside, output) = self.output_of(used, path.parts.get(1), path.span)?;
        if !self.may_hop(path.span) {
            return None;
        }
        let inner = inside.flat.view(view.unrolled, view.shapes);
        let hops = self.hops + 1;
        let mut context = self.seeing(&inside.flat, inner);
        context.ambient = Ambient::Run;
        context.hops = hops;
        if !context.is_value_out(inner, output) {
            let name = self.one_line(path.span);
            let message = format!("`{name}` is rows, not a value");
            self.not_a_value(
                path.span,
                &message,
                "a value is needed here",
                &format!("`rows({name})` is how many there are, in conditions"),
            );
            return None;
        }
        let value = context.evaluate(output);
        let value = match value {
            Value::Run(late) => Value::Run(Arc::new(RunValue {
                name: self.one_line(path.span),
                ..(*late).clone()
            })),
            value => value,
        };
        // Steps behind a decision of the callee are not there on every way of the caller.
        match self.yielding(inner, output) {
            Some(node) if !self.may_read(view, node, path.span) => None,
            _ => Some(value),
        }
    }

    /// The step or join that yields a value that is handed out.
    fn yielding(&self, view: View<'_, 'a>, output: &Expression) -> Option<Node> {
        let (mut view, mut output) = (view, output);
        for _ in 0..MOST_HOPS {
            let ExpressionKind::Path(path) = &output.kind else {
                return None;
            };
            let [first, name, ..] = path.parts.as_slice() else {
                return None;
            };
            let members = match find(view, &first.value)? {
                (_, Named::One(node)) => return Some(*node),
                (_, Named::Calls { members, .. }) => members,
                _ => return None,
            };
            let (_, at) = members.first()?;
            let inside = view.unrolled.uses.get(*at)?.inside.as_ref()?;
            let mut outputs = inside.outputs.iter();
            output = outputs
                .find(|(known, _)| known.value == name.value)
                .map(|(_, output)| *output)?;
            view = inside.flat.view(view.unrolled, view.shapes);
        }
        None
    }

    /// Whether what is handed out is a value: of a step, of the run, or known when compiling.
    pub fn is_value_out(&mut self, view: View<'_, 'a>, output: &Expression) -> bool {
        let ExpressionKind::Path(path) = &output.kind else {
            return !matches!(
                output.kind,
                ExpressionKind::Index { .. }
                    | ExpressionKind::Call { .. }
                    | ExpressionKind::List(_)
            );
        };
        let Some(first) = path.parts.first() else {
            return false;
        };
        if let Some(local) = self.locals.get(&first.value) {
            return match &local.value {
                Value::Dataset(_) | Value::List(_) | Value::Unknown => false,
                Value::Handed(handed) => {
                    let used = view.unrolled.uses.get(handed.at);
                    let given = used.and_then(|used| used.given.get(handed.given));
                    given.is_none_or(|given| !of_rows(&given.formal.kind))
                }
                _ => true,
            };
        }
        let Some((_, named)) = find(view, &first.value) else {
            return first.value == "run";
        };
        let Some(name) = path.parts.get(1) else {
            return false;
        };
        match named {
            Named::One(node) => {
                let mut values = view.shapes.values(*node).iter();
                values.any(|value| value.name == name.value)
            }
            Named::Calls {
                members,
                group: false,
            } => {
                let used = members
                    .first()
                    .and_then(|(_, at)| view.unrolled.uses.get(*at));
                let Some(inside) = used.and_then(|used| used.inside.as_ref()) else {
                    return false;
                };
                let mut outputs = inside.outputs.iter();
                let Some((_, output)) = outputs.find(|(known, _)| known.value == name.value) else {
                    return false;
                };
                let inner = inside.flat.view(view.unrolled, view.shapes);
                if self.hops >= MOST_HOPS {
                    return false;
                }
                let hops = self.hops + 1;
                let mut context = self.seeing(&inside.flat, inner);
                context.hops = hops;
                context.is_value_out(inner, output)
            }
            _ => false,
        }
    }

    /// What a call hands out under a name.
    fn output_of<'u>(
        &mut self,
        used: &'u FlatUse<'a>,
        name: Option<&Name>,
        span: Span,
    ) -> Option<(&'u Inside<'a>, &'a Expression)> {
        let Some(inside) = &used.inside else {
            self.report.poisoned = true;
            return None;
        };
        let names: Vec<&str> = inside
            .outputs
            .iter()
            .map(|(name, _)| name.value.as_str())
            .collect();
        let Some(name) = name else {
            self.which_of_call(used, inside, &names, span);
            return None;
        };
        let found = inside
            .outputs
            .iter()
            .find(|(known, _)| known.value == name.value);
        if let Some((_, output)) = found {
            return Some((inside, output));
        }
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!(
                "the pipeline `{}` hands out no `{}`",
                inside.callee, name.value
            ),
            name.span,
            "no such output",
        )
        .with_related(inside.declared, "the pipeline that is called");
        if let Some(near) = nearest(&name.value, names.iter().copied()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if names.is_empty() {
            found = found.help(format!("say `output {} = …` in it", name.value));
        } else {
            found = found.help(format!("it hands out {}", list(&names)));
        }
        self.report.push(found);
        None
    }

    fn which_of_call(
        &mut self,
        used: &FlatUse<'a>,
        inside: &Inside<'a>,
        names: &[&str],
        span: Span,
    ) {
        let step = &used.written.value;
        let label = if names.is_empty() {
            "it hands out nothing".to_owned()
        } else {
            format!("it hands out {}", list(names))
        };
        let mut found = Diagnostic::new(
            &rules::WHICH_OUTPUT,
            format!("`{step}` calls `{}`: what of it is meant?", inside.callee),
            span,
            label,
        )
        .with_related(inside.declared, "the pipeline that is called");
        let written = self.one_line(span);
        for name in names.iter().take(5) {
            let text = if written.ends_with(']') {
                format!("{written}[\"{name}\"]")
            } else {
                format!("{written}.{name}")
            };
            found = found.fix(format!("replace with `{text}`"), span, text);
        }
        if names.is_empty() {
            found = found.help("say `output NAME = …` in the pipeline");
        }
        self.report.push(found);
    }

    fn value_not_rows(&mut self, used: &FlatUse<'a>, name: Option<&Name>, span: Span) {
        let step = &used.written.value;
        let name = name.map_or("", |name| name.value.as_str());
        self.report.push(
            Diagnostic::new(
                &rules::WRONG_KIND,
                format!("`{step}.{name}` is a small value, not rows"),
                span,
                "a step that yields rows, or a dataset, is needed here",
            )
            .help("values are read in `args`, `env`, `command` and conditions"),
        );
    }

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
        if !context.is_value_out(view, output) {
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
