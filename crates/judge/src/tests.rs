//! Levels, waivers and baselines over findings that are made up.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Example, Rule, Severity};
use pipewright_source::{SourceFile, SourceId, SourceMap, Span, Spanned};
use pipewright_syntax::Module;

use crate::{Baseline, Judge, Level, Levels, Verdict, Waivers, baseline_text, is_baseline};

const fn rule(code: &'static str, name: &'static str, severity: Severity) -> Rule {
    Rule {
        code,
        name,
        severity,
        summary: "",
        explanation: "",
        failing: Example(""),
        passing: Example(""),
    }
}

static HARD: Rule = rule("PW0202", "unknown-name", Severity::Error);
static ADVICE: Rule = rule("PW0513", "deadline-over-period", Severity::Warning);
static FACT: Rule = rule("PW0603", "unstated-place", Severity::Note);
static PROMISE: Rule = rule("PW0620", "class-not-accepted", Severity::Error);
static PARTLY: Rule = rule("PW0319", "secret-in-text", Severity::Error);
pub static WISH: Rule = rule("PW1001", "policy", Severity::Error);
static KNOWN: &[&Rule] = &[&HARD, &ADVICE, &FACT, &PROMISE, &PARTLY, &WISH];

fn levels(lines: &[(&str, &str)]) -> (Levels, Vec<String>) {
    let spanned = |at: usize, text: &str| {
        let at = u32::try_from(at).unwrap();
        Spanned::new(text.to_owned(), Span::new(SourceId(0), at, at))
    };
    let lines: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(at, (rule, level))| (spanned(2 * at, rule), spanned(2 * at + 1, level)))
        .collect();
    let (levels, found) = Levels::read(lines.iter().map(|(rule, level)| (rule, level)), KNOWN);
    (levels, found.into_iter().map(|one| one.message).collect())
}

pub struct Project {
    pub sources: SourceMap,
    pub judge: Judge,
    pub problems: Vec<Diagnostic>,
}

pub fn project(files: &[&str]) -> Project {
    let mut sources = SourceMap::default();
    let mut modules = Vec::new();
    for (index, text) in files.iter().enumerate() {
        let path = format!("file{index}.pipe");
        let source = sources.add(SourceFile::new(path.as_str(), *text));
        let (tree, found) = pipewright_parser::parse(source, text);
        assert!(found.is_empty(), "{found:?}");
        modules.push(Module {
            path: [path].into(),
            standard: false,
            tree: tree.into(),
        });
    }
    let (waivers, problems) = Waivers::read(&modules, KNOWN);
    let judge = Judge {
        waivers,
        ..Judge::default()
    };
    Project {
        sources,
        judge,
        problems,
    }
}

impl Project {
    /// A finding at the n-th place of these words.
    pub fn finding(&self, rule: &'static Rule, file: u32, words: &str, nth: usize) -> Diagnostic {
        let text = self.sources.get(SourceId(file)).unwrap().text();
        let (at, _) = text.match_indices(words).nth(nth).unwrap();
        let (start, end) = (at as u32, (at + words.len()) as u32);
        Diagnostic::new(rule, words, Span::new(SourceId(file), start, end), "")
    }

    pub fn messages(&self) -> Vec<&str> {
        let messages = self.problems.iter().map(|found| found.message.as_str());
        messages.collect()
    }
}

const ALLOW: &str = "allow PW0513 because \"it is slow\" until 2027-03-31";

#[test]
fn levels_are_by_code_or_name() {
    let (levels, found) = levels(&[("PW0513", "error"), ("unstated-place", "off")]);
    assert_eq!(found, [""; 0]);
    assert_eq!(levels.of(&ADVICE), Some(Level::At(Severity::Error)));
    assert_eq!(levels.of(&FACT), Some(Level::Off));
    assert_eq!(levels.of(&HARD), None);
}

