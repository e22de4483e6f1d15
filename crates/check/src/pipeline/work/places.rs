//! Places that steps and runs share: `mutex`, `concurrency` in a group.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Places;
use pipewright_source::Span;

use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::{Located, forms};

const PARTS: [(&str, bool); 2] = [("group", true), ("most", true)];

/// No group has more places.
pub const MOST_PLACES: i64 = 10_000;

impl Context<'_, '_> {
    /// `mutex = "warehouse"`, `concurrency = { group = "warehouse", most = 3 }`.
    pub(super) fn step_places(&mut self, fields: &Fields<'_>) -> Vec<Places> {
        let mut places = Vec::new();
        if let Some(field) = fields.get("mutex") {
            let value = self.located(&field.value);
            places.extend(self.places_of(&value, 1, field.span));
        }
        if let Some(field) = fields.get("concurrency")
            && let Some(entries) = self.fixed_entries(&field.value, "`concurrency`", &PARTS)
            && let (Some(group), Some(most)) = (entries.get("group"), entries.get("most"))
        {
            let most = self.number_of_places(most);
            let held = most.and_then(|most| self.places_of(group, most, field.span));
            if let Some(held) = held {
                self.one_more(&mut places, held);
            }
        }
        places
    }

    /// Adds places, unless they are of a group that is held already.
    pub fn one_more(&mut self, places: &mut Vec<Places>, more: Places) {
        let Some(first) = places.iter().find(|held| held.name == more.name) else {
            places.push(more);
            return;
        };
        let found = Diagnostic::new(
            &rules::DUPLICATE_FIELD,
            format!("a place of `{}` is asked for twice", more.name),
            more.origin.span,
            "once is enough",
        );
        self.report
            .push(found.with_related(first.origin.span, "asked for here first"));
    }

    /// How many may hold a place at once.
    pub fn number_of_places(&mut self, value: &Located) -> Option<u32> {
        let most = self.integer_in(value, 1, MOST_PLACES, "a number of places")?;
        u32::try_from(most).ok()
    }

    /// Places of a group by its name.
    pub fn places_of(&mut self, group: &Located, most: u32, span: Span) -> Option<Places> {
        let name = self.literal_text(group)?;
        if !forms::is_dns_label(&name) {
            let shown: String = name.chars().take(80).collect();
            let mut found = Diagnostic::new(
                &rules::MALFORMED_TEXT,
                format!("`{shown}` is no name of a group"),
                group.span,
                "lower-case letters, digits and `-`, at most 63",
            );
            let meant = name.to_ascii_lowercase().replace(['_', ' ', '.', '/'], "-");
            if forms::is_dns_label(&meant) && self.slice(group.span).starts_with('"') {
                let text = format!("\"{meant}\"");
                found = found.fix(format!("replace with `{text}`"), group.span, text);
            }
            self.report.push(found);
            return None;
        }
        Some(Places {
            name,
            most,
            origin: self.origin(span),
        })
    }
}
