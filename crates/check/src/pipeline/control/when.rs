//! `when`: arms become ways of decisions; those that constants decide are taken or left out.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, When};

use super::super::frames::{Flat, Unrolled};
use super::ways::{Body, Ending, Setting};
use crate::context::Context;
use crate::rules;

/// How many decisions what is in them may lie behind.
const DEEPEST: usize = 128;

/// A decision.
pub struct FlatBranch<'a> {
    /// Its full name: `when_1`.
    pub name: String,
    /// What decides.
    pub condition: &'a Expression,
    /// Whether it holds in every run, where that is known.
    pub decided: Option<bool>,
    /// The repetition whose pass it ends, by index, and that pass.
    pub repeat: Option<(usize, usize)>,
    /// Its clause and place.
    pub flat: Flat<'a>,
}

impl<'a> Context<'_, 'a> {
    /// Unrolls the arms of a `when`.
    pub fn when(&mut self, when: &'a When, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        let empty = when.arms.iter().all(|arm| arm.body.is_empty())
            && when
                .otherwise
                .as_ref()
                .is_none_or(|arm| arm.body.is_empty());
        if empty {
            self.report.push(Diagnostic::new(
                &rules::MISSING_CLAUSE,
                "this `when` does nothing",
                flat.clause.span,
                "its bodies are empty",
            ));
        }
        let mut setting = flat.setting.inside(Body::When);
        let mut taken: Option<Span> = None;
        for arm in &when.arms {
            if let Some(decided) = taken {
                self.prune(&arm.body, flat.frame, decided, unrolled);
                continue;
            }
            if self.is_full(arm.span, unrolled) || self.is_deep(&setting, arm.span) {
                return;
            }
            let span = arm.condition.span;
            let (decided, broken) = self.outcome(&arm.condition, unrolled);
            setting.doubtful |= broken;
            let number = unrolled.numbers.get(&span).copied().unwrap_or_default();
            let name = self.named(format!("when_{number}"), span, flat, unrolled);
            let branch = unrolled.branches.len();
            unrolled.branches.push(FlatBranch {
                name,
                condition: &arm.condition,
                decided,
                repeat: None,
                flat: Flat {
                    setting: setting.clone(),
                    ..flat.clone()
                },
            });
            match decided {
                Some(true) => {
                    self.body(&arm.body, flat.frame, &setting, unrolled);
                    taken = Some(span);
                }
                Some(false) => self.prune(&arm.body, flat.frame, span, unrolled),
                None => {
                    if setting.ending == Ending::Finally && !broken {
                        self.undecided_end(span);
                    }
                    let holds = setting.on(branch, true);
                    self.body(&arm.body, flat.frame, &holds, unrolled);
                    setting = setting.on(branch, false);
                }
            }
        }
        let Some(otherwise) = &when.otherwise else {
            return;
        };
        match taken {
            Some(decided) => self.prune(&otherwise.body, flat.frame, decided, unrolled),
            None => self.body(&otherwise.body, flat.frame, &setting, unrolled),
        }
    }

    fn outcome(
        &mut self,
        condition: &Expression,
        unrolled: &mut Unrolled<'a>,
    ) -> (Option<bool>, bool) {
        let mut patterns = std::mem::take(&mut unrolled.patterns);
        let mut broken = false;
        let decided = self.decided(condition, unrolled, &mut patterns, &mut broken);
        unrolled.patterns = patterns;
        (decided, broken)
    }

    /// The full name of something the pipeline does not name itself; steps must not have it.
    pub fn named(
        &mut self,
        name: String,
        span: Span,
        flat: &Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) -> String {
        let name = unrolled.full_name(&name, flat.frame);
        if let Some(first) = unrolled.declared.get(&name) {
            let found = Diagnostic::new(
                &rules::DUPLICATE_NAME,
                format!("`{name}` is what this decision is called"),
                *first,
                "choose another name",
            );
            self.report.push(found.with_related(span, "decided here"));
        } else {
            unrolled.declared.insert(name.clone(), span);
        }
        name
    }

    /// Whether something lies behind too many decisions, which is said.
    pub fn is_deep(&mut self, setting: &Setting, span: Span) -> bool {
        let deep = setting.ways.len() >= DEEPEST;
        if deep {
            self.too_large(
                span,
                "what is in here",
                &format!("{DEEPEST} decisions before it"),
            );
        }
        deep
    }

    fn undecided_end(&mut self, span: Span) {
        self.report.push(
            Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                "only a run knows whether this holds, and `finally` runs whatever happens",
                span,
                "constants and bound parameters decide here",
            )
            .help("hand what decides to the step, and let it do nothing"),
        );
    }
}
