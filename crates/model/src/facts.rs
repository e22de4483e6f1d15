//! The facts that policies may ask of each kind of subject: one table, which the checker, the
//! evaluation, messages and the manual read.

use crate::PolicySubject;

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Text.
    Text,
    /// Several texts; `fact.word` asks whether one of them is `word`.
    Texts,
    /// Names with texts; `fact.name` is one of these.
    Labels,
    /// A whole number.
    Number,
    /// True or false.
    Truth,
    /// A duration.
    Duration,
    /// A size.
    Size,
    /// A number of cores.
    Cores,
    /// A set of places.
    Places,
}

/// A fact of a kind of subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// As it is written after the subject's name: `image.digest`.
    pub name: &'static str,
    /// Its type.
    pub kind: FactKind,
    /// What it says, in one line.
    pub meaning: &'static str,
}

impl FactKind {
    /// With its article: "a duration".
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Texts => "several texts",
            Self::Labels => "names with texts",
            Self::Number => "a whole number",
            Self::Truth => "true or false",
            Self::Duration => "a duration",
            Self::Size => "a size",
            Self::Cores => "a number of cores",
            Self::Places => "a set of places",
        }
    }
}

impl PolicySubject {
    /// Every kind of subject.
    pub const ALL: &'static [Self] = &[
        Self::Pipeline,
        Self::Step,
        Self::Dataset,
        Self::Write,
        Self::Environment,
    ];

    /// As it is written after `for`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::Step => "step",
            Self::Dataset => "dataset",
            Self::Write => "write",
            Self::Environment => "environment",
        }
    }

    /// What can be asked of it.
    #[must_use]
    pub const fn facts(self) -> &'static [Fact] {
        match self {
            Self::Pipeline => PIPELINE,
            Self::Step => STEP,
            Self::Dataset => DATASET,
            Self::Write => WRITE,
            Self::Environment => ENVIRONMENT,
        }
    }

    /// The type of a fact as it is written: `owner`, `image.digest`, `labels.team`,
    /// `classes.pii`; nothing where it is none of this subject.
    #[must_use]
    pub fn kind_of(self, written: &str) -> Option<FactKind> {
        let of = |name: &str| self.facts().iter().find(|fact| fact.name == name);
        if let Some(fact) = of(written) {
            return Some(fact.kind);
        }
        let (name, rest) = written.rsplit_once('.')?;
        if rest.is_empty() {
            return None;
        }
        match of(name)?.kind {
            FactKind::Texts => Some(FactKind::Truth),
            FactKind::Labels => Some(FactKind::Text),
            _ => None,
        }
    }
}

macro_rules! facts {
    ($($list:ident { $($name:literal $kind:ident $meaning:literal;)* })*) => {
        $(const $list: &[Fact] = &[$(Fact {
            name: $name,
            kind: FactKind::$kind,
            meaning: $meaning,
        }),*];)*
    };
}

