//! The one list of keywords: grammar, messages, reference and editors all read it.
//!
//! Keywords are contextual. Each is also a name wherever a name can stand.

/// Where a keyword belongs; the reference and the editors group by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeywordGroup {
    /// Begins an item of a file.
    Item,
    /// Begins a clause of a pipeline.
    Clause,
    /// Begins a clause of a connector.
    Connector,
    /// Begins or forms a condition of a check.
    Condition,
    /// Says how a write lands.
    Write,
    /// Joins the parts of a clause or an item.
    Word,
    /// Joins values.
    Operator,
    /// A value.
    Value,
}

macro_rules! keywords {
    ($($name:ident $text:literal $group:ident $meaning:literal $form:literal;)*) => {
        /// One keyword.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Keyword { $(#[doc = $meaning] $name,)* }

        impl Keyword {
            /// Every keyword, grouped.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The keyword as written.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The keyword written so, if it is one.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }

            /// What it means, in one line.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// How it is written, by example.
            #[must_use]
            pub const fn form(self) -> &'static str {
                match self { $(Self::$name => $form,)* }
            }

            /// Where it belongs.
            #[must_use]
            pub const fn group(self) -> KeywordGroup {
                match self { $(Self::$name => KeywordGroup::$group,)* }
            }
        }
    };
}