#[test]
fn levels_that_cannot_be_are_told_each() {
    for (rule, level, message) in [
        ("PW9999", "off", "there is no rule `PW9999`"),
        ("unstated-plce", "off", "there is no rule `unstated-plce`"),
        (
            "PW0513",
            "warning",
            "a level is `off`, `note`, `warn` or `error`",
        ),
        ("PW0513", "", "a level is `off`, `note`, `warn` or `error`"),
        (
            "PW0202",
            "warn",
            "the level of `PW0202` (unknown-name) cannot be lowered",
        ),
        (
            "PW0620",
            "note",
            "the level of `PW0620` (class-not-accepted) cannot be lowered",
        ),
    ] {
        assert_eq!(levels(&[(rule, level)]).1, [message]);
    }
    // Near misses: an error that stays one, a rule whose guesses are none.
    for (rule, level) in [
        ("PW0202", "error"),
        ("PW0319", "off"),
        ("pw0513", "note"),
        ("policy", "warn"),
    ] {
        assert_eq!(levels(&[(rule, level)]).1, [""; 0], "{rule}");
    }
    let (twice, found) = levels(&[("PW0513", "off"), ("deadline-over-period", "error")]);
    assert_eq!(found, ["`PW0513` (deadline-over-period) has two levels"]);
    assert_eq!(twice.of(&ADVICE), Some(Level::Off));
}

#[test]
fn levels_never_touch_errors_that_mean_something() {
    let (levels, _) = levels(&[("PW0319", "off"), ("PW0513", "error"), ("PW0603", "off")]);
    let judge = Judge {
        levels,
        ..Judge::default()
    };
    let span = Span::default();
    let mut found = Diagnostic::new(&PARTLY, "", span, "");
    assert_eq!(judge.verdict(&found), Verdict::Told(Severity::Error));
    assert!(judge.stops(&found));
    found.severity = Severity::Warning;
    assert_eq!(judge.verdict(&found), Verdict::Off);
    let raised = Diagnostic::new(&ADVICE, "", span, "");
    assert_eq!(judge.verdict(&raised), Verdict::Told(Severity::Error));
    assert!(!judge.stops(&raised), "what comes after is still looked at");
    let wish = Diagnostic::new(&WISH, "", span, "");
    assert_eq!(judge.verdict(&wish), Verdict::Told(Severity::Error));
    assert!(!judge.stops(&wish), "neither does a policy hide it");
    let off = Diagnostic::new(&FACT, "", span, "");
    assert_eq!(judge.verdict(&off), Verdict::Off);
}

#[test]
fn a_waiver_covers_its_pipeline_and_no_other() {
    let one = format!("pipeline one {{\n  deadline 2h\n  {ALLOW}\n}}\n");
    let project = project(&[&format!("{one}pipeline two {{\n  deadline 2h\n}}\n"), &one]);
    assert_eq!(project.messages(), [""; 0]);
    let verdict = |rule, file, nth| {
        let found = project.finding(rule, file, "deadline 2h", nth);
        project.judge.verdict(&found)
    };
    assert_eq!(verdict(&ADVICE, 0, 0), Verdict::Waived(0));
    assert_eq!(verdict(&ADVICE, 0, 1), Verdict::Told(Severity::Warning));
    assert_eq!(verdict(&FACT, 0, 0), Verdict::Told(Severity::Note));
    assert_eq!(verdict(&ADVICE, 1, 0), Verdict::Waived(1));
}

#[test]
fn a_waiver_of_a_file_stands_behind_those_of_its_pipelines() {
    let text = format!(
        "{ALLOW}\n\npipeline one {{\n  deadline 2h\n  {ALLOW}\n}}\n\npipeline two {{\n  deadline 3h\n}}\n"
    );
    let project = project(&[&text, "pipeline three {\n  deadline 3h\n}\n"]);
    let verdict = |file, words| {
        let found = project.finding(&ADVICE, file, words, 0);
        project.judge.verdict(&found)
    };
    assert_eq!(verdict(0, "deadline 2h"), Verdict::Waived(1));
    assert_eq!(verdict(0, "deadline 3h"), Verdict::Waived(0));
    assert_eq!(verdict(1, "deadline 3h"), Verdict::Told(Severity::Warning));
}

