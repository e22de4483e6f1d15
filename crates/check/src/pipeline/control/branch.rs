//! Decisions with their types: what a `when` or an `until` asks when the run goes on.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Branch, Condition, Operand};

use super::super::frames::{Node, Unrolled};
use super::super::refer::{Data, View};
use super::super::shapes::Shapes;
use super::used::names;
use super::ways::guards;
use super::when::FlatBranch;
use crate::context::{Ambient, Context};
use crate::decision::{Patterns, compiled, decide};
use crate::rules;

/// A decision and what it asks.
#[derive(Default)]
pub struct CheckedBranch {
    /// As the model has it; absent where it is wrong, or decided when compiling.
    pub built: Option<Branch>,
    /// The steps and joins whose values or rows decide.
    pub needs: Vec<Node>,
    /// The data it asks about.
    pub reads: Vec<Data>,
    /// The whole condition, what is known when compiling included.
    pub asked: Option<Condition>,
}

impl<'a> Context<'_, 'a> {
    /// Every decision, in the order of the ways that lead to it.
    pub fn decisions(&mut self, unrolled: &Unrolled<'a>, shapes: &Shapes) -> Vec<CheckedBranch> {
        let names = names(unrolled);
        let mut branches = Vec::new();
        for branch in &unrolled.branches {
            let view = branch.flat.view(unrolled, shapes);
            let before = self.report.found.len();
            let mut context = self.seeing(&branch.flat, view);
            context.ambient = Ambient::Run;
            let mut reads = Vec::new();
            let condition = context.decision(branch.condition, &mut |context, expression| {
                context.fact_of_data(view, expression, &mut reads)
            });
            let mut checked = CheckedBranch {
                reads,
                ..CheckedBranch::default()
            };
            for data in &checked.reads {
                let sources = data.place.sources(unrolled).into_iter();
                checked.needs.extend(sources.map(|(node, _)| node));
            }
            if let Some(condition) = &condition {
                let asked = operands(condition).into_iter();
                let named = asked.filter_map(|operand| match operand {
                    Operand::Value { step, .. } => names.get(step.as_str()).copied(),
                    _ => None,
                });
                checked.needs.extend(named);
            }
            context.until_changes(view, branch, &checked.needs, condition.is_some());
            checked.asked.clone_from(&condition);
            if branch.decided.is_none() {
                checked.built = condition.map(|condition| Branch {
                    name: branch.name.clone(),
                    condition: reduced(condition),
                    text: context.one_line(branch.condition.span),
                    when: guards(unrolled, &branch.flat.setting.ways),
                    origin: context.origin(branch.condition.span),
                });
            }
            self.because_used(before, &branch.flat.setting);
            branches.push(checked);
        }
        branches
    }

    /// `until` looks at something of the pass that it ends.
    fn until_changes(
        &mut self,
        view: View<'_, 'a>,
        branch: &FlatBranch<'a>,
        needs: &[Node],
        sound: bool,
    ) {
        let Some((repeat, pass)) = branch.repeat else {
            return;
        };
        let Some(pass) = view
            .unrolled
            .repeats
            .get(repeat)
            .and_then(|repeat| repeat.passes.get(pass))
        else {
            return;
        };
        let own = |node: &Node| match node {
            Node::Step(index) => pass.steps.contains(index),
            Node::Join(index) => pass.joins.contains(index),
        };
        if !sound {
            return;
        }
        if let Some(join) = needs
            .iter()
            .find(|node| !view.shapes.always(view.unrolled, **node))
        {
            let name = view.unrolled.written_of(*join);
            let found = Diagnostic::new(
                &rules::OFF_THE_WAY,
                format!("`{name}` is not there after every pass"),
                branch.condition.span,
                "decides by it after every pass",
            );
            self.report.push(found.help(format!(
                "let one of the steps of `{name}` run in every pass: add an `else`"
            )));
            return;
        }
        if needs.iter().any(own) {
            return;
        }
        let span = branch.condition.span;
        let found = Diagnostic::new(
            &rules::ENDLESS_REPEAT,
            "this is the same after every pass",
            span,
            "nothing that a pass yields is in it",
        );
        self.report.push(found.help(
            "let a step in the body yield what ends it: `step poll yields done: bool = …`, and say `until poll.done`",
        ));
    }
}

/// Every operand of a condition.
pub fn operands(condition: &Condition) -> Vec<&Operand> {
    let mut found = Vec::new();
    let mut waiting = vec![condition];
    while let Some(condition) = waiting.pop() {
        match condition {
            Condition::All(of) | Condition::Any(of) => waiting.extend(of),
            Condition::Not(of) => waiting.push(of),
            Condition::Is(value) | Condition::In(value, _) | Condition::Matches(value, _) => {
                found.push(value);
            }
            Condition::Compare(left, _, right) => found.extend([left, right]),
        }
    }
    found
}

/// Without the parts that are known when compiling. The whole is not: it would have been decided.
fn reduced(condition: Condition) -> Condition {
    let settled = |condition: &Condition| {
        let mut patterns = Patterns::new();
        match condition {
            Condition::Matches(Operand::Constant(_), _) => compiled(condition, &mut patterns)
                .then(|| decide(condition, &|_| None, &patterns))?,
            condition => decide(condition, &|_| None, &patterns),
        }
    };
    let rest = |of: Vec<Condition>, neutral: bool| -> Vec<Condition> {
        let open = of.into_iter().filter(|one| settled(one) != Some(neutral));
        open.map(reduced).collect()
    };
    let whole = |mut of: Vec<Condition>, join: fn(Vec<Condition>) -> Condition| match of.len() {
        1 => of.pop().unwrap_or_else(|| join(Vec::new())),
        _ => join(of),
    };
    match condition {
        Condition::All(of) => whole(rest(of, true), Condition::All),
        Condition::Any(of) => whole(rest(of, false), Condition::Any),
        Condition::Not(of) => Condition::Not(Box::new(reduced(*of))),
        other => other,
    }
}
