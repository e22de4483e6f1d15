//! Items: what stands at the top of a file.

use pipewright_source::{Span, Spanned};

use super::{
    Allow, Clause, Connector, Doc, Expression, Family, Name, Path, Pipeline, Policy, Record,
    Template,
};

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
    /// `defaults { retry 2 times }`: clauses of every pipeline that says nothing else.
    Defaults(Vec<Clause>),
    /// `template extract(table: string): Row = run "image" { … }`.
    Template(Template),
    /// `policy "…" for pipeline p { … }`.
    Policy(Policy),
    /// `policy policies.owned`: a named policy holds in this project.
    Applied(Path),
    /// `allow PW0513 because "…" until 2027-03-31`: for the whole file.
    Allow(Allow),
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

/// `dataset name: Type [for t in tables] = connector { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Written outside this project (`external dataset`).
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// The type of its rows.
    pub kind: Option<TypeExpression>,
    /// `for t in tables`: one dataset for each element.
    pub family: Option<Family>,
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

/// `name: type [per run] [= default] [where condition]`, of a connector, pipeline or template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: TypeExpression,
    /// `per run`, where written: the value comes with each run.
    pub per_run: Option<Span>,
    /// Its default.
    pub default: Option<Expression>,
    /// What every value of it keeps.
    pub condition: Option<Expression>,
    /// Name to last token.
    pub span: Span,
}
