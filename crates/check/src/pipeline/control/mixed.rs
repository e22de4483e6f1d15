//! Rows that are read as one: they must be of one type.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Schema;
use pipewright_source::Span;

use super::super::frames::Unrolled;
use super::super::infer::same_columns;
use super::super::shapes::Shapes;
use super::joined::Part;
use crate::context::Context;
use crate::rules;
use crate::schema::Shape;

impl<'a> Context<'_, 'a> {
    /// The rows of all parts, which must agree.
    pub fn merged(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        mut shape: Shape,
        parts: &[Part],
    ) -> Shape {
        let mut first: Option<(&str, Span)> = None;
        for (node, output, span) in parts {
            let Some(member) = shapes.of(*node).get(*output) else {
                return Shape::Broken;
            };
            let name = unrolled.written_of(*node);
            match (&shape, &member.shape) {
                (_, Shape::Broken) | (Shape::Broken, _) => return Shape::Broken,
                (_, Shape::Untyped) => {}
                (Shape::Untyped, known @ Shape::Known(_)) => {
                    shape = known.clone();
                    first = Some((name, member.span));
                }
                (Shape::Known(wanted), Shape::Known(rows)) => {
                    if !same_columns(wanted, rows) {
                        self.mixed_rows(first, name, (wanted, rows), *span, member.span);
                        return Shape::Broken;
                    }
                }
            }
        }
        shape
    }

    /// Says that what is to be one does not have the same rows.
    pub fn mixed_rows(
        &mut self,
        first: Option<(&str, Span)>,
        name: &str,
        rows: (&Schema, &Schema),
        span: Span,
        declared: Span,
    ) {
        let other = first.map_or("this", |(name, _)| name);
        let mut found = Diagnostic::new(
            &rules::MIXED_ROWS,
            format!("`{name}` does not yield the same rows as `{other}`"),
            span,
            "what is read as one has one type",
        )
        .with_related(declared, format!("`{name}` is declared here"));
        if first.is_none() {
            found.message = format!("`{name}` does not yield the rows that are declared");
        }
        if let Some((name, span)) = first.filter(|(_, span)| *span != declared) {
            found = found.with_related(span, format!("`{name}` is declared here"));
        }
        if let Some(why) = difference(rows.0, rows.1) {
            found = found.because(format!("because {why}"));
        }
        self.report.push(found);
    }
}

/// The first difference between two types.
fn difference(wanted: &Schema, rows: &Schema) -> Option<String> {
    for (at, column) in wanted.columns.iter().enumerate() {
        match rows.columns.get(at) {
            Some(other) if other.name != column.name => {
                return Some(format!(
                    "column {} is `{}` in one, and `{}` in the other",
                    at + 1,
                    column.name,
                    other.name
                ));
            }
            Some(other) if other.kind != column.kind || other.optional != column.optional => {
                let mark = |optional: bool| if optional { "?" } else { "" };
                return Some(format!(
                    "`{}` is {}{} in one, and {}{} in the other",
                    column.name,
                    column.kind,
                    mark(column.optional),
                    other.kind,
                    mark(other.optional)
                ));
            }
            Some(_) => {}
            None => return Some(format!("only one of them has `{}`", column.name)),
        }
    }
    let extra = rows.columns.get(wanted.columns.len())?;
    Some(format!("only one of them has `{}`", extra.name))
}
