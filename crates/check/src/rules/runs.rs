//! PW035x: what comes with each run, and what parameters keep.

super::rules! { RUNS:
    /// A value that only a run knows, where it must be known when compiling.
    RUN_TIME_VALUE = "PW0350" "run-time-value" Error
    "what shapes a pipeline is known when compiling"
    "Images, resources, datasets, lists of `for` and the clauses of a pipeline are the same for every run: they are checked and placed before any run starts. A parameter `per run` and the values a step yields exist only later. They may stand where a run looks at them: in `args`, `env` and `command`, in the text there, in `when`, and in the fields of a `call`.\n\nDrop `per run` to let each environment give the value when compiling.";
    /// A type nobody can supply to a run.
    RUN_PARAMETER_TYPE = "PW0351" "run-parameter-type" Error
    "what comes with a run is of a type that engines and people can supply"
    "A trigger, a person or another system supplies parameters `per run` as small values: `string`, `int`, `decimal`, `bool`, `date`, `timestamp`, `duration`. Regions, secrets, datasets, sizes and lists shape the pipeline and are known when compiling. A parameter of a run is never missing: give it a default instead of `?`.";
    /// A value its parameter refuses.
    BROKEN_CONDITION = "PW0352" "broken-condition" Error
    "a parameter has a value that its condition accepts"
    "`batch: int where batch > 0 and batch <= 1000` says what every value keeps. Values known when compiling, from a default, an environment, a dataset, a template or a `call`, are judged where they are written; those of a run when it starts.";
    /// A condition of something else.
    FOREIGN_CONDITION = "PW0353" "foreign-condition" Error
    "a condition speaks of what it is a condition of"
    "Parameters are bound one by one, some when compiling and some when a run starts, so that each has a condition of its own over itself and constants. A requirement of a policy asks a fact of what the policy is about: `require p.owner …`.";
    /// A parameter of a run that its trigger does not give.
    UNSUPPLIED_PARAMETER = "PW0354" "unsupplied-parameter" Error
    "each trigger gives what its runs need, and nothing else"
    "A parameter `per run` without a default must come from what starts the run: `schedule every 6h with { day = 2026-01-01 }`. Only a run that a person starts, `schedule manual`, asks for it. Parameters that are bound when compiling come from the environment and are the same for every run.";
    /// A condition that nobody would keep.
    UNPROVEN_CONDITION = "PW0355" "unproven-condition" Error
    "what is handed on keeps the condition of the parameter it is given for"
    "A `call` or a template may be given a value that only a run knows. Where the parameter has a condition, nobody would look whether the value keeps it. A parameter `per run` of the caller with the same condition is judged when the run starts, so that it may be handed on; so may anything to a parameter without a condition.";
}