keywords! {
    Import "import" Item "Brings in another file of the project or a module of the standard library." "import std.s3";
    Type "type" Item "Declares a record: the ordered columns of a dataset." "type Account { id: string key }";
    External "external" Item "Marks a dataset that is written outside this project." "external dataset rates: Rate = s3.parquet { … }";
    Dataset "dataset" Item "Declares a typed place where data lives." "dataset accounts: Account = salesforce.object { … }";
    Connector "connector" Item "Declares the typed interface of a system." "connector table(table: string) { … }";
    Let "let" Item "Names a constant." "let tables = [\"orders\", \"customers\"]";
    Secret "secret" Item "Names a secret and its keys; its value never exists at compile time." "secret crm { path = \"crm/api\", keys = [\"token\"] }";
    Cluster "cluster" Item "Declares a place where steps can run." "cluster frankfurt { region = eu-central-1 }";
    Environment "environment" Item "Declares a stage of life: clusters, targets, staging, secrets." "environment prod { clusters = [frankfurt] }";
    Pipeline "pipeline" Item "Declares constraints, steps, checks, writes and reactions." "pipeline nightly { … }";
    Defaults "defaults" Item "Clauses of every pipeline of the project that says nothing else." "defaults { retry 2 times }";
    Template "template" Item "Declares a step to be used under many names." "template extract(table: string): Row = run \"image:1.0\" { … }";
    Policy "policy" Item "A rule of the organisation over every pipeline, step, dataset, write or environment; or one of a library that holds here: `policy policies.owned`." "policy \"named owners\" for pipeline p { require p.owner else \"add an owner\" }";

    Schedule "schedule" Clause "When the pipeline runs." "schedule every 6h";
    Deadline "deadline" Clause "How long one run may take in all." "deadline 30m";
    Region "region" Clause "As an item: a named set of cloud regions. As a clause: where the pipeline may run." "region eu or uk";
    Guarantee "guarantee" Clause "What holds of each row: `exactly_once`, `at_least_once` or `at_most_once`." "guarantee exactly_once";
    Retry "retry" Clause "How often a failed step is tried again, and how long to wait in between." "retry 2 times, backoff 30s to 5m";
    Timeout "timeout" Clause "How long one attempt of a step may take." "timeout 10m";
    Overlap "overlap" Clause "What happens when a run is due while one is going: `forbid`, `allow` or `replace`." "overlap forbid";
    Owner "owner" Clause "Who answers for the pipeline." "owner \"growth-data\"";
    Labels "labels" Clause "Labels that every generated object carries." "labels { team = \"growth\" }";
    Targets "targets" Clause "Which of the environment's targets the pipeline is for." "targets airflow, json";
    Concurrency "concurrency" Clause "How many tasks of a run, runs of a group, or elements of a `for` work at once." "concurrency 4";
    Mutex "mutex" Clause "One run at a time of all pipelines that name it." "mutex \"warehouse\"";
    Budget "budget" Clause "What the runs of a pipeline may cost." "budget 40 USD per month";
    Interruptible "interruptible" Clause "Whether steps may be stopped and started again, as nodes that can be taken away do." "interruptible true";
    Backfill "backfill" Clause "Which past intervals are run once the pipeline is there." "backfill from 2026-01-01";
    Late "late" Clause "How long after its interval a run begins, or that a run takes long." "late data within 2h";
    Step "step" Clause "Does work and yields data." "step clean: Order = run \"image:1.0\" { inputs = [orders] }";
    Check "check" Clause "Conditions that gate what follows." "check clean { rows > 0 }";
    Write "write" Clause "Lands data in a dataset, and says how." "write clean to orders_clean replacing all";
    On "on" Clause "A reaction, or a schedule that follows datasets." "on failure notify slack.channel(\"#alerts\")";
    For "for" Clause "Repeats its body for each element of a list." "for t in tables { … }";
    When "when" Clause "Runs its body where a condition holds." "when load.count > 0 { … } else { … }";
    Repeat "repeat" Clause "Runs its body again until a condition holds." "repeat 5 times every 1m until poll.done { … }";
    Resource "resource" Clause "Acquires something, uses it, and releases it on every path." "resource cluster { … }";
    Acquire "acquire" Clause "How a resource comes into being." "acquire yields id: string = run \"image:1.0\" { … }";
    Release "release" Clause "How a resource is given back, on every path." "release = run \"image:1.0\" { args = [\"delete\", cluster.id] }";
    Finally "finally" Clause "What runs on every path, after everything else." "finally { … }";
    Approval "approval" Clause "What reads or writes the data waits for a person's consent." "approval totals { by = [\"finance\"], within = 4h, on_timeout = reject }";
    Wait "wait" Clause "What reads or writes the data starts this long after it is there." "wait 15m after landed";
    Output "output" Clause "What a caller of the pipeline reads." "output totals = by_country";
    Allow "allow" Clause "Waives a rule or one policy, with a reason and a last day." "allow PW0513 because \"legacy source\" until 2027-03-31";

    Reads "reads" Connector "How the system can be read." "reads rows, incremental by column, replayable";
    Writes "writes" Connector "How the system can be written." "writes appending, replacing all";
    Columns "columns" Connector "Whether columns match by name or by position." "columns by name";
    Located "located" Connector "Where the data is." "located in region";
    Address "address" Connector "The dataset's stable address, without secrets." "address \"s3://${bucket}/${prefix}\"";
    Format "format" Connector "The format of an object store's objects: `parquet`, `csv` or `json`." "format parquet";
    Egress "egress" Connector "The hosts and ports the connector talks to." "egress host:port";
    Secrets "secrets" Connector "The keys a secret parameter must hold." "secrets credentials { username, password }";
    Mover "mover" Connector "The container that moves the data." "mover read \"image:1.0\" { args = [\"--table\", table] }";
    Event "event" Connector "What tells of new data; in a schedule, the dataset it tells of." "event object_created { bucket = bucket }";
    Notifies "notifies" Connector "Makes the connector a place to send notifications to." "notifies slack { channel = channel }";

    Warn "warn" Condition "Before a condition: report, do not stop." "warn rows > 100";
    Unique "unique" Condition "No two rows agree in these columns." "unique country, day";
    Complete "complete" Condition "These columns hold no missing value." "complete email";
    Matches "matches" Condition "The column matches a regular expression." "email matches \"^[^@]+@[^@]+$\"";
    Fresh "fresh" Condition "The column's newest value is recent." "updated_at fresh within 7h";
    Within "within" Condition "How recent." "updated_at fresh within 7h";

    Appending "appending" Write "Adds rows and touches no others." "write x to d appending";
    Replacing "replacing" Write "Puts the rows in the place of all others, or of those of the same partition." "write x to d replacing all";
    All "all" Write "Every row." "write x to d replacing all";
    Partition "partition" Write "The rows that share these columns' values." "write x to d replacing partition (day)";
    Merging "merging" Write "Updates rows with the same key and adds the rest." "write x to d merging by key";
    Key "key" Write "The columns marked `key`." "write x to d merging by key";
    One "one" Write "All rows become visible at once." "write x to d appending in one transaction";
    Transaction "transaction" Write "All rows become visible at once." "write x to d appending in one transaction";

    As "as" Word "Gives an import another name." "import lake.tables as lake";
    Every "every" Word "A steady period." "schedule every 6h";
    Cron "cron" Word "Five cron fields in a zone." "schedule cron \"0 6 * * *\" in \"Europe/Berlin\"";
    Skipped "skipped" Word "What becomes of a run in the hour that a clock change leaves out." "schedule cron \"30 2 * * *\" in \"Europe/Berlin\" skipped later doubled once";
    Doubled "doubled" Word "What becomes of a run in the hour that a clock change repeats." "schedule cron \"30 2 * * *\" in \"Europe/Berlin\" skipped later doubled once";
    Manual "manual" Word "Only when somebody starts it." "schedule manual";
    Guaranteed "guaranteed" Word "Demands that even the worst case meets the deadline." "deadline 30m guaranteed";
    Times "times" Word "How many further attempts." "retry 2 times";
    Backoff "backoff" Word "The first and the longest wait between attempts." "retry 2 times, backoff 30s to 5m";
    To "to" Word "Where a write lands, or the longest wait." "write clean to orders_clean replacing all";
    By "by" Word "By name, by position, by key." "columns by name";
    Run "run" Word "Runs a container." "step clean = run \"image:1.0\" { … }";
    Failure "failure" Word "A run ended without success." "on failure notify slack.channel(\"#alerts\")";
    Success "success" Word "A run ended with success." "on success notify slack.channel(\"#done\")";
    Notify "notify" Word "Whom to tell." "on failure notify slack.channel(\"#alerts\")";

    Per "per" Word "A parameter whose value comes with each run." "pipeline nightly(full: bool per run = false) { … }";
    Where "where" Word "What every value of a parameter keeps." "pipeline nightly(batch: int = 100 where batch > 0) { … }";
    Yields "yields" Word "The small values a step yields." "step count yields rows: int = run \"image:1.0\" { … }";
    Python "python" Word "Executes a Python program that stands in the file." "step clean = python \"\"\"…\"\"\" in \"python:3.13\" { … }";
    Shell "shell" Word "Executes a shell program that stands in the file." "step clean = shell \"\"\"…\"\"\" in \"alpine:3.22\" { … }";
    Call "call" Word "Makes another pipeline part of this one." "step load = call replicate { table = \"orders\" }";
    Either "either" Word "What that branch yielded which ran." "step result = either fast or slow";
    With "with" Word "What a trigger gives the run." "schedule every 6h with { full = true }";
    Data "data" Word "Rows that arrive after their interval." "late data within 2h";
    After "after" Word "What a time is counted from, or how long is late." "wait 15m after landed";
    Of "of" Word "The step that is late." "on late after 2h of load notify slack.channel(\"#alerts\")";
    From "from" Word "The first day of a backfill." "backfill from 2026-01-01";
    Max "max" Word "How many elements a list may have that only the run knows." "for file in found.files max 100 { … }";
    Until "until" Word "What ends a repetition, or the last day of a waiver." "repeat 5 times until poll.done { … }";
    Else "else" Word "Where no condition before it holds, or what to say then." "when load.count > 0 { … } else { … }";
    Because "because" Word "Why a rule is waived." "allow PW0513 because \"legacy source\" until 2027-03-31";
    Require "require" Word "What a policy demands." "require p.owner else \"add an owner\"";
    Rejecting "rejecting" Word "Where rows go that break a condition." "check clean { email matches \"@\" } rejecting to bad_rows appending";

    Or "or" Operator "The union of regions, or one of two conditions." "region eu or uk";
    And "and" Operator "Both of two conditions." "when load.count > 0 and full { … }";
    Not "not" Operator "The opposite of a condition." "when not full { … }";
    Except "except" Operator "Regions without others." "region eu except eu-south-1";
    In "in" Operator "A zone, a list, a group, or the region something is in." "registry = \"ghcr.io/acme\" in eu";
    True "true" Value "Yes." "spot = true";
    False "false" Value "No." "spot = false";
}

impl Keyword {
    /// The keywords that begin a clause of a pipeline.
    pub fn clauses() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|keyword| keyword.group() == KeywordGroup::Clause)
    }

    /// The keywords that begin a clause of a connector.
    pub fn connector_clauses() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|keyword| keyword.group() == KeywordGroup::Connector)
    }

    /// The keywords that begin an item.
    pub fn items() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|keyword| keyword.group() == KeywordGroup::Item)
            .chain([Self::Region, Self::Allow])
    }
}

#[cfg(test)]
mod tests {
    use super::Keyword;

    #[test]
    fn each_keyword_is_found_by_its_text() {
        for keyword in Keyword::ALL {
            assert_eq!(Keyword::from_text(keyword.text()), Some(*keyword));
            assert!(keyword.form().contains(keyword.text()), "{keyword:?}");
        }
    }
}
