//! Declarations of families: the list, and what its elements are called.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Expression, ItemKind, Name};

use super::{Family, MOST_MEMBERS, Member};
use crate::context::{Context, World};
use crate::names::{ItemId, need_snake};
use crate::report::Report;
use crate::rules;
use crate::values::{Located, Value};

/// A family of datasets, and the list of all of them.
pub fn dataset_family(
    world: &World<'_>,
    id: ItemId,
    dataset: &tree::Dataset,
    report: &mut Report,
) -> Option<(Family, Value)> {
    let family = dataset.family.as_ref()?;
    let mut context = Context::new(world, report, id.module);
    let members: usize = world
        .families
        .values()
        .map(|family| family.members.len())
        .sum();
    let Some(found) = context.family(&dataset.name, family, "dataset", members) else {
        report.unread.insert(id.module);
        return None;
    };
    let all = found.ids(id).map(|(member, _)| Located {
        value: Value::Dataset(member),
        span: dataset.name.span,
    });
    let all = context.list_of(all.collect(), family.list.span);
    Some((found, all))
}

/// Every family of pipelines.
pub fn pipeline_families(world: &World<'_>, report: &mut Report) -> BTreeMap<ItemId, Arc<Family>> {
    let mut families = BTreeMap::new();
    let mut members = 0;
    for id in world.tables.pipelines.values() {
        let mut context = Context::new(world, report, id.module);
        let Some(ItemKind::Pipeline(pipeline)) = context.item(*id).map(|item| &item.kind) else {
            continue;
        };
        let family = pipeline.family.as_ref();
        context.no_parameter(pipeline);
        let found =
            family.and_then(|family| context.family(&pipeline.name, family, "pipeline", members));
        if family.is_some() && found.is_none() {
            report.unread.insert(id.module);
        }
        if let Some(found) = found {
            members += found.members.len();
            families.insert(*id, Arc::new(found));
        }
    }
    families
}

impl<'a> Context<'_, 'a> {
    /// The element of a family and its parameters are known side by side.
    fn no_parameter(&mut self, pipeline: &tree::Pipeline) {
        let Some(family) = &pipeline.family else {
            return;
        };
        let variable = &family.variable;
        let mut parameters = pipeline.parameters.iter();
        let same = parameters.find(|parameter| parameter.name.value == variable.value);
        if let Some(parameter) = same {
            let message = format!(
                "`{}` names a parameter, and now a loop variable",
                variable.value
            );
            self.shadowing(variable, &message, Some(parameter.name.span));
        }
    }

    /// The members of a family; nothing where its list is wrong. `before` is how many members
    /// other families have.
    fn family(
        &mut self,
        name: &Name,
        family: &tree::Family,
        noun: &str,
        before: usize,
    ) -> Option<Family> {
        let variable = &family.variable;
        need_snake(self.report, variable, "an element");
        self.no_shadow(variable, "loop variable");
        let elements = self.elements_of_family(&family.list, name, noun)?;
        if before + elements.len() > MOST_MEMBERS {
            self.too_large(
                family.list.span,
                "this project",
                &format!("{MOST_MEMBERS} members of families"),
            );
            return None;
        }
        let mut members = Vec::new();
        let mut by_label: BTreeMap<String, u32> = BTreeMap::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        let mut sound = true;
        for element in elements {
            let Some(label) = self.label(&element) else {
                sound = false;
                continue;
            };
            if let Some(earlier) = first.get(&label) {
                let message = format!("`{label}` is in the list twice");
                let found =
                    Diagnostic::new(&rules::DUPLICATE_NAME, message, element.span, "again here");
                self.report.push(found.with_related(*earlier, "here first"));
                sound = false;
                continue;
            }
            first.insert(label.clone(), element.span);
            by_label.insert(label.clone(), u32::try_from(members.len()).ok()?);
            members.push(Member {
                label,
                element,
                variable: variable.value.clone(),
                variable_span: variable.span,
            });
        }
        sound.then(|| Family {
            name: name.value.clone(),
            members,
            by_label,
        })
    }

    fn elements_of_family(
        &mut self,
        list: &Expression,
        name: &Name,
        noun: &str,
    ) -> Option<Vec<Located>> {
        let value = self.located(list);
        let Value::List(elements) = &value.value else {
            self.mismatch(value.span, "a list", &value.value);
            return None;
        };
        if elements.items.is_empty() {
            let message = format!("the family `{}` has no {noun}", name.value);
            self.out_of_range(list.span, message, "the list is empty");
            return None;
        }
        Some(elements.items.clone())
    }
}
