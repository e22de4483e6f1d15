//! Templates: a step written once, used under many names.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::{
    self, ItemKind, Name, Path, Record, Step, StepBody, TypeExpression, ValueDeclaration,
};

use super::super::control::Setting;
use super::super::frames::{Flat, Frame, Unrolled};
use super::give::Callee;
use super::{DEEPEST, Via};
use crate::context::{Context, Locals, World};
use crate::dataset::documentation;
use crate::names::{ItemId, Wanted, need_snake};
use crate::parameters::{Formal, Owner};
use crate::report::Report;
use crate::rules;

/// The parameters of each template.
pub type Templates<'a> = BTreeMap<ItemId, Arc<[Formal<'a>]>>;

/// How a step does its work, once templates are put in their place.
#[derive(Clone)]
pub struct Work<'a> {
    /// The type of its rows, where written, and the module it is written in.
    pub kind: Option<(usize, &'a TypeExpression)>,
    /// The small values it yields.
    pub values: &'a [ValueDeclaration],
    /// How.
    pub body: &'a StepBody,
    /// The place of the body.
    pub flat: Flat<'a>,
}

/// Reads the parameters of every template.
pub fn templates<'a>(world: &World<'a>, report: &mut Report) -> Templates<'a> {
    let mut templates = Templates::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Template(template) = &node.kind else {
                continue;
            };
            need_snake(report, &template.name, "a template");
            let mut context = Context::new(world, report, module);
            let formals = context.formals(&template.parameters, Owner::Template);
            context.one_step(template);
            templates.insert(ItemId::new(module, item), formals.into());
        }
    }
    templates
}

impl<'a> Context<'_, 'a> {
    /// A template stands for one step that runs something.
    fn one_step(&mut self, template: &tree::Template) {
        let word = match &template.body {
            StepBody::Call { .. } => "call",
            StepBody::Either(_) => "either",
            _ => return,
        };
        self.report.push(
            Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                format!(
                    "the template `{}` stands for one step, which is no `{word}`",
                    template.name.value
                ),
                template.name.span,
                "`run`, `python`, `shell` or another template is needed",
            )
            .help("what several steps do together is a pipeline, which others `call`"),
        );
    }

    /// Puts templates in the place of a step's body.
    pub fn work(
        &mut self,
        step: &'a Step,
        flat: &Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) -> Option<Work<'a>> {
        let work = Work {
            kind: step.kind.as_ref().map(|kind| (flat.module, kind)),
            values: &step.values,
            body: &step.body,
            flat: flat.clone(),
        };
        self.in_place(work, &step.name, unrolled)
    }

    /// Puts templates in the place of a body.
    pub fn in_place(
        &mut self,
        mut work: Work<'a>,
        written: &'a Name,
        unrolled: &mut Unrolled<'a>,
    ) -> Option<Work<'a>> {
        let mut depth = 0;
        while let StepBody::Template { callee, fields } = work.body {
            depth += 1;
            if depth > DEEPEST {
                let bound = format!("{DEEPEST} templates in each other");
                self.too_large(callee.span, "this step", &bound);
                return None;
            }
            self.template_in_place(&mut work, callee, fields, written, unrolled)?;
        }
        match work.body {
            StepBody::Run { .. } | StepBody::Inline { .. } => Some(work),
            _ => {
                self.report.poisoned = true;
                None
            }
        }
    }

    fn template_in_place(
        &mut self,
        work: &mut Work<'a>,
        callee: &'a Path,
        fields: &'a Record,
        written: &'a Name,
        unrolled: &mut Unrolled<'a>,
    ) -> Option<()> {
        let place = work.flat.clone();
        let mut here = self.at(&place, self.ambient);
        let found = here.resolve(callee, Wanted::Template, &[])?;
        if let Some(extra) = callee.parts.get(found.parts) {
            let extra = extra.clone();
            here.wrong_kind(&extra, "part of a template", "template");
            return None;
        }
        let world = here.world;
        let Some(ItemKind::Template(template)) = world.item(found.id).map(|item| &item.kind) else {
            return None;
        };
        let formals = Arc::clone(world.templates.get(&found.id)?);
        if world.uses.cyclic.contains(&found.id) {
            here.report.poisoned = true;
            return None;
        }
        let name = &template.name;
        let (_, locals) = here.give_all(
            &Callee {
                owner: format!("the template `{}`", name.value),
                declared: name.span,
                module: found.id.module,
                locals: &Locals::default(),
            },
            &formals,
            fields,
            written,
            &place,
            unrolled,
        );
        here.said_twice(work, template, found.id.module);
        let clause = place.clause;
        let via = Via {
            span: clause.span,
            name: callee.span,
            line: format!(
                "because `{}` uses the template `{}`",
                written.value, name.value
            ),
            renamed: (
                format!("the step `{}`", written.value),
                format!("the step `{}`", name.value),
            ),
            doc: documentation(world.item(found.id).and_then(|item| item.doc.as_ref()))
                .or_else(|| place.setting.via.as_ref().and_then(|via| via.doc.clone())),
            depth: place.setting.via.as_ref().map_or(1, |via| via.depth + 1),
            timeout: place
                .setting
                .via
                .as_ref()
                .and_then(|via| via.timeout.clone()),
            retry: place.setting.via.as_ref().and_then(|via| via.retry.clone()),
            interruptible: place
                .setting
                .via
                .as_ref()
                .and_then(|via| via.interruptible.clone()),
            outer: place.setting.via.clone(),
        };
        work.body = &template.body;
        work.flat = Flat {
            clause,
            frame: unrolled.apart(String::new()),
            module: found.id.module,
            locals,
            setting: Setting {
                via: Some(Arc::new(via)),
                ..place.setting
            },
        };
        Some(())
    }

    /// The type and the values are said by the template or by its use, not by both.
    fn said_twice(&mut self, work: &mut Work<'a>, template: &'a tree::Template, module: usize) {
        let mut twice =
            |what: &str, here: pipewright_source::Span, there: pipewright_source::Span| {
                self.report.push(
                    Diagnostic::new(
                        &rules::MISPLACED_CLAUSE,
                        format!("{what} said by the template `{}`", template.name.value),
                        here,
                        "remove it here",
                    )
                    .with_related(there, "said there"),
                );
            };
        if let Some(kind) = &template.kind {
            if let Some((_, own)) = work.kind {
                twice("the type of these rows is", own.span, kind.span);
            }
            work.kind = Some((module, kind));
        }
        if let (Some(first), Some(own)) = (template.values.first(), work.values.first()) {
            twice("the values of this step are", own.span, first.span);
        }
        if !template.values.is_empty() {
            work.values = &template.values;
        }
    }
}

impl<'a> Unrolled<'a> {
    /// A frame that sees no names but its own. What is in it is named with a prefix.
    pub fn apart(&mut self, prefix: String) -> usize {
        self.frames.push(Frame {
            parent: None,
            names: BTreeMap::new(),
            labels: Vec::new(),
            passes: 0,
            plain: Vec::new(),
            prefix,
            unknown: false,
            closed: true,
        });
        self.frames.len() - 1
    }
}
