//! Answers to `why`: of a generated line, and of a source line.

mod fields;
pub mod generated;
pub mod source;
mod text;

use pipewright_plan::LedgerRow;
use serde::Serialize;

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Always `pipewright.why/v1`.
    pub format: &'static str,
    /// The line that was asked about.
    pub asked: Line,
    /// What made it, where it is a generated one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What it makes, where it is a source line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub makes: Vec<Made>,
    /// What should be known beforehand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A line of a file, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The path: of a source file inside the project, of a generated one inside the output folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What stands there; empty where the file is not at hand.
    pub text: String,
}

/// What made a generated line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// The field it is part of.
    pub field: String,
    /// The place in the source.
    pub source: Line,
    /// What is there, in words.
    pub part: String,
    /// The constraints it keeps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<Keeps>,
    /// Why it is there though nobody demanded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub habit: Option<HabitShown>,
}

/// A habit of the compiler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HabitShown {
    /// A short name.
    pub name: &'static str,
    /// Why.
    pub because: &'static str,
    /// The page of the manual.
    pub page: &'static str,
}

/// A constraint that a line keeps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Keeps {
    /// The pipeline.
    pub pipeline: String,
    /// The constraint as written.
    pub constraint: String,
    /// Where it was written.
    pub source: Line,
    /// All that keeps it.
    pub rows: Vec<LedgerRow>,
}

/// Generated lines that a source line makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// The first line.
    #[serde(flatten)]
    pub first: Line,
    /// The last line.
    pub last: u32,
    /// The field they are.
    pub field: String,
    /// The constraints they keep, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<String>,
    /// The habit they are there by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub habit: Option<&'static str>,
}

/// The name and version of the form.
const FORMAT: &str = "pipewright.why/v1";

/// A line of a text, from 1.
fn line_of(text: &str, line: u32) -> String {
    let index = usize::try_from(line)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    text.lines().nth(index).unwrap_or("").to_owned()
}
