//! The types of parameters.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::ValueType;
use pipewright_syntax::tree::{TypeExpression, TypeExpressionKind};

use crate::context::Context;
use crate::names::nearest;
use crate::rules;

/// The type of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// An exact number.
    Decimal,
    /// True or false.
    Bool,
    /// A duration.
    Duration,
    /// A size.
    Size,
    /// A day.
    Date,
    /// A moment.
    Timestamp,
    /// A region.
    Region,
    /// A secret.
    Secret,
    /// A host name.
    Host,
    /// A dataset.
    Dataset,
    /// A list of one type.
    List(Box<Kind>),
    /// What could not be read.
    Unknown,
}

const NAMES: [(&str, Kind); 12] = [
    ("string", Kind::String),
    ("int", Kind::Int),
    ("decimal", Kind::Decimal),
    ("bool", Kind::Bool),
    ("duration", Kind::Duration),
    ("size", Kind::Size),
    ("date", Kind::Date),
    ("timestamp", Kind::Timestamp),
    ("region", Kind::Region),
    ("secret", Kind::Secret),
    ("host", Kind::Host),
    ("dataset", Kind::Dataset),
];

impl Kind {
    /// With its article: "a duration".
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Int => "a whole number",
            Self::Decimal => "a decimal number",
            Self::Bool => "true or false",
            Self::Duration => "a duration",
            Self::Size => "a size",
            Self::Date => "a date",
            Self::Timestamp => "a timestamp",
            Self::Region => "a region",
            Self::Secret => "a secret",
            Self::Host => "a host name",
            Self::Dataset => "a dataset",
            Self::List(_) => "a list",
            Self::Unknown => "something",
        }
    }

    /// As a value of a run has it; nothing where a run has no such values.
    pub fn value_type(&self) -> Option<ValueType> {
        Some(match self {
            Self::String => ValueType::String,
            Self::Int => ValueType::Int,
            Self::Decimal => ValueType::Decimal,
            Self::Bool => ValueType::Bool,
            Self::Date => ValueType::Date,
            Self::Timestamp => ValueType::Timestamp,
            Self::Duration => ValueType::Duration,
            Self::List(inner) => ValueType::List(Box::new(inner.value_type()?)),
            _ => return None,
        })
    }

    /// The type of a value of a run.
    pub fn of(kind: &ValueType) -> Self {
        match kind {
            ValueType::String => Self::String,
            ValueType::Int => Self::Int,
            ValueType::Decimal => Self::Decimal,
            ValueType::Bool => Self::Bool,
            ValueType::Date => Self::Date,
            ValueType::Timestamp => Self::Timestamp,
            ValueType::Duration => Self::Duration,
            ValueType::List(inner) => Self::List(Box::new(Self::of(inner))),
        }
    }
}

impl Context<'_, '_> {
    /// The type a parameter is declared with.
    pub fn kind(&mut self, written: &TypeExpression) -> Kind {
        match &written.kind {
            TypeExpressionKind::List(inner) => {
                if inner.optional {
                    self.malformed_type(
                        inner.span,
                        "the elements of a list are never missing",
                        "remove the `?`",
                    );
                }
                Kind::List(Box::new(self.kind(inner)))
            }
            TypeExpressionKind::Error => {
                self.report.poisoned = true;
                Kind::Unknown
            }
            TypeExpressionKind::Path(path) => {
                let name = self.slice(path.span);
                if let Some((_, kind)) = NAMES.iter().find(|(known, _)| *known == name) {
                    return kind.clone();
                }
                self.unknown_kind(name, written.span)
            }
            TypeExpressionKind::Applied { name, .. } => {
                self.unknown_kind(&name.value, written.span)
            }
            TypeExpressionKind::Record(_) => self.unknown_kind("{ … }", written.span),
        }
    }

    fn unknown_kind(&mut self, name: &str, span: pipewright_source::Span) -> Kind {
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_TYPE,
            format!("`{name}` is no type of a parameter"),
            span,
            "no such type",
        );
        if let Some(near) = nearest(name, NAMES.iter().map(|(name, _)| *name)) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), span, near);
        }
        let names: Vec<String> = NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
        self.report
            .push(found.help(format!("parameters are {} or `list<…>`", names.join(", "))));
        Kind::Unknown
    }
}

impl Context<'_, '_> {
    /// Says that a type is put together wrongly.
    pub fn malformed_type(&mut self, span: pipewright_source::Span, message: &str, label: &str) {
        self.report
            .push(Diagnostic::new(&rules::BAD_TYPE, message, span, label));
    }
}
