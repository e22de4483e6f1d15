//! Every generated program parses, and formatting it is faithful and stable.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipewright_source::SourceId;

fuzz_target!(|bytes: &[u8]| {
    let text = pipewright_parser::testing::program(bytes);
    let once = pipewright_format::format(SourceId(0), &text).expect("a program");
    let twice = pipewright_format::format(SourceId(0), &once).expect("a program");
    assert_eq!(once, twice);
});
