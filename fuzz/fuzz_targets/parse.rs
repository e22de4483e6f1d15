//! No text makes the parser panic or hang, and every place it names lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipewright_source::SourceId;

fuzz_target!(|text: &str| {
    let (_, diagnostics) = pipewright_parser::parse(SourceId(0), text);
    for diagnostic in diagnostics {
        let span = diagnostic.primary.span;
        assert!(text.get(span.start as usize..span.end as usize).is_some());
        for edit in diagnostic.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some());
        }
    }
});
