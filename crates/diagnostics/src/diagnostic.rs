//! One finding: what is wrong, where, because of what, and how to mend it.

use pipewright_source::Span;
use serde::Serialize;

use crate::Rule;

/// How much a finding weighs. Only an error stops a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Refuses the program.
    Error,
    /// Compiles, but is likely not what was meant.
    Warning,
    /// A fact is missing or worth knowing.
    Note,
}

/// A piece of source with words beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say there; short.
    pub text: String,
}

/// Replaces the text of `span` by `text`; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// A change that mends the finding, for `--fix` and the editor alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What the change does, in the imperative: "replace with `eu`".
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without asking: meaning kept and no choice to make.
    pub safe: bool,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule it was found under.
    pub rule: &'static Rule,
    /// The level here.
    pub severity: Severity,
    /// One sentence, lower case, without a full stop; names in backticks.
    pub message: String,
    /// The place of the cause; sorts and anchors the finding.
    pub primary: Label,
    /// Other places that belong to the reason.
    pub related: Vec<Label>,
    /// The path that leads to the finding or its arithmetic, line by line: "because …".
    pub because: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Changes that mend it, the best first.
    pub fixes: Vec<Fix>,
    /// The clause that demands what does not hold, where it stands elsewhere: who wrote the demand
    /// may waive it there.
    pub demand: Option<Span>,
    /// Which of many demands it breaks, where the rule speaks for all of them: of a policy its text.
    pub part: Option<String>,
}

impl Diagnostic {
    /// A finding under `rule` at `span`, with the words to stand at that place.
    #[must_use]
    pub fn new(
        rule: &'static Rule,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: Label {
                span,
                text: label.into(),
            },
            related: Vec::new(),
            because: Vec::new(),
            help: None,
            fixes: Vec::new(),
            demand: None,
            part: None,
        }
    }

    /// Adds another place that belongs to the reason.
    #[must_use]
    pub fn with_related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a line of the path or the arithmetic.
    #[must_use]
    pub fn because(mut self, line: impl Into<String>) -> Self {
        self.because.push(line.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a change that mends the finding with one edit.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
            safe: false,
        });
        self
    }

    /// Says that its fixes may be applied without asking: there is nothing else that could be meant.
    #[must_use]
    pub fn safely(mut self) -> Self {
        for fix in &mut self.fixes {
            fix.safe = true;
        }
        self
    }

    /// Says so where it is so.
    #[must_use]
    pub fn safely_if(self, safe: bool) -> Self {
        if safe { self.safely() } else { self }
    }

    /// Names the clause that demands what does not hold.
    #[must_use]
    pub fn demanded(mut self, span: Span) -> Self {
        self.demand = Some(span);
        self
    }

    /// Names the one of many demands that does not hold.
    #[must_use]
    pub fn part(mut self, text: impl Into<String>) -> Self {
        self.part = Some(text.into());
        self
    }

    /// Whether it refuses the program.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
