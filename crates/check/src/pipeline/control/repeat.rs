//! `repeat`: a bounded number of passes, each behind the one before it.

use std::ops::Range;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::{Name, Repeat};

use super::super::frames::{Flat, Frame, Named, Node, Unrolled};
use super::either::{FlatJoin, Members};
use super::ways::{Body, Setting};
use super::when::FlatBranch;
use crate::context::Context;
use crate::rules;

/// No loop of a run has more passes.
const MOST: i64 = 100;

/// A repetition.
pub struct FlatRepeat<'a> {
    /// Its tree.
    pub tree: &'a Repeat,
    /// Its full name: `repeat_1`.
    pub name: String,
    /// Its passes in order.
    pub passes: Vec<Pass>,
    /// Seconds between them.
    pub every: Option<u64>,
    /// Where it stands, and where it has come to its end without success.
    pub flat: Flat<'a>,
    /// The ways on which the last pass did not end it.
    pub end: Setting,
}

/// One pass.
pub struct Pass {
    /// Its steps by index.
    pub steps: Range<usize>,
    /// The joins in it by index.
    pub joins: Range<usize>,
    /// The ways it lies on.
    pub setting: Setting,
}

impl<'a> Context<'_, 'a> {
    /// Unrolls a repetition.
    pub fn repeat(&mut self, tree: &'a Repeat, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        if tree.body.is_empty() {
            self.report.push(Diagnostic::new(
                &rules::MISSING_CLAUSE,
                "this `repeat` does nothing",
                flat.clause.span,
                "its body is empty",
            ));
        }
        let number = unrolled.numbers.get(&tree.until.span).copied();
        let name = format!("repeat_{}", number.unwrap_or_default());
        let name = self.named(name, tree.until.span, flat, unrolled);
        let value = self.located(&tree.times);
        let times = self
            .integer_in(&value, 1, MOST, "a number of passes")
            .unwrap_or(1);
        let every = tree.every.as_ref().and_then(|every| {
            let value = self.located(every);
            self.seconds(&value)
        });
        let index = unrolled.repeats.len();
        unrolled.repeats.push(FlatRepeat {
            tree,
            name: name.clone(),
            passes: Vec::new(),
            every,
            flat: flat.clone(),
            end: flat.setting.clone(),
        });
        let mut setting = flat.setting.inside(Body::Repeat);
        let mut frames = Vec::new();
        for pass in 1..=times {
            if self.is_full(flat.clause.span, unrolled) || self.is_deep(&setting, flat.clause.span)
            {
                return;
            }
            let Some(outer) = unrolled.frames.get(flat.frame) else {
                return;
            };
            let mut inner = outer.inside(flat.frame);
            inner.labels.push(pass.to_string());
            inner.passes = inner.labels.len();
            inner.closed = true;
            let frame = unrolled.frames.len();
            unrolled.frames.push(inner);
            frames.push(frame);
            let (step, join) = (unrolled.steps.len(), unrolled.joins.len());
            self.body(&tree.body, frame, &setting, unrolled);
            let branch = unrolled.branches.len();
            for part in ["", "wait_", "pass_"] {
                let name = format!("{name}_{part}{pass}");
                self.declare_full(&name, tree.until.span, unrolled);
            }
            unrolled.branches.push(FlatBranch {
                name: format!("{name}_{pass}"),
                condition: &tree.until,
                decided: None,
                repeat: Some((index, frames.len() - 1)),
                flat: Flat {
                    frame,
                    setting: setting.clone(),
                    ..flat.clone()
                },
            });
            let steps = step..unrolled.steps.len();
            let joins = join..unrolled.joins.len();
            if let Some(repeat) = unrolled.repeats.get_mut(index) {
                repeat.passes.push(Pass {
                    steps,
                    joins,
                    setting: setting.clone(),
                });
            }
            setting = setting.on(branch, false);
        }
        if let Some(repeat) = unrolled.repeats.get_mut(index) {
            repeat.end = setting;
        }
        let end = format!("{name}_end");
        self.declare_full(&end, tree.until.span, unrolled);
        self.come_to(&frames, flat, &end, unrolled);
    }

    /// Outside of a repetition its names mean what the last pass yielded.
    fn come_to(
        &mut self,
        frames: &[usize],
        flat: &Flat<'a>,
        end: &str,
        unrolled: &mut Unrolled<'a>,
    ) {
        let Some(first) = frames.first().and_then(|at| unrolled.frames.get(*at)) else {
            return;
        };
        let names: Vec<(&'a str, Named)> = first
            .names
            .iter()
            .map(|(name, named)| (*name, named.clone()))
            .collect();
        for (name, named) in names {
            match named {
                Named::Pruned(decided) => unrolled.make_pruned(name, flat.frame, decided),
                Named::Unreadable => {
                    if let Some(frame) = unrolled.frames.get_mut(flat.frame) {
                        frame.names.entry(name).or_insert(Named::Unreadable);
                    }
                }
                // No `repeat` holds a call.
                Named::Calls { .. } => {}
                Named::One(_) => {
                    let of = in_all(frames, name, None, unrolled);
                    if let Some(join) = self.of_passes(name, &[], of, flat, end, unrolled) {
                        unrolled.make_known(name, flat.frame, Node::Join(join));
                    }
                }
                Named::Group(members) => {
                    for (labels, _) in members {
                        let of = in_all(frames, name, Some(&labels), unrolled);
                        if let Some(join) = self.of_passes(name, &labels, of, flat, end, unrolled) {
                            unrolled.make_group_known(name, flat.frame, labels, Node::Join(join));
                        }
                    }
                }
            }
        }
    }

    fn of_passes(
        &mut self,
        name: &str,
        labels: &[String],
        of: Vec<Node>,
        flat: &Flat<'a>,
        end: &str,
        unrolled: &mut Unrolled<'a>,
    ) -> Option<usize> {
        if self.is_full(flat.clause.span, unrolled) {
            return None;
        }
        let written: &'a Name = of.first().and_then(|node| unrolled.tree_name(*node))?;
        let mut full = unrolled.full_name(name, flat.frame);
        for label in labels {
            full.push('_');
            full.push_str(label);
        }
        self.declare_full(&full, written.span, unrolled);
        unrolled.joins.push(FlatJoin {
            written,
            kind: None,
            name: full,
            members: Members::Passes {
                nodes: of,
                end: end.to_owned(),
            },
            flat: flat.clone(),
        });
        Some(unrolled.joins.len() - 1)
    }
}

/// What a name of a pass means in each of them.
fn in_all(
    frames: &[usize],
    name: &str,
    labels: Option<&[String]>,
    unrolled: &Unrolled<'_>,
) -> Vec<Node> {
    let one = |frame: &Frame<'_>| match (frame.names.get(name)?, labels) {
        (Named::One(node), None) => Some(*node),
        (Named::Group(members), Some(wanted)) => members
            .iter()
            .find(|(labels, _)| labels == wanted)
            .map(|(_, node)| *node),
        _ => None,
    };
    let frames = frames.iter().filter_map(|at| unrolled.frames.get(*at));
    frames.filter_map(one).collect()
}
