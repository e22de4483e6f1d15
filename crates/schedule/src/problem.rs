//! What is wrong with a schedule, before anyone knows where it stands.

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_source::Span;

/// Which part of the schedule a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The cron expression, or the duration of `every`.
    Expression,
    /// The zone.
    Zone,
}

/// One thing that is wrong with a schedule.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The rule it was found under.
    pub rule: &'static Rule,
    /// What it is about.
    pub subject: Subject,
    /// One sentence, as in a diagnostic.
    pub message: String,
    /// What to say at the place.
    pub label: String,
    /// The reasons, line by line.
    pub because: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// What may stand there instead, as source text without quotes: a cron, a zone or a duration.
    pub suggestion: Option<Suggestion>,
}

/// What may stand in the subject's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// The content of the string literal there: a cron expression or a zone.
    Literal(String),
    /// A bare duration there: `6h`.
    Duration(String),
    /// A whole `schedule` value for an `every D`: `cron "0 9 * * 1"`.
    Schedule(String),
}

impl Problem {
    pub(crate) fn new(
        rule: &'static Rule,
        subject: Subject,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            subject,
            message: message.into(),
            label: label.into(),
            because: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    pub(crate) fn because(mut self, line: impl Into<String>) -> Self {
        self.because.push(line.into());
        self
    }

    pub(crate) fn suggest(mut self, suggestion: Option<Suggestion>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The finding, once the places are known: `value` spans the string literal (with its quotes)
    /// of a `cron` or the duration of an `every`, `clause` the whole of `every 7h` or `cron "…"`
    /// with what belongs to it but the zone, `zone` the zone's literal where one is written.
    #[must_use]
    pub fn diagnostic(&self, value: Span, clause: Span, zone: Option<Span>) -> Diagnostic {
        let place = match self.subject {
            Subject::Expression => value,
            Subject::Zone => zone.unwrap_or(value),
        };
        let mut found = Diagnostic::new(self.rule, &self.message, place, &self.label);
        found.because.clone_from(&self.because);
        found.help.clone_from(&self.help);
        match &self.suggestion {
            Some(Suggestion::Literal(text)) if zone.is_some() || place == value => found.fix(
                format!("replace with `\"{text}\"`"),
                place,
                format!("\"{text}\""),
            ),
            Some(Suggestion::Duration(text)) => {
                found.fix(format!("replace with `{text}`"), place, text)
            }
            Some(Suggestion::Schedule(text)) => {
                found.fix(format!("replace with `{text}`"), clause, text)
            }
            _ => found,
        }
    }
}
