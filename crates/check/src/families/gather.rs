//! What many members say of one place is said once.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use crate::report::Report;

/// Findings of the members of one declaration so far.
#[derive(Debug, Default)]
pub struct Gathered {
    report: Report,
    /// By place and rule, and which of those one member gives: the finding, and how many give it.
    seen: BTreeMap<(Span, &'static str, usize), Seen>,
    members: usize,
}

#[derive(Debug)]
struct Seen {
    found: Diagnostic,
    count: usize,
    /// The first few members that give it.
    labels: Vec<String>,
}

impl Gathered {
    /// Takes over what one member says.
    pub fn add(&mut self, label: &str, mut own: Report) {
        self.members += 1;
        let mut before: BTreeMap<(Span, &'static str), usize> = BTreeMap::new();
        for found in std::mem::take(&mut own.found) {
            let (span, code) = (found.primary.span, found.rule.code);
            let nth = before.entry((span, code)).or_default();
            let seen = self.seen.entry((span, code, *nth)).or_insert_with(|| Seen {
                found,
                count: 0,
                labels: Vec::new(),
            });
            *nth += 1;
            seen.count += 1;
            if seen.labels.len() < 3 {
                seen.labels.push(label.to_owned());
            }
        }
        self.report.merge(own);
    }

    /// Each finding once, with the members it is of, unless all of them give it.
    pub fn finish(self) -> Report {
        let Self {
            mut report,
            seen,
            members,
        } = self;
        for (_, seen) in seen {
            let mut found = seen.found;
            if seen.count < members {
                let more = seen.count.saturating_sub(seen.labels.len());
                let labels: Vec<String> = seen
                    .labels
                    .iter()
                    .map(|label| format!("`{label}`"))
                    .collect();
                let mut line = format!("because of the element {}", labels.join(", "));
                if more > 0 {
                    line.push_str(&format!(" and {more} more"));
                }
                found.because.push(line);
            }
            report.found.push(found);
        }
        report
    }
}

/// What the members of one declaration say, each finding once.
pub fn gather(each: impl IntoIterator<Item = (String, Report)>) -> Report {
    let mut gathered = Gathered::default();
    for (label, own) in each {
        gathered.add(&label, own);
    }
    gathered.finish()
}
