//! Files of other languages: told by how they begin, and only where nothing in them can be read.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};
use pipewright_syntax::rules;

/// How many lines are looked at.
const LINES: usize = 60;

/// What a file may be, and what to do about it.
struct Language {
    name: &'static str,
    help: &'static str,
}

const fn language(name: &'static str, help: &'static str) -> Option<Language> {
    Some(Language { name, help })
}

/// A file of which no item can be read: what it looks like.
pub fn other_language(source: SourceId, text: &str) -> Option<Diagnostic> {
    let (at, first) = lines(text).next()?;
    let found = recognise(text, first)?;
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let end = u32::try_from(at + first.trim_end().len()).unwrap_or(u32::MAX);
    Some(
        Diagnostic::new(
            &rules::OTHER_LANGUAGE,
            format!("this file looks like {}, not like a pipeline", found.name),
            Span::new(source, start, end),
            "nothing from here on can be read",
        )
        .help(found.help),
    )
}

/// A file of which no item can be read and that looks like nothing known.
pub fn unreadable(source: SourceId, text: &str) -> Option<Diagnostic> {
    let (at, first) = lines(text).next()?;
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let end = u32::try_from(at + first.trim_end().len()).unwrap_or(u32::MAX);
    Some(
        Diagnostic::new(
            &rules::OTHER_LANGUAGE,
            "nothing in this file can be read",
            Span::new(source, start, end),
            "no item begins here, nor further on",
        )
        .help(
            "a file holds items such as `import std.s3`, `type Account { … }` and \
             `pipeline nightly { … }`",
        ),
    )
}

/// The lines that hold something, with their offsets.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(move |line| {
            let here = at;
            at += line.len();
            (here, line)
        })
        .filter(|(_, line)| !line.trim().is_empty())
}

fn recognise(text: &str, first: &str) -> Option<Language> {
    if first.starts_with("#!") {
        let python = first.contains("python");
        return if python { PYTHON } else { SHELL };
    }
    let head: Vec<&str> = lines(text)
        .map(|(_, line)| line.trim_end())
        .filter(|line| !is_comment(line))
        .take(LINES)
        .collect();
    let start = head.first()?.trim_start();
    let count = |is: fn(&str) -> bool| head.iter().filter(|line| is(line)).count();
    if start.starts_with("<?xml") || start.starts_with("<!") || is_tag(start) {
        return language(
            "XML or HTML",
            "pipelines are written in a language of their own",
        );
    }
    if start.starts_with("{{") || start.starts_with("{%") {
        return language(
            "a template of Jinja",
            "nothing is filled in when compiling: what differs between runs is a parameter, what \
             differs between environments too",
        );
    }
    if is_json(start, &head) {
        return language(
            "JSON",
            "a plan as JSON is what `pipewright build` writes for the target `json`; it is not read \
             back",
        );
    }
    if is_sql(&head) {
        return language(
            "SQL",
            "a query is an argument of the image that executes it: `step daily = run \"image:1.0\" { args \
             = [\"--query\", query] }`",
        );
    }
    if count(is_docker) == head.len() || (is_docker(start) && start.starts_with("FROM ")) {
        return language(
            "a Dockerfile",
            "a step runs the image that comes of it: `run \"image:1.0\"`",
        );
    }
    if count(is_hcl) > 0 && is_hcl(start) {
        return language(
            "Terraform",
            "what it provides stands in `cluster`, `environment` and `dataset` items",
        );
    }
    if count(is_python) > 0 && !count_braces(&head) {
        return PYTHON;
    }
    if start.starts_with('[') && start.ends_with(']') {
        return language("TOML", "settings of a project stand in `pipewright.toml`");
    }
    if start == "---" || (is_yaml(start) && count(is_yaml) * 10 >= head.len() * 8) {
        return language(
            "YAML",
            "manifests and DAGs are what `pipewright build` writes; a pipeline is written as \
             `pipeline nightly { … }`",
        );
    }
    if count(is_script) > 0 && is_script(start) {
        return language(
            "JavaScript",
            "a program belongs into the image of a step: `run \"image:1.0\"`",
        );
    }
    None
}

