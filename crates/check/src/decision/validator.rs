//! `where`: what every value of one parameter keeps.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Condition, Operand};
use pipewright_plan::{Constant, ValueType};
use pipewright_source::Span;
use pipewright_syntax::tree::{BinaryOperator, Expression, ExpressionKind};

use super::decide::{Patterns, compiled, decide, show};
use super::{Side, Special, constant};
use crate::context::Context;
use crate::rules;
use crate::values::{Kind, Located, Value, mentions};

/// The condition of a parameter.
#[derive(Debug, Clone)]
pub struct Validator {
    /// The parameter.
    pub name: String,
    /// The whole condition, over the parameter.
    pub condition: Condition,
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
    /// What `and` joins, each as written.
    parts: Vec<(Condition, String)>,
    patterns: Patterns,
}

impl<'a> Context<'_, 'a> {
    /// Reads the condition of a parameter, which speaks of that parameter and of constants.
    pub fn validator(
        &mut self,
        name: &str,
        kind: &Kind,
        others: &[&str],
        expression: &Expression,
    ) -> Option<Validator> {
        if !self.speaks_of(name, others, expression) {
            return None;
        }
        let mut own = |_: &mut Context<'_, 'a>, side: &Expression| match &side.kind {
            ExpressionKind::Path(path) if path.parts.len() == 1 => match path.parts.first() {
                Some(part) if part.value == name => Special::Side(Side {
                    operand: itself(name, kind),
                    kind: kind.clone(),
                    span: side.span,
                }),
                _ => Special::Other,
            },
            _ => Special::Other,
        };
        let condition = self.decision(expression, &mut own)?;
        let texts: Vec<String> = match &expression.kind {
            ExpressionKind::Chain {
                operator: BinaryOperator::And,
                operands,
            } => operands
                .iter()
                .map(|operand| self.one_line(operand.span))
                .collect(),
            _ => vec![self.one_line(expression.span)],
        };
        let parts = match &condition {
            Condition::All(of) => of.iter().cloned().zip(texts).collect(),
            whole => vec![(whole.clone(), texts.concat())],
        };
        let mut patterns = BTreeMap::new();
        if !compiled(&condition, &mut patterns) {
            self.too_large(expression.span, "this pattern", "a matcher of 64 MiB");
            return None;
        }
        Some(Validator {
            name: name.to_owned(),
            condition,
            text: self.one_line(expression.span),
            span: expression.span,
            parts,
            patterns,
        })
    }

    /// Refuses a value that breaks the condition, and says which part of it.
    pub fn validate(&mut self, validator: &Validator, given: &Located) -> bool {
        let Some(constant) = constant(&given.value) else {
            return self.unknown_keeps(validator, given);
        };
        let Some(broken) = validator.broken(&constant) else {
            return true;
        };
        let name = &validator.name;
        let shown = match given.value {
            Value::Duration(_) | Value::Size(_) => self.one_line(given.span),
            _ => show(&constant),
        };
        let mut found = Diagnostic::new(
            &rules::BROKEN_CONDITION,
            format!("`{name}` is {shown}, and `{broken}` does not hold"),
            given.span,
            "the parameter refuses this value",
        );
        if validator.parts.len() > 1 {
            found = found.because(format!("because `{name}` keeps `{}`", validator.text));
        }
        let found = found.with_related(validator.span, "what every value keeps");
        self.report.push(found);
        false
    }

    /// Whether a value that only a run knows keeps a condition: nobody would look, so that it must
    /// be a parameter of the run with the same one.
    fn unknown_keeps(&mut self, validator: &Validator, given: &Located) -> bool {
        let keeps = match &given.value {
            Value::Run(late) => {
                let own = late.condition.as_ref();
                own.is_some_and(|own| own.says_the_same(validator))
            }
            Value::Text(_) => false,
            _ => true,
        };
        if keeps {
            return true;
        }
        let (name, written) = (&validator.name, self.one_line(given.span));
        let found = Diagnostic::new(
            &rules::UNPROVEN_CONDITION,
            format!(
                "whether `{written}` keeps `{}`, only a run knows",
                validator.text
            ),
            given.span,
            format!("given for `{name}`"),
        )
        .with_related(validator.span, "what every value keeps");
        self.report.push(found.help(
            "give the parameter of the run that is handed on the same condition, or a value known when compiling",
        ));
        false
    }

    /// A condition names its parameter, and no other.
    fn speaks_of(&mut self, name: &str, others: &[&str], expression: &Expression) -> bool {
        let paths = mentions(expression);
        let first = |path: &&pipewright_syntax::tree::Path| path.parts.first().cloned();
        let mut own = false;
        for part in paths.iter().filter_map(first) {
            own |= part.value == name;
            if part.value != name && others.contains(&part.value.as_str()) {
                self.report.push(
                    Diagnostic::new(
                        &rules::FOREIGN_CONDITION,
                        format!(
                            "the condition of `{name}` speaks of `{}`, another parameter",
                            part.value
                        ),
                        part.span,
                        format!("only `{name}` and constants are known here"),
                    )
                    .help("parameters are bound one by one; give each a condition of its own"),
                );
                return false;
            }
        }
        if !own {
            let broken = matches!(expression.kind, ExpressionKind::Error);
            if broken {
                self.report.poisoned = true;
                return false;
            }
            self.report.push(Diagnostic::new(
                &rules::FOREIGN_CONDITION,
                format!("the condition of `{name}` does not speak of it"),
                expression.span,
                format!("`{name}` is not mentioned"),
            ));
        }
        own
    }

    /// What is written, on one line.
    pub fn one_line(&self, span: Span) -> String {
        let words: Vec<&str> = self.slice(span).split_whitespace().collect();
        words.join(" ")
    }
}

impl Validator {
    /// Whether another parameter has the same condition.
    fn says_the_same(&self, other: &Self) -> bool {
        renamed(&self.condition, &other.name) == other.condition
    }

    /// The first part that does not hold of a value.
    pub fn broken(&self, value: &Constant) -> Option<&str> {
        let known = |_: &Operand| Some(value.clone());
        let breaks =
            |(part, _): &&(Condition, String)| decide(part, &known, &self.patterns) == Some(false);
        let part = self.parts.iter().find(breaks);
        part.map(|(_, text)| text.as_str())
    }
}

/// The parameter as a side of its own condition. Conditions over values that have no type of a run
/// (a size) are decided here and never reach a plan.
fn itself(name: &str, kind: &Kind) -> Operand {
    Operand::Parameter {
        name: name.to_owned(),
        kind: kind.value_type().unwrap_or(ValueType::Int),
    }
}

/// A condition over a parameter of another name.
fn renamed(condition: &Condition, to: &str) -> Condition {
    let each = |of: &[Condition]| of.iter().map(|one| renamed(one, to)).collect();
    let operand = |operand: &Operand| match operand {
        Operand::Parameter { kind, .. } => Operand::Parameter {
            name: to.to_owned(),
            kind: kind.clone(),
        },
        other => other.clone(),
    };
    match condition {
        Condition::All(of) => Condition::All(each(of)),
        Condition::Any(of) => Condition::Any(each(of)),
        Condition::Not(of) => Condition::Not(Box::new(renamed(of, to))),
        Condition::Is(value) => Condition::Is(operand(value)),
        Condition::Compare(left, comparison, right) => {
            Condition::Compare(operand(left), comparison.clone(), operand(right))
        }
        Condition::In(value, values) => Condition::In(operand(value), values.clone()),
        Condition::Matches(value, pattern) => Condition::Matches(operand(value), pattern.clone()),
    }
}
