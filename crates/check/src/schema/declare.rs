//! Declared types, and types where rows need one.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Schema;
use pipewright_syntax::tree::{
    Column, Expression, ExpressionKind, ItemKind, TypeExpression, TypeExpressionKind,
};

use super::Shape;
use crate::context::{Context, World};
use crate::names::{Entry, ItemId, Wanted, need_upper_camel};
use crate::report::Report;
use crate::rules;

/// Reads every declared type of the project.
pub fn types(world: &World<'_>, report: &mut Report) -> BTreeMap<ItemId, Option<Arc<Schema>>> {
    let mut types = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Type(declaration) = &node.kind else {
                continue;
            };
            need_upper_camel(report, &declaration.name);
            let mut context = Context::new(world, report, module);
            if declaration.columns.is_empty() {
                let message = format!("the type `{}` has no columns", declaration.name.value);
                context.malformed_type(declaration.name.span, &message, "rows need a column");
                types.insert(ItemId::new(module, item), None);
                continue;
            }
            let columns = context.columns(&declaration.columns, false);
            let schema = columns.map(|columns| {
                Arc::new(Schema {
                    name: Some(declaration.name.value.clone()),
                    columns,
                })
            });
            types.insert(ItemId::new(module, item), schema);
        }
    }
    types
}

impl<'a> Context<'_, 'a> {
    /// The rows a type stands for: a declared type, or columns in place.
    pub fn rows(&mut self, written: &TypeExpression) -> Shape {
        if written.optional {
            self.malformed_type(written.span, "rows are not optional", "remove the `?`");
            return Shape::Broken;
        }
        match &written.kind {
            TypeExpressionKind::Path(path) => self.declared_rows(path),
            TypeExpressionKind::Record(columns) if !columns.is_empty() => self
                .columns(columns, false)
                .map_or(Shape::Broken, |columns| {
                    Shape::Known(Arc::new(Schema {
                        name: None,
                        columns,
                    }))
                }),
            TypeExpressionKind::Error => {
                self.report.poisoned = true;
                Shape::Broken
            }
            _ => {
                self.not_rows(written.span);
                Shape::Broken
            }
        }
    }

    /// The same where the grammar has an expression: `outputs = { good = Order }`.
    pub fn rows_of(&mut self, written: &Expression) -> Shape {
        match &written.kind {
            ExpressionKind::Path(path) => self.declared_rows(path),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                Shape::Broken
            }
            _ => {
                self.not_rows(written.span);
                Shape::Broken
            }
        }
    }

    fn declared_rows(&mut self, path: &pipewright_syntax::tree::Path) -> Shape {
        let name = self.slice(path.span);
        if matches!(
            name,
            "string"
                | "int"
                | "float"
                | "bool"
                | "date"
                | "timestamp"
                | "json"
                | "bytes"
                | "decimal"
        ) {
            self.not_rows(path.span);
            return Shape::Broken;
        }
        let Some(found) = self.resolve(path, Wanted::Type, &[]) else {
            return Shape::Broken;
        };
        if let Some(part) = path.parts.get(found.parts) {
            let part = part.clone();
            self.wrong_kind(&part, "column", "type");
            return Shape::Broken;
        }
        match self.world.types.get(&found.id) {
            Some(Some(schema)) => Shape::Known(Arc::clone(schema)),
            _ => {
                self.report.poisoned = true;
                Shape::Broken
            }
        }
    }

    /// The columns of a type as they are written; says nothing where there are none.
    pub fn columns_written(
        &self,
        module: usize,
        written: &'a TypeExpression,
    ) -> Option<&'a [Column]> {
        let path = match &written.kind {
            TypeExpressionKind::Record(columns) => return Some(columns),
            TypeExpressionKind::Path(path) => path,
            _ => return None,
        };
        let entry = |module: usize, part: usize| {
            let table = self.world.tables.modules.get(module)?;
            table
                .get(path.parts.get(part)?.value.as_str())
                .map(|(entry, _)| *entry)
        };
        let id = match entry(module, 0)? {
            Entry::Item(id) => id,
            Entry::Module(Some(module)) => match entry(module, 1)? {
                Entry::Item(id) => id,
                _ => return None,
            },
            _ => return None,
        };
        match &self.item(id)?.kind {
            ItemKind::Type(declaration) => Some(&declaration.columns),
            _ => None,
        }
    }

    fn not_rows(&mut self, span: pipewright_source::Span) {
        let written = self.slice(span);
        let shown: String = written.chars().take(60).collect();
        self.report.push(
            Diagnostic::new(
                &rules::BAD_TYPE,
                format!("`{shown}` is no type of rows"),
                span,
                "a record type is needed",
            )
            .help("declare `type Name { … }` and name it here"),
        );
    }
}
