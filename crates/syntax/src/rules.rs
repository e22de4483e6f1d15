//! The rules of reading: everything that can be wrong with a file before its meaning is asked.

use pipewright_diagnostics::{Example, Rule, Severity};

/// Every rule of this phase.
pub const ALL: &[&Rule] = &[
    &UNEXPECTED,
    &UNCLOSED_BRACKET,
    &STRAY_BRACKET,
    &UNCLOSED_TEXT,
    &UNCLOSED_COMMENT,
    &BAD_ESCAPE,
    &FORBIDDEN_CHARACTER,
    &UNEXPECTED_CHARACTER,
    &MALFORMED_NUMBER,
    &MISSING_QUOTES,
    &FOREIGN_SPELLING,
    &UNKNOWN_ITEM,
    &UNKNOWN_CLAUSE,
    &WRONG_MARK,
    &TOO_DEEP,
    &STRAY_DOCUMENTATION,
    &HYPHEN_IN_NAME,
    &MERGE_CONFLICT,
    &OTHER_LANGUAGE,
];

const fn error(
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    explanation: &'static str,
    failing: &'static str,
    passing: &'static str,
) -> Rule {
    Rule {
        code,
        name,
        severity: Severity::Error,
        summary,
        explanation,
        failing: Example(failing),
        passing: Example(passing),
    }
}

/// Something stands where the grammar has no place for it.
pub const UNEXPECTED: Rule = error(
    "PW0101",
    "unexpected",
    "Each item, clause and field is written in its form.",
    "Something stands where nothing like it can stand, or something that must follow is missing. \
     The message names what was found and what could have stood there; where the line begins with \
     a known word, an example of its form is shown.\n\n\
     One entry (an item, a clause, a field, a column, a condition) gives at most one such message. \
     The others around it are read as if it were not there.",
    "let tables = [\"orders\" \"customers\"]\n",
    "let tables = [\"orders\", \"customers\"]\n",
);

/// A bracket without its partner.
pub const UNCLOSED_BRACKET: Rule = error(
    "PW0102",
    "unclosed-bracket",
    "Every bracket that is opened is closed by its own kind.",
    "A `{`, `(` or `[` has no partner. Where the brackets of an item do not balance, the \
     indentation of its lines tells which one was forgotten, and an item that begins in column 0 \
     ends everything before it: a bracket left open in one item is reported there and nowhere else.",
    "let tables = [\"orders\", \"customers\"\n",
    "let tables = [\n  \"orders\",\n  \"customers\",\n]\n",
);

/// A closing bracket too many.
pub const STRAY_BRACKET: Rule = error(
    "PW0103",
    "stray-bracket",
    "Every closing bracket closes one that is open.",
    "A `}`, `)` or `]` stands where nothing of its kind is open. Remove it, or open the bracket \
     that was meant.",
    "let tables = [\"orders\"]]\n",
    "let tables = [\"orders\"]\n",
);

/// A text without its end.
pub const UNCLOSED_TEXT: Rule = error(
    "PW0104",
    "unclosed-text",
    "A text ends on the line it began on, or stands between triple quotes.",
    "A text in double quotes has no closing quote on its line, or a text in triple quotes has none \
     in the file. A text of one line is taken to end at its line's end, brackets and commas there \
     left out; a text of several lines before the next item.",
    "let bucket = \"acme\n",
    "let bucket = \"acme\"\n",
);

/// A comment without its end.
pub const UNCLOSED_COMMENT: Rule = error(
    "PW0105",
    "unclosed-comment",
    "A comment that begins with `/*` ends with `*/`.",
    "Such comments do not nest: the first `*/` ends one. A comment that is never closed is taken \
     to end before the next item that begins in column 0.",
    "let bucket = \"acme\"\n/* the bucket of the team\n",
    "let bucket = \"acme\"\n/* the bucket of the team */\n",
);

/// An escape or a hole that cannot be read.
pub const BAD_ESCAPE: Rule = error(
    "PW0106",
    "bad-escape",
    "A text holds the known escapes and holes only.",
    "The escapes are `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r`, `\\$` and `\\u{…}` with one to six \
     hexadecimal digits. A hole is `${name}` or `${record.field}` and holds nothing but a name; \
     write `\\${` for the two characters themselves.",
    "let pattern = \"\\d+\"\n",
    "let pattern = \"\\\\d+\"\n",
);

/// A character that may stand nowhere.
pub const FORBIDDEN_CHARACTER: Rule = error(
    "PW0107",
    "forbidden-character",
    "A file holds no invisible control characters, not even as escapes.",
    "Control characters other than tab and line end, U+0085, U+FFFE and U+FFFF break the tools \
     that read what Pipewright writes. Characters that change the direction of text or end lines \
     invisibly make a review see other code than the compiler does. A carriage return is allowed \
     before a line feed only.",
    "let bucket = \"acme\\u{202E}\"\n",
    "let bucket = \"acme\\u{E9}\"\n",
);

/// A character that is no part of the language.
pub const UNEXPECTED_CHARACTER: Rule = error(
    "PW0108",
    "unexpected-character",
    "Outside of texts and comments only the language's own marks stand.",
    "A character means nothing in Pipewright. Names are of the letters a to z and A to Z, digits, \
     `_` and `-`; a text, in double quotes, may hold any letters.",
    "let größe = 3\n",
    "let size = 3\n",
);

