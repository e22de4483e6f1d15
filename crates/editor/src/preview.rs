//! Previews: what building would write, and which source each line of it comes from.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_trace::Trace;

use crate::Analysis;

/// One file that building would write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated<'a> {
    /// From the output folder, with `/`.
    pub path: &'a str,
    /// The environment.
    pub environment: &'a str,
    /// The target.
    pub target: &'a str,
    /// The pipeline it is made from; none for files that speak of all of them.
    pub pipeline: Option<&'a str>,
    /// What it is written in.
    pub language: &'static str,
}

/// Lines of a generated file, and what caused them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The first line, from 0.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The source.
    pub source: Span,
}

/// How many errors keep the project from being built.
#[must_use]
pub fn errors(analysis: &Analysis) -> usize {
    let found = analysis.inspection().diagnostics.iter();
    found.filter(|one| Diagnostic::is_error(one)).count()
}

/// Every file that building would write, by path.
#[must_use]
pub fn files(analysis: &Analysis) -> Vec<Generated<'_>> {
    let inspection = analysis.inspection();
    let files = inspection.files.iter();
    files
        .map(|(path, _)| {
            let mut parts = path.split('/');
            let environment = parts.next().unwrap_or_default();
            let target = parts.next().unwrap_or_default();
            let named = |name: &str, slug: &str| {
                path.split('/').skip(2).any(|part| {
                    let stem = part.split('.').next().unwrap_or(part);
                    stem == name || stem == slug
                })
            };
            let plans = inspection.plans.iter();
            let pipeline = plans
                .map(|plan| &plan.pipeline)
                .find(|pipeline| named(&pipeline.name, &pipeline.slug))
                .map(|pipeline| pipeline.name.as_str());
            Generated {
                path,
                environment,
                target,
                pipeline,
                language: language(path),
            }
        })
        .collect()
}

/// The text of a file that building would write.
#[must_use]
pub fn file<'a>(analysis: &'a Analysis, path: &str) -> Option<&'a str> {
    let file = analysis.inspection().files.get(path)?;
    Some(&file.text)
}

/// What caused each line of a file; broader causes before those that stand inside of them.
#[must_use]
pub fn source_map(analysis: &Analysis, path: &str) -> Option<Vec<Mapping>> {
    let inspection = analysis.inspection();
    inspection.files.get(path)?;
    let plans: Vec<_> = inspection.plans.iter().collect();
    let trace = Trace::only(&plans, &inspection.files, |known| known == path);
    let segments = trace.files.get(path).map(|file| file.segments.as_slice());
    let mappings = segments.unwrap_or_default().iter().map(|segment| {
        let demands = segment.cause.demands.iter();
        let demanded = demands.filter_map(|at| trace.demands.get(*at)).next();
        let origin = demanded.map_or(&segment.cause.origin, |demand| &demand.origin);
        Mapping {
            first: segment.first.saturating_sub(1),
            last: segment.last.saturating_sub(1),
            source: origin.span,
        }
    });
    Some(mappings.collect())
}

/// What a file is written in, as editors name it.
#[must_use]
pub fn language(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("yaml" | "yml") => "yaml",
        Some("py") => "python",
        Some("json") => "json",
        Some("sql") => "sql",
        Some("md") => "markdown",
        _ => "plaintext",
    }
}
