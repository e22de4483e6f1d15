//! PW04xx: types and rows.

super::rules! { SCHEMAS:
    /// A type nobody knows.
    UNKNOWN_TYPE = "PW0401" "unknown-type" Error
    "a type is known"
    "Columns are `string`, `string(n)`, `int`, `decimal(p, s)`, `float`, `bool`, `date`, `timestamp`, `json`, `bytes`, `list<…>` or `{ … }`; parameters are `string`, `int`, `decimal`, `bool`, `duration`, `size`, `date`, `timestamp`, `region`, `secret`, `host`, `dataset` or `list<…>`. Names of other systems are offered as what they mean here.";
    /// A column declared twice.
    DUPLICATE_COLUMN = "PW0402" "duplicate-column" Error
    "a type has each column once"
    "Warehouses do not tell `Id` from `id`, so names that differ only in case count as one.";
    /// A type put together wrongly.
    BAD_TYPE = "PW0403" "bad-type" Error
    "a type is put together rightly"
    "A decimal has 1 to 38 digits, of which no more are after the point; lists have elements that are never missing; rows need at least one column and a record type.";
    /// A mark that means nothing.
    BAD_MARK = "PW0404" "bad-mark" Error
    "marks are `key` or classes, each once"
    "`key` marks the columns that tell rows apart: they are never missing, and only columns of the row itself can be keys. Every other mark in lower case is a class of data such as `pii`.";
    /// A dataset without a type.
    MISSING_TYPE = "PW0405" "missing-type" Error
    "a dataset has a type"
    "Types are inferred inside a pipeline and written at its borders. Without the columns of its datasets nothing of a pipeline could be checked.";
    /// Two sinks that disagree.
    CONFLICTING_ROWS = "PW0406" "conflicting-rows" Error
    "the sinks of a step without a type agree"
    "A step without a type has the rows of the dataset it is written to. Written to two datasets with other columns, it can fit only one of them: write the type of the step, and the other write is checked against it.";
    /// A column a sink needs.
    MISSING_COLUMN = "PW0407" "missing-column" Error
    "what is written has every column its sink needs"
    "A sink that matches columns by name needs each of its columns that is not optional.";
    /// A column of another type.
    COLUMN_TYPE = "PW0408" "column-type" Error
    "a column has the type its sink has, or one that fits into it unchanged"
    "Nothing is converted in silence: text is no number, and a decimal fits only into one with as many digits on both sides of the point. A whole number fits into a decimal of 19 digits before the point.";
    /// A column that may be missing where it must not.
    NULL_INTO_REQUIRED = "PW0409" "null-into-required" Error
    "what may be missing is not written where nothing is missing"
    "A column declared `?` in what is written and without it in the sink would break the sink's promise to its readers.";
    /// A column the sink has not.
    EXTRA_COLUMN = "PW0410" "extra-column" Error
    "what is written has no column its sink does not take"
    "The column would be dropped on the way. Leave it out of the step's type, or add it to the sink.";
    /// Columns in another order.
    COLUMN_ORDER = "PW0411" "column-order" Error
    "where columns match by position, their order and number agree"
    "A sink that matches by position (a CSV file, a `COPY`) takes the first column for the first whatever its name. The same columns in another order would be swapped in silence.";
    /// Columns that match by position under other names.
    COLUMN_RENAMED = "PW0412" "column-renamed" Warning
    "where columns match by position, their names agree"
    "The position fits and the type too, but the name differs: either the column was renamed on one side only, or another one is meant.";
    /// A column nobody declared.
    UNKNOWN_COLUMN = "PW0413" "unknown-column" Error
    "conditions and partitions name columns there are"
    "Checks, partitions and keys speak of columns of the type of what they check or write.";
    /// Things that cannot be compared.
    INCOMPARABLE = "PW0414" "incomparable" Error
    "a condition compares like with like"
    "Numbers compare with numbers, text with text, dates and timestamps with dates. `matches` is for text, `fresh within` for dates and timestamps. True and false have no order.";
    /// A merge without a key.
    MERGE_WITHOUT_KEY = "PW0415" "merge-without-key" Error
    "merging needs a key"
    "`merging by key` updates the row with the same key and adds the others. Mark the columns that tell rows apart with `key` in the type of the dataset.";
    /// Conditions on rows nobody described.
    UNTYPED_ROWS = "PW0416" "untyped-rows" Error
    "conditions on columns need the type of the rows"
    "The step has no type and is written to no dataset that would give it one. `rows > 0` can be checked all the same.";
    /// A mark that is most likely meant otherwise.
    DOUBTFUL_MARK = "PW0417" "doubtful-mark" Warning
    "a mark of a column is `key` or a class of data"
    "After the type of a column stand `key` and classes of data: any name you choose, such as `pii`. A name that is nearly a known one is most likely misspelt, and would protect nothing: `email: string pi`. Words of SQL say nothing: a column is never missing unless its type ends in `?`, and `key` tells rows apart.";
}
