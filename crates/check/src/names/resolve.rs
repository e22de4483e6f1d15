//! From a path to the item it names.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::{Name, Path};

use super::tables::article;
use super::{Entry, ItemId, kind_of, nearest};
use crate::context::Context;
use crate::rules;

/// What a path is to name; steers suggestions and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A record type.
    Type,
    /// A dataset.
    Dataset,
    /// A connector.
    Connector,
    /// A template.
    Template,
    /// A policy with a name.
    Policy,
    /// Anything with a value.
    Value,
}

impl Wanted {
    /// What it is called.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Dataset => "dataset",
            Self::Connector => "connector",
            Self::Template => "template",
            Self::Policy => "policy",
            Self::Value => "value",
        }
    }

    /// Whether an item of this kind will do.
    pub fn accepts(self, kind: &str) -> bool {
        match self {
            Self::Value => matches!(kind, "constant" | "region" | "secret" | "dataset"),
            Self::Dataset => matches!(kind, "dataset" | "constant"),
            Self::Type | Self::Connector | Self::Template | Self::Policy => kind == self.noun(),
        }
    }
}

/// An item, and how many parts of the path led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The item.
    pub id: ItemId,
    /// One, or two where the first part is an import.
    pub parts: usize,
}

impl<'a> Context<'_, 'a> {
    /// The item a path names, if it is of the wanted kind. What is wrong is reported; a name that
    /// is known to be broken gives nothing and says nothing.
    pub fn resolve(&mut self, path: &Path, wanted: Wanted, nearby: &[&str]) -> Option<Resolved> {
        let first = path.parts.first()?;
        let entry = self.entry(&first.value);
        let resolved = match entry {
            None => {
                self.unknown(first, wanted, nearby);
                return None;
            }
            Some(Entry::Unreadable | Entry::Module(None)) => {
                self.report.used.insert((self.module, first.value.clone()));
                self.report.poisoned = true;
                return None;
            }
            Some(Entry::Item(id)) => Resolved { id, parts: 1 },
            Some(Entry::Module(Some(module))) => {
                self.report.used.insert((self.module, first.value.clone()));
                Resolved {
                    id: self.member(path, first, module, wanted)?,
                    parts: 2,
                }
            }
        };
        let kind = self
            .item(resolved.id)
            .map_or("item", |item| kind_of(&item.kind));
        if wanted.accepts(kind) {
            return Some(resolved);
        }
        let name = path.parts.get(resolved.parts - 1).unwrap_or(first);
        self.wrong_kind(name, kind, wanted.noun());
        None
    }

    /// What a name stands for in this module or in the prelude.
    pub fn entry(&self, name: &str) -> Option<Entry> {
        let table = self.world.tables.modules.get(self.module)?;
        table.get(name).map(|(entry, _)| *entry).or_else(|| {
            self.world
                .tables
                .prelude
                .get(name)
                .copied()
                .map(Entry::Item)
        })
    }

    /// The tree of an item.
    pub fn item(&self, id: ItemId) -> Option<&'a pipewright_syntax::tree::Item> {
        self.world.item(id)
    }

    /// Says that a name is of another kind.
    pub fn wrong_kind(&mut self, name: &Name, kind: &str, wanted: &str) {
        let message = format!(
            "`{}` is {}, not {}",
            name.value,
            article(kind),
            article(wanted)
        );
        let label = format!("{} is needed here", article(wanted));
        self.report.push(Diagnostic::new(
            &rules::WRONG_KIND,
            message,
            name.span,
            label,
        ));
    }

    fn member(
        &mut self,
        path: &Path,
        first: &Name,
        module: usize,
        wanted: Wanted,
    ) -> Option<ItemId> {
        let Some(name) = path.parts.get(1) else {
            self.wrong_kind(first, "imported module", wanted.noun());
            return None;
        };
        let table = self.world.tables.modules.get(module)?;
        match table.get(name.value.as_str()) {
            Some((Entry::Item(id), _)) => return Some(*id),
            Some((Entry::Unreadable, _)) => {
                self.report.poisoned = true;
                return None;
            }
            // Imports are not handed on: who needs a module imports it.
            Some((Entry::Module(_), _)) | None => {}
        }
        let may_suggest = self.report.may_suggest();
        let full = self
            .world
            .modules
            .get(module)
            .map_or_else(String::new, pipewright_syntax::Module::name);
        let candidates = table
            .iter()
            .filter(|(_, (entry, _))| match entry {
                Entry::Item(id) => self
                    .item(*id)
                    .is_some_and(|item| wanted.accepts(kind_of(&item.kind))),
                _ => false,
            })
            .map(|(name, _)| *name);
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!(
                "the module `{full}` has no {} `{}`",
                wanted.noun(),
                name.value
            ),
            name.span,
            "no such name there",
        );
        let listed: Vec<&str> = candidates.clone().take(12).collect();
        if let Some(near) = may_suggest
            .then(|| nearest(&name.value, candidates))
            .flatten()
        {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if !listed.is_empty() {
            found = found.help(format!("it has {}", list(&listed)));
        }
        self.report.push(found);
        None
    }
}

/// "`a`, `b` and `c`".
pub fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
