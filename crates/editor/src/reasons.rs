//! Where the lines of a reason lead: to what they name.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use pipewright_project::{Modules, Project};
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Item, ItemKind, Name};

use crate::names::{bodies, item_kind, item_name};

/// What a name is the name of: nothing where it is of two.
type Places<'a> = BTreeMap<String, Option<&'a Name>>;

/// The names of a project, looked for when a reason names one.
pub struct Reasons<'a> {
    project: &'a Project,
    places: OnceCell<Places<'a>>,
}

impl<'a> Reasons<'a> {
    /// For the findings of a project.
    #[must_use]
    pub const fn of(project: &'a Project) -> Self {
        Self {
            project,
            places: OnceCell::new(),
        }
    }

    /// The declaration that a line of the reason of a finding names; none where it names none, or the
    /// place of the finding itself.
    #[must_use]
    pub fn place(&self, finding: Span, line: &str) -> Option<Span> {
        let mut named = names(line).into_iter();
        let place = named.find_map(|name| self.named(finding, name))?;
        let same = place.source == finding.source && place.touches(finding.start);
        (!same).then_some(place)
    }

    fn named(&self, finding: Span, name: &str) -> Option<Span> {
        // What nobody wrote is called after what it is about.
        let about = ["read_", "check_", "write_"].iter();
        let about = about.filter_map(|what| name.strip_prefix(what));
        std::iter::once(name)
            .chain(about)
            .find_map(|name| self.local(finding, name).or_else(|| self.global(name)))
    }

    /// What the pipeline or the file of a finding calls so.
    fn local(&self, finding: Span, name: &str) -> Option<Span> {
        let module = self.project.module(finding.source)?;
        let items = &module.tree.items;
        let around = items.iter().find(|item| item.span.touches(finding.start));
        around
            .and_then(|item| match &item.kind {
                ItemKind::Pipeline(one) => step(&one.clauses, name),
                _ => None,
            })
            .or_else(|| own_names(items).find(|own| own.value == name))
            .map(|name| name.span)
    }

    fn global(&self, name: &str) -> Option<Span> {
        let places = self.places.get_or_init(|| all(&self.project.modules));
        places.get(name).copied().flatten().map(|name| name.span)
    }
}

fn own_names(items: &[Item]) -> impl Iterator<Item = &Name> {
    let named = items.iter().filter(|item| item_kind(item).is_some());
    named.filter_map(item_name)
}

/// The step or resource of a name.
fn step<'a>(clauses: &'a [Clause], name: &str) -> Option<&'a Name> {
    clauses.iter().find_map(|clause| {
        let own = match &clause.kind {
            ClauseKind::Step(step) => Some(&step.name),
            ClauseKind::Resource(one) => Some(&one.name),
            _ => None,
        };
        own.filter(|own| own.value == name).or_else(|| {
            let mut inner = bodies(&clause.kind).into_iter();
            inner.find_map(|body| step(body, name))
        })
    })
}

/// Every name of a project's own files.
fn all(modules: &Modules) -> Places<'_> {
    fn add<'a>(places: &mut Places<'a>, called: String, name: &'a Name) {
        let known = places.entry(called).or_insert(Some(name));
        if known.is_some_and(|known| known.span != name.span) {
            *known = None;
        }
    }
    fn steps<'a>(clauses: &'a [Clause], places: &mut Places<'a>) {
        for clause in clauses {
            if let ClauseKind::Step(step) = &clause.kind {
                add(places, step.name.value.clone(), &step.name);
            }
            for body in bodies(&clause.kind) {
                steps(body, places);
            }
        }
    }
    let mut places = Places::new();
    for module in modules.iter().filter(|module| !module.standard) {
        for item in &module.tree.items {
            if let (Some(name), Some(_)) = (item_name(item), item_kind(item)) {
                add(&mut places, name.value.clone(), name);
                add(
                    &mut places,
                    format!("{}.{}", module.name(), name.value),
                    name,
                );
            }
            if let ItemKind::Pipeline(one) = &item.kind {
                steps(&one.clauses, &mut places);
            }
        }
    }
    places
}

/// What a line names: in backticks, or at the head of a summand or of a hop of a flow.
fn names(line: &str) -> Vec<&str> {
    let quoted: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
    if !quoted.is_empty() {
        return quoted;
    }
    let rest = line.trim_start_matches(['+', '→', ' ']);
    let (head, tail) = rest
        .split_at_checked(rest.find(' ').unwrap_or(rest.len()))
        .unwrap_or((rest, ""));
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let follows = ["  ", " (", " on "]
        .iter()
        .any(|next| tail.starts_with(next));
    let names =
        follows && head.starts_with(|c: char| c.is_ascii_lowercase()) && head.chars().all(is_name);
    names.then_some(head).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_in_backticks_or_at_their_head() {
        assert_eq!(
            names("the cluster `frankfurt` in `eu`"),
            ["frankfurt", "eu"]
        );
        assert_eq!(names("+ by_country              6m"), ["by_country"]);
        assert_eq!(names("  read_accounts           2m"), ["read_accounts"]);
        assert_eq!(
            names("→ read_accounts on frankfurt (eu-central-1)"),
            ["read_accounts"]
        );
        assert_eq!(names("lake.rows (eu, salesforce.object)"), ["lake.rows"]);
        assert_eq!(
            names("=                        12m  > 5m"),
            Vec::<&str>::new()
        );
        assert_eq!(names("two words, and no more"), Vec::<&str>::new());
    }
}
