//! PW022x: the graph of steps and the pipelines that start each other.

super::rules! { FLOW:
    /// Steps that wait for each other.
    CYCLIC_STEPS = "PW0220" "cyclic-steps" Error
    "steps do not wait for each other in a circle"
    "A step runs when everything it reads is there. Steps that read each other in a circle would all wait for ever. The message names the way around.";
    /// A step whose output nobody uses.
    UNUSED_STEP = "PW0221" "unused-step" Warning
    "what a step yields is used"
    "The output is not written, not read by a step, and not checked: the step runs for nothing, or a write was forgotten.";
    /// A check that gates nothing.
    IDLE_CHECK = "PW0222" "idle-check" Warning
    "a check holds something back"
    "A check gates the writes of what it checks and the steps that read it. Where neither follows, its failure comes too late to keep bad rows out. A pipeline of nothing but checks is a monitor and fine; so are checks that only `warn`.";
    /// Pipelines that start each other without end.
    ENDLESS_SCHEDULE = "PW0223" "endless-schedule" Error
    "pipelines that start each other come to an end"
    "`schedule on DATASET` starts a run whenever the dataset is written anew. A pipeline that writes what it waits for, directly or through others, would run for ever.";
    /// A schedule on a dataset nobody writes.
    NEVER_STARTED = "PW0224" "never-started" Warning
    "a dataset a schedule waits for is written by some pipeline"
    "No pipeline of the project writes the dataset and it is not `external`, so the pipeline never starts, or not by this trigger.";
    /// An output must be chosen.
    WHICH_OUTPUT = "PW0225" "which-output" Error
    "of a step with several outputs, one is named"
    "A step with `outputs = { good = Order, bad = Rejected }` yields several datasets; `step.good` is one of them, `step` alone is none. A call yields what its pipeline hands out by `output NAME = …`.";
    /// A pipeline for targets an environment has not.
    NO_COMMON_TARGET = "PW0226" "no-common-target" Error
    "in each environment a pipeline is built for some target"
    "`targets` restricts a pipeline to some targets of its environment. Where the environment has none of them, nothing would be built, and the pipeline would be missing without a word.";
    /// A dataset that is read, written by nobody and not declared `external`.
    UNWRITTEN_SOURCE = "PW0227" "unwritten-source" Note
    "what a project reads, it writes itself or declares `external`"
    "Once a project declares some datasets `external`, the others are taken to be its own: one of its pipelines writes them. Here none does, neither by this name nor by another one of the same place, so either a write was forgotten, or somebody else writes the dataset: say so with `external`, and name the owner. A dataset whose connector cannot write is a source anyway, and a project without any `external` has not said which datasets are its own.";
}