facts! {
    PIPELINE {
        "name" Text "Its name.";
        "doc" Text "Its documentation.";
        "owner" Text "Who answers for it.";
        "labels" Labels "Its labels: `p.labels.team`.";
        "environment" Text "The environment it is compiled for.";
        "targets" Texts "The targets it is built for: `p.targets.airflow`.";
        "schedule" Text "What starts it, as written: `every 6h`.";
        "triggers" Texts "The kinds of what starts it: `clock`, `dataset`, `event`, `manual`.";
        "period" Duration "The shortest time between two runs by the clock.";
        "deadline" Duration "How long a run may take.";
        "guaranteed" Truth "Whether the deadline is demanded of the worst case.";
        "timeout" Duration "The longest timeout among its steps.";
        "retry" Number "How often a failed task is tried again.";
        "region" Places "Where its data and work must stay.";
        "guarantee" Text "`exactly_once`, `at_least_once` or `at_most_once`.";
        "overlap" Text "`forbid`, `allow` or `replace`.";
        "backfill" Truth "Whether past runs are made up.";
        "parallelism" Number "How many of its tasks go on at once.";
        "groups" Texts "The groups of `concurrency … in` and `mutex` it holds places of.";
        "steps" Number "How many steps it has.";
        "budget" Text "What its runs may cost, as written: `40 USD per month`.";
        "interruptible" Truth "Whether it says that nodes may be taken from it.";
        "classes" Texts "The classes of data in the datasets it touches: `p.classes.pii`.";
        "reactions" Texts "What people are told of: `failure`, `success`, `late`.";
    }
    STEP {
        "name" Text "Its name; a service's stands after a dot: `score.cache`.";
        "pipeline" Text "The pipeline it is part of.";
        "environment" Text "The environment it is compiled for.";
        "doc" Text "Its documentation.";
        "image" Text "Its whole image reference.";
        "image.registry" Text "`ghcr.io`.";
        "image.repository" Text "`acme/score`.";
        "image.tag" Text "`2.1`.";
        "image.digest" Text "`sha256:…`, where it is pinned by one.";
        "script" Truth "Whether its program stands in the source.";
        "service" Truth "Whether it is a service beside a step.";
        "cpu" Cores "The cores it asks for.";
        "memory" Size "The memory it asks for.";
        "disk" Size "The disk it may fill.";
        "gpu" Number "The GPUs it asks for.";
        "timeout" Duration "How long one attempt may take.";
        "expected" Duration "How long one attempt usually takes.";
        "retry" Number "How often it is tried again.";
        "idempotent" Truth "Whether running it again changes nothing.";
        "interruptible" Truth "Whether it says that its node may be taken away.";
        "allow_failure" Text "Why its failure is none of the run's, where it is none.";
        "groups" Texts "The groups it holds places of.";
        "volumes" Texts "The claims of volumes it mounts.";
        "node" Labels "The labels its node must have.";
        "egress" Texts "The hosts it says it talks to, `api.example.com:443`.";
        "inputs" Texts "What it reads.";
    }
    DATASET {
        "name" Text "Its name.";
        "doc" Text "Its documentation.";
        "environment" Text "The environment whose pipelines touch it.";
        "connector" Text "`s3.parquet`.";
        "address" Text "Its address.";
        "external" Truth "Whether it is written outside the project.";
        "read" Truth "Whether a pipeline of the environment reads it.";
        "written" Truth "Whether a pipeline of the environment writes it.";
        "owner" Text "Who answers for it.";
        "region" Places "Where it lies.";
        "freshness" Duration "How old its data may be.";
        "classes" Texts "The classes of data its columns carry: `d.classes.pii`.";
        "accepts" Texts "The classes it accepts besides those.";
        "columns" Number "How many columns it has.";
        "keys" Texts "Its key columns.";
        "partition" Text "How it is cut: `day(placed)`.";
        "cursor" Text "The column that says when a row came to be.";
    }
    WRITE {
        "subject" Text "What is written.";
        "dataset" Text "Where it is written.";
        "pipeline" Text "The pipeline it is part of.";
        "environment" Text "The environment it is compiled for.";
        "mode" Text "`appending`, `replacing all`, `replacing partition` or `merging by key`.";
        "transaction" Truth "Whether one transaction is demanded.";
        "connector" Text "The connector of the dataset.";
        "region" Places "Where the dataset lies.";
        "classes" Texts "The classes of data the columns of the dataset carry.";
        "partition" Text "How the dataset is cut.";
    }
    ENVIRONMENT {
        "name" Text "Its name.";
        "namespace" Text "The namespace pods run in.";
        "targets" Texts "Its targets.";
        "clusters" Texts "Its clusters.";
        "region" Places "The places of its clusters.";
        "logs" Places "The places where logs are kept, where all clusters say so.";
        "spot" Truth "Whether a cluster's nodes may be taken away.";
        "priced" Truth "Whether each of its clusters says what its nodes cost.";
        "quota" Truth "Whether each of its clusters says what its namespace may have.";
        "registries" Texts "Its image registries.";
        "staging" Text "The address of its staging area.";
        "staging.region" Places "Where the staging area lies.";
        "secrets" Text "`external` or `existing`.";
        "gitops" Text "`argocd` or `flux`.";
        "sync" Text "`manual`, `automatic` or `prune`.";
        "alerts" Text "`prometheus`.";
    }
}

#[cfg(test)]
mod tests {
    use crate::{FactKind, PolicySubject};

    #[test]
    fn facts_are_found_as_they_are_written() {
        let step = PolicySubject::Step;
        assert_eq!(step.kind_of("image.digest"), Some(FactKind::Text));
        assert_eq!(step.kind_of("node.gpu"), Some(FactKind::Text));
        assert_eq!(step.kind_of("volumes.cache"), Some(FactKind::Truth));
        assert_eq!(step.kind_of("memory.max"), None);
        assert_eq!(step.kind_of("volumes."), None);
        assert_eq!(step.kind_of("owner"), None);
    }

    #[test]
    fn facts_are_named_once() {
        for subject in PolicySubject::ALL {
            let names: std::collections::BTreeSet<&str> =
                subject.facts().iter().map(|fact| fact.name).collect();
            assert_eq!(names.len(), subject.facts().len(), "{subject:?}");
        }
    }
}
