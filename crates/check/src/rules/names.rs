//! PW02xx: rules of names and fields.

super::rules! { NAMES:
    /// A name declared twice.
    DUPLICATE_NAME = "PW0201" "duplicate-name" Error
    "a name is declared once"
    "Two items of one file, two steps of one pipeline, or two pipelines, clusters or environments of one project have the same name. No name hides another in Pipewright, so that every name means one thing wherever it is read. The regions of the standard library are visible in every file and count as declared.\n\nRename one of the two.";
    /// A name nothing has.
    UNKNOWN_NAME = "PW0202" "unknown-name" Error
    "a name must be declared or imported"
    "Names are looked up among the parameters and elements of loops around them, the steps of the pipeline, the items and imports of the file, and the regions of the standard library. Items of another file are reached through an import: `import lake.tables`, then `tables.orders`.\n\nWhere a name is near, or another module declares it, a fix is offered.";
    /// A name of another kind of thing.
    WRONG_KIND = "PW0204" "wrong-kind" Error
    "a name must lead to the kind of thing its place needs"
    "The name is known, but it is a dataset where a region is needed, a step where a dataset is, a connector that tells people where one that holds rows is, and so on.";
    /// An import without use.
    UNUSED_IMPORT = "PW0205" "unused-import" Warning
    "an import is used"
    "Nothing in the file leads through the imported name. It is safe to remove; importing has no effect of its own.";
    /// A name that is spelled in a way generated names cannot be.
    NAME_STYLE = "PW0206" "name-style" Error
    "names of things are `snake_case`, names of types `UpperCamel`"
    "Names of pipelines, steps and datasets become parts of Kubernetes objects, environment variables and Airflow ids, which differ in what they allow. Lower-case letters, digits and `_`, beginning with a letter, fit all of them without two names becoming one. Types begin with a capital, so that a type is told from a value at sight. Elements of a `for` become part of the names of its steps.";
    /// A field nobody declared.
    UNKNOWN_FIELD = "PW0207" "unknown-field" Error
    "a record has only the fields its owner declares"
    "Fields of datasets are the parameters of their connector, and `freshness`, `owner` and `accepts`. Fields of steps, clusters and environments are fixed. The message lists those there are.";
    /// A field that must be given.
    MISSING_FIELD = "PW0208" "missing-field" Error
    "required fields are given"
    "A parameter of a connector without a default must be given by each dataset that uses it; steps, clusters and environments have required fields of their own.";
    /// A field, an argument or a word given twice.
    DUPLICATE_FIELD = "PW0209" "duplicate-field" Error
    "a field, an input or a word of a list is given once"
    "Which of two values counts would depend on their order. Keep one.";
    /// A name that hides another.
    SHADOWED_NAME = "PW0210" "shadowed-name" Error
    "no name hides another"
    "A parameter, a step or the element of a loop has the name of something that is visible there already. Whoever reads the name further down would have to know which of the two is nearer.\n\nChoose another name.";
    /// A clause said twice.
    DUPLICATE_CLAUSE = "PW0211" "duplicate-clause" Error
    "a clause is said once"
    "A pipeline has one schedule, one deadline, one owner; a connector has one `located in`, a project one `defaults`. Which of two counts would depend on their order.";
    /// A word that is none of those known.
    UNKNOWN_WORD = "PW0212" "unknown-word" Error
    "where the language has a fixed set of words, one of them stands"
    "`guarantee`, `overlap`, `targets`, `sync`, `reads`, `writes`, `format` and the like take words from a fixed set, which the message lists.";
    /// A clause a pipeline must have.
    MISSING_CLAUSE = "PW0213" "missing-clause" Error
    "a pipeline says when it runs and does something; a check has conditions"
    "There is no default for when a pipeline runs: say `schedule every 6h`, `schedule cron \"…\" in \"Zone\"`, `schedule on DATASET`, or `schedule manual` for one that people start. A pipeline without steps, checks and writes, and a check without conditions, are most likely unfinished.";
    /// Arguments a connector does not take.
    WRONG_ARGUMENTS = "PW0214" "wrong-arguments" Error
    "a call gives each parameter once"
    "`slack.channel(\"#data\")` gives the parameters of the connector in order, or by name: `slack.channel(\"#data\", connection = \"ops\")`.";
    /// A clause where none of its kind can stand.
    MISPLACED_CLAUSE = "PW0215" "misplaced-clause" Error
    "a clause stands where it means something"
    "Schedules, deadlines, reactions and the like are of the whole pipeline: a `for` holds only steps, checks, writes and further loops. A step has either a type for its only output, or `outputs` with a type each; one that uses a template has the type the template says, and one that calls a pipeline yields what that hands out.\n\n`defaults` holds what may be said of every pipeline at once, never its schedule or its steps. A template stands for one step. Only parameters of pipelines come `per run`.";
}