#[test]
fn waivers_that_cannot_be_are_told() {
    for (allow, message) in [
        (
            "allow PW0202 because \"x\" until 2027-03-31",
            "`PW0202` (unknown-name) cannot be waived",
        ),
        (
            "allow PW9999 because \"x\" until 2027-03-31",
            "there is no rule `PW9999`",
        ),
        (
            "allow PW0513 because \" \" until 2027-03-31",
            "a waiver says why, in a text without holes",
        ),
        (
            "allow PW0513 because 3 until 2027-03-31",
            "a waiver says why, in a text without holes",
        ),
        (
            "allow PW0513 because \"x\" until 2027-02-29",
            "a waiver ends on a day of the calendar",
        ),
        (
            "allow PW0513 because \"x\" until 3d",
            "a waiver ends on a day of the calendar",
        ),
    ] {
        let project = project(&[&format!("{allow}\n")]);
        assert_eq!(project.messages(), [message]);
        assert!(project.judge.waivers.all().is_empty());
    }
    // Near misses: a promise, a rule with guesses, a rule's name.
    for code in ["PW0620", "PW0319", "deadline-over-period"] {
        let project = project(&[&format!("allow {code} because \"x\" until 2027-03-31\n")]);
        assert_eq!(project.messages(), [""; 0], "{code}");
    }
}

#[test]
fn a_promise_may_be_waived_and_an_error_may_not() {
    let project = project(&[
        "allow PW0620 because \"x\" until 2027-03-31\nallow PW0319 because \"x\" until 2027-03-31\nlet a = 1\n",
    ]);
    let promise = project.finding(&PROMISE, 0, "let a", 0);
    assert_eq!(project.judge.verdict(&promise), Verdict::Waived(0));
    assert!(!project.judge.stops(&promise));
    let mut guess = project.finding(&PARTLY, 0, "let a", 0);
    assert!(project.judge.stops(&guess));
    guess.severity = Severity::Warning;
    assert_eq!(project.judge.verdict(&guess), Verdict::Waived(1));
}

#[test]
fn idle_waivers_are_told_and_removed_with_their_line() {
    let text = format!(
        "{ALLOW}\nlet a = 1\npipeline p {{\n  {ALLOW}\n  {ALLOW} // why\n  owner \"x\"\n}}\n"
    );
    let project = project(&[&text]);
    let waivers = &project.judge.waivers;
    assert!(
        waivers
            .idle(&BTreeSet::from([0, 1, 2]), &project.sources)
            .is_empty()
    );
    let idle = waivers.idle(&BTreeSet::from([1]), &project.sources);
    let left: Vec<String> = idle
        .iter()
        .map(|(_, found)| {
            let edit = &found.fixes[0].edits[0];
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            format!("{}{}", text.get(..start).unwrap(), text.get(end..).unwrap())
        })
        .collect();
    assert_eq!(left[0], text.replacen(&format!("{ALLOW}\n"), "", 1));
    // The words beside it are somebody's: they stay.
    assert_eq!(left[1], text.replacen(&format!("{ALLOW} //"), " //", 1));
    assert!(idle.iter().all(|(_, found)| found.fixes[0].safe));
}

#[test]
fn an_idle_waiver_of_a_called_pipeline_says_where_callers_waive() {
    let callee = |name: &str| format!("pipeline {name} {{\n  {ALLOW}\n}}\n");
    let caller = "pipeline run {\n  when a {\n    step x = call inner[\"a\"] { }\n  }\n}\n";
    let project = project(&[&callee("inner"), &callee("alone"), caller]);
    let idle = project
        .judge
        .waivers
        .idle(&BTreeSet::new(), &project.sources);
    let helped: Vec<bool> = idle.iter().map(|(_, found)| found.help.is_some()).collect();
    assert_eq!(helped, [true, false]);
}

#[test]
fn waivers_hold_on_their_last_day() {
    let project = project(&[&format!("{ALLOW}\n")]);
    let on = |day: &str| project.judge.waivers.expired(day.parse().unwrap()).len();
    assert_eq!(
        [on("2026-11-21"), on("2027-03-31"), on("2027-04-01")],
        [0, 0, 1]
    );
}

