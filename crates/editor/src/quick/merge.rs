//! The findings of a file: those of the slice where it can judge, and those of before elsewhere.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_driver::{Examined, is_about_plans};
use pipewright_project::Project;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::tree::File;

use super::difference::Difference;
use super::{Base, whole};

/// Findings that only a look at everything can give: they stay as they were.
const OF_THE_WHOLE: [&str; 2] = ["unused-import", "idle-waiver"];

/// What reading a file says of it, whatever others declare.
struct Read(BTreeSet<(&'static str, Span)>);

impl Read {
    fn of(project: &Project, source: SourceId) -> Self {
        let found = project.diagnostics.iter();
        let own = found.filter(|one| one.primary.span.source == source);
        Self(own.map(|one| (one.rule.code, one.primary.span)).collect())
    }

    fn said(&self, found: &Diagnostic) -> bool {
        self.0.contains(&(found.rule.code, found.primary.span))
    }
}

/// What the slice says of the touched items, and what was said of the others before.
pub fn merged(
    base: &Base,
    now: &Project,
    checked: &Examined,
    new: &File,
    touched: &BTreeSet<usize>,
    difference: &Difference,
) -> Vec<Diagnostic> {
    let source = new.source;
    let spans: Vec<Span> = touched
        .iter()
        .filter_map(|number| new.items.get(*number))
        .map(whole)
        .collect();
    let is_touched = |span: Span| {
        span.source == source
            && spans
                .iter()
                .any(|item| item.start <= span.start && span.start <= item.end)
    };
    let mut found: Vec<Diagnostic> = Vec::new();
    // What reading the file says is known of all of it.
    let (read, read_now) = (Read::of(&base.project, source), Read::of(now, source));
    let before = base.examined.compilation.all();
    for old in before.filter(|old| old.primary.span.source == source && !read.said(old)) {
        if let Some(moved) = difference.moved(old, source)
            && (!is_touched(moved.primary.span) || OF_THE_WHOLE.contains(&moved.rule.name))
        {
            found.push(moved);
        }
    }
    let fresh = checked.compilation.diagnostics.iter();
    found.extend(
        fresh
            .filter(|one| {
                let here = is_touched(one.primary.span) && !OF_THE_WHOLE.contains(&one.rule.name);
                here || read_now.said(one)
            })
            .cloned(),
    );
    let stops = |one: &Diagnostic| {
        one.severity == Severity::Error
            && one.rule.severity == Severity::Error
            && !is_about_plans(one.rule)
    };
    // Elsewhere there may be what keeps every plan from being made.
    let refused = found.iter().any(stops)
        || base
            .examined
            .compilation
            .all()
            .any(|one| one.primary.span.source != source && stops(one));
    found.retain(|one| !refused || !is_about_plans(one.rule));
    found.sort_by(|one, other| {
        let key = |found: &Diagnostic| (found.primary.span, found.severity, found.rule.code);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.message.cmp(&other.message))
    });
    found
}
