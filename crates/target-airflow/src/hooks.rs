//! Functions of our own that a DAG file carries where it needs them, always in the same words.

/// A function, and what of other modules it uses.
#[derive(Debug)]
pub struct Hook {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Names it uses that are imported.
    pub uses: &'static [&'static str],
}

/// All there are, in the order they are written.
pub const ALL: &[Hook] = &[
    Hook {
        name: "keep_values",
        text: include_str!("hooks/keep_values.py"),
        uses: &["Param", "json"],
    },
    Hook {
        name: "end_in_time",
        text: include_str!("hooks/end_in_time.py"),
        uses: &["AirflowFailException", "timezone"],
    },
];
