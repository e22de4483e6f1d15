//! Facts of data that conditions ask for: `rows(load)`, `age(orders.updated_at)`.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Operand;
use pipewright_plan::{ColumnType, ValueType};
use pipewright_source::Span;
use pipewright_syntax::tree::{Argument, Expression, ExpressionKind, Path};

use super::super::refer::{Data, View};
use crate::context::Context;
use crate::decision::{Side, Special};
use crate::rules;
use crate::schema::Shape;
use crate::values::Kind;

impl<'a> Context<'_, 'a> {
    /// `rows(load)` and `age(orders.updated_at)`.
    pub fn fact_of_data(
        &mut self,
        view: View<'_, 'a>,
        expression: &Expression,
        reads: &mut Vec<Data>,
    ) -> Special {
        let ExpressionKind::Call { callee, arguments } = &expression.kind else {
            return Special::Other;
        };
        let [name] = callee.parts.as_slice() else {
            return Special::Other;
        };
        let side = match name.value.as_str() {
            "rows" => self.rows_of_data(view, arguments, expression.span, reads),
            "age" => self.age_of_column(view, arguments, expression.span, reads),
            _ => return Special::Other,
        };
        side.map_or(Special::Broken, Special::Side)
    }

    fn rows_of_data(
        &mut self,
        view: View<'_, 'a>,
        arguments: &[Argument],
        span: Span,
        reads: &mut Vec<Data>,
    ) -> Option<Side> {
        let [Argument { name: None, value }] = arguments else {
            self.wrong_measure(
                span,
                "`rows` counts the rows of one step or dataset",
                "such as `rows(load) > 0`",
            );
            return None;
        };
        let data = self.one_data(view, value)?;
        let operand = Operand::Rows(self.reference(view, data.place));
        reads.push(data);
        Some(Side {
            operand,
            kind: Kind::Int,
            span,
        })
    }

    fn age_of_column(
        &mut self,
        view: View<'_, 'a>,
        arguments: &[Argument],
        span: Span,
        reads: &mut Vec<Data>,
    ) -> Option<Side> {
        let path = match arguments {
            [Argument { name: None, value }] => match &value.kind {
                ExpressionKind::Path(path) if path.parts.len() > 1 => Some(path),
                _ => None,
            },
            _ => None,
        };
        let Some((column, of)) = path.and_then(|path| path.parts.split_last()) else {
            self.wrong_measure(
                span,
                "`age` looks at one column",
                "such as `age(orders.updated_at) < 1h`",
            );
            return None;
        };
        let (first, last) = (of.first()?, of.last()?);
        let at = first.span.to(last.span);
        let of = Expression {
            kind: ExpressionKind::Path(Path {
                parts: of.to_vec(),
                span: at,
            }),
            span: at,
        };
        let data = self.one_data(view, &of)?;
        let (shape, declared) = self.shape(view, data.place);
        let name = self.called(view, data.place);
        let schema = match shape {
            Shape::Known(schema) => schema,
            Shape::Broken => {
                self.report.poisoned = true;
                return None;
            }
            Shape::Untyped => {
                let mut found = Diagnostic::new(
                    &rules::UNTYPED_ROWS,
                    format!("the columns of `{name}` are not known"),
                    column.span,
                    "this speaks of a column",
                )
                .help(format!("write its type: `step {name}: Type = …`"));
                if let Some(declared) = declared {
                    found = found.with_related(declared, "declared without a type");
                }
                self.report.push(found);
                return None;
            }
        };
        let column_span = column.span;
        let column = self.column_of(column, &schema, &name)?;
        if !matches!(column.kind, ColumnType::Timestamp | ColumnType::Date) {
            self.incomparable(
                column_span,
                format!(
                    "`{}` is {}, and only a timestamp or a date has an age",
                    column.name, column.kind
                ),
            );
            return None;
        }
        let operand = Operand::Age {
            of: self.reference(view, data.place),
            column: column.name,
        };
        reads.push(data);
        Some(Side {
            operand,
            kind: Kind::of(&ValueType::Duration),
            span,
        })
    }

    fn wrong_measure(&mut self, span: Span, message: &str, label: &str) {
        let found = Diagnostic::new(&rules::WRONG_ARGUMENTS, message, span, label);
        self.report.push(found);
    }

    /// The one step or dataset an expression leads to.
    pub fn one_data(&mut self, view: View<'_, 'a>, expression: &Expression) -> Option<Data> {
        let mut data = self.data(view, expression);
        if data.len() > 1 {
            let message = format!("this names {} steps or datasets", data.len());
            let found = Diagnostic::new(
                &rules::WHICH_ELEMENT,
                message,
                expression.span,
                "one is needed here",
            );
            self.report
                .push(found.help("`collect(load)` is all of a loop as one"));
            return None;
        }
        let data = data.pop()?;
        self.readable(view, data.place, data.span);
        Some(data)
    }
}
