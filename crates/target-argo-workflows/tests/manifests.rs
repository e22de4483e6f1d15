//! What the pipeline of the language's first page becomes, file by file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_pod::fixtures::customer_analytics;

#[test]
fn every_file_of_the_first_page() {
    let plan = customer_analytics();
    for (path, file) in support::build(&[&plan]).iter() {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(path.replace('/', "__"), file.text);
        });
    }
}
