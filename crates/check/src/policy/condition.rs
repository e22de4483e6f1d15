//! The conditions of policies: `and`, `or`, `not`, comparisons, `in` and `matches` over facts.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{FactKind, PolicyCondition};
use pipewright_plan::Constant;
use pipewright_source::Span;
use pipewright_syntax::tree::{BinaryOperator, Comparison, Expression, ExpressionKind};

use super::Asked;
use super::operand::Side;
use crate::context::Context;
use crate::decision::mark;
use crate::pipeline::pattern_problem;
use crate::rules;
use crate::values::{Located, Value};

impl Context<'_, '_> {
    /// The condition an expression says; what is wrong is reported. The parser bounds how deep
    /// conditions nest.
    pub(super) fn policy_condition(
        &mut self,
        asked: &Asked<'_>,
        expression: &Expression,
    ) -> Option<PolicyCondition> {
        match &expression.kind {
            ExpressionKind::Chain { operator, operands } => match operator {
                BinaryOperator::And => self.each_of(asked, operands).map(PolicyCondition::All),
                BinaryOperator::Or | BinaryOperator::Except
                    if self.splits_a_region(asked, operands, expression.span) =>
                {
                    None
                }
                BinaryOperator::Or => self.each_of(asked, operands).map(PolicyCondition::Any),
                BinaryOperator::In => self.policy_membership(asked, operands),
                _ => self.no_condition(asked, expression),
            },
            ExpressionKind::Not(inner) => {
                let inner = self.policy_condition(asked, inner)?;
                Some(PolicyCondition::Not(Box::new(inner)))
            }
            ExpressionKind::Compare {
                left,
                operator,
                right,
            } => self.policy_comparison(asked, left, operator.value, right),
            ExpressionKind::Matches { left, pattern } => self.policy_matching(asked, left, pattern),
            ExpressionKind::Path(_) => match self.policy_side(asked, expression)? {
                Side::Fact { operand, .. } => Some(PolicyCondition::Is(operand)),
                Side::Value(_) => self.no_condition(asked, expression),
            },
            ExpressionKind::Error => {
                self.report.poisoned = true;
                None
            }
            _ => self.no_condition(asked, expression),
        }
    }

    /// Every operand is looked at, whatever is wrong with those before it.
    fn each_of(
        &mut self,
        asked: &Asked<'_>,
        operands: &[Expression],
    ) -> Option<Vec<PolicyCondition>> {
        let read: Vec<Option<PolicyCondition>> = operands
            .iter()
            .map(|operand| self.policy_condition(asked, operand))
            .collect();
        read.into_iter().collect()
    }

    /// `p.region in eu or uk` is `(p.region in eu) or uk`: the set needs brackets of its own.
    fn splits_a_region(&mut self, asked: &Asked<'_>, operands: &[Expression], whole: Span) -> bool {
        let Some((first, rest)) = operands.split_first() else {
            return false;
        };
        let ExpressionKind::Chain {
            operator: BinaryOperator::In,
            operands: inside,
        } = &first.kind
        else {
            return false;
        };
        let (Some(left), Some(set)) = (inside.first(), inside.get(1)) else {
            return false;
        };
        let is_path = |one: &Expression| matches!(one.kind, ExpressionKind::Path(_));
        let asks = |one: &Expression| super::operand::fact_of(asked, one).is_some();
        if !rest.iter().all(|one| is_path(one) && !asks(one))
            || super::operand::kind_of(asked, left) != Some(FactKind::Places)
        {
            return false;
        }
        let span = Span {
            start: set.span.start,
            ..whole
        };
        let text = format!("({})", self.one_line(span));
        self.report.push(
            Diagnostic::new(
                &rules::INCOMPARABLE,
                "`or` and `except` join conditions here, not regions",
                span,
                "the set needs parentheses of its own",
            )
            .fix(format!("write `{text}`"), span, text),
        );
        true
    }

    fn no_condition(
        &mut self,
        asked: &Asked<'_>,
        expression: &Expression,
    ) -> Option<PolicyCondition> {
        let value = self.evaluate(expression);
        if matches!(value, Value::Bool(_)) {
            self.report.push(
                Diagnostic::new(
                    &rules::FOREIGN_CONDITION,
                    "this requirement asks nothing",
                    expression.span,
                    "always the same",
                )
                .help(format!(
                    "what can be asked of it: {}",
                    super::operand::names(asked.subject)
                )),
            );
        } else if !matches!(value, Value::Unknown) {
            let what = value.describe();
            self.misplaced(
                expression.span,
                &format!("a requirement is a condition, and this is {what}"),
                "compare a fact with it",
            );
        }
        None
    }

