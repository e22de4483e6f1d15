//! The standard library declares what makes sense: projects take that for granted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_check::check;

#[test]
fn every_module_is_sound_as_a_module_of_a_project() {
    let (sources, modules) = support::standard();
    let mut looked_at = 0;
    for number in 0..modules.len() {
        // The prelude is known in every file only because it is standard.
        if modules[number].name() == "std.regions" {
            continue;
        }
        let mut modules = modules.clone();
        modules[number].standard = false;
        let (_, found) = check(&sources, &modules);
        let own = found
            .iter()
            .filter(|one| one.is_error() && one.primary.span.source == modules[number].tree.source);
        let messages: Vec<&str> = own.map(|one| one.message.as_str()).collect();
        assert!(
            messages.is_empty(),
            "{}: {messages:?}",
            modules[number].name()
        );
        looked_at += 1;
    }
    assert!(looked_at > 10, "{looked_at}");
}
