//! Parameters that a step of the caller fills: looked up where they were given.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use super::super::frames::Unrolled;
use super::super::refer::{Data, Lead, Place, View};
use super::super::shapes::Shapes;
use super::{FlatUse, Given};
use crate::context::{Ambient, Context};
use crate::rules;
use crate::values::{Kind, Located, Value};

/// How often something is handed on: through calls in calls, and what they hand out.
pub const MOST_HOPS: u32 = 64;

/// What a use gives for a parameter, to be looked up where it stands.
#[derive(Debug)]
pub struct Handed {
    /// The use, by index.
    pub at: usize,
    /// What is given there, by index.
    pub given: usize,
    /// The parameter.
    pub name: String,
    /// Whether it is one dataset.
    pub single: bool,
    /// Its value, where that needs no step.
    pub known: Option<Value>,
    /// Where it is given.
    pub span: Span,
}

impl<'a> Context<'_, 'a> {
    /// The parameter that an expression names, where it is handed.
    pub fn handed(&self, expression: &Expression) -> Option<Arc<Handed>> {
        let ExpressionKind::Path(path) = &expression.kind else {
            return None;
        };
        let [name] = path.parts.as_slice() else {
            return None;
        };
        match &self.locals.get(&name.value)?.value {
            Value::Handed(handed) => Some(Arc::clone(handed)),
            _ => None,
        }
    }

    /// What is handed, as a value. `span` is where it is read.
    pub fn handed_value(&mut self, handed: &Handed, span: Span) -> Value {
        if let Some(known) = &handed.known {
            return known.clone();
        }
        let Some(view) = self.scope else {
            self.report.push(
                Diagnostic::new(
                    &rules::RUN_TIME_VALUE,
                    format!("`{}` comes from a step of the caller", handed.name),
                    span,
                    "this must be known when compiling",
                )
                .with_related(handed.span, "given here"),
            );
            return Value::Unknown;
        };
        let Some((used, given)) = self.look_up(view, handed) else {
            return Value::Unknown;
        };
        let mut context = self.in_use(view, used);
        if of_rows(&given.formal.kind) {
            let data = context.data(used.flat.view(view.unrolled, view.shapes), given.expression);
            return match data.as_slice() {
                [] => self.poison(),
                [
                    Data {
                        place: Place::Dataset(id),
                        ..
                    },
                ] => Value::Dataset(*id),
                _ => {
                    let message = format!("`{}` is rows of a step here, not a value", handed.name);
                    self.misplaced(span, &message, "rows are read by `inputs`")
                }
            };
        }
        let value = context.located(given.expression);
        context.give(&given.formal, value)
    }

    /// What is handed, as data. `span` is where it is read.
    pub fn handed_data(&mut self, view: View<'_, 'a>, handed: &Handed, span: Span) -> Vec<Data> {
        if let Some(value) = handed.known.clone() {
            return self.of_value(&Located { value, span });
        }
        let Some((used, given)) = self.look_up(view, handed) else {
            return Vec::new();
        };
        let kind = &given.formal.kind;
        if !of_rows(kind) {
            let message = format!("expected a step or a dataset, found {}", kind.describe());
            self.misplaced(span, &message, "only rows are read here");
            return Vec::new();
        }
        let mut data = self
            .in_use(view, used)
            .data(used.flat.view(view.unrolled, view.shapes), given.expression);
        if *kind == Kind::Dataset && data.len() > 1 {
            let message = format!("this names {}, and `{}` is one", data.len(), handed.name);
            let label = "one step or dataset is needed";
            self.misplaced(given.expression.span, &message, label);
            return Vec::new();
        }
        for data in &mut data {
            data.span = span;
        }
        data
    }

    /// What is handed leads where it led when it was given.
    pub fn handed_lead(&mut self, view: View<'_, 'a>, handed: &Handed, span: Span) -> Lead {
        if let Some(value) = handed.known.clone() {
            return Lead::Value(Located { value, span });
        }
        let Some((used, given)) = self.look_up(view, handed) else {
            return Lead::Nothing;
        };
        self.in_use(view, used)
            .lead(used.flat.view(view.unrolled, view.shapes), given.expression)
    }

    /// Looks at everything that is handed, whether or not it is read.
    pub fn hand_over(&mut self, unrolled: &Unrolled<'a>, shapes: &Shapes) {
        for (at, used) in unrolled.uses.iter().enumerate() {
            for (index, given) in used
                .given
                .iter()
                .enumerate()
                .filter(|(_, given)| given.waits)
            {
                let before = self.report.found.len();
                let span = given.expression.span;
                let handed = Handed {
                    at,
                    given: index,
                    name: given.formal.name.to_owned(),
                    single: given.formal.kind == Kind::Dataset,
                    known: None,
                    span,
                };
                let view = used.flat.view(unrolled, shapes);
                if of_rows(&given.formal.kind) {
                    self.handed_data(view, &handed, span);
                } else {
                    let mut context = self.seeing(&used.flat, view);
                    context.handed_value(&handed, span);
                }
                self.because_used(before, &used.flat.setting);
            }
        }
    }

    /// Where something handed was given.
    fn look_up<'v>(
        &mut self,
        view: View<'v, 'a>,
        handed: &Handed,
    ) -> Option<(&'v FlatUse<'a>, &'v Given<'a>)> {
        if !self.may_hop(handed.span) {
            return None;
        }
        let used = view.unrolled.uses.get(handed.at)?;
        Some((used, used.given.get(handed.given)?))
    }

    /// Whether something may be handed on once more; says so where it is too often.
    pub fn may_hop(&mut self, span: Span) -> bool {
        if self.hops < MOST_HOPS {
            return true;
        }
        let bound = format!("{MOST_HOPS} calls on its way");
        self.too_large(span, "what is handed on", &bound);
        false
    }

    /// The place of a use.
    fn in_use<'c>(&'c mut self, view: View<'c, 'a>, used: &'c FlatUse<'a>) -> Context<'c, 'a> {
        let hops = self.hops + 1;
        let mut context = self.seeing(&used.flat, used.flat.view(view.unrolled, view.shapes));
        context.ambient = Ambient::Run;
        context.hops = hops;
        context
    }
}

/// Whether a parameter is rows.
pub fn of_rows(kind: &Kind) -> bool {
    match kind {
        Kind::Dataset => true,
        Kind::List(inner) => of_rows(inner),
        _ => false,
    }
}
