//! PW07xx: reads and writes. Guarantees across hops are proven later.

super::rules! { WRITES:
    /// A write that does not say how.
    MISSING_WRITE_MODE = "PW0751" "missing-write-mode" Error
    "a write says what happens to the rows that are there"
    "`appending`, `replacing all`, `replacing partition (COLUMN)` or `merging by key`: the mode decides what a retry does, whether a backfill is safe, and whether each row arrives once. There is no default.";
    /// A write its connector cannot do.
    UNSUPPORTED_WRITE_MODE = "PW0752" "unsupported-write-mode" Error
    "a write asks for what the connector of its sink can do"
    "A connector lists in `writes` the modes it keeps. The message names those there are.";
    /// A read of what cannot be read.
    NOT_READABLE = "PW0753" "not-readable" Error
    "what is read can be read"
    "The connector of the dataset has no `reads`: rows go in, none come out.";
    /// Two writes of which one undoes the other.
    WRITTEN_TWICE = "PW0754" "written-twice" Error
    "no write of a pipeline undoes another"
    "Two writes to one dataset, of which one replaces all of it: which rows are left would depend on which comes last.";
    /// A write to what others write.
    WRITE_TO_EXTERNAL = "PW0755" "write-to-external" Error
    "an external dataset is not written here"
    "`external dataset` says that somebody outside of this project writes it. Either it is not external, or the write goes elsewhere.";
}
