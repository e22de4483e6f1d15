//! PW036x: time: intervals, how datasets are cut and ordered, runs of the past, lateness.

super::rules! { TIME:
    /// What needs one clock.
    NO_INTERVAL = "PW0360" "no-interval" Error
    "intervals, backfills and late data come of one schedule by the clock"
    "A run's data interval goes from the logical time of the run before to its own: `run.interval_start`, `run.interval_end` and `interval(orders)` speak of it. A run that a dataset or an event starts stands for no interval, and of two clocks there is no run before. `backfill` makes up the runs of a clock that lie in the past; `late data within` counts from the end of an interval.\n\nRuns that people start besides (`or manual`) stand for the interval that ended last.";
    /// A column that cannot cut or order rows.
    BAD_SLICE = "PW0361" "bad-slice" Error
    "a partition and a cursor are columns that every row has, of a type that can cut or order"
    "`partition = day(placed)` says how a dataset is cut: `hour` of a timestamp, `day` or `month` of a timestamp or a date, `key` of text, whole numbers, truth or dates. `cursor = updated_at` names the timestamp or date that says when a row came to be or was changed last. A row without the value would lie in no part and no interval, and be lost in silence: the column is never missing.";
    /// A backfill of nothing, or of too much.
    BACKFILL_RANGE = "PW0362" "backfill-range" Error
    "a backfill covers days in their order, in which some runs are due, and not too many"
    "`backfill from 2026-01-01 to 2026-02-01` makes up the runs whose logical time comes after the first moment of the first day, and no later than that of the last, days being those of the schedule's zone: what is due on the first day of February at midnight stands for the last day of January. Ranges that meet share no run. Without `to` it goes up to the present.";
    /// A message that nobody would ever get.
    NEVER_LATE = "PW0363" "never-late" Error
    "people are told of lateness before what is late is ended"
    "`on late after 20m notify …` tells people when a run still goes on twenty minutes after its start, while there is time to do something about it. A run that reaches its deadline is ended, and so is a step that reaches its timeout: told at that time or later, nobody would be told. `on failure` tells of the end.";
    /// Days that are read by shorter intervals.
    DAY_BY_HOURS = "PW0364" "day-by-hours" Error
    "rows that know only their day are read by intervals of whole days"
    "A date counts as its first moment: a run every six hours would find all rows of a day in the first of its four intervals, when the day has hardly begun, and none in the others. Run once a day, or read by a timestamp.";
}
