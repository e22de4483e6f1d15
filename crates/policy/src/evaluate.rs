//! Whether a condition holds of a subject.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use pipewright_model::{PolicyCondition, PolicyOperand};
use pipewright_plan::Constant;
use regex::Regex;

use crate::known::{FactValue, Known, Subject};

/// The patterns of a policy, compiled once. The checker has read each of them.
#[derive(Debug, Default)]
pub struct Patterns(BTreeMap<String, Regex>);

impl Patterns {
    /// The patterns of conditions.
    pub fn of<'c>(conditions: impl Iterator<Item = &'c PolicyCondition>) -> Self {
        let mut patterns = BTreeMap::new();
        let mut waiting: Vec<&PolicyCondition> = conditions.collect();
        while let Some(condition) = waiting.pop() {
            match condition {
                PolicyCondition::All(of) | PolicyCondition::Any(of) => waiting.extend(of),
                PolicyCondition::Not(of) => waiting.push(of),
                PolicyCondition::Matches(_, pattern) => {
                    if let Ok(compiled) = Regex::new(pattern) {
                        patterns.insert(pattern.clone(), compiled);
                    }
                }
                _ => {}
            }
        }
        Self(patterns)
    }

    fn found(&self, pattern: &str, text: &str) -> bool {
        self.0
            .get(pattern)
            .is_some_and(|pattern| pattern.is_match(text))
    }
}

/// Whether a condition holds. The parser bounds how deep conditions nest.
pub fn holds<'p>(
    condition: &PolicyCondition,
    subject: &dyn Subject<'p>,
    patterns: &Patterns,
) -> bool {
    match condition {
        PolicyCondition::All(of) => of.iter().all(|one| holds(one, subject, patterns)),
        PolicyCondition::Any(of) => of.iter().any(|one| holds(one, subject, patterns)),
        PolicyCondition::Not(of) => !holds(of, subject, patterns),
        PolicyCondition::Is(operand) => is_there(&value(operand, subject)),
        PolicyCondition::Compare(left, comparison, right) => {
            compares(&value(left, subject), comparison, &value(right, subject))
        }
        PolicyCondition::In(operand, values) => match value(operand, subject) {
            FactValue::Absent => false,
            FactValue::Texts(texts) => texts
                .into_iter()
                .all(|text| values.contains(&Constant::Text(text))),
            one => values
                .iter()
                .any(|known| order(&one, &constant(known)).is_some_and(Ordering::is_eq)),
        },
        PolicyCondition::Within(operand, places) => match value(operand, subject) {
            FactValue::Places(own) => own.iter().all(|place| places.contains(place)),
            _ => false,
        },
        PolicyCondition::Matches(operand, pattern) => match value(operand, subject) {
            FactValue::Text(text) => patterns.found(pattern, &text),
            FactValue::Texts(texts) => texts.iter().all(|text| patterns.found(pattern, text)),
            _ => false,
        },
    }
}

/// The names of the facts a condition asks, in order, each once.
pub fn facts(condition: &PolicyCondition) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut waiting = vec![condition];
    while let Some(condition) = waiting.pop() {
        let operands: Vec<&PolicyOperand> = match condition {
            PolicyCondition::All(of) | PolicyCondition::Any(of) => {
                waiting.extend(of.iter().rev());
                Vec::new()
            }
            PolicyCondition::Not(of) => {
                waiting.push(of);
                Vec::new()
            }
            PolicyCondition::Is(operand)
            | PolicyCondition::In(operand, _)
            | PolicyCondition::Within(operand, _)
            | PolicyCondition::Matches(operand, _) => vec![operand],
            PolicyCondition::Compare(left, _, right) => vec![left, right],
        };
        for operand in operands {
            if let PolicyOperand::Fact(name) = operand
                && !found.contains(&name.as_str())
            {
                found.push(name);
            }
        }
    }
    found
}

/// A fact as it is written: `owner`, or one part of several: `labels.team`, `classes.pii`.
pub fn fact<'p>(subject: &dyn Subject<'p>, name: &str) -> Known<'p> {
    if let Some(known) = subject.fact(name) {
        return known;
    }
    let Some((whole, part)) = name.rsplit_once('.') else {
        return FactValue::Absent.plain();
    };
    let Some(known) = subject.fact(whole) else {
        return FactValue::Absent.plain();
    };
    let value = match &known.value {
        FactValue::Texts(texts) => FactValue::Truth(texts.iter().any(|text| text == part)),
        FactValue::Labels(labels) => FactValue::stated(labels.get(part)),
        _ => FactValue::Absent,
    };
    value.perhaps_at(known.written)
}

fn value<'p>(operand: &PolicyOperand, subject: &dyn Subject<'p>) -> FactValue<'p> {
    match operand {
        PolicyOperand::Constant(value) => constant(value),
        PolicyOperand::Fact(name) => fact(subject, name).value,
    }
}

fn constant(value: &Constant) -> FactValue<'static> {
    match value {
        Constant::Int(number) => FactValue::Number(*number),
        Constant::Bool(truth) => FactValue::Truth(*truth),
        Constant::Text(text) | Constant::Decimal(text) | Constant::Date(text) => {
            FactValue::Text(text.clone())
        }
        Constant::List(_) => FactValue::Absent,
    }
}

fn is_there(value: &FactValue<'_>) -> bool {
    match value {
        FactValue::Absent => false,
        FactValue::Truth(truth) => *truth,
        FactValue::Texts(texts) => !texts.is_empty(),
        FactValue::Labels(labels) => !labels.is_empty(),
        FactValue::Text(_) | FactValue::Number(_) | FactValue::Places(_) => true,
    }
}

fn compares(left: &FactValue<'_>, comparison: &str, right: &FactValue<'_>) -> bool {
    order(left, right).is_some_and(|order| match comparison {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => false,
    })
}

/// How two values of one type stand to each other; nothing where one is not there.
fn order(left: &FactValue<'_>, right: &FactValue<'_>) -> Option<Ordering> {
    match (left, right) {
        (FactValue::Number(a), FactValue::Number(b)) => Some(a.cmp(b)),
        (FactValue::Text(a), FactValue::Text(b)) => Some(a.cmp(b)),
        (FactValue::Truth(a), FactValue::Truth(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
