//! A rule: everything about one kind of finding, as data.

use crate::Severity;

/// One kind of finding. Each phase keeps its rules in one `rules` module as constants and lists
/// them in `ALL`; `explain`, the rule pages and the example tests all read those lists.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable code, `PW` and four digits: 01 syntax, 02 names, 03 types and values, 04
    /// schemas, 05 time, 06 residency, 07 guarantees and writes, 08 targets, 09 project.
    pub code: &'static str,
    /// A short name in kebab case, e.g. `unknown-name`.
    pub name: &'static str,
    /// The level unless a project says otherwise.
    pub severity: Severity,
    /// One sentence: what the rule demands.
    pub summary: &'static str,
    /// Why it exists, how it decides, how to mend it. Markdown paragraphs.
    pub explanation: &'static str,
    /// A project that breaks the rule exactly once.
    pub failing: Example,
    /// A near miss: a project close to it that keeps the rule.
    pub passing: Example,
}

/// What a project may say otherwise of a rule, through `[levels]` and `allow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is advice, or a wish of the organisation: its level is the project's to choose.
    Adjustable,
    /// A promise that one place may be excused from, with a reason; never the whole project.
    Waivable,
    /// Its errors are what the language means by being right; what it says more weakly, such as a
    /// guess, is advice.
    Partly,
    /// A program that breaks it means nothing, or nothing that could be kept.
    Fixed,
}

impl Standing {
    /// The word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adjustable => "adjustable",
            Self::Waivable => "waivable",
            Self::Partly => "partly",
            Self::Fixed => "fixed",
        }
    }

    /// The sentence for people; nothing needs saying of what is fixed.
    #[must_use]
    pub const fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Adjustable => {
                Some("A project may give it another level, and a pipeline or file may waive it.")
            }
            Self::Waivable => {
                Some("A pipeline or file may waive it, with a reason; no level lowers it.")
            }
            Self::Partly => Some(
                "Its errors stay errors; what it says more weakly may have another level, or be waived.",
            ),
            Self::Fixed => None,
        }
    }
}

/// Errors a project may lower all the same: they say what an organisation wishes.
const WISHES: &[&str] = &["PW1001"];

/// Errors that one place may be excused from, with a reason that the ledger shows.
const WAIVABLE: &[&str] = &["PW0601", "PW0602", "PW0620", "PW0623", "PW0624"];

/// Errors that also have findings which are none.
const PARTLY: &[&str] = &["PW0319", "PW0712", "PW0905"];

impl Rule {
    /// What a project may say otherwise of it. Whatever is no error by itself is advice.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.severity != Severity::Error || WISHES.contains(&self.code) {
            Standing::Adjustable
        } else if WAIVABLE.contains(&self.code) {
            Standing::Waivable
        } else if PARTLY.contains(&self.code) {
            Standing::Partly
        } else {
            Standing::Fixed
        }
    }
}

/// A small project: the text of one `main.pipe`, or several files each headed by a line
/// `//! file: PATH`. Lines `//! …` are not part of the file.
#[derive(Debug, Clone, Copy)]
pub struct Example(pub &'static str);

impl Example {
    /// The files of the example: path and text.
    #[must_use]
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in self.0.trim_start_matches('\n').lines() {
            if let Some(path) = line.strip_prefix("//! file: ") {
                files.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if files.is_empty() {
                files.push(("main.pipe".to_owned(), String::new()));
            }
            if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
        files
    }
}
