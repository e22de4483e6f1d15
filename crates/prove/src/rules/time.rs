//! Rules of time: deadlines, periods, freshness of one pipeline.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, middle, pipeline, platform, prompt_platform};

/// One clean run must fit.
pub const DEADLINE_MISSED: Rule = Rule {
    code: "PW0510",
    name: "deadline-missed",
    severity: Severity::Error,
    summary: "One attempt of each task, each taking its whole timeout, fits the deadline.",
    explanation: "\
A task may take as long as its timeout. On Airflow independent tasks run side by side, so the \
longest path through them counts; on Kubernetes a run is one pod whose tasks run one after another, \
so all of them count. If that alone is longer than the deadline, runs are ended that did nothing \
wrong.

The finding shows the sum for the slowest target. Shorten the largest timeout, or allow more time. \
Where a timeout is not written, the deadline's rest is shared among such tasks.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  deadline 30m", "timeout = 40m"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  deadline 30m", "timeout = 20m"),
        platform!()
    )),
};

/// `guaranteed` means the worst run fits.
pub const DEADLINE_NOT_GUARANTEED: Rule = Rule {
    code: "PW0511",
    name: "deadline-not-guaranteed",
    severity: Severity::Error,
    summary: "A guaranteed deadline holds even if every attempt of every task but the last fails.",
    explanation: "\
The worst run is `timeout × (1 + retries)` of each task plus the waits between attempts, each wait \
at its longest: Airflow draws it at random between its length and twice that. `deadline 1h \
guaranteed` demands that this fits. Allow more time, fewer retries, shorter waits or timeouts.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  deadline 1h guaranteed\n  retry 2 times, backoff 30s to 1m",
            "timeout = 25m"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  deadline 3h guaranteed\n  retry 2 times, backoff 30s to 1m",
            "timeout = 25m"
        ),
        prompt_platform!()
    )),
};

/// The worst run does not fit, and nobody said it must.
pub const DEADLINE_AT_RISK: Rule = Rule {
    code: "PW0512",
    name: "deadline-at-risk",
    severity: Severity::Warning,
    summary: "A run whose attempts fail and are repeated fits the deadline too.",
    explanation: "\
A clean run fits the deadline, but one with every retry does not: the deadline may end a run before \
its last attempt. That may be what is meant. The finding names the largest part. Where only steps \
without a written timeout are to blame, it is a note: write it.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  deadline 1h\n  retry 2 times, backoff 30s to 1m",
            "timeout = 25m"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  deadline 3h\n  retry 2 times, backoff 30s to 1m",
            "timeout = 25m"
        ),
        platform!()
    )),
};

/// The next run is due before this one must end.
pub const DEADLINE_OVER_PERIOD: Rule = Rule {
    code: "PW0513",
    name: "deadline-over-period",
    severity: Severity::Warning,
    summary: "A run ends before the next one is due.",
    explanation: "\
With `overlap forbid` a run that is due while another goes on is not started; with `overlap replace` \
it ends the other. If the deadline is longer than the shortest time between two runs, that happens \
to runs that are within their deadline.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule every 1h\n  deadline 2h"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule every 1h\n  deadline 1h"),
        platform!()
    )),
};

/// Replacements that race.
pub const RACING_REPLACEMENT: Rule = Rule {
    code: "PW0514",
    name: "racing-replacement",
    severity: Severity::Warning,
    summary: "Runs that replace the same rows do not overlap.",
    explanation: "\
With `overlap allow` two runs may go on at once. If both replace rows of one dataset, the older may \
publish last, and its rows stay until the next run. Forbid the overlap, or let the newer run end \
the older.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule every 1h\n  deadline 2h\n  overlap allow"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule every 1h\n  deadline 30m\n  overlap allow"),
        platform!()
    )),
};

/// What a dataset promises, its writer must keep.
pub const STALE: Rule = Rule {
    code: "PW0515",
    name: "stale-dataset",
    severity: Severity::Error,
    summary: "The rows of a dataset never get older than its `freshness`, as long as runs succeed.",
    explanation: "\
Just before a run publishes, readers still see the rows of the run before. They are as old as the \
longest time between two runs (weekends and clock changes included), plus what a run may take, plus \
how old the source was when it was read. A run takes at most its deadline; without one, its worst \
case counts. Sources count by the freshness they promise themselves.",
    failing: Example(concat!(
        data!("  freshness = 6h\n"),
        pipeline!("schedule every 6h\n  deadline 30m"),
        platform!()
    )),
    passing: Example(concat!(
        data!("  freshness = 7h\n"),
        pipeline!("schedule every 6h\n  deadline 30m"),
        platform!()
    )),
};

/// A message that comes too late to come.
pub const LATE_NEVER_TOLD: Rule = Rule {
    code: "PW0520",
    name: "late-never-told",
    severity: Severity::Warning,
    summary: "A message about a late run is sent while runs still go on.",
    explanation: "\
`on late after D` tells somebody that a run still goes on after that time. A run in which every task \
runs into its timeout, as often as it is repeated, is over by then: nobody is told. Tell earlier.",
    failing: Example(concat!(
        "import std.slack\n",
        data!(),
        pipeline!("schedule manual\n  on late after 2h notify slack.channel(\"#data\")"),
        platform!()
    )),
    passing: Example(concat!(
        "import std.slack\n",
        data!(),
        pipeline!("schedule manual\n  on late after 10m notify slack.channel(\"#data\")"),
        platform!()
    )),
};

