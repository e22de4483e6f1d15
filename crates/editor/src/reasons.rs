//! Where the lines of a reason lead: to what they name.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use pipewright_project::Project;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::{Clause, ClauseKind, Item, ItemKind, Name};

use crate::names::{bodies, item_kind, item_name};

/// What the names of modules are the names of.
#[derive(Debug, Default)]
pub struct Declared(BTreeMap<String, BTreeSet<Span>>);

impl Declared {
    /// Reads modules, but for those of the standard library.
    #[must_use]
    pub fn of<'m>(modules: impl IntoIterator<Item = &'m Module>) -> Self {
        let mut declared = Self::default();
        for module in modules.into_iter().filter(|module| !module.standard) {
            for item in &module.tree.items {
                if let (Some(name), Some(_)) = (item_name(item), item_kind(item)) {
                    declared.add(name.value.clone(), name);
                    declared.add(format!("{}.{}", module.name(), name.value), name);
                }
                if let ItemKind::Pipeline(one) = &item.kind {
                    declared.steps(&one.clauses);
                }
            }
        }
        declared
    }

    fn add(&mut self, called: String, name: &Name) {
        self.0.entry(called).or_default().insert(name.span);
    }

    fn steps(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            if let ClauseKind::Step(step) = &clause.kind {
                self.add(step.name.value.clone(), &step.name);
            }
            for body in bodies(&clause.kind) {
                self.steps(body);
            }
        }
    }

    fn places(&self, name: &str) -> impl Iterator<Item = Span> {
        self.0.get(name).into_iter().flatten().copied()
    }
}

/// The names of a project, looked for when a reason names one.
pub struct Reasons<'a> {
    project: &'a Project,
    /// What was declared before in all files, one of which is another now.
    before: Option<(&'a Declared, SourceId)>,
    /// What is declared now: in that file, or in all.
    now: OnceCell<Declared>,
}

impl<'a> Reasons<'a> {
    /// For the findings of a project.
    #[must_use]
    pub const fn of(project: &'a Project) -> Self {
        Self {
            project,
            before: None,
            now: OnceCell::new(),
        }
    }

    /// For the findings of a project of which one file changed since its names were read.
    #[must_use]
    pub const fn since(declared: &'a Declared, project: &'a Project, changed: SourceId) -> Self {
        Self {
            project,
            before: Some((declared, changed)),
            now: OnceCell::new(),
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

    /// What is called so in the project; nothing where that is more than one.
    fn global(&self, name: &str) -> Option<Span> {
        let now = self.now.get_or_init(|| match self.before {
            Some((_, changed)) => Declared::of(self.project.module(changed)),
            None => Declared::of(&self.project.modules),
        });
        let others = self.before.into_iter().flat_map(|(before, changed)| {
            let places = before.places(name);
            places.filter(move |place| place.source != changed)
        });
        let mut places = now.places(name).chain(others);
        let first = places.next()?;
        places.next().is_none().then_some(first)
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
