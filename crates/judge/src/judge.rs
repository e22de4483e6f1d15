//! The judge: what a finding weighs in this project.

use pipewright_diagnostics::{Diagnostic, Severity, Standing};

use crate::levels::{Level, Levels};
use crate::waivers::Waivers;

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is told, and weighs so much.
    Told(Severity),
    /// The project does not want to hear of its rule.
    Off,
    /// A waiver covers it: its index among [`Waivers`].
    Waived(usize),
}

/// The levels and waivers of a project.
#[derive(Debug, Clone, Default)]
pub struct Judge {
    /// Its levels.
    pub levels: Levels,
    /// Its waivers.
    pub waivers: Waivers,
}

impl Judge {
    /// What becomes of a finding.
    #[must_use]
    pub fn verdict(&self, found: &Diagnostic) -> Verdict {
        let standing = found.rule.standing();
        let error = found.is_error();
        let waivable = match standing {
            Standing::Adjustable | Standing::Waivable => true,
            Standing::Partly | Standing::Fixed => !error,
        };
        if waivable && let Some(waiver) = self.waivers.covering(found) {
            return Verdict::Waived(waiver);
        }
        match self.level(found) {
            Level::Off => Verdict::Off,
            Level::At(severity) => Verdict::Told(severity),
        }
    }

    /// What a finding weighs by levels alone.
    #[must_use]
    pub fn level(&self, found: &Diagnostic) -> Level {
        let adjustable = found.rule.standing() == Standing::Adjustable || !found.is_error();
        let level = self.levels.of(found.rule).filter(|_| adjustable);
        level.unwrap_or(Level::At(found.severity))
    }

    /// A finding as it is told, where it is.
    #[must_use]
    pub fn told(&self, mut found: Diagnostic) -> Option<Diagnostic> {
        let Verdict::Told(severity) = self.verdict(&found) else {
            return None;
        };
        found.severity = severity;
        Some(found)
    }

    /// Whether a finding means that what it is about has no meaning to go on with. What is an error
    /// only because somebody wants it so, a project or a policy, does not hide what comes after.
    #[must_use]
    pub fn stops(&self, found: &Diagnostic) -> bool {
        found.is_error()
            && found.rule.standing() != Standing::Adjustable
            && self.verdict(found) == Verdict::Told(Severity::Error)
    }
}
