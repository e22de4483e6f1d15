//! Applying fixes to text.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_source::{SourceId, SourceMap};

/// The new texts of files when the safe fixes are applied; files that stay the same are left out. Of
/// fixes that would touch each other only the first is applied: another round may take the rest.
pub fn apply_safe(diagnostics: &[Diagnostic], sources: &SourceMap) -> BTreeMap<SourceId, String> {
    let mut chosen: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
    for found in diagnostics {
        let Some(fix) = found.fixes.iter().find(|fix| fix.safe) else {
            continue;
        };
        if fits(fix, &chosen, sources) {
            for edit in &fix.edits {
                chosen.entry(edit.span.source).or_default().push(edit);
            }
        }
    }
    chosen
        .into_iter()
        .filter_map(|(source, mut edits)| {
            let text = sources.get(source)?.text();
            edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
            let new = spliced(text, &edits)?;
            (new != text).then_some((source, new))
        })
        .collect()
}

/// Whether a fix lies in files of the project and touches no other.
fn fits(fix: &Fix, chosen: &BTreeMap<SourceId, Vec<&Edit>>, sources: &SourceMap) -> bool {
    fix.edits.iter().all(|edit| {
        let own = sources
            .get(edit.span.source)
            .is_some_and(|file| !file.path().starts_with("std/"));
        let taken = chosen.get(&edit.span.source).into_iter().flatten();
        let mut taken = taken.map(|other| other.span);
        own && !taken.any(|other| edit.span.start <= other.end && other.start <= edit.span.end)
    })
}

/// The text with sorted, disjoint edits; nothing where an edit is not on character bounds.
fn spliced(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(text.get(at..edit.span.start as usize)?);
        new.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}

#[cfg(test)]
mod tests {
    use pipewright_diagnostics::{Example, Rule, Severity};
    use pipewright_source::{SourceFile, Span};

    use super::*;

    static RULE: Rule = Rule {
        code: "PW0000",
        name: "test",
        severity: Severity::Error,
        summary: "",
        explanation: "",
        failing: Example(""),
        passing: Example(""),
    };

    fn fix(start: u32, end: u32, text: &str, safe: bool) -> Diagnostic {
        let span = Span::new(SourceId(0), start, end);
        let mut found = Diagnostic::new(&RULE, "", span, "").fix("", span, text);
        found.fixes[0].safe = safe;
        found
    }

    #[test]
    fn safe_fixes_that_do_not_touch_are_applied() {
        let mut sources = SourceMap::default();
        let id = sources.add(SourceFile::new("a.pipe", "one two three"));
        sources.add(SourceFile::new("std/b.pipe", "four"));
        let found = [
            fix(8, 13, "3", true),
            fix(0, 3, "1", true),
            fix(2, 5, "overlaps", true),
            fix(4, 7, "not asked", false),
        ];
        let new = apply_safe(&found, &sources);
        assert_eq!(new[&id], "1 two 3");
    }

    #[test]
    fn edits_between_bytes_of_a_character_are_left_out() {
        let mut sources = SourceMap::default();
        sources.add(SourceFile::new("a.pipe", "ü"));
        assert!(apply_safe(&[fix(1, 2, "x", true)], &sources).is_empty());
    }
}
