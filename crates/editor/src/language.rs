//! What the language itself defines: types, functions, marks and fields, with their meaning.

/// The types of columns and parameters.
pub const TYPES: &[(&str, &str)] = &[
    ("string", "Text."),
    ("int", "A whole number."),
    (
        "decimal",
        "An exact number: `decimal(18, 2)` has 18 digits, two of them behind the point.",
    ),
    ("float", "A binary floating-point number."),
    ("bool", "`true` or `false`."),
    ("date", "A day."),
    ("timestamp", "A moment."),
    ("json", "A JSON document."),
    ("bytes", "Bytes."),
    ("list", "A list: `list<string>`."),
    ("duration", "A length of time: `30m`."),
    ("size", "An amount of memory or disk: `4GiB`."),
    ("money", "An amount of money: `40 USD`."),
    ("region", "A set of cloud regions."),
    (
        "secret",
        "A reference to a secret; its value never exists when compiling.",
    ),
    ("host", "A host name."),
    ("dataset", "A dataset, handed to a pipeline."),
    ("image", "A container image."),
];

/// The types that a column may have.
pub const OF_COLUMNS: &[&str] = &[
    "string",
    "int",
    "decimal",
    "float",
    "bool",
    "date",
    "timestamp",
    "json",
    "bytes",
    "list",
];

/// The types that a parameter may have.
pub const OF_PARAMETERS: &[&str] = &[
    "string",
    "int",
    "decimal",
    "bool",
    "duration",
    "size",
    "date",
    "timestamp",
    "region",
    "secret",
    "host",
    "dataset",
    "list",
];

/// Functions and values.
pub const BUILTINS: &[(&str, &str)] = &[
    (
        "secret",
        "A secret by its path: `secret(\"crm/api\")`. Its value never exists when compiling, and reaches no output.",
    ),
    (
        "run",
        "The run itself: `run.id`, `run.logical_time`, `run.date`, and its data interval.",
    ),
    (
        "rows",
        "How many rows: a dataset's, or those a check looks at.",
    ),
    ("age", "How old the newest value of a column is."),
    ("true", "Yes."),
    ("false", "No."),
    (
        "external",
        "Secrets that External Secrets fetches from a store.",
    ),
    ("existing", "Secrets that are there already."),
    ("argocd", "Argo CD."),
    ("flux", "Flux."),
    ("manual", "Only when somebody asks for it."),
    ("automatic", "By itself."),
    ("prometheus", "Prometheus."),
];

/// Functions whose names others may have, too.
pub const FUNCTIONS: &[(&str, &str)] = &[
    (
        "collect",
        "What all rounds of a loop yielded, as one dataset: `collect(load)`.",
    ),
    (
        "matrix",
        "Every combination of its fields' values, without those that `exclude` matches: `matrix { depth = [4, 8] }`.",
    ),
];

/// Marks of columns that mean something to the compiler; every other mark is a class.
pub const MARKS: &[(&str, &str)] = &[
    (
        "key",
        "Together with all other columns marked so, tells one row from another.",
    ),
    (
        "pii",
        "Personal data: it reaches no sink, log or notification that does not accept it.",
    ),
];

/// Whether the language defines a function or value of this name.
#[must_use]
pub fn is_builtin(name: &str) -> bool {
    BUILTINS.iter().any(|(known, _)| *known == name)
}

/// Whether the language defines a type of this name.
#[must_use]
pub fn is_type(name: &str) -> bool {
    TYPES.iter().any(|(known, _)| *known == name)
}

/// What a word of the language means.
#[must_use]
pub fn meaning(table: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let mut entries = table.iter();
    let (_, meaning) = entries.find(|(known, _)| *known == name)?;
    Some(meaning)
}
