//! What a connector can do, word by word.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnMatch, Format, Lane};
use pipewright_source::Span;
use pipewright_syntax::tree::{Ability, Name};

use crate::context::Context;
use crate::names::{list, nearest};
use crate::rules;

/// What `reads` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reads {
    /// It can be read at all.
    pub any: bool,
    /// Steps are handed the location of its objects.
    pub objects: bool,
    /// Reading again loses nothing.
    pub replayable: bool,
    /// Rows of an interval can be asked for.
    pub incremental: bool,
}

/// What `writes` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writes {
    /// The modes.
    pub lanes: Vec<Lane>,
    /// Each write is one transaction.
    pub transactional: bool,
}

/// A mode as it is written.
pub const fn lane_text(lane: Lane) -> &'static str {
    match lane {
        Lane::Appending => "appending",
        Lane::ReplacingAll => "replacing all",
        Lane::ReplacingPartition => "replacing partition",
        Lane::MergingByKey => "merging by key",
    }
}

impl Context<'_, '_> {
    /// `reads rows, replayable`.
    pub fn readings(&mut self, abilities: &[Ability]) -> Reads {
        let mut reads = Reads::default();
        for ability in abilities {
            match words(ability).as_str() {
                "rows" | "files" => reads.any = true,
                "objects" => {
                    reads.any = true;
                    reads.objects = true;
                }
                "replayable" => reads.replayable = true,
                "incremental by column" => reads.incremental = true,
                other => self.unknown_word(
                    ability.span,
                    other,
                    "what is read",
                    &[
                        "rows",
                        "files",
                        "objects",
                        "replayable",
                        "incremental by column",
                    ],
                ),
            }
        }
        reads
    }

    /// `writes appending, in one transaction`.
    pub fn written(&mut self, abilities: &[Ability]) -> Writes {
        let mut writes = Writes::default();
        for ability in abilities {
            let text = words(ability);
            if text == "in one transaction" {
                writes.transactional = true;
                continue;
            }
            let lanes = [
                Lane::Appending,
                Lane::ReplacingAll,
                Lane::ReplacingPartition,
                Lane::MergingByKey,
            ];
            match lanes.into_iter().find(|lane| lane_text(*lane) == text) {
                Some(lane) if writes.lanes.contains(&lane) => {}
                Some(lane) => writes.lanes.push(lane),
                None => self.unknown_word(
                    ability.span,
                    &text,
                    "how rows land",
                    &[
                        "appending",
                        "replacing all",
                        "replacing partition",
                        "merging by key",
                        "in one transaction",
                    ],
                ),
            }
        }
        writes
    }

    /// `columns by position`.
    pub fn column_match(&mut self, name: &Name) -> Option<ColumnMatch> {
        match name.value.as_str() {
            "name" => Some(ColumnMatch::Name),
            "position" => Some(ColumnMatch::Position),
            other => {
                self.unknown_word(
                    name.span,
                    other,
                    "how columns are matched",
                    &["name", "position"],
                );
                None
            }
        }
    }

    /// `format parquet`.
    pub fn format(&mut self, name: &Name) -> Option<Format> {
        match name.value.as_str() {
            "parquet" => Some(Format::Parquet),
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            other => {
                self.unknown_word(name.span, other, "a format", &["parquet", "csv", "json"]);
                None
            }
        }
    }

    /// Says that a word is none of those that can stand here.
    pub fn unknown_word(&mut self, span: Span, word: &str, what: &str, known: &[&str]) {
        let shown: String = word.chars().take(60).collect();
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_WORD,
            if what.starts_with("a ") {
                format!("`{shown}` is not {what}")
            } else {
                format!("`{shown}` does not say {what}")
            },
            span,
            format!("{} can stand here", list(known)),
        );
        let near = nearest(word, known.iter().copied()).or_else(|| begun(word, known));
        if let Some(near) = near {
            found.primary.text = format!("did you mean `{near}`?");
            found = found
                .fix(format!("replace with `{near}`"), span, near)
                .help(format!("{} can stand here", list(known)));
        }
        self.report.push(found);
    }
}

/// The only one of a few words that another begins: `argo_workflows`, where `argo` stands.
fn begun<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let mut longer = known.iter().filter(|known| known.starts_with(word));
    match (longer.next(), longer.next()) {
        (Some(only), None) if word.len() > 3 => Some(only),
        _ => None,
    }
}

fn words(ability: &Ability) -> String {
    let words: Vec<&str> = ability
        .words
        .iter()
        .map(|word| word.value.as_str())
        .collect();
    words.join(" ")
}
