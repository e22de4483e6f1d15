//! Members of an `either`: steps of which a run has at most one.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::Expression;

use super::super::refer::{Lead, View};
use super::either::Member;
use super::exclusive::overlap;
use super::ways::{Ending, Way, reaches};
use crate::context::Context;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// The members as written; what is wrong with one is reported.
    pub fn either_members(&mut self, view: View<'_, 'a>, written: &[Expression]) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut pruned = 0;
        for expression in written {
            let span = expression.span;
            match self.lead(view, expression) {
                Lead::Nothing => self.report.poisoned = true,
                // What is never taken here is taken elsewhere.
                Lead::Pruned(_) => pruned += 1,
                Lead::Value(_) => {
                    self.report.push(
                        Diagnostic::new(
                            &rules::NOT_EXCLUSIVE,
                            format!("`{}` is there in every run", self.slice(span)),
                            span,
                            "one of several steps is meant",
                        )
                        .help("read it itself"),
                    );
                }
                Lead::Steps(steps) => match steps.nodes.as_slice() {
                    [node] if !self.is_mapped(view, *node, steps.output.as_ref(), span) => {
                        members.push(Member {
                            node: *node,
                            output: steps.output,
                            span,
                        });
                    }
                    [_] => {}
                    several => {
                        let count = several.len();
                        let message = format!("this names {count} steps, which a loop made");
                        self.no_element(span, &message, "one step is needed");
                    }
                },
            }
        }
        if let (Some(first), Some(last)) = (written.first(), written.last())
            && pruned == written.len()
        {
            self.report.push(
                Diagnostic::new(
                    &rules::OFF_THE_WAY,
                    "none of these is ever there",
                    first.span.to(last.span),
                    "what decides is known when compiling, and leaves all of them out",
                )
                .help("move this into the body that is left out too"),
            );
        }
        self.each_on_its_way(view, members)
    }

    /// Members lie on ways of which no run goes two.
    fn each_on_its_way(&mut self, view: View<'_, 'a>, members: Vec<Member>) -> Vec<Member> {
        let here = &view.setting.ways;
        let mut sound: Vec<(Member, &[Way])> = Vec::new();
        for member in members {
            let Some(place) = view.unrolled.place_of(member.node) else {
                continue;
            };
            let ways = place.setting.ways.as_slice();
            let ends = (view.setting.ending, place.setting.ending) != (Ending::Work, Ending::Work);
            // A step that may run where this does not would leave its rows here all the same.
            if ends || !reaches(here, ways) && !reaches(ways, here) {
                self.may_read(view, member.node, member.span);
            } else {
                sound.push((member, ways));
            }
        }
        let ways: Vec<&[Way]> = sound.iter().map(|(_, ways)| *ways).collect();
        if let Some((one, other)) = overlap(&ways)
            && let (Some((one, _)), Some((other, _))) = (sound.get(one), sound.get(other))
        {
            let (a, b) = (
                view.unrolled.written_of(one.node),
                view.unrolled.written_of(other.node),
            );
            let message = if one.node == other.node {
                format!("`{a}` is named twice")
            } else {
                format!("a run may have both `{a}` and `{b}`")
            };
            let mut found = Diagnostic::new(
                &rules::NOT_EXCLUSIVE,
                message,
                other.span,
                "which of the two is meant?",
            )
            .with_related(one.span, "this may be there too");
            for member in [one, other] {
                let place = view.unrolled.place_of(member.node);
                let name = view.unrolled.written_of(member.node);
                let ways = place.map(|place| place.setting.ways.as_slice());
                found = found.because(match ways.and_then(<[Way]>::last) {
                    None => format!("because `{name}` is there in every run"),
                    Some(way) => {
                        let branch = view.unrolled.branches.get(way.branch);
                        let text = branch.map(|branch| self.one_line(branch.condition.span));
                        let not = if way.holds { "" } else { "not " };
                        format!(
                            "because `{name}` runs where {not}`{}`",
                            text.unwrap_or_default()
                        )
                    }
                });
            }
            self.report
                .push(found.help(
                    "`either` is for the arms of one `when`; read both where both are there",
                ));
        }
        sound.into_iter().map(|(member, _)| member).collect()
    }
}
