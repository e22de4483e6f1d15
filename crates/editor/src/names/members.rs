//! Members: what follows a dot, and the columns that rows have.

use pipewright_syntax::tree::{
    ClauseKind, Column, Expression, ExpressionKind, ItemKind, Name, Step, StepBody,
    TypeExpressionKind,
};

use super::Kind;
use super::walk::{Local, Meaning, Walk};

/// How far constants are followed that are made of others.
const DEPTH: u8 = 8;

impl<'a> Walk<'a> {
    /// A member of what a name stands for.
    pub fn member(&mut self, of: Meaning<'a>, name: &str) -> Option<Local<'a>> {
        match of {
            Meaning::Module(module) => self.named(module?, name),
            Meaning::Step(step) => self
                .value_of_step(step, name)
                .or_else(|| self.column(of, name)),
            Meaning::Resource(resource) => {
                let acquired = resource.body.iter().find_map(|clause| match &clause.kind {
                    ClauseKind::Acquire { values, .. } => {
                        values.iter().find(|value| value.name.value == name)
                    }
                    _ => None,
                })?;
                Some(plain(&acquired.name, Kind::Value))
            }
            Meaning::Item(module, item) => match &item.kind {
                ItemKind::Let(constant) => self.field(module, &constant.value, name, DEPTH),
                _ => self.column(of, name),
            },
            Meaning::Element(module, list) => {
                let (module, element) = self.first(module, list, DEPTH)?;
                self.field(module, element, name, DEPTH)
            }
            Meaning::Plain => None,
        }
    }

    /// The names of all members that are no columns.
    pub fn member_names(&mut self, of: Meaning<'a>) -> Vec<(&'a Name, Kind)> {
        match of {
            Meaning::Step(step) => {
                let values = step.values.iter().map(|one| (&one.name, Kind::Value));
                let mut found: Vec<_> = values.collect();
                found.extend(self.given_by(&step.body));
                found
            }
            Meaning::Resource(resource) => resource
                .body
                .iter()
                .flat_map(|clause| match &clause.kind {
                    ClauseKind::Acquire { values, .. } => values.as_slice(),
                    _ => &[],
                })
                .map(|one| (&one.name, Kind::Value))
                .collect(),
            Meaning::Item(module, item) => match &item.kind {
                ItemKind::Let(constant) => self.field_names(module, &constant.value, DEPTH),
                _ => Vec::new(),
            },
            Meaning::Element(module, list) => match self.first(module, list, DEPTH) {
                Some((module, element)) => self.field_names(module, element, DEPTH),
                None => Vec::new(),
            },
            Meaning::Module(_) | Meaning::Plain => Vec::new(),
        }
    }

    /// What the body of a step gives names to.
    fn given_by(&mut self, body: &'a StepBody) -> Vec<(&'a Name, Kind)> {
        let item = match body {
            StepBody::Run { fields, .. } | StepBody::Inline { fields, .. } => {
                let outputs = fields.fields.iter();
                let outputs = outputs.filter(|one| one.name.value == "outputs");
                return outputs
                    .filter_map(|one| match &one.value.kind {
                        ExpressionKind::Record(record) => Some(record),
                        _ => None,
                    })
                    .flat_map(|record| &record.fields)
                    .map(|one| (&one.name, Kind::Value))
                    .collect();
            }
            StepBody::Call { pipeline, .. } => self.quietly(|walk| walk.called(pipeline)),
            StepBody::Template { callee, .. } => self.quietly(|walk| walk.path(callee)),
            StepBody::Either(_) | StepBody::Error => None,
        };
        let Some(Meaning::Item(_, item)) = item.map(|found| found.meaning) else {
            return Vec::new();
        };
        match &item.kind {
            ItemKind::Pipeline(called) => called
                .clauses
                .iter()
                .filter_map(|clause| match &clause.kind {
                    ClauseKind::Output { name, .. } => Some((name, Kind::Value)),
                    _ => None,
                })
                .collect(),
            ItemKind::Template(template) => template
                .values
                .iter()
                .map(|value| (&value.name, Kind::Value))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn field_names(
        &mut self,
        module: usize,
        record: &'a Expression,
        depth: u8,
    ) -> Vec<(&'a Name, Kind)> {
        match &record.kind {
            ExpressionKind::Record(record) => record
                .fields
                .iter()
                .map(|field| (&field.name, Kind::Field))
                .collect(),
            ExpressionKind::Path(path) if depth > 0 => match self.constant(module, &path.parts) {
                Some((module, value)) => self.field_names(module, value, depth - 1),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn value_of_step(&mut self, step: &'a Step, name: &str) -> Option<Local<'a>> {
        if let Some(value) = step.values.iter().find(|value| value.name.value == name) {
            return Some(plain(&value.name, Kind::Value));
        }
        match &step.body {
            StepBody::Run { fields, .. } | StepBody::Inline { fields, .. } => {
                let outputs = fields
                    .fields
                    .iter()
                    .find(|one| one.name.value == "outputs")?;
                let ExpressionKind::Record(record) = &outputs.value.kind else {
                    return None;
                };
                let output = record.fields.iter().find(|one| one.name.value == name)?;
                Some(plain(&output.name, Kind::Value))
            }
            StepBody::Call { pipeline, .. } => {
                let Meaning::Item(_, item) = self.quietly(|walk| walk.called(pipeline))?.meaning
                else {
                    return None;
                };
                let ItemKind::Pipeline(called) = &item.kind else {
                    return None;
                };
                called.clauses.iter().find_map(|clause| match &clause.kind {
                    ClauseKind::Output { name: output, .. } if output.value == name => {
                        Some(plain(output, Kind::Value))
                    }
                    _ => None,
                })
            }
            StepBody::Template { callee, .. } => {
                let Meaning::Item(_, item) = self.quietly(|walk| walk.path(callee))?.meaning else {
                    return None;
                };
                let ItemKind::Template(template) = &item.kind else {
                    return None;
                };
                let mut values = template.values.iter();
                let value = values.find(|value| value.name.value == name)?;
                Some(plain(&value.name, Kind::Value))
            }
            StepBody::Either(_) | StepBody::Error => None,
        }
    }

    /// Looks something up without noting it a second time.
    pub fn quietly<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.found.len();
        let found = look(self);
        self.found.truncate(before);
        found
    }

    /// A column of the rows of something.
    pub fn column(&mut self, of: Meaning<'a>, name: &str) -> Option<Local<'a>> {
        let columns = self.columns_of(of)?;
        let column = columns.iter().find(|column| column.name.value == name)?;
        Some(plain(&column.name, Kind::Column))
    }

    /// The columns of the rows of a type, a dataset, a step or a template.
    pub fn columns_of(&mut self, of: Meaning<'a>) -> Option<&'a [Column]> {
        let (module, kind) = match of {
            Meaning::Step(step) => match (&step.kind, &step.body) {
                (Some(kind), _) => (self.index, kind),
                (None, StepBody::Template { callee, .. }) => {
                    let meaning = self.quietly(|walk| walk.path(callee))?.meaning;
                    return self.columns_of(meaning);
                }
                _ => return None,
            },
            Meaning::Item(module, item) => match &item.kind {
                ItemKind::Type(declaration) => return Some(&declaration.columns),
                ItemKind::Dataset(dataset) => (module, dataset.kind.as_ref()?),
                ItemKind::Template(template) => (module, template.kind.as_ref()?),
                _ => return None,
            },
            _ => return None,
        };
        if let TypeExpressionKind::Record(columns) = &kind.kind {
            return Some(columns);
        }
        match self.type_path(module, kind)?.meaning {
            Meaning::Item(_, item) => match &item.kind {
                ItemKind::Type(declaration) => Some(&declaration.columns),
                _ => None,
            },
            _ => None,
        }
    }

    /// The first element of a list, and the module it stands in.
    fn first(
        &mut self,
        module: usize,
        list: &'a Expression,
        depth: u8,
    ) -> Option<(usize, &'a Expression)> {
        match &list.kind {
            ExpressionKind::List(items) => Some((module, items.first()?)),
            ExpressionKind::Path(path) if depth > 0 => {
                let (module, value) = self.constant(module, &path.parts)?;
                self.first(module, value, depth - 1)
            }
            _ => None,
        }
    }

    /// A field of a record.
    fn field(
        &mut self,
        module: usize,
        record: &'a Expression,
        name: &str,
        depth: u8,
    ) -> Option<Local<'a>> {
        match &record.kind {
            ExpressionKind::Record(record) => {
                let field = record.fields.iter().find(|one| one.name.value == name)?;
                let mut found = plain(&field.name, Kind::Field);
                if let ExpressionKind::Path(path) = &field.value.kind {
                    let target = self.item_of(module, &path.parts);
                    found.meaning = target.map_or(Meaning::Plain, |target| target.meaning);
                }
                Some(found)
            }
            ExpressionKind::Path(path) if depth > 0 => {
                let (module, value) = self.constant(module, &path.parts)?;
                self.field(module, value, name, depth - 1)
            }
            _ => None,
        }
    }

    fn item_of(&mut self, module: usize, parts: &'a [Name]) -> Option<Local<'a>> {
        let (first, rest) = parts.split_first()?;
        let mut at = self.named(module, &first.value)?;
        for part in rest {
            let Meaning::Module(inner) = at.meaning else {
                return None;
            };
            at = self.named(inner?, &part.value)?;
        }
        Some(at)
    }

    fn constant(&mut self, module: usize, parts: &'a [Name]) -> Option<(usize, &'a Expression)> {
        match self.item_of(module, parts)?.meaning {
            Meaning::Item(module, item) => match &item.kind {
                ItemKind::Let(constant) => Some((module, &constant.value)),
                _ => None,
            },
            _ => None,
        }
    }
}

fn plain<'a>(name: &Name, kind: Kind) -> Local<'a> {
    Local {
        kind,
        span: name.span,
        meaning: Meaning::Plain,
    }
}
