//! Passes of a repetition come one after another: what waits for what, and how long.

use std::collections::BTreeSet;

use pipewright_model::{Join, Pause};

use super::super::frames::{Node, Unrolled};
use super::super::shapes::Shapes;
use super::super::step::CheckedStep;
use super::repeat::{FlatRepeat, Pass};
use super::ways::guards;
use crate::context::Context;

impl<'a> Context<'_, 'a> {
    /// Lets each pass wait for the one before it. Where a decision in a pass leaves steps out, a
    /// join stands for those that ran.
    pub fn one_after_another(
        &self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        steps: &mut [CheckedStep],
        joins: &mut Vec<Join>,
    ) -> Vec<Pause> {
        let mut pauses = Vec::new();
        for repeat in &unrolled.repeats {
            for (number, pair) in repeat.passes.windows(2).enumerate() {
                let [before, later] = pair else { continue };
                let ends = self.last_of(unrolled, shapes, repeat, (number, before), steps, joins);
                let mut after = ends;
                if let (Some(seconds), Some(every)) = (repeat.every, &repeat.tree.every) {
                    let name = format!("{}_wait_{}", repeat.name, number + 1);
                    pauses.push(Pause {
                        name: name.clone(),
                        seconds,
                        after,
                        when: guards(unrolled, &later.setting.ways),
                        origin: self.origin(every.span),
                    });
                    after = vec![name];
                }
                for index in first_of(unrolled, later, steps) {
                    let step = steps.get_mut(index).and_then(|step| step.built.as_mut());
                    if let Some(step) = step {
                        step.after.extend(after.iter().cloned());
                    }
                }
            }
        }
        pauses
    }

    /// What has come to its end when a pass has.
    fn last_of(
        &self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        repeat: &FlatRepeat<'a>,
        (number, pass): (usize, &Pass),
        steps: &[CheckedStep],
        joins: &mut Vec<Join>,
    ) -> Vec<String> {
        let mut followed: BTreeSet<Node> = BTreeSet::new();
        for step in pass.steps.clone() {
            for need in needs(unrolled, steps, step) {
                follow(shapes, need, &mut followed);
            }
        }
        let last: Vec<usize> = pass
            .steps
            .clone()
            .filter(|step| !followed.contains(&Node::Step(*step)))
            .collect();
        let name = |step: &usize| {
            let step = unrolled.steps.get(*step);
            step.map(|step| step.name.clone()).unwrap_or_default()
        };
        let always = |step: &usize| {
            let step = unrolled.steps.get(*step);
            step.is_some_and(|step| step.flat.setting.ways == pass.setting.ways)
        };
        let names: Vec<String> = last.iter().map(name).collect();
        if last.iter().all(always) {
            return names;
        }
        // A join goes on where one of its members ran: one that always does is among them.
        let mut members = last.clone();
        if !last.iter().any(always) {
            members.extend(pass.steps.clone().filter(|step| always(step)));
        }
        let names = members.iter().map(name).collect();
        let own = format!("{}_pass_{}", repeat.name, number + 1);
        joins.push(Join {
            name: own.clone(),
            data: Vec::new(),
            steps: names,
            schema: None,
            values: Vec::new(),
            end: None,
            when: guards(unrolled, &pass.setting.ways),
            origin: self.origin(repeat.flat.clause.span),
        });
        vec![own]
    }
}

/// Steps of a pass that read nothing of it.
fn first_of(unrolled: &Unrolled<'_>, pass: &Pass, steps: &[CheckedStep]) -> Vec<usize> {
    let own = |need: &Node| match need {
        Node::Step(step) => pass.steps.contains(step),
        Node::Join(join) => pass.joins.contains(join),
    };
    let begins = |step: &usize| !needs(unrolled, steps, *step).iter().any(own);
    pass.steps.clone().filter(begins).collect()
}

/// What a step reads.
fn needs(unrolled: &Unrolled<'_>, steps: &[CheckedStep], step: usize) -> Vec<Node> {
    let Some(step) = steps.get(step) else {
        return Vec::new();
    };
    let read = step
        .reads
        .iter()
        .flat_map(|data| data.place.sources(unrolled));
    let read = read.map(|(node, _)| node);
    read.chain(step.needs.iter().copied()).collect()
}

/// A join is followed where its members are.
fn follow(shapes: &Shapes, node: Node, followed: &mut BTreeSet<Node>) {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        if !followed.insert(node) {
            continue;
        }
        if let Node::Join(join) = node
            && let Some(join) = shapes.joins.get(join)
        {
            waiting.extend(&join.nodes);
        }
    }
}