const PYTHON: Option<Language> = language(
    "Python",
    "a program is a step's: `step load = python \"\"\"…\"\"\" in \"python:3.13\"`, or it stands in an image; \
     a DAG of Airflow is what `pipewright build` writes",
);

const SHELL: Option<Language> = language(
    "a shell script",
    "a program is a step's: `step load = shell \"\"\"…\"\"\" in \"alpine:3.22\"`, or it stands in an image",
);

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "--", "# ", "##", "/*"]
        .iter()
        .any(|mark| line.starts_with(mark) && line != "---")
        || line == "#"
}

fn word(line: &str) -> String {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let word = end.and_then(|end| line.get(..end)).unwrap_or(line);
    word.to_ascii_lowercase()
}

fn is_tag(line: &str) -> bool {
    let inside = line.strip_prefix('<');
    inside.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>')
    })
}

fn is_json(start: &str, head: &[&str]) -> bool {
    if !start.starts_with(['{', '[']) {
        return false;
    }
    let rest = start.trim_start_matches(['{', '[', ' ']);
    let next = head.get(1).map_or("", |line| line.trim_start());
    let follows = if rest.is_empty() { next } else { rest };
    follows.starts_with(['"', '{', '[', '}', ']']) && !start.starts_with("[[")
}

fn is_sql(head: &[&str]) -> bool {
    let Some(first) = head.first() else {
        return false;
    };
    let verb = matches!(
        word(first.trim_start()).as_str(),
        "select"
            | "with"
            | "create"
            | "insert"
            | "update"
            | "delete"
            | "merge"
            | "alter"
            | "drop"
            | "begin"
            | "truncate"
            | "copy"
            | "use"
            | "set"
            | "grant"
    );
    let clause = |line: &&str| {
        let line = line.to_ascii_lowercase();
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.any(|word| {
            matches!(
                word,
                "select" | "from" | "table" | "into" | "view" | "schema" | "database" | "values"
            )
        })
    };
    verb && head.iter().any(clause)
}

fn is_docker(line: &str) -> bool {
    let first = line.split(' ').next().unwrap_or(line);
    matches!(
        first,
        "FROM"
            | "RUN"
            | "COPY"
            | "ADD"
            | "CMD"
            | "ENTRYPOINT"
            | "WORKDIR"
            | "ENV"
            | "ARG"
            | "EXPOSE"
            | "USER"
            | "LABEL"
            | "VOLUME"
    )
}

fn is_hcl(line: &str) -> bool {
    let begins = matches!(
        word(line).as_str(),
        "terraform"
            | "resource"
            | "provider"
            | "variable"
            | "module"
            | "data"
            | "locals"
            | "output"
    );
    begins && line.ends_with('{') && (line.contains('"') || line.split(' ').count() == 2)
}

fn is_python(line: &str) -> bool {
    let from = line.starts_with("from ") && line.contains(" import ");
    let body = ["def ", "class ", "with ", "if ", "for ", "async def ", "@"]
        .iter()
        .any(|begin| line.starts_with(begin))
        && (line.ends_with(':') || line.starts_with('@'));
    let call = line.starts_with("print(");
    from || body || call
}

/// Whether bodies are in braces, as they never are in Python.
fn count_braces(head: &[&str]) -> bool {
    let body = |line: &&&str| line.ends_with(" {");
    head.iter().filter(body).count() > 1
}

fn is_yaml(line: &str) -> bool {
    let line = line.trim_start();
    let item = line.strip_prefix("- ").unwrap_or(line);
    let end = item.find(':').unwrap_or(item.len());
    let key = item.get(..end).unwrap_or("").trim_matches(['"', '\'']);
    let value = item.get(end + 1..);
    let named = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    (named && value.is_some_and(|value| value.is_empty() || value.starts_with(' ')))
        || line.starts_with("- ")
}

fn is_script(line: &str) -> bool {
    let begins = [
        "const ",
        "var ",
        "export ",
        "function ",
        "import {",
        "\"use strict\"",
        "module.",
    ]
    .iter()
    .any(|begin| line.starts_with(begin));
    begins && (line.ends_with(';') || line.ends_with('{'))
}