    fn policy_comparison(
        &mut self,
        asked: &Asked<'_>,
        left: &Expression,
        comparison: Comparison,
        right: &Expression,
    ) -> Option<PolicyCondition> {
        let (a, b) = (
            self.policy_side(asked, left),
            self.policy_side(asked, right),
        );
        let (a, b) = (a?, b?);
        let kind = match (&a, &b) {
            (Side::Fact { kind, .. }, _) | (_, Side::Fact { kind, .. }) => *kind,
            (Side::Value(_), Side::Value(_)) => {
                self.report.push(Diagnostic::new(
                    &rules::FOREIGN_CONDITION,
                    "both sides of this are known already",
                    Span {
                        end: right.span.end,
                        ..left.span
                    },
                    format!("`{}` is not mentioned", asked.variable),
                ));
                return None;
            }
        };
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let fact = if matches!(a, Side::Fact { .. }) {
            left
        } else {
            right
        };
        let refused = match kind {
            FactKind::Text | FactKind::Truth if ordered => {
                Some((format!("{} has no order", kind.describe()), None))
            }
            FactKind::Places => {
                let name = self.one_line(fact.span);
                let offer = format!("ask where it lies: `{name} in eu`");
                Some(("a set of places is not compared".to_owned(), Some(offer)))
            }
            FactKind::Texts | FactKind::Labels => {
                let name = self.one_line(fact.span);
                let offer = format!("ask for one of them: `{name}.NAME`");
                Some((format!("`{name}` is {}", kind.describe()), Some(offer)))
            }
            _ => None,
        };
        if let Some((message, offer)) = refused {
            let mut found =
                Diagnostic::new(&rules::INCOMPARABLE, message, fact.span, "not comparable");
            if let Some(offer) = offer {
                found = found.help(offer);
            }
            self.report.push(found);
            return None;
        }
        let (a, b) = (self.as_kind(a, kind), self.as_kind(b, kind));
        Some(PolicyCondition::Compare(
            a?,
            mark(comparison).to_owned(),
            b?,
        ))
    }

    fn policy_membership(
        &mut self,
        asked: &Asked<'_>,
        operands: &[Expression],
    ) -> Option<PolicyCondition> {
        let [left, right] = operands else {
            return None;
        };
        let side = self.policy_side(asked, left)?;
        let (operand, kind) = match side {
            Side::Fact { operand, kind, .. } => (operand, kind),
            Side::Value(value) => {
                self.turned_around(asked, &value, right);
                return None;
            }
        };
        let set = self.located(right);
        if matches!(set.value, Value::Unknown) {
            return None;
        }
        if kind == FactKind::Places {
            let region = self.region_or_list(&set)?;
            let places = region.places.iter().map(|place| place.name.clone());
            return Some(PolicyCondition::Within(operand, places.collect()));
        }
        let Value::List(list) = &set.value else {
            self.mismatch(set.span, "a list of values", &set.value);
            return None;
        };
        if list.items.is_empty() {
            self.out_of_range(
                set.span,
                "no value is in an empty list".to_owned(),
                "name the values",
            );
            return None;
        }
        let kind = if kind == FactKind::Texts {
            FactKind::Text
        } else {
            kind
        };
        let known: Vec<Option<Constant>> = list
            .items
            .iter()
            .map(|item| self.constant_as(item, kind))
            .collect();
        let known = known.into_iter().collect::<Option<_>>()?;
        Some(PolicyCondition::In(operand, known))
    }

    fn policy_matching(
        &mut self,
        asked: &Asked<'_>,
        left: &Expression,
        pattern: &Expression,
    ) -> Option<PolicyCondition> {
        let side = self.policy_side(asked, left);
        let pattern = self.located(pattern);
        let text = self.literal_text(&pattern)?;
        let why = pattern_problem(&text).or_else(|| {
            regex::Regex::new(&text)
                .err()
                .map(|_| "too large".to_owned())
        });
        if let Some(why) = why {
            self.report.push(
                Diagnostic::new(&rules::BAD_PATTERN, "this is no pattern", pattern.span, why)
                    .help("patterns are RE2: no look-around, no back-references"),
            );
            return None;
        }
        match side? {
            Side::Fact {
                operand,
                kind: FactKind::Text | FactKind::Texts,
                ..
            } => Some(PolicyCondition::Matches(operand, text)),
            Side::Fact { kind, .. } => {
                let message = format!(
                    "this is {}, and only text matches a pattern",
                    kind.describe()
                );
                self.incomparable(left.span, message);
                None
            }
            Side::Value(_) => {
                self.incomparable(left.span, "a fact is matched, and this is none".to_owned());
                None
            }
        }
    }

    /// `"airflow" in p.targets`: what is asked stands before `in`.
    fn turned_around(&mut self, asked: &Asked<'_>, value: &Located, right: &Expression) {
        let mut found = Diagnostic::new(
            &rules::INCOMPARABLE,
            "a fact stands before `in`, and what it may be after it",
            value.span,
            "this is no fact",
        );
        let text = match &value.value {
            Value::Text(text) => text.as_literal(),
            _ => None,
        };
        if let (Some(text), Some(name)) = (text, super::operand::fact_of(asked, right))
            && super::operand::kind_of(asked, right) == Some(FactKind::Texts)
        {
            let written = format!("{}.{name}.{text}", asked.variable);
            let whole = Span {
                end: right.span.end,
                ..value.span
            };
            found = found.fix(format!("write `{written}`"), whole, written);
        }
        self.report.push(found);
    }
}
