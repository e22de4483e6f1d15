//! Names that lead nowhere: what may have been meant, and where it may be found.

use super::resolve::Wanted;
use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::Name;

use super::{Entry, ItemId, kind_of, nearest};
use crate::context::Context;
use crate::rules;
use crate::values::builtin_help;

impl<'a> Context<'_, 'a> {
    /// Says that nothing in scope has a name, and what may be meant.
    pub fn unknown(&mut self, name: &Name, wanted: Wanted, nearby: &[&str]) {
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!("nothing here is named `{}`", name.value),
            name.span,
            format!("no {} of this name is in scope", wanted.noun()),
        );
        if let Some(found) = elsewhere_known(&found, name, wanted) {
            self.report.push(found);
            return;
        }
        if let Some(help) = builtin_help(&name.value) {
            self.report.push(found.help(help));
            return;
        }
        if self.report.may_suggest() {
            if let Some(near) = self.near(&name.value, wanted, nearby) {
                found.primary.text = format!("did you mean `{near}`?");
                found = found.fix(format!("replace with `{near}`"), name.span, near);
            } else {
                found = self.elsewhere(found, name, wanted);
            }
        }
        self.report.push(found);
    }

    fn near(&self, word: &str, wanted: Wanted, nearby: &[&str]) -> Option<String> {
        let table = self.world.tables.modules.get(self.module)?;
        let items = table.iter().filter(|(_, (entry, _))| match entry {
            Entry::Item(id) => self
                .item(*id)
                .is_some_and(|item| wanted.accepts(kind_of(&item.kind))),
            Entry::Module(_) => {
                matches!(
                    wanted,
                    Wanted::Connector | Wanted::Template | Wanted::Value | Wanted::Dataset
                )
            }
            Entry::Unreadable => false,
        });
        let regions = (wanted == Wanted::Value).then(|| self.world.tables.prelude.keys().copied());
        let candidates = nearby
            .iter()
            .copied()
            .chain(self.locals.keys().map(String::as_str))
            .chain(items.map(|(name, _)| *name))
            .chain(regions.into_iter().flatten());
        nearest(word, candidates).map(str::to_owned)
    }

    /// Adds the import that would bring the name, when exactly one module of the project or of
    /// the standard library declares it.
    pub fn elsewhere(&self, mut found: Diagnostic, name: &Name, wanted: Wanted) -> Diagnostic {
        if pipewright_stdlib::module(&name.value).is_some() {
            found.primary.text = "a module of the standard library that is not imported".to_owned();
            return self.import_fix(found, &format!("std.{}", name.value));
        }
        let Some(ids) = self.world.tables.declared.get(name.value.as_str()) else {
            return found;
        };
        let fitting: Vec<&ItemId> = ids
            .iter()
            .take(100)
            .filter(|id| {
                self.item(**id)
                    .is_some_and(|item| wanted.accepts(kind_of(&item.kind)))
            })
            .collect();
        let [id] = fitting.as_slice() else {
            return found;
        };
        let Some(module) = self.world.modules.get(id.module) else {
            return found;
        };
        let Some(alias) = module.path.last() else {
            return found;
        };
        found.primary.text = format!("the module `{}` declares it", module.name());
        let imported = self.entry(alias) == Some(Entry::Module(Some(id.module)));
        let mut found = if imported {
            found
        } else {
            self.import_fix(found, &module.name())
        };
        let written = format!("{alias}.{}", name.value);
        if let Some(fix) = found.fixes.last_mut() {
            fix.edits.push(pipewright_diagnostics::Edit {
                span: name.span,
                text: written,
            });
            found
        } else {
            found.fix(format!("replace with `{written}`"), name.span, written)
        }
    }

    fn import_fix(&self, found: Diagnostic, module: &str) -> Diagnostic {
        let Some(here) = self.world.modules.get(self.module) else {
            return found;
        };
        let import = format!("import {module}");
        let place = here.tree.items.first().map_or_else(
            || pipewright_source::Span::new(here.tree.source, 0, 0),
            |item| item.doc.as_ref().map_or(item.span, |doc| doc.span).before(),
        );
        found.fix(format!("add `{import}`"), place, format!("{import}\n"))
    }
}

/// Words that mean something in other languages, or in another place.
fn elsewhere_known(found: &Diagnostic, name: &Name, wanted: Wanted) -> Option<Diagnostic> {
    let found = found.clone();
    Some(match name.value.as_str() {
        "True" | "TRUE" | "yes" | "Yes" | "on" => found.fix("write `true`", name.span, "true"),
        "False" | "FALSE" | "no" | "No" | "off" => found.fix("write `false`", name.span, "false"),
        word @ ("second" | "minute" | "hour" | "day" | "week") if wanted == Wanted::Value => {
            let meant = format!("1{}", word.get(..1).unwrap_or(word));
            found.fix(format!("write `{meant}`"), name.span, meant)
        }
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
        | "weekday" | "weekdays" | "month" => found
            .help("days of the week and months are told by cron: `schedule cron \"0 6 * * mon\"`"),
        word if is_iso_duration(word) => {
            let meant = word.trim_start_matches(['P', 'T']).to_ascii_lowercase();
            found.fix(format!("write `{meant}`"), name.span, meant)
        }
        "None" | "null" | "NULL" | "nil" => {
            found.help("there is no such value: what is not given is not written")
        }
        "run" if wanted == Wanted::Template => {
            found.help("the image is missing: `run \"image:1.0\" { … }`")
        }
        word @ ("python" | "shell") if wanted == Wanted::Template => found.help(format!(
            "the program and its image are missing: `{word} \"\"\"…\"\"\" in \"image:1.0\" {{ … }}`"
        )),
        _ => return None,
    })
}

/// Whether a word is a duration as ISO 8601 writes it: `PT5M`, `PT1H30M`, `P1D`.
fn is_iso_duration(word: &str) -> bool {
    let body = word.strip_prefix("PT");
    let days = word.strip_prefix('P').filter(|_| body.is_none());
    let fits = |body: &str, units: &[char]| {
        body.starts_with(|c: char| c.is_ascii_digit())
            && body.ends_with(units)
            && body
                .chars()
                .all(|c| c.is_ascii_digit() || units.contains(&c))
    };
    body.is_some_and(|body| fits(body, &['H', 'M', 'S']))
        || days.is_some_and(|days| fits(days, &['D', 'W']))
}
