//! Types of columns as written.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnPlan, ColumnType};
use pipewright_source::{Span, Spanned};
use pipewright_syntax::tree::{Column, TypeExpression, TypeExpressionKind};

use crate::context::Context;
use crate::rules;

/// Columns of one type, nested ones included.
const MOST_COLUMNS: usize = 2_000;

/// The widest text that is still a width.
const LONGEST_TEXT: u32 = 10_000_000;

/// Types without numbers.
pub const SIMPLE: [(&str, ColumnType); 8] = [
    ("string", ColumnType::String),
    ("int", ColumnType::Int),
    ("float", ColumnType::Float),
    ("bool", ColumnType::Bool),
    ("date", ColumnType::Date),
    ("timestamp", ColumnType::Timestamp),
    ("json", ColumnType::Json),
    ("bytes", ColumnType::Bytes),
];

impl Context<'_, '_> {
    /// The columns of a record type; `None` where one is wrong.
    pub fn columns(&mut self, columns: &[Column], nested: bool) -> Option<Vec<ColumnPlan>> {
        if count(columns) > MOST_COLUMNS {
            let span = columns
                .first()
                .map_or_else(Span::default, |column| column.span);
            self.too_large(span, "this type", &format!("{MOST_COLUMNS} columns"));
            return None;
        }
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        let mut plans = Vec::new();
        let mut sound = true;
        for column in columns {
            let name = &column.name;
            // Warehouses fold the case of names: `Id` and `id` are one column there.
            if let Some(span) = first.get(&name.value.to_ascii_lowercase()) {
                let span = *span;
                sound = false;
                self.report.push(
                    Diagnostic::new(
                        &rules::DUPLICATE_COLUMN,
                        format!("the column `{}` is there twice", name.value),
                        name.span,
                        "declared again here",
                    )
                    .with_related(span, "declared here first"),
                );
                continue;
            }
            first.insert(name.value.to_ascii_lowercase(), name.span);
            match self.column(column, nested) {
                Some(plan) => plans.push(plan),
                None => sound = false,
            }
        }
        sound.then_some(plans)
    }

    fn column(&mut self, column: &Column, nested: bool) -> Option<ColumnPlan> {
        let kind = self.column_type(&column.kind);
        let mut plan = ColumnPlan {
            name: column.name.value.clone(),
            kind: kind.clone().unwrap_or(ColumnType::String),
            optional: column.kind.optional,
            key: false,
            classes: Vec::new(),
        };
        if kind.is_none() && self.with_sql_words(column) {
            return None;
        }
        let mut sound = true;
        let doubtful = self.doubtful_marks(column);
        let marks = column.marks.iter();
        for mark in marks.filter(|mark| !doubtful.contains(&mark.span)) {
            sound &= self.mark(column, mark, nested, &mut plan);
        }
        (kind.is_some() && sound).then_some(plan)
    }

