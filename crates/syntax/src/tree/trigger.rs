//! Triggers and reactions: what starts a run, and who hears of it.

use pipewright_source::{Span, Spanned};

use super::{Expression, Name, Record};

/// One way a run starts; a schedule has one or more, joined by `or`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// What starts the run.
    pub kind: TriggerKind,
    /// `skipped later`: of a run whose local time does not exist.
    pub skipped: Option<Name>,
    /// `doubled once`: of a run whose local time comes twice.
    pub doubled: Option<Name>,
    /// `with { parameter = value }`: what the run is given.
    pub with: Option<Record>,
    /// First word to last token.
    pub span: Span,
}

/// What starts a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TriggerKind {
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
    /// `on orders, raw["customers"]`: when each has been written anew.
    On(Vec<Expression>),
    /// `event landing`: what the dataset's connector tells of.
    Event(Expression),
    /// `manual`: when somebody starts it.
    Manual,
}

/// `on failure notify a, b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The event.
    pub event: Spanned<ReactionEvent>,
    /// `of load`: the step it is about; otherwise the run.
    pub of: Option<Expression>,
    /// Notification connector calls.
    pub notify: Vec<Expression>,
}

/// What a reaction answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReactionEvent {
    /// A run ended without success.
    Failure,
    /// A run ended with success.
    Success,
    /// `late after 2h`: it still goes on then.
    Late {
        /// A duration.
        after: Expression,
    },
}
