//! The source map: for every line of every generated file what made it, and back.

use std::collections::BTreeMap;

use pipewright_backend::FileTree;
use pipewright_plan::{LedgerRow, Origin, Plan};

use crate::attribute::{Anchor, Owner, Reason, reasons};
use crate::habits::{HEADER, Habit};
use crate::outline::Outline;

/// What made every line of every file.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Constraints that something in a file keeps, by pipeline and environment.
    pub demands: Vec<Demand>,
    /// The files, by path from the output folder.
    pub files: BTreeMap<String, FileTrace>,
}

/// A constraint of a pipeline in an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// The pipeline.
    pub pipeline: String,
    /// The environment.
    pub environment: String,
    /// The constraint's id in the ledger.
    pub id: String,
    /// The constraint as written.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
    /// How it is kept: all its rows.
    pub rows: Vec<LedgerRow>,
}

/// What made every line of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTrace {
    /// In the order of lines; each line is in exactly one.
    pub segments: Vec<Segment>,
}

/// Lines that one thing made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The first line, from 1.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The field they are: `spec.jobTemplate.spec.activeDeadlineSeconds`.
    pub field: String,
    /// What made them.
    pub cause: Cause,
}

/// What made a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The place in the source.
    pub origin: Origin,
    /// What is there, in words: ``the task `load` ``, `moves accounts out of Salesforce`.
    pub part: String,
    /// The constraints it keeps, as indexes of [`Trace::demands`].
    pub demands: Vec<usize>,
    /// Why it is there though nobody demanded it.
    pub habit: Option<&'static Habit>,
}

impl Trace {
    /// Traces the files of complete plans. `files` are what the compiler makes of exactly these
    /// plans, with paths from the output folder.
    #[must_use]
    pub fn of(plans: &[&Plan], files: &FileTree) -> Self {
        Self::only(plans, files, |_| true)
    }

    /// Traces only the files whose path is wanted.
    #[must_use]
    pub fn only(plans: &[&Plan], files: &FileTree, wanted: impl Fn(&str) -> bool) -> Self {
        let index = Index::of(plans);
        let mut trace = Self {
            demands: index.demands,
            files: BTreeMap::new(),
        };
        for (path, file) in files.iter().filter(|(path, _)| wanted(path)) {
            let Some(owner) = index.owners.owner(path) else {
                continue;
            };
            let anchors = index.anchors.get(path).map_or(&[][..], Vec::as_slice);
            let outline = Outline::of(path, &file.text);
            let is_plan = path.split('/').nth(1) == Some("json");
            let reasons = reasons(&outline, &owner, anchors, is_plan);
            trace
                .files
                .insert(path.to_owned(), segments(&outline, &reasons, &file.text));
        }
        trace
    }

    /// What made a line of a file.
    #[must_use]
    pub fn line(&self, path: &str, line: u32) -> Option<&Segment> {
        let segments = &self.files.get(path)?.segments;
        let at = segments.partition_point(|segment| segment.last < line);
        segments.get(at).filter(|segment| segment.first <= line)
    }

    /// The generated lines that a line of the source made, by file.
    #[must_use]
    pub fn made_by(&self, file: &str, line: u32) -> Vec<(&str, &Segment)> {
        let is_there = |origin: &Origin| origin.line == line && origin.file == file;
        let mut found = Vec::new();
        for (path, trace) in &self.files {
            for segment in &trace.segments {
                let mut demands = segment.cause.demands.iter();
                let demanded = demands.any(|&index| {
                    let demand = self.demands.get(index);
                    demand.is_some_and(|demand| is_there(&demand.origin))
                });
                if demanded || is_there(&segment.cause.origin) {
                    found.push((path.as_str(), segment));
                }
            }
        }
        found
    }