    fn column_type(&mut self, written: &TypeExpression) -> Option<ColumnType> {
        match &written.kind {
            TypeExpressionKind::Error => {
                self.report.poisoned = true;
                None
            }
            TypeExpressionKind::List(inner) => {
                if inner.optional {
                    self.malformed_type(
                        inner.span,
                        "the elements of a list are never missing",
                        "remove the `?`",
                    );
                    return None;
                }
                let kind = self.column_type(inner)?;
                if is_bounded(&kind) {
                    self.malformed_type(
                        inner.span,
                        "the texts in a list have no width",
                        "write `string`",
                    );
                    return None;
                }
                Some(ColumnType::List(Box::new(kind)))
            }
            TypeExpressionKind::Record(columns) => {
                if columns.is_empty() {
                    self.malformed_type(written.span, "a record needs columns", "no column here");
                    return None;
                }
                self.columns(columns, true).map(ColumnType::Record)
            }
            TypeExpressionKind::Applied { name, arguments } if name.value == "decimal" => {
                self.decimal_type(written.span, arguments)
            }
            TypeExpressionKind::Applied { name, arguments } if name.value == "string" => {
                self.bounded_type(written.span, arguments)
            }
            TypeExpressionKind::Applied { name, arguments } => {
                if let Some(meant) = bounded_elsewhere(&name.value, arguments) {
                    self.foreign_type(&name.value, written.span, &meant);
                } else if SIMPLE.iter().any(|(known, _)| *known == name.value) {
                    let message = format!("`{}` takes no numbers", name.value);
                    self.malformed_type(written.span, &message, "only `decimal` and `string` do");
                } else {
                    self.unknown_type(&name.value, written.span);
                }
                None
            }
            TypeExpressionKind::Path(path) => {
                let name = self.slice(path.span);
                if let Some((_, kind)) = SIMPLE.iter().find(|(known, _)| *known == name) {
                    return Some(kind.clone());
                }
                if name == "decimal" {
                    self.report.push(
                        Diagnostic::new(
                            &rules::BAD_TYPE,
                            "a decimal says how many digits it has",
                            path.span,
                            "digits in all and digits after the point",
                        )
                        .fix(
                            "replace with `decimal(18, 2)`",
                            path.span,
                            "decimal(18, 2)",
                        ),
                    );
                    return None;
                }
                self.unknown_type(name, path.span);
                None
            }
        }
    }

    fn bounded_type(&mut self, span: Span, arguments: &[Spanned<String>]) -> Option<ColumnType> {
        let most = match arguments {
            [most] => most.value.parse::<u32>().ok(),
            _ => None,
        };
        if let Some(most @ 1..=LONGEST_TEXT) = most {
            return Some(ColumnType::Bounded(most));
        }
        let message = format!("the width of a text is one number, 1 to {LONGEST_TEXT} characters");
        self.malformed_type(span, &message, "such as `string(64)`");
        None
    }

    fn decimal_type(&mut self, span: Span, arguments: &[Spanned<String>]) -> Option<ColumnType> {
        let numbers: Vec<Option<u8>> = arguments
            .iter()
            .map(|argument| argument.value.parse::<u8>().ok())
            .collect();
        let message = match numbers.as_slice() {
            [Some(precision @ 1..=38), Some(scale)] if scale <= precision => {
                return Some(ColumnType::Decimal {
                    precision: *precision,
                    scale: *scale,
                });
            }
            [Some(1..=38), Some(_)] => "a decimal has no more digits after the point than in all",
            [_, _] => "a decimal has 1 to 38 digits",
            _ => "a decimal takes two numbers: digits in all, digits after the point",
        };
        self.malformed_type(span, message, "such as `decimal(18, 2)`");
        None
    }
}

/// `varchar(64)` and its like, as it is called here.
fn bounded_elsewhere(name: &str, arguments: &[Spanned<String>]) -> Option<String> {
    const WORDS: [&str; 6] = [
        "varchar",
        "char",
        "character",
        "nvarchar",
        "varchar2",
        "text",
    ];
    let [width] = arguments else { return None };
    let known = WORDS.contains(&name.to_ascii_lowercase().as_str());
    let number = width.value.parse::<u32>().ok()?;
    known.then(|| format!("string({number})"))
}

/// Whether a type holds a text of bounded width.
fn is_bounded(kind: &ColumnType) -> bool {
    match kind {
        ColumnType::Bounded(_) => true,
        ColumnType::List(inner) => is_bounded(inner),
        ColumnType::Record(columns) => columns.iter().any(|column| is_bounded(&column.kind)),
        _ => false,
    }
}

/// Columns with nested ones. Types nest no deeper than the parser lets them.
fn count(columns: &[Column]) -> usize {
    columns.iter().map(|column| 1 + nested(&column.kind)).sum()
}

fn nested(kind: &TypeExpression) -> usize {
    match &kind.kind {
        TypeExpressionKind::List(inner) => nested(inner),
        TypeExpressionKind::Record(columns) => count(columns),
        _ => 0,
    }
}
