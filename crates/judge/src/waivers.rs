//! Waivers: `allow RULE because "…" until DATE`, for a pipeline or a file.

mod called;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_source::{SourceId, SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::{ClauseKind, ItemKind};

use crate::levels::shown;
use crate::{Day, rules};
use read::Reader;

/// A waiver that means something.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The rule it waives.
    pub rule: &'static Rule,
    /// The only one of the rule's demands that it waives: the text of a policy.
    pub part: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub until: Day,
    /// The whole clause.
    pub span: Span,
    /// The pipeline it stands in; none where it stands in the file.
    pub pipeline: Option<Span>,
    /// Whether other pipelines call the one it stands in.
    pub called: bool,
    until_span: Span,
}

impl Waiver {
    /// What it waives, as messages name it.
    fn what(&self) -> String {
        match &self.part {
            Some(part) => format!("the policy `{part}`"),
            None => shown(self.rule),
        }
    }
}

/// A text with its white space made plain.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// A rule's code, and the number of the part that is meant alone; 0 for all of the rule.
type What = (&'static str, usize);

/// The waivers of a project, in the order of the source.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    all: Vec<Waiver>,
    /// By what is waived and file: the first that stands in the file itself.
    of_files: BTreeMap<(What, SourceId), usize>,
    /// By what is waived, file and first byte of the pipeline: the first in that pipeline.
    of_pipelines: BTreeMap<(What, SourceId, u32), usize>,
    /// The parts of rules that are waived alone, by their texts; numbered from 1.
    parts: BTreeMap<String, usize>,
    /// By file: all that stand in the file itself.
    files: BTreeMap<SourceId, Vec<usize>>,
    /// By file and first byte of the pipeline: all in that pipeline.
    pipelines: BTreeMap<(SourceId, u32), Vec<usize>>,
}

