//! Conditions: the columns exist, and what they are compared to can be compared.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{CheckCondition, CheckOperator, ColumnPlan, ColumnType, Schema};
use pipewright_syntax::tree::{Comparison, Condition, ConditionKind, Name};

use crate::context::Context;
use crate::names::{list, nearest};
use crate::pipeline::pattern;
use crate::rules;
use crate::values::Located;

impl Context<'_, '_> {
    /// One condition; `schema` is absent where the rows are not known, which was reported.
    pub fn condition(
        &mut self,
        condition: &Condition,
        schema: Option<&Schema>,
        subject: &str,
    ) -> Option<CheckCondition> {
        let (operator, text) = self.operator(&condition.kind, schema, subject)?;
        Some(CheckCondition {
            text,
            warn: condition.warn,
            operator,
            origin: self.origin(condition.span),
        })
    }

    fn operator(
        &mut self,
        kind: &ConditionKind,
        schema: Option<&Schema>,
        subject: &str,
    ) -> Option<(CheckOperator, String)> {
        match kind {
            ConditionKind::Compare {
                left,
                operator,
                right,
            } => {
                let mark = mark(operator.value);
                let text = format!("{} {mark} {}", left.value, self.slice(right.span));
                let comparison = mark.to_owned();
                if left.value == "rows" {
                    let value = self.located(right);
                    let value = self.integer_in(&value, 0, i64::MAX, "a number of rows")?;
                    self.never_or_always(operator.value, value, right.span);
                    return Some((CheckOperator::Rows { comparison, value }, text));
                }
                let column = self.column_of(left, schema?, subject)?;
                let ordered = !matches!(operator.value, Comparison::Equal | Comparison::NotEqual);
                let value = self.other_side(right, &column, schema?, subject, ordered)?;
                Some((
                    CheckOperator::Compare {
                        column: column.name,
                        comparison,
                        value,
                    },
                    text,
                ))
            }
            ConditionKind::Unique(names) => {
                let columns = self.columns_of(names, schema?, subject)?;
                let text = format!("unique {}", columns.join(", "));
                Some((CheckOperator::Unique { columns }, text))
            }
            ConditionKind::Complete(names) => {
                let columns = self.columns_of(names, schema?, subject)?;
                let text = format!("complete {}", columns.join(", "));
                Some((CheckOperator::Complete { columns }, text))
            }
            ConditionKind::In { column, values } => {
                let text = format!("{} in {}", column.value, self.slice(values.span));
                let column = self.column_of(column, schema?, subject)?;
                let values = self.one_of(values, &column)?;
                Some((
                    CheckOperator::In {
                        column: column.name,
                        values,
                    },
                    text,
                ))
            }
            ConditionKind::Matches { column, pattern } => {
                let text = format!("{} matches {}", column.value, self.slice(pattern.span));
                let value = self.located(pattern);
                let pattern = self.pattern(&value);
                let column = self.column_of(column, schema?, subject)?;
                if !column.kind.is_text() {
                    self.incomparable(
                        value.span,
                        format!(
                            "`{}` is {}, and only text matches a pattern",
                            column.name, column.kind
                        ),
                    );
                    return None;
                }
                Some((
                    CheckOperator::Matches {
                        column: column.name,
                        pattern: pattern?,
                    },
                    text,
                ))
            }
            ConditionKind::Fresh { column, within } => {
                let text = format!("{} fresh within {}", column.value, self.slice(within.span));
                let value = self.located(within);
                let seconds = self.seconds(&value);
                let span = column.span;
                let column = self.column_of(column, schema?, subject)?;
                if !matches!(column.kind, ColumnType::Timestamp | ColumnType::Date) {
                    self.incomparable(
                        span,
                        format!(
                            "`{}` is {}, and only a timestamp or a date is fresh",
                            column.name, column.kind
                        ),
                    );
                    return None;
                }
                Some((
                    CheckOperator::Fresh {
                        column: column.name,
                        within_seconds: seconds?,
                    },
                    text,
                ))
            }
            ConditionKind::Error => {
                self.report.poisoned = true;
                None
            }
        }
    }

    /// A column by name, with what is near where there is none.
    pub fn column_of(&mut self, name: &Name, schema: &Schema, subject: &str) -> Option<ColumnPlan> {
        if let Some(column) = schema
            .columns
            .iter()
            .find(|column| column.name == name.value)
        {
            return Some(column.clone());
        }
        let names = || schema.columns.iter().map(|column| column.name.as_str());
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_COLUMN,
            format!("`{subject}` has no column `{}`", name.value),
            name.span,
            "no such column",
        );
        if let Some(near) = self
            .report
            .may_suggest()
            .then(|| nearest(&name.value, names()))
            .flatten()
        {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if matches!(name.value.as_str(), "count" | "row_count" | "size") {
            found.primary.text = "the number of rows is `rows`".to_owned();
            found = found.fix("replace with `rows`", name.span, "rows");
        } else {
            let shown: Vec<&str> = names().take(20).collect();
            found = found.help(format!("its columns are {}", list(&shown)));
        }
        self.report.push(found);
        self.report.missed_by_name(name.span, subject, &name.value);
        None
    }

    /// Several columns by name.
    pub fn columns_of(
        &mut self,
        names: &[Name],
        schema: &Schema,
        subject: &str,
    ) -> Option<Vec<String>> {
        let mut columns: Vec<String> = Vec::new();
        let mut sound = true;
        for name in names {
            if columns.contains(&name.value) {
                sound = false;
                let message = format!("the column `{}` is named twice", name.value);
                self.report.push(Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    message,
                    name.span,
                    "once is enough",
                ));
                continue;
            }
            match self.column_of(name, schema, subject) {
                Some(column) => columns.push(column.name),
                None => sound = false,
            }
        }
        sound.then_some(columns)
    }

    fn pattern(&mut self, value: &Located) -> Option<String> {
        let text = self.literal_text(value)?;
        let Some(why) = pattern::problem(&text) else {
            return Some(text);
        };
        self.report.push(
            Diagnostic::new(&rules::BAD_PATTERN, "this is no pattern", value.span, why)
                .help("patterns are RE2: no look-around, no back-references"),
        );
        None
    }
}

const fn mark(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
