//! PW03xx: rules of values, texts and secrets.

super::rules! { VALUES:
    /// A value of another kind.
    TYPE_MISMATCH = "PW0301" "type-mismatch" Error
    "a value is of the kind its place needs"
    "Durations, sizes, regions, secrets and text are different things, and nothing is converted: `30m` is a duration, `512MiB` a size, `eu` a region, `\"eu\"` text.";
    /// A number out of range.
    OUT_OF_RANGE = "PW0302" "out-of-range" Error
    "a number is in the range that means something"
    "Whole numbers have 64 bits; ports, retries, cores and sizes have ranges of their own, which the message gives.";
    /// A day that is in no calendar.
    NO_SUCH_DATE = "PW0303" "no-such-date" Error
    "a date is in the calendar"
    "Dates are written `2026-01-31` and must exist.";
    /// A constant made of itself.
    CYCLIC_VALUE = "PW0304" "cyclic-value" Error
    "constants, regions and secrets are not made of themselves"
    "The language is total: every value is computed in finitely many steps. The message names the way around.";
    /// Something that outgrows its bound.
    TOO_LARGE = "PW0306" "too-large" Error
    "values, types and pipelines stay within their bounds"
    "Constants that double each other, and loops in loops, grow beyond what any run needs with a few lines of source. Bounds keep compiling cheap whatever the file: 64 KiB of text, 50000 values in a list or record, 2000 columns, 5000 steps, checks and writes in a pipeline and 300000 in a project, 20000 members of families, 5000 combinations of a matrix, 16 calls in each other.";
    /// Text that is no image.
    BAD_IMAGE = "PW0307" "bad-image" Error
    "an image is `registry/repository:tag`, with or without a digest"
    "References are read as registries read them: a lower-case repository, a tag of at most 128 characters, a digest `sha256:` with 64 hexadecimal digits. What names no registry is of Docker Hub.";
    /// An image without a version.
    UNPINNED_IMAGE = "PW0308" "unpinned-image" Error
    "an image names a version"
    "Without a tag an image is `latest`, which is another image every day: the same source would give another run, and a retry another result than the first attempt. Name a version, or a digest.";
    /// A hole that cannot be filled.
    BAD_HOLE = "PW0309" "bad-hole" Error
    "what fills a hole in text has one spelling, and is known when it must be"
    "Text, numbers, dates, truth, single places and keys of secrets fill holes; durations, sizes and lists have no one spelling. Secrets and `run.id` are known at run time only: they can stand in arguments and variables, not in images, buckets or owners.";
    /// Text that is no host.
    BAD_HOST = "PW0310" "bad-host" Error
    "a host is a name or an address, nothing more"
    "Network policies are made of hosts: no scheme, port, path or user stands in them.";
    /// A key a secret does not have.
    UNKNOWN_SECRET_KEY = "PW0311" "unknown-secret-key" Error
    "a secret that lists its keys has the key that is used"
    "`secret NAME { path = \"…\", keys = [\"username\", \"password\"] }` says which values the secret holds. A connector may need a key by name: `secrets credentials { username, password }`.";
    /// A secret where one value is needed.
    SECRET_WITHOUT_KEY = "PW0312" "secret-without-key" Error
    "where one value is needed, a key of the secret is chosen"
    "A secret in a store holds several values under keys. An environment variable is one value: write `NAME.KEY`.";
    /// Two secrets that would be one.
    SECRET_COLLISION = "PW0313" "secret-collision" Error
    "two secrets never become one Kubernetes Secret"
    "A Kubernetes Secret is named after the path with `-` for what it cannot hold. Two paths that differ only in such characters would overwrite each other.";
    /// A parameter nobody gives.
    MISSING_PARAMETER = "PW0314" "missing-parameter" Error
    "every parameter without a default is given: by each environment, by a `call`, by the use of a template"
    "A pipeline with parameters is bound once for each environment: `parameters = { pipeline = { name = value } }`; of a family, for all its members or for one, `replicate_orders = { … }`. A schedule could not start it with something missing. A pipeline that is only called and `schedule manual` may be left to its callers: `call load { table = \"orders\" }` gives what it needs, as the use of a template does.";
    /// A pattern that is none.
    BAD_PATTERN = "PW0315" "bad-pattern" Error
    "a pattern is a regular expression of RE2"
    "`matches` is evaluated by DuckDB with RE2, which takes time linear in the text: it knows no look-around and no back-references.";
    /// Text without the form it needs.
    MALFORMED_TEXT = "PW0316" "malformed-text" Error
    "text that names something elsewhere has the form it needs there"
    "Labels, namespaces, environment variables, paths of secrets, registries, addresses and owners end up in places with rules of their own. They are checked here, where the text stands, rather than by a server later.";
    /// A region without places.
    EMPTY_REGION = "PW0317" "empty-region" Error
    "a region holds a place, and `except` takes one away"
    "A region nothing is in can be satisfied by nothing, and an exception that takes nothing away is most likely a slip.";
    /// An index or a part that is not there.
    NO_SUCH_ELEMENT = "PW0318" "no-such-element" Error
    "an index or a part leads somewhere"
    "Steps made by a `for` are told apart by the elements of its list: `load[\"orders\"]`; so are the members of a family: `raw[\"orders\"]`, `call replicate[\"orders\"]`. Records have the fields they are written with, steps the outputs they declare, calls what their pipeline hands out.";
    /// A secret in plain text.
    SECRET_IN_TEXT = "PW0319" "secret-in-text" Error
    "no secret is written as text"
    "Text of the source goes into manifests, DAGs and plans, and into Git before that. Keys and tokens in the forms their makers give them, private keys, and passwords in addresses are refused wherever they stand; plain text in a variable that is named `…_PASSWORD`, `…_TOKEN` or the like is warned of. Refer to a secret instead: its value never reaches any output.";
}
