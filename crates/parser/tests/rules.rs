//! Each rule's failing example breaks it exactly once; its passing example breaks none.
#![allow(missing_docs)]

use pipewright_parser::{parse, rules};
use pipewright_source::SourceId;

#[test]
fn examples_do_what_they_say() {
    for rule in rules::ALL {
        let codes = |text: &str| -> Vec<&str> {
            parse(SourceId(0), text)
                .1
                .iter()
                .map(|it| it.rule.code)
                .collect()
        };
        for (_, text) in rule.failing.files() {
            assert_eq!(codes(&text), [rule.code], "{text}");
        }
        for (_, text) in rule.passing.files() {
            assert_eq!(codes(&text), [""; 0], "{text}");
        }
    }
}
