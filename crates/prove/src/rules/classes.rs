//! The rule of classes.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::platform;

/// A step over customers, with or without its type.
macro_rules! project {
    ($kind:literal) => {
        concat!(
            r#"
import std.s3

type Customer {
  id:      string key
  country: string
  email:   string pii
}

type Countries {
  country:   string key
  customers: int
}

dataset customers: Customer = s3.parquet {
  bucket = "acme-raw"
  prefix = "customers/"
  region = eu-west-1
}

dataset countries: Countries = s3.parquet {
  bucket = "acme-lake"
  prefix = "countries/"
  region = eu-west-1
}

pipeline count {
  schedule manual

  step by_country"#,
            $kind,
            r#" = run "ghcr.io/acme/count:1.4" {
    inputs = [customers]
  }

  write by_country to countries replacing all
}
"#,
            platform!()
        )
    };
}

/// A class on its way to where it is not wanted.
pub const CLASS_NOT_ACCEPTED: Rule = Rule {
    code: "PW0620",
    name: "class-not-accepted",
    severity: Severity::Error,
    summary: "Classes of data, such as `pii`, reach only what carries or accepts them.",
    explanation: "\
A mark such as `pii` on a column travels with the data. On every write each class of what is written \
must be on the column of the sink it lands in, or the sink must say `accepts = [pii]`. Columns are \
matched as the sink matches them, by name or by position.

A step is opaque: what its image does with an address nobody can see. The type written at the step is \
its contract, and is trusted: the classes that leave the step are those of the type's columns, so a \
type without `email` says that no address leaves. A step without a written type has the columns of its \
sink, and promises nothing: it carries every class of everything it reads. So does a dataset that \
accepts a class: whoever reads it reads that class.

The ledger has a row for every class a pipeline reads, which says for each write whether the class \
reaches it, and why not, and which logs and staging area it may reach on the way.",
    failing: Example(project!("")),
    passing: Example(project!(": Countries")),
};

/// A step that counts customers, and yields something.
macro_rules! yielding {
    ($yields:literal) => {
        concat!(
            r#"
import std.s3

type Customer {
  id:      string key
  country: string
  email:   string pii
}

type Countries {
  country:   string key
  customers: int
}

dataset customers: Customer = s3.parquet {
  bucket = "acme-raw"
  prefix = "customers/"
  region = eu-west-1
}

dataset countries: Countries = s3.parquet {
  bucket = "acme-lake"
  prefix = "countries/"
  region = eu-west-1
}

pipeline count {
  schedule manual

  step by_country: Countries yields "#,
            $yields,
            r#" = run "ghcr.io/acme/count:1.4" {
    inputs = [customers]
  }

  write by_country to countries replacing all
}
"#,
            platform!()
        )
    };
}

