//! PW023x, PW024x, PW034x: decisions, repetitions, resources, gates, and values of steps.

super::rules! { CONTROL:
    /// Something read where it may not be.
    OFF_THE_WAY = "PW0230" "off-the-way" Error
    "what is read is there in every run in which it is read"
    "A step in a `when` runs only in some runs. What reads it from outside would have nothing to read in the others, and nobody would have said what happens then.\n\nMove the reader into the same body, so that it is skipped together with what it reads. Or yield the rows in each arm and read them as one: `step result = either fast or slow`. What reads an `either` is skipped where none of its steps ran.";
    /// Steps of an `either` that may be there together.
    NOT_EXCLUSIVE = "PW0231" "not-exclusive" Error
    "of the steps of an `either` at most one runs"
    "`either fast or slow` stands for that step which ran. It is made for the arms of one `when`, of which a run takes one. Steps of two separate `when`s may both run, and then it would not be said which of them is meant.\n\nMake the second `when` an `else when` of the first.";
    /// A run-time loop without a bound.
    UNBOUNDED_LOOP = "PW0233" "unbounded-loop" Error
    "a `for` over a list of the run says how many elements there may be"
    "The list exists only when the run goes on. `max` is what the plan is checked with: places, deadlines and the limits of the engine. More elements fail the run; none is ever left out in silence.";
    /// A run-time loop around more than a step.
    MAPPED_BODY = "PW0234" "mapped-body" Error
    "a `for` over a list of the run holds exactly one step"
    "Engines multiply one task by a list they learn while running. What follows reads all elements as one: `collect(load)`. A `for` over a list known when compiling may hold as much as you like.";
    /// One of many, and not said which.
    WHICH_ELEMENT = "PW0235" "which-element" Error
    "what a `for` multiplied is collected, or one of it is named"
    "A step in a `for` over a list of the run is there once for each element: `collect(load)` is the rows of all of them. Of a `for` over a list known when compiling, `load[\"orders\"]` is one, `load` in `inputs` each by itself, and `collect(load)` all as one.";
    /// A resource that does not come or does not go.
    UNRELEASED_RESOURCE = "PW0236" "unreleased-resource" Error
    "a resource says how it is acquired and how it is released"
    "`acquire` makes it before what uses it, `release` takes it away after: on every path, whatever failed in between. A cluster that is made by one step and deleted by another stays when something between the two fails.";
    /// A resource nothing uses.
    UNUSED_RESOURCE = "PW0237" "unused-resource" Warning
    "a resource is used"
    "It would be made and taken away for nothing. What uses it stands in its body.";
    /// A resource used when it is gone.
    OUTSIDE_RESOURCE = "PW0238" "outside-resource" Error
    "a resource is used in its body"
    "Outside of the body the resource is not there yet, or is gone. What its steps yield may be read anywhere; the values of `acquire`, which lead to the resource itself, may not.";
    /// Something read at the end that may never have been there.
    READ_AT_THE_END = "PW0239" "read-at-the-end" Error
    "what runs on every path reads what is there on every path"
    "Steps of `finally`, and `release`, run whatever became of the others: what these yield may not exist. Datasets, parameters and `run.id` are always there, and so are the values of `acquire` for its `release`. Nothing comes after the end, so nothing reads what runs there.";
    /// A repetition that its passes do not end.
    ENDLESS_REPEAT = "PW0240" "endless-repeat" Error
    "`until` looks at what a pass yields"
    "Each pass yields anew, and `until` decides by it whether another one follows. A condition that speaks of nothing in the body is the same after every pass: it ends the `repeat` after the first, or never.";
    /// A gate nothing waits for.
    IDLE_GATE = "PW0241" "idle-gate" Warning
    "an approval or a wait holds something back"
    "It holds back the writes of what it names and the steps that read it. Where neither follows, somebody would be asked, or time would pass, for nothing.";
    /// A value nobody reads.
    UNUSED_VALUE = "PW0243" "unused-value" Warning
    "a value is read"
    "The step would have to yield it for nothing: a step fails when it does not write every value that it declares.";
    /// An approval without an answer to silence.
    SILENT_APPROVAL = "PW0244" "silent-approval" Error
    "an approval says what silence means"
    "`on_timeout = reject` is the same as no: what it holds back is skipped. `on_timeout = fail` fails the run. There is no default, because either may be a disaster for somebody.";
}

super::rules! { VALUES_OF_RUNS:
    /// Something that is no single value.
    NOT_A_VALUE = "PW0340" "not-a-value" Error
    "in text and conditions one small value is read"
    "A step is rows, a list is many values, a loop makes many steps. `load.count` is one value; `rows(load)` is how many rows there are, in conditions; a list is gone through with `for … max 100`.";
    /// Rows that differ where they are read as one.
    MIXED_ROWS = "PW0341" "mixed-rows" Error
    "what is read as one has one type"
    "The steps of an `either`, and those of a loop that `collect` puts together, yield the same columns in the same order. Otherwise what reads them would depend on which of them ran.";
    /// A type no step can yield.
    VALUE_TYPE = "PW0342" "value-type" Error
    "a step yields values of small types"
    "`string`, `int`, `decimal`, `bool`, `date`, `timestamp`, `duration`, `list<string>` and `list<int>`: the container writes them as one JSON object of at most 4 KiB. Rows are yielded as data.";
    /// Steps whose rows are wanted in two places.
    COLLECTED_TWICE = "PW0343" "collected-twice" Error
    "the steps of loops are collected at one level"
    "A step leaves its rows in one place. In loops in loops that is the place of the inner loop or that of all of them: collect the inner ones in a step of the outer loop, and then collect that step. The steps of an `either` leave theirs where it is read, so an `either` is not collected: let a step in the loop hand its rows on, and collect that step.";
}