    /// The lines of a source file that made anything, sorted.
    #[must_use]
    pub fn lines_of(&self, file: &str) -> Vec<u32> {
        let segments = self.files.values().flat_map(|trace| &trace.segments);
        let demands = self.demands.iter().map(|demand| &demand.origin);
        let mut lines: Vec<u32> = segments
            .map(|segment| &segment.cause.origin)
            .chain(demands)
            .filter(|origin| origin.file == file)
            .map(|origin| origin.line)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// What files are looked up by.
struct Index<'a> {
    demands: Vec<Demand>,
    anchors: BTreeMap<String, Vec<Anchor<'a>>>,
    owners: Owners<'a>,
}

impl<'a> Index<'a> {
    fn of(plans: &[&'a Plan]) -> Self {
        let mut demands = Vec::new();
        let mut anchors: BTreeMap<String, Vec<Anchor<'a>>> = BTreeMap::new();
        for plan in plans {
            let environment = &plan.environment.name;
            let mut rows: BTreeMap<&str, Vec<&'a LedgerRow>> = BTreeMap::new();
            for row in &plan.ledger.rows {
                rows.entry(&row.constraint).or_default().push(row);
            }
            for constraint in &plan.ledger.constraints {
                let rows = rows.remove(constraint.id.as_str()).unwrap_or_default();
                for row in &rows {
                    if let Some(file) = &row.file {
                        anchors
                            .entry(format!("{environment}/{file}"))
                            .or_default()
                            .push(Anchor {
                                demand: demands.len(),
                                constraint,
                                by: &row.by,
                            });
                    }
                }
                demands.push(Demand {
                    pipeline: plan.pipeline.name.clone(),
                    environment: environment.clone(),
                    id: constraint.id.clone(),
                    text: constraint.text.clone(),
                    origin: constraint.origin.clone(),
                    rows: rows.into_iter().cloned().collect(),
                });
            }
        }
        Self {
            demands,
            anchors,
            owners: Owners::of(plans),
        }
    }
}

/// Whose a file is.
struct Owners<'a> {
    pipelines: BTreeMap<(&'a str, &'a str), &'a Plan>,
    environments: BTreeMap<&'a str, &'a Plan>,
}

impl<'a> Owners<'a> {
    fn of(plans: &[&'a Plan]) -> Self {
        let mut owners = Self {
            pipelines: BTreeMap::new(),
            environments: BTreeMap::new(),
        };
        for plan in plans {
            let environment = plan.environment.name.as_str();
            owners.environments.entry(environment).or_insert(plan);
            for name in [&plan.pipeline.slug, &plan.pipeline.name] {
                owners.pipelines.insert((environment, name), plan);
            }
        }
        owners
    }

    /// Files lie in a folder of their pipeline's name, or bear it.
    fn owner(&self, path: &str) -> Option<Owner<'a>> {
        let mut parts = path.split('/');
        let environment = parts.next()?;
        let mut parts = parts.skip(1).peekable();
        while let Some(part) = parts.next() {
            let name = match parts.peek() {
                Some(_) => part,
                None => part.rsplit_once('.').map_or(part, |(name, _)| name),
            };
            if let Some(plan) = self.pipelines.get(&(environment, name)) {
                return Some(Owner::Pipeline(plan));
            }
        }
        let plan = self.environments.get(environment)?;
        Some(Owner::Environment(plan))
    }
}

fn segments(outline: &Outline, reasons: &[Reason], text: &str) -> FileTrace {
    let owners = owners(outline, text);
    let mut made = FileTrace::default();
    let mut last: Option<usize> = None;
    for (owner, line) in owners.into_iter().zip(1u32..) {
        if last == Some(owner)
            && let Some(segment) = made.segments.last_mut()
        {
            segment.last = line;
            continue;
        }
        last = Some(owner);
        // The lines before the first field say what made the file.
        let is_header = owner == 0 && line == 1;
        let Some(reason) = reasons.get(owner) else {
            continue;
        };
        made.segments.push(Segment {
            first: line,
            last: line,
            field: outline.path(owner),
            cause: Cause {
                origin: reason.origin.clone(),
                part: reason.words.clone(),
                demands: reason.demands.clone(),
                habit: if is_header && outline.fields().len() > 1 {
                    Some(&HEADER)
                } else {
                    reason.habit
                },
            },
        });
    }
    made
}

/// The innermost field of each line. A comment between fields belongs to what follows it.
fn owners(outline: &Outline, text: &str) -> Vec<usize> {
    let mut owners = vec![0usize; text.lines().count()];
    for (index, field) in outline.fields().iter().enumerate().skip(1) {
        let first = usize::try_from(field.first)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let last = usize::try_from(field.last).unwrap_or(usize::MAX);
        for owner in owners.iter_mut().take(last).skip(first) {
            *owner = index;
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    let begin = owners.iter().position(|&owner| owner != 0).unwrap_or(0);
    let mut next = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        let Some(owner) = owners.get_mut(at) else {
            continue;
        };
        if *owner == 0 && at >= begin && line.trim_start().starts_with('#') {
            *owner = next;
        }
        next = *owner;
    }
    owners
}
