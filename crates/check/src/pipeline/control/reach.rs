//! What may be read where: only what is there on every way that leads to the reader.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::Name;

use super::super::frames::Node;
use super::super::refer::View;
use super::ways::{Ending, Way, exclusive, reaches};
use crate::context::Context;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// Whether something that yields data or values is there where it is read; says so if not.
    pub fn may_read(&mut self, view: View<'_, 'a>, node: Node, span: Span) -> bool {
        let Some(place) = view.unrolled.place_of(node) else {
            return false;
        };
        match (view.setting.ending, place.setting.ending) {
            (_, Ending::Finally) => {
                self.of_the_end(view, node, span);
                false
            }
            (Ending::Finally, _) => {
                self.at_the_end(
                    view,
                    node,
                    span,
                    "`finally` runs whatever became of the run",
                );
                false
            }
            (Ending::Release(resource), _) if !self.is_acquire(view, node, resource) => {
                self.at_the_end(
                    view,
                    node,
                    span,
                    "a resource is released whatever became of its use",
                );
                false
            }
            _ => self.on_the_way(view, node, &place.setting.ways, span),
        }
    }

    fn on_the_way(&mut self, view: View<'_, 'a>, node: Node, ways: &[Way], span: Span) -> bool {
        let here = &view.setting.ways;
        if reaches(ways, here) {
            return true;
        }
        let name = view.unrolled.written_of(node);
        let away = exclusive(ways, here);
        let shared = ways.iter().zip(here.iter()).take_while(|(a, b)| a == b);
        let first = shared.count();
        let message = if away {
            format!("`{name}` is never there when this is")
        } else {
            format!("`{name}` is not there in every run in which this is")
        };
        let mut found = Diagnostic::new(&rules::OFF_THE_WAY, message, span, "read here");
        for way in ways.iter().skip(first) {
            let Some(branch) = view.unrolled.branches.get(way.branch) else {
                continue;
            };
            let text = self.one_line(branch.condition.span);
            let not = if way.holds { "" } else { "not " };
            found = found.because(format!("because `{name}` runs only where {not}`{text}`"));
            if branch.repeat.is_none() {
                found = found.with_related(branch.condition.span, "decided here");
            }
        }
        if let Some(name) = view.unrolled.tree_name(node) {
            found = found.with_related(name.span, "declared here");
        }
        found = if away {
            found.help(format!(
                "move this into the same body as `{name}`, or read what is there on both ways"
            ))
        } else {
            found.help(format!(
                "move this into the body in which `{name}` is, or say what is read otherwise: \
                 `step one = either {name} or …`"
            ))
        };
        self.report.push(found);
        false
    }

    /// Says that what is read at a place is on a way that is never taken.
    pub fn never_read(&mut self, span: Span, decided: Span) {
        let name = self.one_line(span);
        let text = self.one_line(decided);
        let found = Diagnostic::new(
            &rules::OFF_THE_WAY,
            format!("`{name}` is not there in every run in which this is"),
            span,
            "read here",
        )
        .with_related(decided, "decided here, when compiling")
        .because(format!(
            "because `{text}` is known when compiling, and leaves `{name}` out"
        ));
        self.report.push(found.help(format!(
            "move this into the same body, or say what is read otherwise: `step one = either {name} or …`"
        )));
    }

    fn is_acquire(&self, view: View<'_, 'a>, node: Node, resource: usize) -> bool {
        let own = view.unrolled.resources.get(resource);
        own.is_some_and(|own| Node::Step(own.acquire) == node)
    }

    fn of_the_end(&mut self, view: View<'_, 'a>, node: Node, span: Span) {
        let name = view.unrolled.written_of(node);
        let mut found = Diagnostic::new(
            &rules::READ_AT_THE_END,
            format!("nothing comes after `{name}`, which runs at the end"),
            span,
            "read here",
        );
        if let Some(name) = view.unrolled.tree_name(node) {
            found = found.with_related(name.span, "declared in `finally`");
        }
        self.report.push(found);
    }

    fn at_the_end(&mut self, view: View<'_, 'a>, node: Node, span: Span, why: &str) {
        let name = view.unrolled.written_of(node);
        let mut found = Diagnostic::new(
            &rules::READ_AT_THE_END,
            format!("`{name}` may never have been there"),
            span,
            "read at the end",
        )
        .because(format!("because {why}"));
        if let Some(name) = view.unrolled.tree_name(node) {
            found = found.with_related(name.span, "declared here");
        }
        self.report
            .push(found.help("datasets, parameters and `run.…` are known on every path"));
    }

    /// Whether a step's values are seen here: those of `acquire` only in their resource.
    pub fn inside_its_resource(&mut self, view: View<'_, 'a>, node: Node, span: Span) -> bool {
        let Node::Step(index) = node else { return true };
        let Some(step) = view.unrolled.steps.get(index) else {
            return false;
        };
        if step.role != StepRole::Acquire {
            return true;
        }
        let resources = &view.unrolled.resources;
        let mut around = view.setting.resource;
        while let Some(resource) = around.and_then(|at| resources.get(at)) {
            if resource.acquire == index {
                return true;
            }
            around = resource.flat.setting.resource;
        }
        let name = &step.written.value;
        self.report.push(
            Diagnostic::new(
                &rules::OUTSIDE_RESOURCE,
                format!("`{name}` is gone here"),
                span,
                "used outside of its `resource`",
            )
            .with_related(step.written.span, "there only in this body")
            .help("move this into the body, or hand on what a step in it yields"),
        );
        false
    }

    /// Whether a step is one for each element of a run-time list, which is said.
    pub fn is_mapped(
        &mut self,
        view: View<'_, 'a>,
        node: Node,
        output: Option<&Name>,
        span: Span,
    ) -> bool {
        let index = match node {
            Node::Step(index) => index,
            Node::Join(join) => {
                return self.is_mapped_in_passes(view, join, span);
            }
        };
        let Some(step) = view.unrolled.steps.get(index) else {
            return false;
        };
        if step.fan_out.is_none() {
            return false;
        }
        let name = &step.written.value;
        let name = output.map_or_else(|| name.clone(), |output| format!("{name}.{}", output.value));
        self.report.push(
            Diagnostic::new(
                &rules::WHICH_ELEMENT,
                format!("`{name}` is one for each element of a list"),
                span,
                "which of them is meant?",
            )
            .with_related(step.written.span, "multiplied by its `for`")
            .fix(
                format!("replace with `collect({name})`"),
                span,
                format!("collect({name})"),
            ),
        );
        true
    }

    /// Whether the passes of a `repeat` are one for each element, which is said.
    fn is_mapped_in_passes(&mut self, view: View<'_, 'a>, join: usize, span: Span) -> bool {
        let nodes = view
            .shapes
            .joins
            .get(join)
            .map(|join| join.nodes.as_slice());
        let mapped = |node: &Node| match node {
            Node::Step(step) => {
                let step = view.unrolled.steps.get(*step);
                step.is_some_and(|step| step.fan_out.is_some())
            }
            Node::Join(_) => false,
        };
        if !nodes.unwrap_or_default().iter().any(mapped) {
            return false;
        }
        let name = view.unrolled.written_of(Node::Join(join));
        self.report.push(
            Diagnostic::new(
                &rules::WHICH_ELEMENT,
                format!("`{name}` is one for each element of a list, in each pass"),
                span,
                "which of them is meant?",
            )
            .help(format!(
                "let a step in the `repeat` read `collect({name})`, and read that step here"
            )),
        );
        true
    }

    /// Says that a step yields no rows.
    pub fn no_rows(&mut self, view: View<'_, 'a>, node: Node, span: Span) {
        let name = view.unrolled.written_of(node);
        let values: Vec<String> = view
            .shapes
            .values(node)
            .iter()
            .map(|value| format!("`{name}.{}`", value.name))
            .collect();
        let mut found = Diagnostic::new(
            &rules::WRONG_KIND,
            format!("`{name}` yields no rows"),
            span,
            "a step that yields rows, or a dataset, is needed here",
        );
        if !values.is_empty() {
            found = found.help(format!("it yields {}", values.join(", ")));
        }
        self.report.push(found);
    }

    /// Whether a name of a step is one of its values, which are no rows; says so.
    pub fn is_value(&mut self, view: View<'_, 'a>, node: Node, name: &Name) -> bool {
        let mut values = view.shapes.values(node).iter();
        let known = values.any(|value| value.name == name.value);
        if known {
            let step = view.unrolled.written_of(node);
            self.report.push(
                Diagnostic::new(
                    &rules::WRONG_KIND,
                    format!("`{step}.{}` is a small value, not rows", name.value),
                    name.span,
                    "a step that yields rows, or a dataset, is needed here",
                )
                .help("values are read in `args`, `env`, `command` and conditions"),
            );
        }
        known
    }
}
