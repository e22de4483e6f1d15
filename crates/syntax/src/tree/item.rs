//! Items: what stands at the top of a file.

use pipewright_source::{Span, Spanned};

use super::{Doc, Expression, Name, Path, Pipeline, Record};

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// What it is.
    pub kind: ItemKind,
    /// Keyword to last token, documentation excluded.
    pub span: Span,
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// `import std.s3`, `import lake.types as types`.
    Import(Import),
    /// `type Account { … }`.
    Type(TypeDeclaration),
    /// `[external] dataset accounts: Account = salesforce.object { … }`.
    Dataset(Dataset),
    /// `connector table(…) { … }`.
    Connector(Connector),
    /// `region eu = …`, `region eu-west-1 { … }`.
    Region(Region),
    /// `let tables = […]`.
    Let(Let),
    /// `secret salesforce_api { … }`.
    Secret(NamedRecord),
    /// `cluster frankfurt { … }`.
    Cluster(NamedRecord),
    /// `environment prod { … }`.
    Environment(NamedRecord),
    /// `pipeline customer_analytics { … }`.
    Pipeline(Pipeline),
    /// What could not be read; the name too, where one was seen.
    Error,
}

/// `import a.b as c`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// `std.s3`, or the path of a file of the project from its root, dots for slashes.
    pub path: Path,
    /// The name it is known by here; otherwise the last part.
    pub alias: Option<Name>,
}

/// `type Name { columns }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDeclaration {
    /// Its name.
    pub name: Name,
    /// Its columns in order.
    pub columns: Vec<Column>,
}

/// `revenue: decimal(18, 2)? pii`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Name,
    /// Its type; `optional` is inside.
    pub kind: TypeExpression,
    /// `key`, `pii` and other classes.
    pub marks: Vec<Name>,
    /// Name to last mark.
    pub span: Span,
}

/// A type as written, of a column or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeExpression {
    /// What it is.
    pub kind: TypeExpressionKind,
    /// `?` after it.
    pub optional: bool,
    /// Where it stands, `?` included.
    pub span: Span,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeExpressionKind {
    /// `string`, `region`, `Account`, `types.Account`.
    Path(Path),
    /// `decimal(18, 2)`.
    Applied {
        /// `decimal`.
        name: Name,
        /// The numbers.
        arguments: Vec<Spanned<String>>,
    },
    /// `list<string>`.
    List(Box<TypeExpression>),
    /// `{ street: string, city: string }`.
    Record(Vec<Column>),
    /// What could not be read.
    Error,
}

/// `dataset name: Type = connector { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Written outside this project (`external dataset`).
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// The type of its rows.
    pub kind: Option<TypeExpression>,
    /// The connector use.
    pub value: Expression,
}

/// `let name = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Expression,
}

/// A name and a record: `cluster`, `environment`, `secret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRecord {
    /// Its name.
    pub name: Name,
    /// Its fields.
    pub fields: Record,
}

/// `region name …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name, hyphens allowed.
    pub name: Name,
    /// A set of others, or one place.
    pub body: RegionBody,
}

/// What a region is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegionBody {
    /// `= eu-west-1 or europe-west4`.
    Set(Expression),
    /// `{ cloud = "aws", country = "IE", place = "Dublin" }`.
    Place(Record),
}

/// `name: type = default`, of a connector or a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: TypeExpression,
    /// Its default.
    pub default: Option<Expression>,
    /// Name to default.
    pub span: Span,
}

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
