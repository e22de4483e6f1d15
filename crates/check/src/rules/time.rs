//! PW036x: time: intervals, how datasets are cut and ordered, runs of the past, lateness.

super::rules! { TIME:
    /// A column that cannot cut or order rows.
    BAD_SLICE = "PW0361" "bad-slice" Error
    "a partition and a cursor are columns that every row has, of a type that can cut or order"
    "`partition = day(placed)` says how a dataset is cut: `hour` of a timestamp, `day` or `month` of a timestamp or a date, `key` of text, whole numbers, truth or dates. `cursor = updated_at` names the timestamp or date that says when a row came to be or was changed last. A row without the value would lie in no part and no interval, and be lost in silence: the column is never missing.";
}