/// A promise kept by some runs.
pub const FRESH_ON_ONE_WAY: Rule = Rule {
    code: "PW0523",
    name: "fresh-on-one-way",
    severity: Severity::Warning,
    summary: "A dataset that promises fresh rows is written by every run.",
    explanation: "\
A write inside of `when` happens in runs that go its way. In all others the rows stay as they were, and \
get older. A promise of freshness then depends on what the runs find. Write the dataset on the other \
way too, or outside of `when`.",
    failing: Example(concat!(
        data!("  freshness = 7h\n"),
        r#"
pipeline clean {
  schedule every 6h
  deadline 30m

  step cleaned: Order = run "ghcr.io/acme/clean:1.4" {
    inputs  = [orders]
    timeout = 5m
  }

  when rows(cleaned) > 0 {
    write cleaned to clean_orders replacing all
  }
}
"#,
        platform!()
    )),
    passing: Example(concat!(
        data!("  freshness = 7h\n"),
        r#"
pipeline clean {
  schedule every 6h
  deadline 30m

  step cleaned: Order = run "ghcr.io/acme/clean:1.4" {
    inputs  = [orders]
    timeout = 5m
  }

  write cleaned to clean_orders replacing all
}
"#,
        platform!()
    )),
};

/// A fact that contradicts a limit.
pub const EXPECTED_OVER_TIMEOUT: Rule = Rule {
    code: "PW0524",
    name: "expected-over-timeout",
    severity: Severity::Error,
    summary: "What a step is expected to take is less than its timeout.",
    explanation: "\
`expected = 20m` says how long one attempt of a step usually takes; nothing enforces it. A clean run \
is counted by it: a deadline is missed where the expected run does not fit, and at risk where only \
the timeouts do not. A step that is ended after its timeout cannot usually take that long or longer: \
one of the two numbers is wrong.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "timeout = 20m\n    expected = 25m"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "timeout = 20m\n    expected = 12m"),
        platform!()
    )),
};

/// Two pipelines of which one may hold what the other waits for.
macro_rules! sharing {
    ($mutex:literal) => {
        concat!(
            data!(),
            middle!(),
            pipeline!(
                "load",
                "orders",
                "loaded",
                "schedule manual",
                "timeout = 5m\n    mutex = \"warehouse\"",
                "replacing all"
            ),
            pipeline!(
                "clean",
                "orders",
                "clean_orders",
                "schedule manual\n  deadline 1h guaranteed",
                $mutex,
                "replacing all"
            ),
            prompt_platform!()
        )
    };
}

/// A guarantee that depends on other pipelines.
pub const GUARANTEE_WAITS_FOR_OTHERS: Rule = Rule {
    code: "PW0529",
    name: "guarantee-waits-for-others",
    severity: Severity::Error,
    summary: "A run with a guaranteed deadline waits for no place that other runs may hold.",
    explanation: "\
Tasks that name one `mutex` or group of `concurrency` wait for each other, over all pipelines of an \
environment. What tasks of one run wait for each other is counted. How long and how often other runs \
hold a place is bounded by nothing, so that `deadline … guaranteed` would be no guarantee.",
    failing: Example(sharing!("timeout = 5m\n    mutex = \"warehouse\"")),
    passing: Example(sharing!("timeout = 5m\n    mutex = \"shelf\"")),
};

/// A guaranteed sum without the start of its pods.
pub const START_UNKNOWN: Rule = Rule {
    code: "PW0530",
    name: "start-unknown",
    severity: Severity::Note,
    summary: "Where a deadline is guaranteed, clusters say how long the start of a pod may take.",
    explanation: "\
Before its containers begin, a pod waits for a node, perhaps a new one, and for its images. `startup = 2m` \
of a cluster says how long that takes at most; the sum of every deadline then counts it: on Argo Workflows \
for each attempt of each task, on Kubernetes once for each attempt of the run, since that is one pod. \
On Airflow the timeout of an attempt holds it already. Without the fact the sum of a deadline says that it \
does not count it; where the deadline is `guaranteed`, the fact is asked for.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  deadline 2h guaranteed"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  deadline 2h guaranteed"),
        prompt_platform!()
    )),
};

/// The example of a cluster whose pods take this long to start.
macro_rules! slow_starts {
    ($startup:literal) => {
        concat!(
            data!(),
            pipeline!("schedule manual", "timeout = 5m"),
            r#"
cluster dublin {
  region  = eu-west-1
  nodes   = [{ cpu = 8, memory = 32GiB, max = 4 }]
  startup = "#,
            $startup,
            r#"
  logs    = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [airflow("3.3")]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#
        )
    };
}

/// A timeout that the start of a pod takes up.
pub const ENDED_BEFORE_BEGUN: Rule = Rule {
    code: "PW0531",
    name: "ended-before-begun",
    severity: Severity::Warning,
    summary: "Where a timeout begins before the pod does, it leaves room for both.",
    explanation: "\
On Airflow the timeout of an attempt begins when its pod is asked for. Where `startup` of the cluster says \
that a pod may wait as long for its node and its images, or with the time the step is `expected` to take \
comes to the timeout, an attempt may be ended that did nothing wrong. Write a longer timeout.",
    failing: Example(slow_starts!("6m")),
    passing: Example(slow_starts!("2m")),
};
