//! Text that may hold variables the engine fills in at run time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Text as parts. A backend escapes the literal parts for its own language and renders the
/// variables by its own means; nothing is ever spliced.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Text(pub Vec<TextPart>);

/// One part of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextPart {
    /// Exactly these characters.
    Literal(String),
    /// The value of an environment variable of the container, e.g. `PIPEWRIGHT_RUN_ID`; rendered as
    /// Kubernetes' own `$(NAME)`.
    Variable(String),
}

/// The variables an engine provides to every container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variable {
    /// One value per run, the same for all its tasks and retries; safe in a path.
    RunId,
    /// The moment the run stands for, RFC 3339 in UTC.
    LogicalTime,
}

impl Variable {
    /// Its name in the container's environment.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RunId => "PIPEWRIGHT_RUN_ID",
            Self::LogicalTime => "PIPEWRIGHT_LOGICAL_TIME",
        }
    }
}

impl Text {
    /// Text without variables.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self(vec![TextPart::Literal(text.into())])
    }

    /// Adds literal text, joining it to a literal before it.
    pub fn push_literal(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(TextPart::Literal(last)) = self.0.last_mut() {
            last.push_str(text);
        } else {
            self.0.push(TextPart::Literal(text.to_owned()));
        }
    }

    /// Adds a variable.
    pub fn push_variable(&mut self, name: impl Into<String>) {
        self.0.push(TextPart::Variable(name.into()));
    }

    /// Adds another text.
    pub fn push_text(&mut self, other: &Self) {
        for part in &other.0 {
            match part {
                TextPart::Literal(text) => self.push_literal(text),
                TextPart::Variable(name) => self.push_variable(name.clone()),
            }
        }
    }

    /// The text, if it has no variables.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [TextPart::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::literal(text)
    }
}
