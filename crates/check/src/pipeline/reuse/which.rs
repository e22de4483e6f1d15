//! Which of the things a call hands out is meant.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, Name};

use super::{FlatUse, Inside};
use crate::context::Context;
use crate::names::{list, nearest};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// What a call hands out under a name.
    pub fn output_of<'u>(
        &mut self,
        used: &'u FlatUse<'a>,
        name: Option<&Name>,
        span: Span,
    ) -> Option<(&'u Inside<'a>, &'a Expression)> {
        let Some(inside) = &used.inside else {
            self.report.poisoned = true;
            return None;
        };
        let names: Vec<&str> = inside
            .outputs
            .iter()
            .map(|(name, _)| name.value.as_str())
            .collect();
        let Some(name) = name else {
            self.which_of_call(used, inside, &names, span);
            return None;
        };
        let found = inside
            .outputs
            .iter()
            .find(|(known, _)| known.value == name.value);
        if let Some((_, output)) = found {
            return Some((inside, output));
        }
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!(
                "the pipeline `{}` hands out no `{}`",
                inside.callee, name.value
            ),
            name.span,
            "no such output",
        )
        .with_related(inside.declared, "the pipeline that is called");
        if let Some(near) = nearest(&name.value, names.iter().copied()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if names.is_empty() {
            found = found.help(format!("say `output {} = …` in it", name.value));
        } else {
            found = found.help(format!("it hands out {}", list(&names)));
        }
        self.report.push(found);
        None
    }

    fn which_of_call(
        &mut self,
        used: &FlatUse<'a>,
        inside: &Inside<'a>,
        names: &[&str],
        span: Span,
    ) {
        let step = &used.written.value;
        let label = if names.is_empty() {
            "it hands out nothing".to_owned()
        } else {
            format!("it hands out {}", list(names))
        };
        let mut found = Diagnostic::new(
            &rules::WHICH_OUTPUT,
            format!("`{step}` calls `{}`: what of it is meant?", inside.callee),
            span,
            label,
        )
        .with_related(inside.declared, "the pipeline that is called");
        let written = self.one_line(span);
        for name in names.iter().take(5) {
            let text = if written.ends_with(']') {
                format!("{written}[\"{name}\"]")
            } else {
                format!("{written}.{name}")
            };
            found = found.fix(format!("replace with `{text}`"), span, text);
        }
        if names.is_empty() {
            found = found.help("say `output NAME = …` in the pipeline");
        }
        self.report.push(found);
    }

    pub fn value_not_rows(&mut self, used: &FlatUse<'a>, name: Option<&Name>, span: Span) {
        let step = &used.written.value;
        let name = name.map_or("", |name| name.value.as_str());
        self.report.push(
            Diagnostic::new(
                &rules::WRONG_KIND,
                format!("`{step}.{name}` is a small value, not rows"),
                span,
                "a step that yields rows, or a dataset, is needed here",
            )
            .help("values are read in `args`, `env`, `command` and conditions"),
        );
    }
}
