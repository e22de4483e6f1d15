//! PW025x: what starts pipelines, and what is used under many names.

super::rules! { REUSE:
    /// A pipeline or template that runs as a part of itself.
    RECURSIVE_USE = "PW0250" "recursive-use" Error
    "no pipeline calls itself, and no template uses itself"
    "`call` makes the steps of another pipeline a part of this run, and a template stands for its step: both are written out when compiling, which must come to an end. The message names the way around. A family counts as one pipeline here, whichever members are called.\n\nWork that repeats until something holds is `repeat N times until …`; runs that follow each other are `schedule on DATASET`.";
    /// A family where one of it is needed.
    WHICH_MEMBER = "PW0251" "which-member" Error
    "of a family of pipelines, one is called"
    "`pipeline replicate for t in tables { … }` declares a pipeline for each table. `call replicate[\"orders\"]` calls one of them; where each is called in a loop, `call replicate[t]`.";
    /// A trigger said twice.
    DUPLICATE_TRIGGER = "PW0253" "duplicate-trigger" Error
    "a pipeline has each trigger once"
    "`schedule every 6h or cron \"0 */6 * * *\"` is one clock twice: both would start a run at the same moment, and most engines know runs by their moment. The same goes for one set of datasets, one event, and `manual`. Where two runs with other parameters are meant, make them two pipelines, or a family.";
    /// An event nobody announces.
    NO_EVENT = "PW0254" "no-event" Error
    "`event` names a dataset whose connector declares one"
    "A trigger `event landing` needs somebody who tells that something arrived: a connector with `event object_created { … }` or `event message { … }`. For what a pipeline of this project writes there is `schedule on DATASET`; for the rest `schedule every …` looks from time to time.";
    /// An exception of a matrix that takes nothing away.
    IDLE_EXCLUDE = "PW0255" "idle-exclude" Warning
    "an `exclude` of a matrix leaves something out"
    "A record of `exclude` leaves out each combination that has all of its values: `exclude = [{ os = \"mac\", version = \"1\" }]`. One that matches no combination is most likely misspelt, or left over from a list that has changed.";
    /// A caller that demands less than what it calls.
    WEAKER_CALLER = "PW0256" "weaker-caller" Error
    "a run demands at least what the pipelines it calls demand"
    "`call` makes the work of another pipeline part of this run, and a run has one deadline, one region, one guarantee. What the called pipeline demands would hold for its own runs only: so the caller demands as much, and says so: a deadline no longer, a region no larger, a guarantee no weaker, the same `overlap`, no more `concurrency`, the same groups, no other `targets`, `late data` for as long. `timeout` and `retry` go with the called steps; where the called pipeline has writes or checks of its own, the caller says its `retry` too, since these are tried again as the whole run is. `schedule`, `backfill`, `owner` and `labels` are of the runs that the called pipeline starts itself.";
    /// A callee that tells people, and a caller that does not.
    UNHEARD_CALL = "PW0257" "unheard-call" Warning
    "who calls a pipeline tells people of what goes wrong in it"
    "`on failure`, `on success` and `on late` speak of a run. Where another pipeline calls this one, the run is the caller's, and it says who is told: `on failure notify …`. Nobody is told twice; this warns where nobody is told at all.";
}
