//! Marks of columns: `key`, and classes of data.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnPlan, ColumnType};
use pipewright_source::Span;
use pipewright_syntax::tree::{Column, Name};

use crate::context::Context;
use crate::names::is_snake;
use crate::rules;

impl Context<'_, '_> {
    /// Reads one mark into the column's plan; says whether it is sound.
    pub fn mark(
        &mut self,
        column: &Column,
        mark: &Name,
        nested: bool,
        plan: &mut ColumnPlan,
    ) -> bool {
        let name = &column.name.value;
        let problem = if mark.value == "key" {
            let keyless = matches!(
                plan.kind,
                ColumnType::Json | ColumnType::List(_) | ColumnType::Record(_)
            );
            if plan.key {
                Some(("the mark `key` is there twice".to_owned(), "once is enough"))
            } else if plan.optional {
                Some((
                    format!("the key column `{name}` may be missing"),
                    "a key is never missing: remove the `?`",
                ))
            } else if nested {
                Some((
                    format!("the nested column `{name}` is no key"),
                    "only columns of the row are keys",
                ))
            } else if keyless {
                Some((
                    format!("a column of type {} is no key", plan.kind),
                    "such values are not compared",
                ))
            } else {
                plan.key = true;
                None
            }
        } else if !is_snake(&mark.value) {
            Some((
                format!("`{}` is no mark", mark.value),
                "`key`, or a class in lower case such as `pii`",
            ))
        } else if plan.classes.contains(&mark.value) {
            Some((
                format!("the mark `{}` is there twice", mark.value),
                "once is enough",
            ))
        } else {
            plan.classes.push(mark.value.clone());
            None
        };
        let Some((message, label)) = problem else {
            return true;
        };
        let mut found = Diagnostic::new(&rules::BAD_MARK, message, mark.span, label);
        if mark.value != "key" && mark.value.eq_ignore_ascii_case("key") {
            found = found.fix("replace with `key`", mark.span, "key");
        }
        if mark.value == "key" && column.kind.optional && !plan.key {
            let mark = column.kind.span.after();
            let question = Span {
                start: mark.start.saturating_sub(1),
                ..mark
            };
            if self.slice(question) == "?" {
                found = found.fix("remove the `?`", question, "");
            }
        }
        self.report.push(found);
        false
    }
}
