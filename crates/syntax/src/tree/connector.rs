//! Connectors: the typed interface of a system.

use pipewright_source::Span;

use super::{Doc, Expression, Name, Parameter, Record};

/// `connector name(parameters) { clauses }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// Its name.
    pub name: Name,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// What it can do.
    pub clauses: Vec<ConnectorClause>,
}

/// One clause of a connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorClause {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// What it says.
    pub kind: ConnectorClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The clauses a connector may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectorClauseKind {
    /// `reads rows, replayable, incremental by column`.
    Reads(Vec<Ability>),
    /// `writes appending, replacing all, merging by key, in one transaction`.
    Writes(Vec<Ability>),
    /// `columns by name`, `columns by position`.
    Columns(Name),
    /// `located in region`.
    Located(Expression),
    /// `address "postgresql://…"`: the dataset's stable, secret-free URI.
    Address(Expression),
    /// `format parquet`: an object store whose objects hold rows in this format.
    Format(Name),
    /// `egress host:port, …`.
    Egress(Vec<Expression>),
    /// `secrets credentials { username, password }`: keys a secret parameter must hold.
    Secrets {
        /// The parameter.
        parameter: Name,
        /// The keys.
        keys: Vec<Name>,
    },
    /// `mover read "image" { … }`.
    Mover(Mover),
    /// `notifies slack { … }`.
    Notifies {
        /// `slack`, `email`, `pagerduty`, `webhook`.
        kind: Name,
        /// Its fields.
        fields: Record,
    },
    /// `event object_created { bucket = bucket }`: tells of new data.
    Event {
        /// `object_created`, `message`.
        kind: Name,
        /// Its fields.
        fields: Record,
    },
    /// What could not be read.
    Error,
}

/// Words of one ability, e.g. `merging by key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// The words in order.
    pub words: Vec<Name>,
    /// All words.
    pub span: Span,
}

/// The container that moves data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    /// `read` or `write`.
    pub direction: Name,
    /// Its image, a text.
    pub image: Expression,
    /// `command`, `args`, `env`, `cpu`, `memory`.
    pub fields: Record,
}
