//! Templates by themselves, whether or not they are used.

use std::sync::Arc;

use pipewright_model::StepRole;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind, Step};

use super::super::control::Setting;
use super::super::frames::{Flat, FlatStep, Unrolled};
use crate::context::{Ambient, Context, Local, World};
use crate::names::ItemId;
use crate::parameters::Formal;
use crate::report::Report;
use crate::values::Value;

/// A clause for each template, which it is looked at in by itself.
pub fn stand_ins(modules: &[Module]) -> Vec<(ItemId, Clause)> {
    let mut stand_ins = Vec::new();
    for (module, tree) in modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Template(template) = &node.kind else {
                continue;
            };
            let step = Step {
                name: template.name.clone(),
                kind: template.kind.clone(),
                values: template.values.clone(),
                body: template.body.clone(),
            };
            let clause = Clause {
                doc: None,
                kind: ClauseKind::Step(step),
                span: node.span,
            };
            stand_ins.push((ItemId::new(module, item), clause));
        }
    }
    stand_ins
}

/// Looks at every template by itself.
pub fn templates_alone<'a>(
    world: &World<'a>,
    stand_ins: &'a [(ItemId, Clause)],
    report: &mut Report,
) {
    for (id, clause) in stand_ins {
        let ClauseKind::Step(step) = &clause.kind else {
            continue;
        };
        let mut own = Report::default();
        let formals = world.templates.get(id).map(Arc::clone).unwrap_or_default();
        Context::new(world, &mut own, id.module).template_alone(step, &formals, clause);
        report.merge(own);
    }
}

impl<'a> Context<'_, 'a> {
    /// Looks at a template by itself, with parameters nobody knows: what is wrong whatever they
    /// are is said where it stands.
    fn template_alone(&mut self, step: &'a Step, formals: &[Formal<'a>], clause: &'a Clause) {
        let unknown = formals.iter().map(|formal| {
            let local = Local::parameter(Value::Unknown, formal.span);
            (formal.name.to_owned(), local)
        });
        let mut unrolled = Unrolled::default();
        let flat = Flat {
            clause,
            frame: unrolled.apart(String::new()),
            module: self.module,
            locals: Arc::new(unknown.collect()),
            setting: Setting::default(),
        };
        let mut here = self.at(&flat, Ambient::Plain);
        let Some(work) = here.work(step, &flat, &mut unrolled) else {
            return;
        };
        unrolled.steps.push(FlatStep {
            written: &step.name,
            home: work.kind.map_or(self.module, |(home, _)| home),
            kind: work.kind.map(|(_, kind)| kind),
            values: work.values,
            body: work.body,
            role: StepRole::Work,
            name: step.name.value.clone(),
            group: None,
            label: None,
            frame: 0,
            fan_out: None,
            flat: work.flat,
        });
        let shapes = self.shapes(&unrolled);
        self.steps(&unrolled, &shapes);
    }
}
