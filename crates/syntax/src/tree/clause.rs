//! Pipelines and their clauses: constraints, work and reactions.

use pipewright_source::Span;

use super::{
    Allow, Check, Doc, Expression, Family, For, Name, Parameter, Reaction, Record, Repeat,
    Resource, Step, StepBody, Trigger, ValueDeclaration, When, Write,
};

/// `pipeline name(parameters) [for t in tables] { clauses }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its name.
    pub name: Name,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// `for t in tables`: one pipeline for each element.
    pub family: Option<Family>,
    /// Clauses in source order.
    pub clauses: Vec<Clause>,
}

/// One clause, or one statement of a body in it.
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
    /// `schedule every 6h or on orders`: one or more triggers.
    Schedule(Vec<Trigger>),
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
    /// `concurrency 4 [in "warehouse"]`.
    Concurrency {
        /// How many at once: tasks of a run, or runs of a group.
        most: Expression,
        /// The group, a text.
        group: Option<Expression>,
    },
    /// `mutex "warehouse"`: one run at a time of all that name it.
    Mutex(Expression),
    /// `budget 40 USD per month`.
    Budget {
        /// An amount of money.
        amount: Expression,
        /// `run`, `day`, `week` or `month`.
        period: Name,
    },
    /// `interruptible false`: of each step that says nothing of its own.
    Interruptible(Expression),
    /// `backfill from 2026-01-01 [to 2026-02-01]`.
    Backfill {
        /// The first day.
        from: Expression,
        /// The day after the last.
        to: Option<Expression>,
    },
    /// `late data within 2h`: how long after its interval a run begins.
    LateData(Expression),
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
    /// `when condition { … } else { … }`.
    When(When),
    /// `repeat 5 times until condition { … }`.
    Repeat(Repeat),
    /// `resource cluster { … }`.
    Resource(Resource),
    /// `acquire yields id: string = run …`, in a resource.
    Acquire {
        /// The values it yields.
        values: Vec<ValueDeclaration>,
        /// How.
        body: StepBody,
    },
    /// `release = run …`, in a resource.
    Release(StepBody),
    /// `finally { … }`: on every path, after everything else.
    Finally(Vec<Clause>),
    /// `approval X { by = ["finance"], within = 4h, on_timeout = reject }`.
    Approval {
        /// The step, output or dataset it gates.
        subject: Expression,
        /// `by within on_timeout`.
        fields: Record,
    },
    /// `wait 15m after X`.
    Wait {
        /// A duration.
        duration: Expression,
        /// The step, output or dataset whose readers wait.
        after: Expression,
    },
    /// `output name = X`: what a caller reads.
    Output {
        /// The name the caller uses.
        name: Name,
        /// A step, an output or a value.
        value: Expression,
    },
    /// `allow PW0513 because "…" until 2027-03-31`.
    Allow(Allow),
    /// What could not be read.
    Error,
}
