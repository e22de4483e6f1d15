//! Expressions: values, names, calls, lists, records, and the few operators there are.

use pipewright_source::{Span, Spanned};

use super::{Comparison, Name, Path};

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionKind {
    /// `30m`, `4GiB`, `12`, `true`, …
    Literal(Literal),
    /// `"…"` with `${name}` holes, or `"""…"""`.
    Text(Vec<TextPart>),
    /// `accounts`, `eu-west-1`, `slack.channel`.
    Path(Path),
    /// `secret("x")`, `slack.channel("#a")`, `airflow("3.3")`.
    Call {
        /// What is called.
        callee: Path,
        /// The arguments, positional ones first.
        arguments: Vec<Argument>,
    },
    /// `load["orders"]`.
    Index {
        /// What is indexed.
        base: Box<Expression>,
        /// The key.
        key: Box<Expression>,
    },
    /// `[a, b]`.
    List(Vec<Expression>),
    /// `{ cpu = 16, memory = 64GiB }`.
    Record(Record),
    /// `s3.parquet { … }`.
    Use {
        /// The connector or variant.
        callee: Path,
        /// Its fields.
        fields: Record,
    },
    /// `eu or uk`, `eu except eu-south-1`, `a and b`, `"ghcr.io/acme" in eu`, `host:port`. Chains
    /// of one operator are one node: `a or b or c` has three operands.
    Chain {
        /// The operator between all operands.
        operator: BinaryOperator,
        /// Two or more.
        operands: Vec<Expression>,
    },
    /// `load.count > 0`.
    Compare {
        /// The one side.
        left: Box<Expression>,
        /// The comparison.
        operator: Spanned<Comparison>,
        /// The other side.
        right: Box<Expression>,
    },
    /// `table matches "^[a-z]+$"`.
    Matches {
        /// A text.
        left: Box<Expression>,
        /// A regular expression (RE2), a text.
        pattern: Box<Expression>,
    },
    /// `not full`.
    Not(Box<Expression>),
    /// What could not be read.
    Error,
}

/// A literal that is not text. Numbers keep their spelling; the checker reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `42`, `1_000`, `-3`.
    Integer(String),
    /// `0.5`, `-1.25`.
    Decimal(String),
    /// `true`, `false`.
    Boolean(bool),
    /// `30s`, `6h`, `1h30m`; units `ms s m h d w`.
    Duration(String),
    /// `512MiB`, `4GiB`; units `KB MB GB TB KiB MiB GiB TiB`.
    Size(String),
    /// `40 USD`; a currency of ISO 4217.
    Money(String),
    /// `2026-01-31`.
    Date(String),
}

/// A piece of text: literal, or a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// Text with escapes already read.
    Literal(String),
    /// `${path}`.
    Hole(Path),
}

/// The operators between operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// Union of regions; one of two conditions.
    Or,
    /// Both of two conditions.
    And,
    /// Difference of regions; left to right.
    Except,
    /// A registry `in` a region, a value `in` a list.
    In,
    /// A host `:` its port.
    Colon,
}

/// An argument of a call, named or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// `name =`, when written.
    pub name: Option<Name>,
    /// The value.
    pub value: Expression,
}

/// Fields between braces. Separated by commas or line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// In source order.
    pub fields: Vec<Field>,
    /// With the braces.
    pub span: Span,
}

/// `name = value`, `"/a/path" = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Documentation before it.
    pub doc: Option<super::Doc>,
    /// Its name; what stood between the quotes where it was a text.
    pub name: Name,
    /// Its value.
    pub value: Expression,
    /// Name to value.
    pub span: Span,
}
