//! `either a or b`: what that one of several steps yields which ran.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, Name, Step, TypeExpression};

use super::super::frames::{Flat, Named, Node, Unrolled};
use super::super::shapes::Shapes;
use crate::context::{Ambient, Context};
use crate::cycles;
use crate::names::need_snake;
use crate::rules;

/// That one of several steps which ran; the last of them where more than one did.
pub struct FlatJoin<'a> {
    /// Its name as written.
    pub written: &'a Name,
    /// The type of its rows, where written.
    pub kind: Option<&'a TypeExpression>,
    /// Its full name.
    pub name: String,
    /// What it is one of.
    pub members: Members<'a>,
    /// Its clause and place.
    pub flat: Flat<'a>,
}

/// What a join is one of.
pub enum Members<'a> {
    /// As written in an `either`.
    Either(&'a [Expression]),
    /// The passes of a `repeat`.
    Passes {
        /// In order.
        nodes: Vec<Node>,
        /// What fails the run where the repetition comes to its bound.
        end: String,
    },
}

/// What a join is one of.
pub struct JoinMembers {
    /// Each.
    pub members: Vec<Member>,
    /// Whether something is wrong with one of them, which was reported.
    pub broken: bool,
}

/// A member of a join.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it is.
    pub node: Node,
    /// Its output by name, where one is named.
    pub output: Option<Name>,
    /// Where it is named.
    pub span: Span,
}

impl<'a> Context<'_, 'a> {
    /// Takes note of an `either`.
    pub fn either(
        &mut self,
        step: &'a Step,
        members: &'a [Expression],
        flat: Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) {
        need_snake(self.report, &step.name, "a step");
        self.no_shadow(&step.name, "step");
        if let (Some(first), Some(last)) = (step.values.first(), step.values.last()) {
            self.report.push(Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                "an `either` yields the values that all of its steps yield",
                first.span.to(last.span),
                "they are declared there",
            ));
        }
        let name = unrolled.full_name(&step.name.value, flat.frame);
        if !self.written_once(&step.name, unrolled)
            || !self.declare_full(&name, step.name.span, unrolled)
        {
            if let Some(frame) = unrolled.frames.get_mut(flat.frame) {
                let names = &mut frame.names;
                names.entry(&step.name.value).or_insert(Named::Unreadable);
            }
            return;
        }
        let node = Node::Join(unrolled.joins.len());
        unrolled.make_known(&step.name.value, flat.frame, node);
        unrolled.joins.push(FlatJoin {
            written: &step.name,
            kind: step.kind.as_ref(),
            name,
            members: Members::Either(members),
            flat,
        });
    }

    /// The members of every join, and the joins in an order in which each comes after those it is
    /// made of. Shapes know the outputs of steps.
    pub fn members_of_joins(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
    ) -> (Vec<JoinMembers>, Vec<usize>) {
        let mut all: Vec<JoinMembers> = Vec::new();
        for join in &unrolled.joins {
            let view = join.flat.view(unrolled, shapes);
            let sound = !std::mem::take(&mut self.report.poisoned);
            let members = match &join.members {
                Members::Passes { nodes, .. } => nodes
                    .iter()
                    .map(|node| Member {
                        node: *node,
                        output: None,
                        span: join.written.span,
                    })
                    .collect(),
                Members::Either(written) => {
                    let mut context = self.at(&join.flat, Ambient::Plain);
                    context.either_members(view, written)
                }
            };
            all.push(JoinMembers {
                members,
                broken: self.report.poisoned,
            });
            self.report.poisoned |= !sound;
        }
        let edges: BTreeMap<usize, Vec<usize>> = all
            .iter()
            .enumerate()
            .map(|(index, members)| {
                let joins = members
                    .members
                    .iter()
                    .filter_map(|member| match member.node {
                        Node::Join(join) => Some(join),
                        Node::Step(_) => None,
                    });
                (index, joins.collect())
            })
            .collect();
        let order = cycles::order(&edges);
        for cycle in &order.cycles {
            self.circle_of_joins(unrolled, cycle);
            for join in cycle {
                if let Some(members) = all.get_mut(*join) {
                    members.members.clear();
                    members.broken = true;
                }
            }
        }
        (all, order.sorted)
    }

    fn circle_of_joins(&mut self, unrolled: &Unrolled<'a>, cycle: &[usize]) {
        let names: Vec<&Name> = cycle
            .iter()
            .filter_map(|join| unrolled.joins.get(*join))
            .map(|join| join.written)
            .collect();
        let Some(first) = names.first() else { return };
        let mut found = Diagnostic::new(
            &rules::CYCLIC_STEPS,
            format!("the step `{}` waits for itself", first.value),
            first.span,
            "begins and ends here",
        );
        for (at, name) in names.iter().enumerate().take(20) {
            let next = names.get(at + 1).unwrap_or(first);
            found = found.because(format!(
                "because `{}` is one of several, of which `{}` is one",
                name.value, next.value
            ));
            if at > 0 {
                found = found.with_related(name.span, "on the way");
            }
        }
        self.report.push(found);
    }
}
