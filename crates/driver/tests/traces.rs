//! The source map of every example: each generated line has one cause, and each cause is a place in
//! the source.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    dead_code
)]

#[path = "ledgers/project.rs"]
mod project;
#[path = "ledgers/text.rs"]
mod text;

use std::collections::BTreeMap;

use pipewright_trace::Trace;
use project::Project;

#[test]
fn every_line_has_a_cause_in_the_source() {
    for project in Project::examples() {
        let found = project.compile().found;
        let lines: BTreeMap<&str, usize> = found
            .sources
            .iter()
            .map(|(_, file)| (file.path(), file.text().lines().count()))
            .collect();
        let trace = Trace::of(&found.plans.iter().collect::<Vec<_>>(), &found.files);
        for (path, file) in found.files.iter() {
            let segments = &trace.files[path].segments;
            let mut next = 1;
            for segment in segments {
                assert_eq!(segment.first, next, "{}: {path}", project.name);
                assert!(segment.first <= segment.last);
                next = segment.last + 1;
                let origin = &segment.cause.origin;
                let known = lines.get(origin.file.as_str());
                let known = known.unwrap_or_else(|| panic!("{path}: no file {}", origin.file));
                assert!(
                    (1..=*known).contains(&(origin.line as usize)),
                    "{path}: {origin:?}"
                );
                assert_eq!(trace.line(path, segment.first), Some(segment));
                assert_eq!(trace.line(path, segment.last), Some(segment));
            }
            assert_eq!(next as usize, file.text.lines().count() + 1, "{path}");
            assert_eq!(trace.line(path, next), None);
        }
    }
}

#[test]
fn what_is_enforced_is_found_from_its_source() {
    for project in Project::examples() {
        let compiled = project.compile();
        let found = &compiled.found;
        let trace = Trace::of(&found.plans.iter().collect::<Vec<_>>(), &found.files);
        for row in compiled.rows() {
            let Some(output) = &row.output else { continue };
            let made = trace.made_by(&row.file, row.line);
            let there = made.iter().any(|(path, segment)| {
                let kept = segment
                    .cause
                    .demands
                    .iter()
                    .any(|&index| trace.demands[index].id == row.id);
                path == output && kept
            });
            assert!(there, "{}: nothing leads from {row}", project.name);
        }
    }
}