impl Waivers {
    /// Reads the waivers of the project's own modules. One that is wrong is a finding, and waives
    /// nothing.
    #[must_use]
    pub fn read(modules: &[Module], known: &[&'static Rule]) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(known, modules);
        for module in modules.iter().filter(|module| !module.standard) {
            for item in &module.tree.items {
                match &item.kind {
                    ItemKind::Allow(allow) => reader.add(allow, item.span, None),
                    ItemKind::Pipeline(pipeline) => {
                        for clause in &pipeline.clauses {
                            if let ClauseKind::Allow(allow) = &clause.kind {
                                reader.add(allow, clause.span, Some(item.span));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        reader.waivers.mark_called(modules);
        (reader.waivers, reader.found)
    }

    /// Remembers of the waivers of pipelines that others call those.
    fn mark_called(&mut self, modules: &[Module]) {
        if self.pipelines.is_empty() {
            return;
        }
        let called = called::called(modules);
        for item in modules.iter().flat_map(|module| &module.tree.items) {
            if let ItemKind::Pipeline(pipeline) = &item.kind
                && let Some(own) = self.pipelines.get(&(item.span.source, item.span.start))
                && called.contains(pipeline.name.value.as_str())
            {
                for index in own {
                    if let Some(waiver) = self.all.get_mut(*index) {
                        waiver.called = true;
                    }
                }
            }
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Waiver] {
        &self.all
    }

    /// The waiver that covers a finding: that of its pipeline before that of its file, by its own
    /// place before that of the demand it breaks; that of its policy before that of its rule.
    #[must_use]
    pub fn covering(&self, found: &Diagnostic) -> Option<usize> {
        let part = found.part.as_deref().map(plain);
        let part = part.and_then(|part| self.parts.get(&part).copied());
        let whats: Vec<What> = part
            .into_iter()
            .chain([0])
            .map(|part| (found.rule.code, part))
            .collect();
        let own = self.covering_at(&whats, found.primary.span);
        own.or_else(|| {
            found
                .demand
                .and_then(|demand| self.covering_at(&whats, demand))
        })
    }

    fn covering_at(&self, whats: &[What], span: Span) -> Option<usize> {
        let of_pipeline = |what: &What| {
            let first = (*what, span.source, 0);
            self.of_pipelines
                .range(first..=(*what, span.source, span.start))
                .next_back()
                .map(|(_, index)| *index)
                .filter(|index| {
                    let waiver = self.all.get(*index);
                    let area = waiver.and_then(|waiver| waiver.pipeline);
                    area.is_some_and(|area| span.end <= area.end)
                })
        };
        let of_file = |what: &What| self.of_files.get(&(*what, span.source)).copied();
        let mut of_pipelines = whats.iter().filter_map(of_pipeline);
        of_pipelines
            .next()
            .or_else(|| whats.iter().find_map(of_file))
    }

    /// Those of the pipeline that a place lies in, and those of files, in the order of the source.
    #[must_use]
    pub fn about(&self, pipeline: Span, files: &BTreeSet<SourceId>) -> Vec<&Waiver> {
        let first = (pipeline.source, 0);
        let own = self
            .pipelines
            .range(first..=(pipeline.source, pipeline.start))
            .next_back()
            .map(|(_, indices)| indices)
            .filter(|indices| {
                let waiver = indices.first().and_then(|index| self.all.get(*index));
                let area = waiver.and_then(|waiver| waiver.pipeline);
                area.is_some_and(|area| pipeline.end <= area.end)
            });
        let of_files = files.iter().filter_map(|source| self.files.get(source));
        let indices: BTreeSet<usize> = own.into_iter().chain(of_files).flatten().copied().collect();
        indices
            .into_iter()
            .filter_map(|index| self.all.get(index))
            .collect()
    }

    /// Those that waived nothing, each with the finding that says so; `used` are the others'
    /// indices.
    #[must_use]
    pub fn idle(&self, used: &BTreeSet<usize>, sources: &SourceMap) -> Vec<(&Waiver, Diagnostic)> {
        self.all
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(index))
            .map(|(_, waiver)| {
                let place = match waiver.pipeline {
                    Some(_) => "this pipeline",
                    None => "this file",
                };
                let what = waiver.part.as_ref().map_or("rule", |_| "policy");
                let mut found = Diagnostic::new(
                    &rules::IDLE_WAIVER,
                    format!("this waives nothing: no finding of {}", waiver.what()),
                    waiver.span,
                    format!("nothing in {place} breaks the {what}"),
                )
                .fix("remove the waiver", whole_line(waiver.span, sources), "")
                .safely();
                if waiver.called {
                    found = found.help(
                        "it waives what is wrong in its own text: what the run of a caller breaks is \
                         waived in the caller",
                    );
                }
                (waiver, found)
            })
            .collect()
    }

    /// Those whose last day is before `today`, as findings.
    #[must_use]
    pub fn expired(&self, today: Day) -> Vec<Diagnostic> {
        self.all
            .iter()
            .filter(|waiver| waiver.until < today)
            .map(|waiver| {
                Diagnostic::new(
                    &rules::EXPIRED_WAIVER,
                    format!("the waiver of {} ended on {}", waiver.what(), waiver.until),
                    waiver.until_span,
                    format!("today is {today}"),
                )
                .because(format!("its reason was: {}", waiver.reason))
                .help("mend what it waives and take it away, or decide anew and write a later day")
            })
            .collect()
    }

    fn add(&mut self, waiver: Waiver) {
        let (index, source) = (self.all.len(), waiver.span.source);
        let part = waiver.part.clone().map_or(0, |part| {
            let next = self.parts.len() + 1;
            *self.parts.entry(part).or_insert(next)
        });
        let what = (waiver.rule.code, part);
        match waiver.pipeline {
            None => {
                self.of_files.entry((what, source)).or_insert(index);
                self.files.entry(source).or_default().push(index);
            }
            Some(area) => {
                let key = (what, source, area.start);
                self.of_pipelines.entry(key).or_insert(index);
                let key = (source, area.start);
                self.pipelines.entry(key).or_default().push(index);
            }
        }
        self.all.push(waiver);
    }
}

/// The whole line of a clause that stands alone on it; otherwise the clause.
fn whole_line(span: Span, sources: &SourceMap) -> Span {
    let Some(text) = sources.get(span.source).map(|file| file.text()) else {
        return span;
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
        return span;
    };
    let indent = before
        .bytes()
        .rev()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let begins =
        before.len() == indent || before.as_bytes().get(start - indent - 1) == Some(&b'\n');
    let rest = after.split_inclusive('\n').next().unwrap_or_default();
    if !begins || !rest.trim().is_empty() {
        return span;
    }
    let shift = |length: usize| u32::try_from(length).unwrap_or(0);
    Span::new(
        span.source,
        span.start - shift(indent),
        span.end + shift(rest.len()),
    )
}
