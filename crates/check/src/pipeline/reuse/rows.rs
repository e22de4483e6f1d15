//! Rows that calls hand out, in the place of the calls.

use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use super::super::frames::Named;
use super::super::refer::{Data, Lead, Steps, View, find};
use super::value::Out;
use crate::context::Context;
use crate::values::Located;

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
            match context.kind_out(inner, output) {
                Out::Rows => leads.push(context.lead(inner, output)),
                Out::Value => {
                    self.value_not_rows(used, name, span);
                    return Lead::Nothing;
                }
                Out::Broken => {
                    self.report.poisoned = true;
                    return Lead::Nothing;
                }
            }
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
        let Some((calls, output)) = self.calls_of_keys(name, members, group, keys) else {
            return Lead::Nothing;
        };
        self.of_calls(view, &calls, output.as_ref(), span)
    }

    /// The calls that keys tell, and the output after them.
    fn calls_of_keys(
        &mut self,
        name: &Name,
        members: &[(Vec<String>, usize)],
        group: bool,
        keys: &[&Expression],
    ) -> Option<(Vec<usize>, Option<Name>)> {
        if !group {
            let message = format!("the step `{}` is not made by a `for`", name.value);
            self.no_element(name.span, &message, "there is only one");
            return None;
        }
        let mut chosen: Vec<&(Vec<String>, usize)> = members.iter().collect();
        let mut output: Option<Name> = None;
        for (depth, key) in keys.iter().enumerate() {
            let label = self.key_of(key)?;
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
                return None;
            }
        }
        let calls = chosen.into_iter().map(|(_, at)| *at).collect();
        Some((calls, output))
    }

    /// Inputs that calls hand out: each is named after the call and its output, whatever is
    /// inside of the pipeline that is called.
    pub fn inputs_of_calls(
        &mut self,
        view: View<'_, 'a>,
        item: &Expression,
    ) -> Option<Vec<(String, Data)>> {
        let (mut base, mut keys) = (item, Vec::new());
        while let ExpressionKind::Index { base: inner, key } = &base.kind {
            keys.push(key.as_ref());
            base = inner;
        }
        keys.reverse();
        let ExpressionKind::Path(path) = &base.kind else {
            return None;
        };
        let (first, rest) = path.parts.split_first()?;
        if self.locals.contains_key(&first.value) {
            return None;
        }
        let Some((_, Named::Calls { members, group })) = find(view, &first.value) else {
            return None;
        };
        let (calls, output) = if keys.is_empty() {
            let calls = members.iter().map(|(_, at)| *at).collect();
            (calls, rest.first().cloned())
        } else {
            self.calls_of_keys(first, members, *group, &keys)?
        };
        let output = output?;
        let mut inputs = Vec::new();
        for at in calls {
            let used = view.unrolled.uses.get(at)?;
            let mut call = used.written.value.clone();
            let frame = view.unrolled.frames.get(used.flat.frame);
            for label in frame.map_or(&[][..], |frame| &frame.plain) {
                call.push('_');
                call.push_str(label);
            }
            let lead = self.of_calls(view, &[at], Some(&output), item.span);
            let data = self.of_lead(view, lead, item);
            let several = data.len() > 1;
            for (index, data) in data.into_iter().enumerate() {
                let name = format!("{call}_{}", output.value);
                let name = if several {
                    format!("{name}_{index}")
                } else {
                    name
                };
                inputs.push((name, data));
            }
        }
        Some(inputs)
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
}
