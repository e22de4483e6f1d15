//! `[levels]` of `pipewright.toml`: which rule weighs how much here.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Rule, Severity, Standing};
use pipewright_source::{Span, Spanned};
use pipewright_syntax::nearest;

use crate::rules;

/// What a project may make of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Its findings are not shown.
    Off,
    /// Its findings weigh so much.
    At(Severity),
}

/// The words there are, from least to most.
const WORDS: [(&str, Level); 4] = [
    ("off", Level::Off),
    ("note", Level::At(Severity::Note)),
    ("warn", Level::At(Severity::Warning)),
    ("error", Level::At(Severity::Error)),
];

/// The levels of a project, by the rule's code.
#[derive(Debug, Clone, Default)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// Reads the lines of `[levels]`: a rule's code or name, and a level. A line that is wrong is a
    /// finding, and leaves its rule as it is.
    #[must_use]
    pub fn read<'a>(
        settings: impl IntoIterator<Item = (&'a Spanned<String>, &'a Spanned<String>)>,
        known: &[&'static Rule],
    ) -> (Self, Vec<Diagnostic>) {
        let mut levels = BTreeMap::new();
        let mut places: BTreeMap<&'static str, Span> = BTreeMap::new();
        let mut found = Vec::new();
        for (name, word) in settings {
            let rule = match rule_of(&name.value, known) {
                Ok(rule) => rule,
                Err(near) => {
                    found.push(unknown(&rules::LEVELS, &name.value, name.span, near));
                    continue;
                }
            };
            if let Some(first) = places.insert(rule.code, name.span) {
                found.push(
                    Diagnostic::new(
                        &rules::LEVELS,
                        format!("{} has two levels", shown(rule)),
                        name.span,
                        "the second",
                    )
                    .with_related(first, "the first")
                    .help("keep one of the two lines"),
                );
                continue;
            }
            match level_of(rule, word) {
                Ok(level) => {
                    levels.insert(rule.code, level);
                }
                Err(problem) => found.push(*problem),
            }
        }
        (Self(levels), found)
    }

    /// What a rule weighs here, where the project says so.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Option<Level> {
        self.0.get(rule.code).copied()
    }
}

/// The rule of a code or a name; else the one that may be meant.
pub fn rule_of(
    written: &str,
    known: &[&'static Rule],
) -> Result<&'static Rule, Option<&'static str>> {
    let found = known
        .iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(written) || rule.name == written);
    match found {
        Some(rule) => Ok(rule),
        // Codes differ in a digit, and each near one is another rule.
        None if is_code(written) => Err(None),
        None => Err(nearest(written, known.iter().map(|rule| rule.name))),
    }
}

fn is_code(written: &str) -> bool {
    let mut bytes = written.bytes();
    let two = [bytes.next(), bytes.next()].map(|byte| byte.map(|byte| byte.to_ascii_uppercase()));
    two == [Some(b'P'), Some(b'W')] && bytes.all(|byte| byte.is_ascii_digit())
}

/// A rule that nobody knows.
pub fn unknown(
    under: &'static Rule,
    written: &str,
    span: Span,
    near: Option<&'static str>,
) -> Diagnostic {
    let shown: String = written.chars().take(60).collect();
    let found = Diagnostic::new(
        under,
        format!("there is no rule `{shown}`"),
        span,
        "neither a code nor a name of a rule",
    );
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(
            format!("replace with `{near}`"),
            span,
            near,
        ),
        None => found.help("`pipewright explain --all` lists the rules"),
    }
}

/// A rule as messages name it.
pub fn shown(rule: &Rule) -> String {
    format!("`{}` ({})", rule.code, rule.name)
}

fn level_of(rule: &Rule, word: &Spanned<String>) -> Result<Level, Box<Diagnostic>> {
    let found = WORDS.iter().find(|(known, _)| *known == word.value);
    let Some((_, level)) = found else {
        let mut problem = Diagnostic::new(
            &rules::LEVELS,
            "a level is `off`, `note`, `warn` or `error`",
            word.span,
            "no level",
        );
        let meant = match word.value.to_ascii_lowercase().as_str() {
            "warning" => Some("warn"),
            "none" | "ignore" | "allow" | "false" => Some("off"),
            "info" => Some("note"),
            "deny" | "forbid" => Some("error"),
            other => nearest(other, WORDS.iter().map(|(known, _)| *known)),
        };
        if let Some(meant) = meant {
            problem = problem.fix(
                format!("replace with `{meant}`"),
                word.span,
                format!("\"{meant}\""),
            );
        }
        return Err(Box::new(problem));
    };
    let why = match rule.standing() {
        _ if *level == Level::At(Severity::Error) => return Ok(*level),
        Standing::Adjustable | Standing::Partly => return Ok(*level),
        Standing::Waivable => {
            "a promise is not dropped for a whole project; one place may be excused from it"
        }
        Standing::Fixed => "a program that breaks it means nothing, or nothing that could be kept",
    };
    let problem = Diagnostic::new(
        &rules::LEVELS,
        format!("the level of {} cannot be lowered", shown(rule)),
        word.span,
        "it is always an error",
    )
    .because(why);
    Err(Box::new(match rule.standing() {
        Standing::Waivable => problem.help(format!(
            "write `allow {} because \"…\" until DATE` in that pipeline, or at the top of that file",
            rule.code
        )),
        _ => problem.help("take the line away"),
    }))
}
