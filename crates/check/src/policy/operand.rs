//! Facts and constants of policies, and which constants a fact is compared with.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{FactKind, PolicyCondition, PolicyOperand, PolicySubject};
use pipewright_plan::Constant;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use super::Asked;
use crate::context::Context;
use crate::names::{article, nearest};
use crate::rules;
use crate::values::{Located, Value};

/// One side of a comparison.
pub enum Side {
    /// A fact of what is asked.
    Fact {
        /// The fact.
        operand: PolicyOperand,
        /// Its type.
        kind: FactKind,
        /// Where it is asked.
        span: Span,
    },
    /// A value known now.
    Value(Located),
}

/// The name of the fact an expression asks, right or wrong: `image.digest` of `s.image.digest`.
pub fn fact_of(asked: &Asked<'_>, expression: &Expression) -> Option<String> {
    let ExpressionKind::Path(path) = &expression.kind else {
        return None;
    };
    let (first, rest) = path.parts.split_first()?;
    let names: Vec<&str> = rest.iter().map(|part| part.value.as_str()).collect();
    (first.value == asked.variable).then(|| names.join("."))
}

/// The type of the fact an expression asks.
pub fn kind_of(asked: &Asked<'_>, expression: &Expression) -> Option<FactKind> {
    asked.subject.kind_of(&fact_of(asked, expression)?)
}

/// What can be asked, as it is listed in messages.
pub fn names(subject: PolicySubject) -> String {
    let names: Vec<String> = subject
        .facts()
        .iter()
        .map(|fact| format!("`{}`", fact.name))
        .collect();
    names.join(", ")
}

/// Whether a condition asks any fact.
pub fn asks(condition: &PolicyCondition) -> bool {
    let fact = |operand: &PolicyOperand| matches!(operand, PolicyOperand::Fact(_));
    match condition {
        PolicyCondition::All(of) | PolicyCondition::Any(of) => of.iter().any(asks),
        PolicyCondition::Not(of) => asks(of),
        PolicyCondition::Is(operand)
        | PolicyCondition::In(operand, _)
        | PolicyCondition::Within(operand, _)
        | PolicyCondition::Matches(operand, _) => fact(operand),
        PolicyCondition::Compare(left, _, right) => fact(left) || fact(right),
    }
}

impl Context<'_, '_> {
    /// A fact, or a value known now.
    pub(super) fn policy_side(
        &mut self,
        asked: &Asked<'_>,
        expression: &Expression,
    ) -> Option<Side> {
        let Some(name) = fact_of(asked, expression) else {
            let value = self.located(expression);
            return (!matches!(value.value, Value::Unknown)).then_some(Side::Value(value));
        };
        if let Some(kind) = asked.subject.kind_of(&name) {
            let operand = PolicyOperand::Fact(name);
            return Some(Side::Fact {
                operand,
                kind,
                span: expression.span,
            });
        }
        self.no_fact(asked, expression, &name);
        None
    }

    fn no_fact(&mut self, asked: &Asked<'_>, expression: &Expression, name: &str) {
        let word = asked.subject.word();
        let message = if name.is_empty() {
            format!("what is asked of {}?", article(word))
        } else {
            format!("{} has no fact `{name}`", article(word))
        };
        let known = asked.subject.facts().iter().map(|fact| fact.name);
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            message,
            expression.span,
            "no such fact",
        );
        if let Some(near) = nearest(name, known) {
            let text = format!("{}.{near}", asked.variable);
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{text}`"), expression.span, text);
        }
        let all = names(asked.subject);
        self.report
            .push(found.help(format!("what can be asked: {all}")));
    }

    /// A side as one of a type.
    pub(super) fn as_kind(&mut self, side: Side, kind: FactKind) -> Option<PolicyOperand> {
        match side {
            Side::Value(value) => self.constant_as(&value, kind).map(PolicyOperand::Constant),
            Side::Fact {
                operand, kind: own, ..
            } if own == kind => Some(operand),
            Side::Fact {
                kind: own, span, ..
            } => {
                let (a, b) = (kind.describe(), own.describe());
                let message = format!("{a} and {b} are not compared with each other");
                self.incomparable(span, message);
                None
            }
        }
    }

    /// A value as a fact of a type has it: durations are seconds, sizes bytes, cores thousandths.
    pub(super) fn constant_as(&mut self, value: &Located, kind: FactKind) -> Option<Constant> {
        let number = |number: u64| i64::try_from(number).ok().map(Constant::Int);
        match (kind, &value.value) {
            (FactKind::Text, _) => self.literal_text(value).map(Constant::Text),
            (FactKind::Truth, _) => self.truth(value).map(Constant::Bool),
            (FactKind::Number, Value::Int(count)) => Some(Constant::Int(*count)),
            (FactKind::Duration, _) => self.seconds(value).and_then(number),
            (FactKind::Size, _) => self.bytes(value).and_then(number),
            (FactKind::Cores, _) => self.cores(value).and_then(number),
            (_, other) => {
                self.mismatch(value.span, kind.describe(), other);
                None
            }
        }
    }
}
