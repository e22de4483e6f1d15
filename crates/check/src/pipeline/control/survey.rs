//! What a body mentions before anything is unrolled: its steps, and the number of each decision.

use pipewright_syntax::tree::{Clause, ClauseKind};

use super::super::frames::Unrolled;

/// Takes note of every step of a body and of the bodies in it, and numbers its decisions and
/// repetitions in source order. Names that are made of the numbers do not change with what the
/// parameters prune.
pub fn survey<'a>(clauses: &'a [Clause], unrolled: &mut Unrolled<'a>) {
    let (mut decisions, mut repetitions) = (0, 0);
    // The parser bounds how deep bodies nest; the next clause is on top.
    let mut waiting: Vec<&'a Clause> = clauses.iter().rev().collect();
    while let Some(clause) = waiting.pop() {
        let mut bodies: Vec<&'a [Clause]> = Vec::new();
        match &clause.kind {
            ClauseKind::Step(step) => {
                unrolled.mentioned.insert(&step.name.value);
            }
            ClauseKind::For(each) => bodies.push(&each.body),
            ClauseKind::Finally(body) => bodies.push(body),
            ClauseKind::Resource(resource) => {
                unrolled.mentioned.insert(&resource.name.value);
                bodies.push(&resource.body);
            }
            ClauseKind::Repeat(repeat) => {
                repetitions += 1;
                unrolled.numbers.insert(repeat.until.span, repetitions);
                bodies.push(&repeat.body);
            }
            ClauseKind::When(when) => {
                for arm in &when.arms {
                    decisions += 1;
                    unrolled.numbers.insert(arm.condition.span, decisions);
                    bodies.push(&arm.body);
                }
                bodies.extend(when.otherwise.iter().map(|arm| arm.body.as_slice()));
            }
            _ => {}
        }
        waiting.extend(bodies.into_iter().rev().flat_map(|body| body.iter().rev()));
    }
}
