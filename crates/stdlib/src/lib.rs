//! The standard library's `.pipe` files, carried in the binary.
//!
//! The files themselves lie in `stdlib/` at the root of the repository; this crate only carries
//! their text. `std.regions` is the prelude: its regions are visible everywhere.

/// The name of the module whose regions every file sees.
pub const PRELUDE: &str = "regions";

/// One module of the standard library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardModule {
    /// `s3` for `std.s3`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// All modules, sorted by name.
#[must_use]
pub fn modules() -> &'static [StandardModule] {
    MODULES
}

/// The module `std.NAME`.
#[must_use]
pub fn module(name: &str) -> Option<&'static StandardModule> {
    MODULES
        .binary_search_by(|module| module.name.cmp(name))
        .ok()
        .and_then(|index| MODULES.get(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_by_name() {
        for known in modules() {
            assert_eq!(module(known.name), Some(known));
        }
        assert_eq!(module("no such module"), None);
    }
}
