//! What the formatter accepts it keeps, and formats to the same text again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipewright_source::SourceId;

fuzz_target!(|text: &str| {
    match pipewright_format::format(SourceId(0), text) {
        Ok(once) => {
            let twice = pipewright_format::format(SourceId(0), &once);
            assert_eq!(twice.ok().as_deref(), Some(once.as_str()));
        }
        Err(found) => assert!(found.iter().all(|it| it.rule.code != "PW0199"), "unfaithful"),
    }
});
