//! Pipelines: constraints, steps, checks, writes and reactions.

use pipewright_source::{Span, Spanned};

use super::{Doc, Expression, Name, Parameter, Path, Record, TypeExpression};

/// `pipeline name(parameters) { clauses }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its name.
    pub name: Name,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// Clauses in source order.
    pub clauses: Vec<Clause>,
}

/// One clause, or one statement of a `for` body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// What it says.
    pub kind: ClauseKind,
    /// Keyword to last token.
    pub span: Span,
}

/// The kinds of clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseKind {
    /// `schedule …`.
    Schedule(Schedule),
    /// `deadline 30m [guaranteed]`.
    Deadline {
        /// A duration.
        value: Expression,
        /// The word, where written.
        guaranteed: Option<Span>,
    },
    /// `region eu or uk`.
    Region(Expression),
    /// `guarantee exactly_once`.
    Guarantee(Name),
    /// `retry 2 times[, backoff 30s to 5m]`.
    Retry {
        /// How many times after the first.
        times: Expression,
        /// First and longest wait.
        backoff: Option<(Expression, Expression)>,
    },
    /// `timeout 10m`: of each step that has none of its own.
    Timeout(Expression),
    /// `overlap forbid`.
    Overlap(Name),
    /// `owner "growth-data"`.
    Owner(Expression),
    /// `labels { team = "growth" }`.
    Labels(Record),
    /// `targets airflow, json`: the targets of the environment this pipeline is for.
    Targets(Vec<Name>),
    /// `step name[: Type] = run …`.
    Step(Step),
    /// `check name { … }`.
    Check(Check),
    /// `write name to dataset mode`.
    Write(Write),
    /// `on failure notify …`.
    Reaction(Reaction),
    /// `for t in tables { … }`.
    For(For),
    /// What could not be read.
    Error,
}

/// When a pipeline runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// `every 6h [in "Europe/Berlin"]`.
    Every {
        /// A duration.
        period: Expression,
        /// An IANA zone.
        zone: Option<Expression>,
    },
    /// `cron "0 6 * * *" in "Europe/Berlin"`.
    Cron {
        /// Five fields.
        expression: Expression,
        /// An IANA zone.
        zone: Option<Expression>,
    },
    /// `on orders, customers`: when each has been written anew.
    On(Vec<Path>),
    /// `manual`.
    Manual(Span),
}

/// `step name: Type = run IMAGE { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: Name,
    /// What it yields.
    pub kind: Option<TypeExpression>,
    /// How.
    pub body: StepBody,
}

/// How a step does its work. SQL, Spark, Flink and dbt will be further variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepBody {
    /// `run "image" { … }`.
    Run {
        /// The image, a text.
        image: Expression,
        /// `inputs outputs command args env cpu memory disk gpu timeout`.
        fields: Record,
    },
    /// What could not be read.
    Error,
}

/// `check name { conditions }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The step, output or dataset.
    pub subject: Expression,
    /// The conditions in order.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// `warn` before it: report, do not stop.
    pub warn: bool,
    /// What must hold.
    pub kind: ConditionKind,
    /// Where it stands.
    pub span: Span,
}

/// What must hold of rows and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// `rows > 0`, `revenue >= 0`, `paid <= total`.
    Compare {
        /// `rows` or a column.
        left: Name,
        /// The comparison.
        operator: Spanned<Comparison>,
        /// A literal or a column.
        right: Expression,
    },
    /// `unique country`, `unique country, day`.
    Unique(Vec<Name>),
    /// `complete email`: no nulls.
    Complete(Vec<Name>),
    /// `status in ["open", "closed"]`.
    In {
        /// The column.
        column: Name,
        /// A list of literals.
        values: Expression,
    },
    /// `email matches "^[^@]+@[^@]+$"`.
    Matches {
        /// The column.
        column: Name,
        /// A regular expression (RE2), a text.
        pattern: Expression,
    },
    /// `updated_at fresh within 7h`: the newest value is no older.
    Fresh {
        /// A timestamp or date column.
        column: Name,
        /// A duration.
        within: Expression,
    },
    /// What could not be read.
    Error,
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// `write subject to dataset mode`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The step, output or dataset.
    pub subject: Expression,
    /// The dataset.
    pub sink: Expression,
    /// How; `None` where it is missing, which the checker reports.
    pub mode: Option<Spanned<WriteMode>>,
    /// `in one transaction`, where written.
    pub transaction: Option<Span>,
}

/// How rows land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteMode {
    /// `appending`
    Appending,
    /// `replacing all`
    ReplacingAll,
    /// `replacing partition (day)`
    ReplacingPartition(Vec<Name>),
    /// `merging by key`
    MergingByKey,
}

/// `on failure notify a, b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The event.
    pub event: Spanned<ReactionEvent>,
    /// Notification connector calls.
    pub notify: Vec<Expression>,
}

/// What a reaction answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReactionEvent {
    /// A run ended without success.
    Failure,
    /// A run ended with success.
    Success,
}

/// `for t in tables { steps, checks, writes }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// The name of the element.
    pub variable: Name,
    /// A compile-time list.
    pub list: Expression,
    /// The body.
    pub body: Vec<Clause>,
}