/// A pipeline over customers: the type it yields, the fields of its step, what the cluster's logs
/// accept, what it says besides.
macro_rules! marked {
    ($columns:literal, $fields:literal, $accepts:literal, $more:literal) => {
        concat!(
            r#"
import std.s3

type Customer {
  id:      string key
  country: string
  email:   string pii
}

type Told {
"#,
            $columns,
            r#"
}

secret pseudonyms {
  path = "analytics/pseudonyms"
  keys = ["salt"]
}

dataset customers: Customer = s3.parquet {
  bucket = "acme-raw"
  prefix = "customers/"
  region = eu-west-1
}

dataset told: Told = s3.parquet {
  bucket = "acme-lake"
  prefix = "told/"
  region = eu-west-1
}

pipeline tell {
  schedule manual

  step telling: Told = run "ghcr.io/acme/tell:1.4" {
    inputs = [customers]
    env    = { SALT = pseudonyms.salt }
"#,
            $fields,
            r#"  }
"#,
            $more,
            r#"
  write telling to told replacing all
}
"#,
            platform!(
                "nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]",
                $accepts,
                "eu-west-1"
            )
        )
    };
}

/// A mark that a type leaves out though the column stays.
pub const MARK_LOST: Rule = Rule {
    code: "PW0622",
    name: "mark-lost",
    severity: Severity::Warning,
    summary: "A column that keeps its name through a step keeps its marks, or the step says why not.",
    explanation: "\
The type written at a step is its contract: a type without `email` says that no address leaves. A type \
with an `email` of the same type and without its mark says nothing of the kind; most often the mark was \
forgotten, and from there on nobody knows. Mark the column, leave it out, or say what makes it harmless: \
`declassifies = { email = hashed(SECRET.KEY) }` where the image hashes it with a salt it is handed, \
`declassifies = { country = grouped(customers, 20) }` where each row stands for at least so many.",
    failing: Example(marked!(
        "  id:    string key\n  email: string",
        "",
        "logs   = eu-west-1",
        ""
    )),
    passing: Example(marked!(
        "  id:    string key\n  email: string",
        "    declassifies = { email = hashed(pseudonyms.salt) }\n",
        "logs   = eu-west-1",
        ""
    )),
};

/// Logs and staging areas that hold what they do not accept.
pub const CLASS_ON_THE_WAY: Rule = Rule {
    code: "PW0623",
    name: "class-on-the-way",
    severity: Severity::Error,
    summary: "Logs and staging areas that say which classes they accept hold no others.",
    explanation: "\
Rows leave a pipeline by more than its sinks. An image may print what it reads, and the cluster keeps it \
among its logs; between tasks rows wait in the staging area. `accepts = [pii]` in a `cluster` or in the \
`staging` of an environment says which classes may be there, `accepts = []` that none may. Then whatever \
reads rows of another class on that cluster is refused, and so is what stages them. Where nobody says, \
the ledger does: each class has a line for the logs and the staging area it may reach.",
    failing: Example(marked!(
        "  id:      string key\n  country: string",
        "",
        "logs   = eu-west-1\n  accepts = []",
        ""
    )),
    passing: Example(marked!(
        "  id:      string key\n  country: string",
        "",
        "logs   = eu-west-1\n  accepts = [pii]",
        ""
    )),
};

/// A declassifier that is not what it is said to be.
pub const UNKEPT_DECLASSIFIER: Rule = Rule {
    code: "PW0624",
    name: "unkept-declassifier",
    severity: Severity::Error,
    summary: "What is said to make a column harmless is there.",
    explanation: "\
`hashed(SECRET.KEY)` is a hash salted with a secret: the step must be handed that key in its \
environment, for a hash without a salt is guessed from a list of addresses. `grouped(COUNT, LEAST)` says \
that each row stands for at least `LEAST`, counted in the column `COUNT`: a check of the step's rows \
must hold smaller groups back, such as `check by_country { customers >= 20 }`. Both speak of columns \
of the type that is written at the step.",
    failing: Example(marked!(
        "  country: string key\n  people:  int",
        "    declassifies = { country = grouped(people, 20) }\n",
        "logs   = eu-west-1",
        ""
    )),
    passing: Example(marked!(
        "  country: string key\n  people:  int",
        "    declassifies = { country = grouped(people, 20) }\n",
        "logs   = eu-west-1",
        "\n  check telling { people >= 20 }\n"
    )),
};

/// Text out of classified rows, where no dataset keeps it.
pub const CLASS_IN_A_VALUE: Rule = Rule {
    code: "PW0621",
    name: "class-in-a-value",
    severity: Severity::Note,
    summary: "A step that reads classified rows yields no text beside its datasets.",
    explanation: "\
The small values a step `yields` are kept by the engine: in its database, on its pages, in the state of \
pods. They carry no marks. A step that reads rows of a class, such as `pii`, and yields text may put \
there what its datasets would not be allowed to hold. Numbers and truths are what is counted; text may be \
anything. What reads such a value counts as having read the rows behind it.",
    failing: Example(yielding!("largest: string")),
    passing: Example(yielding!("largest: int")),
};