/// A number with an unknown unit.
pub const MALFORMED_NUMBER: Rule = error(
    "PW0109",
    "malformed-number",
    "A number, duration, size or date is written in its form.",
    "Durations are whole numbers with the units ms, s, m, h, d and w: `90s`, `1h30m`. Sizes take \
     KB, MB, GB, TB or KiB, MiB, GiB, TiB: `512MiB`. Dates are `2026-01-31`. Digits may be \
     grouped: `1_000`. A version such as 2.1.0 is a text and stands in quotes.",
    "let limit = 30min\n",
    "let limit = 30m\n",
);

/// A text without quotes.
pub const MISSING_QUOTES: Rule = error(
    "PW0110",
    "missing-quotes",
    "A text stands in double quotes.",
    "A value with a `/`, a `#` or another such character is a text. Names of datasets, regions and \
     constants stand without quotes, texts with them.",
    "let prefix = orders/daily/\n",
    "let prefix = \"orders/daily/\"\n",
);

/// A spelling of other languages.
pub const FOREIGN_SPELLING: Rule = error(
    "PW0111",
    "foreign-spelling",
    "Comments begin with `//`, texts stand in double quotes, lines need no `;`.",
    "One concept has one spelling. What other languages write otherwise is understood, reported \
     once, and can be mended by the fix.",
    "let bucket = 'acme'\n",
    "let bucket = \"acme\"\n",
);

/// A word at the top of a file that begins no item.
pub const UNKNOWN_ITEM: Rule = error(
    "PW0112",
    "unknown-item",
    "Each item begins with one of the known words.",
    "A file holds imports, types, datasets, connectors, regions, constants (`let`), secrets, \
     clusters, environments and pipelines.",
    "constant bucket = \"acme\"\n",
    "let bucket = \"acme\"\n",
);

/// A word in a pipeline or connector that begins no clause.
pub const UNKNOWN_CLAUSE: Rule = error(
    "PW0113",
    "unknown-clause",
    "Each clause begins with one of the known words.",
    "A clause of a pipeline or of a connector begins with a word that says what it is about. The \
     message names the nearest known one.",
    "connector lake(place: region) {\n  situated in place\n}\n",
    "connector lake(place: region) {\n  located in place\n}\n",
);

/// `:` for `=`, or the other way round.
pub const WRONG_MARK: Rule = error(
    "PW0114",
    "wrong-mark",
    "Values follow `=`, types follow `:`.",
    "A field of a record, a constant and a step take their value after `=`. A column, a parameter \
     and a step take their type after `:`. A comparison for equality is `==`.",
    "cluster frankfurt {\n  region: eu-central-1\n}\n",
    "cluster frankfurt {\n  region = eu-central-1\n}\n",
);

/// Nesting deeper than the limit.
pub const TOO_DEEP: Rule = error(
    "PW0115",
    "too-deep",
    "Brackets and chains nest at most 128 levels deep.",
    "The limit bounds what a hostile file can cost. No program written by people comes near it; \
     what a program generates can name its inner parts with `let`.",
    include_str!("rules/too_deep.pipe"),
    "let nested = [[[1]]]\n",
);

/// Documentation that documents nothing.
pub const STRAY_DOCUMENTATION: Rule = Rule {
    code: "PW0116",
    name: "stray-documentation",
    severity: Severity::Warning,
    summary: "A `///` line stands before the thing it documents.",
    explanation: "Documentation is attached to the item, column, parameter, field, clause or condition on the \
         next line, or to the file at its head. Before anything else, or behind code, it is lost to \
         every reader of documentation: write `//` there.",
    failing: Example("let bucket = \"acme\"\n\n/// The bucket of the team.\n"),
    passing: Example("/// The bucket of the team.\nlet bucket = \"acme\"\n"),
};

/// A hyphen in a declared name.
pub const HYPHEN_IN_NAME: Rule = error(
    "PW0117",
    "hyphen-in-name",
    "Only regions have hyphens in their names.",
    "Regions keep the spelling their cloud gives them (`eu-west-1`). Every other name becomes a \
     column of a query, a variable of a program or a word of a longer name, where a hyphen would \
     have to be replaced: it is written with `_`.",
    "let my-bucket = \"acme\"\n",
    "let my_bucket = \"acme\"\n",
);

/// Marks that a merge left in a file.
pub const MERGE_CONFLICT: Rule = error(
    "PW0118",
    "merge-conflict",
    "A merge is finished before a file is compiled.",
    "Where two changes touch the same lines, a version control system puts both versions into the \
     file, between `<<<<<<<`, `=======` and `>>>>>>>`. Which of them is meant only people know. What \
     stands around them is read with the first version.",
    "let bucket =\n<<<<<<< ours\n  \"acme\"\n=======\n  \"acme-eu\"\n>>>>>>> theirs\n",
    "let bucket =\n  \"acme-eu\"\n",
);

/// A file of another language.
pub const OTHER_LANGUAGE: Rule = error(
    "PW0119",
    "other-language",
    "A `.pipe` file is written in the language of pipelines.",
    "The file begins like one of another language and nothing in it can be read as an item, so that \
     one message says what it looks like instead of one for each of its lines. A program belongs into \
     an image, or between `\"\"\"` after `python` or `shell`; a query is an argument of the image that \
     executes it.",
    "SELECT country, sum(revenue) AS revenue\nFROM accounts\nGROUP BY country;\n",
    "let query = \"SELECT country, sum(revenue) AS revenue FROM accounts GROUP BY country\"\n",
);
