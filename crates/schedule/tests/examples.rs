//! Every example of a rule is well-formed source.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_source::SourceId;

#[test]
fn examples_parse() {
    for rule in pipewright_schedule::rules::ALL {
        for example in [rule.failing, rule.passing] {
            for (path, text) in example.files() {
                let (_, found) = pipewright_parser::parse(SourceId(0), &text);
                let found: Vec<_> = found
                    .iter()
                    .map(|found| (&found.message, found.primary.span))
                    .collect();
                assert!(found.is_empty(), "{} {path}: {found:?}\n{text}", rule.code);
            }
        }
    }
}
