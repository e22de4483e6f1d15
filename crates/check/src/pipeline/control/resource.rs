//! `resource`: acquired, used, and released on every path.

use std::ops::Range;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_syntax::tree::{Clause, ClauseKind, Name, Resource, StepBody, ValueDeclaration};

use super::super::frames::{Flat, FlatStep, Named, Node, Unrolled};
use super::super::reuse::Work;
use super::ways::{Body, Ending};
use crate::context::Context;
use crate::names::need_snake;
use crate::rules;

/// A resource.
pub struct FlatResource<'a> {
    /// Its tree.
    pub tree: &'a Resource,
    /// Its full name, which is that of the step that makes it.
    pub name: String,
    /// The step that makes it, by index.
    pub acquire: usize,
    /// The step that takes it away, by index.
    pub release: usize,
    /// Everything in it: steps by index, from the one that makes it to the one that takes it away.
    pub steps: Range<usize>,
    /// Its clause and place.
    pub flat: Flat<'a>,
}

/// How it comes into being.
type Acquire<'a> = (&'a Clause, &'a [ValueDeclaration], &'a StepBody);

impl<'a> Context<'_, 'a> {
    /// Unrolls a resource: the step that makes it, what uses it, the step that takes it away.
    pub fn resource(&mut self, tree: &'a Resource, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        need_snake(self.report, &tree.name, "a resource");
        let before = self.report.found.len();
        self.no_shadow(&tree.name, "resource");
        let hides = self.report.found.len() > before;
        let index = unrolled.resources.len();
        let mut setting = flat.setting.inside(Body::Resource);
        setting.resource = Some(index);
        let (acquire, release) = self.ends(tree);
        let known = self.written_once(&tree.name, unrolled);
        let (Some(acquire), Some(release), true) = (acquire, release, known) else {
            self.report.poisoned = true;
            if let Some(frame) = unrolled.frames.get_mut(flat.frame) {
                let names = &mut frame.names;
                names.entry(&tree.name.value).or_insert(Named::Unreadable);
            }
            setting.resource = flat.setting.resource;
            self.body(&tree.body, flat.frame, &setting, unrolled);
            return;
        };
        let start = unrolled.steps.len();
        let name = unrolled.full_name(&tree.name.value, flat.frame);
        let (clause, values, body) = acquire;
        if !hides {
            unrolled.make_known(&tree.name.value, flat.frame, Node::Step(start));
        }
        let outer = flat.setting.inside(Body::Resource);
        let made = self.declare_full(&name, tree.name.span, unrolled);
        let place = Flat {
            clause,
            setting: outer,
            ..flat.clone()
        };
        let ends = (StepRole::Acquire, name.clone());
        self.end_of_resource(&tree.name, (values, body), ends, place, unrolled);
        unrolled.resources.push(FlatResource {
            tree,
            name: name.clone(),
            acquire: start,
            release: start,
            steps: start..start,
            flat: flat.clone(),
        });
        self.body(&tree.body, flat.frame, &setting, unrolled);
        let end = unrolled.steps.len();
        let (clause, body) = release;
        let mut last = setting;
        last.ending = Ending::Release(index);
        let name = format!("release_{name}");
        let freed = self.declare_full(&name, clause.span, unrolled);
        let place = Flat {
            clause,
            setting: last,
            ..flat.clone()
        };
        let ends = (StepRole::Release, name);
        self.end_of_resource(&tree.name, (&[], body), ends, place, unrolled);
        if let Some(resource) = unrolled.resources.get_mut(index) {
            resource.release = end;
            resource.steps = start..end + 1;
        }
        if !made || !freed {
            self.report.poisoned = true;
        }
    }

    /// The step that makes a resource, or takes it away.
    fn end_of_resource(
        &mut self,
        written: &'a Name,
        (values, body): (&'a [ValueDeclaration], &'a StepBody),
        (role, name): (StepRole, String),
        flat: Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) {
        let frame = flat.frame;
        let plain = Work {
            kind: None,
            values,
            body,
            flat,
        };
        let work = match body {
            StepBody::Template { .. } => self.in_place(plain.clone(), written, unrolled),
            _ => Some(plain.clone()),
        };
        self.report.poisoned |= work.is_none();
        let work = work.unwrap_or(plain);
        unrolled.steps.push(FlatStep {
            written,
            home: work.kind.map_or(self.module, |(home, _)| home),
            kind: work.kind.map(|(_, kind)| kind),
            values: work.values,
            body: work.body,
            role,
            name,
            group: None,
            label: None,
            frame,
            fan_out: None,
            flat: work.flat,
        });
    }

    /// The one `acquire` and the one `release`; what is missing or there twice is reported.
    fn ends(
        &mut self,
        tree: &'a Resource,
    ) -> (Option<Acquire<'a>>, Option<(&'a Clause, &'a StepBody)>) {
        let mut acquire: Option<Acquire<'a>> = None;
        let mut release: Option<(&'a Clause, &'a StepBody)> = None;
        let mut unreadable = false;
        for clause in &tree.body {
            match &clause.kind {
                ClauseKind::Acquire { values, body } => match acquire {
                    Some((first, ..)) => self.duplicate_clause("acquire", clause.span, first.span),
                    None => acquire = Some((clause, values.as_slice(), body)),
                },
                ClauseKind::Release(body) => match release {
                    Some((first, _)) => self.duplicate_clause("release", clause.span, first.span),
                    None => release = Some((clause, body)),
                },
                ClauseKind::Error => unreadable = true,
                _ => {}
            }
        }
        if !unreadable {
            self.without_end(tree, acquire.is_none(), release.is_none());
        }
        (acquire, release)
    }

    fn without_end(&mut self, tree: &Resource, acquire: bool, release: bool) {
        let name = &tree.name;
        let (message, help) = match (acquire, release) {
            (false, false) => return,
            (true, true) => (
                format!(
                    "nothing says how `{}` comes into being, and how it goes",
                    name.value
                ),
                "write `acquire yields id: string = run …` and `release = run …` in it",
            ),
            (true, false) => (
                format!("nothing says how `{}` comes into being", name.value),
                "write `acquire yields id: string = run …` in it",
            ),
            (false, true) => (
                format!("`{}` is never released", name.value),
                "write `release = run …` in it: it runs on every path, whatever fails",
            ),
        };
        let found = Diagnostic::new(
            &rules::UNRELEASED_RESOURCE,
            message,
            name.span,
            "a resource is acquired, and released on every path",
        );
        self.report.push(found.help(help));
    }
}
