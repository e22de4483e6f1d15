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
reaches it, and why not.",
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
