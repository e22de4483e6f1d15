//! The rules of projects: their files, names and imports.

use pipewright_diagnostics::{Example, Rule, Severity};

/// No example can show it: it is about bytes and folders, not about text.
const NOT_AS_TEXT: Example = Example("");

/// An import names a module that exists.
pub const UNKNOWN_MODULE: Rule = Rule {
    code: "PW0901",
    name: "unknown-module",
    severity: Severity::Error,
    summary: "An import names a file of the project or a module of the standard library.",
    explanation: "\
`import lake.tables` is the file `lake/tables.pipe`, from the root of the project, whichever file
the import stands in. `import std.s3` is a module of the standard library. Nothing else can be
imported: an import never leaves the project.",
    failing: Example("import std.s4\n\nlet unused = 1\n"),
    passing: Example("import std.s3\n\nlet unused = 1\n"),
};

/// Imports form no cycle.
pub const IMPORT_CYCLE: Rule = Rule {
    code: "PW0902",
    name: "import-cycle",
    severity: Severity::Error,
    summary: "No module imports itself, directly or through others.",
    explanation: "\
Files are read in the order of their imports, so that nothing depends on the order in which things
are written. Two files that need each other usually need a third: put what both use there.",
    failing: Example(
        "//! file: a.pipe\nimport b\n\nlet one = 1\n//! file: b.pipe\nimport a\n\nlet two = 2\n",
    ),
    passing: Example("//! file: a.pipe\nimport b\n\nlet one = 1\n//! file: b.pipe\nlet two = 2\n"),
};

/// Sources are UTF-8.
pub const NOT_UTF8: Rule = Rule {
    code: "PW0903",
    name: "not-utf8",
    severity: Severity::Error,
    summary: "Source files are UTF-8 text.",
    explanation: "\
A file in another encoding is refused at its first byte that is not UTF-8, rather than guessed at.
Save it as UTF-8.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Projects have a bounded size.
pub const PROJECT_TOO_LARGE: Rule = Rule {
    code: "PW0904",
    name: "project-too-large",
    severity: Severity::Error,
    summary: "A file has at most 4 MiB, a project at most 50,000 files and 256 MiB.",
    explanation: "\
The limits are far above what people write; they keep a stray data file or a home folder taken for
a project from costing minutes. If the root is not the folder you meant, mark the right one with a
`pipewright.toml`.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Links do not lead outside.
pub const LINK_LEAVES_PROJECT: Rule = Rule {
    code: "PW0905",
    name: "link-leaves-project",
    severity: Severity::Error,
    summary: "No source file is a symlink to a place outside the project.",
    explanation: "\
A project is a folder, and what it means must not depend on what lies around it. A `.pipe` file
that links outside is refused; a linked folder outside is not followed, and a note says so.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// File names are harmless.
pub const FILE_NAME: Rule = Rule {
    code: "PW0906",
    name: "file-name",
    severity: Severity::Error,
    summary: "File and folder names hold letters, digits and `_ - . + @` or spaces; `std` is taken.",
    explanation: "\
Paths of source files are quoted in generated files and in logs, so that anything that could end a
line or start a command there is refused. `std.pipe` and the folder `std` would be mistaken for the
standard library. A file whose name is no plain name is read, but cannot be imported.",
    failing: Example("//! file: std/tables.pipe\nlet unused = 1\n"),
    passing: Example("//! file: standard/tables.pipe\nlet unused = 1\n"),
};

/// The manifest says only what it may.
pub const MANIFEST: Rule = Rule {
    code: "PW0907",
    name: "manifest",
    severity: Severity::Error,
    summary: "`pipewright.toml` holds `name`, `out`, `[levels]` and `[check]`, and nothing else.",
    explanation: "\
`name` is the project's name, for people. `out` is the folder that `build` writes, inside the
project and not the project itself; `generated` where it is not written. `[levels]` gives rules
other levels, and `[check]` may name a `baseline`. Everything that changes the meaning of a project
stands in its `.pipe` files.",
    failing: Example(
        "//! file: pipewright.toml\noutput = \"deploy\"\n//! file: main.pipe\nlet unused = 1\n",
    ),
    passing: Example(
        "//! file: pipewright.toml\nout = \"deploy\"\n//! file: main.pipe\nlet unused = 1\n",
    ),
};

/// Sources are regular files.
pub const UNREADABLE_SOURCE: Rule = Rule {
    code: "PW0908",
    name: "unreadable-source",
    severity: Severity::Error,
    summary: "A source file is a regular file.",
    explanation: "\
A named pipe, socket or device whose name ends in `.pipe` is not read: reading it could wait
forever.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// All rules of this crate.
pub const ALL: &[&Rule] = &[
    &UNKNOWN_MODULE,
    &IMPORT_CYCLE,
    &NOT_UTF8,
    &PROJECT_TOO_LARGE,
    &LINK_LEAVES_PROJECT,
    &FILE_NAME,
    &MANIFEST,
    &UNREADABLE_SOURCE,
];