#[test]
fn a_baseline_knows_findings_after_they_moved() {
    let before = project(&["pipeline a {\n  deadline 2h\n}\n"]);
    let found = || vec![before.finding(&ADVICE, 0, "deadline 2h", 0)];
    let baseline = Baseline::read(&baseline_text(&found(), &before.sources)).unwrap();
    let judged = baseline.apply(found(), &before.sources);
    assert_eq!(
        (judged.shown.len(), judged.hidden.len(), judged.gone.len()),
        (0, 1, 0)
    );

    let moved = project(&["\n\n// words\npipeline a {\n    deadline   2h\n}\n"]);
    let judged = baseline.apply(
        vec![moved.finding(&ADVICE, 0, "deadline   2h", 0)],
        &moved.sources,
    );
    assert_eq!((judged.shown.len(), judged.gone.len()), (0, 0));

    // Another value, another rule, another file: new findings.
    let other = project(&["pipeline a {\n  deadline 3h\n}\n"]);
    let new = baseline.apply(
        vec![other.finding(&ADVICE, 0, "deadline 3h", 0)],
        &other.sources,
    );
    assert_eq!((new.shown.len(), new.gone.len()), (1, 1));
    let new = baseline.apply(
        vec![before.finding(&FACT, 0, "deadline 2h", 0)],
        &before.sources,
    );
    assert_eq!(new.shown.len(), 1);
    let two = project(&["let a = 1\n", "pipeline a {\n  deadline 2h\n}\n"]);
    let new = baseline.apply(
        vec![two.finding(&ADVICE, 1, "deadline 2h", 0)],
        &two.sources,
    );
    assert_eq!(new.shown.len(), 1);
}

#[test]
fn a_baseline_counts_what_is_equal() {
    let line = "pipeline a {\n  deadline 2h\n}\n";
    let two = project(&[&line.repeat(2)]);
    let all = |project: &Project, count| -> Vec<Diagnostic> {
        (0..count)
            .map(|nth| project.finding(&ADVICE, 0, "deadline 2h", nth))
            .collect()
    };
    let text = baseline_text(&all(&two, 2), &two.sources);
    let baseline = Baseline::read(&text).unwrap();
    let three = project(&[&line.repeat(3)]);
    let judged = baseline.apply(all(&three, 3), &three.sources);
    assert_eq!((judged.shown.len(), judged.hidden.len()), (1, 2));
    let judged = baseline.apply(all(&two, 1), &two.sources);
    assert_eq!((judged.shown.len(), judged.gone.len()), (0, 1));
    let mut sources = two.sources.clone();
    let note = baseline
        .outlived(&judged.gone, "known.json", "pipewright check", &mut sources)
        .unwrap();
    assert_eq!(sources.path(note.primary.span), "known.json");
    assert!(
        sources
            .slice(note.primary.span)
            .contains(&judged.gone[0].fingerprint)
    );
    assert!(
        baseline
            .outlived(&[], "known.json", "", &mut sources)
            .is_none()
    );
}

#[test]
fn baselines_are_stable_and_versioned() {
    let two = project(&["let a = 1\nlet b = 2\n"]);
    let (a, b) = (
        two.finding(&ADVICE, 0, "let a", 0),
        two.finding(&FACT, 0, "let b", 0),
    );
    let text = baseline_text(&[a.clone(), b.clone()], &two.sources);
    assert_eq!(text, baseline_text(&[b, a], &two.sources), "sorted");
    assert_eq!(text.lines().count(), 7, "one finding a line: {text}");
    assert!(is_baseline(&text) && is_baseline(&baseline_text(&[], &two.sources)));
    for (text, why) in [
        ("", "no JSON document"),
        ("[]", "no JSON document"),
        (
            "{\"format\": \"other/v1\", \"findings\": []}",
            "no JSON document",
        ),
        (
            "{\"format\": \"pipewright.baseline/v2\"}",
            "this compiler reads",
        ),
        ("{\"format\": \"pipewright.baseline/v1\"}", "missing field"),
        (
            "{\"format\": \"pipewright.baseline/v1\", \"findings\": [{}]}",
            "missing field",
        ),
    ] {
        let error = Baseline::read(text).unwrap_err();
        assert!(error.why.contains(why), "{text}: {error}");
    }
    assert!(!is_baseline("pipeline a {}") && !is_baseline("{\"format\": \"x\"}"));
}
