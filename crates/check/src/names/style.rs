//! How names are spelled: generated names are made of them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::Name;

use crate::report::Report;
use crate::rules;

/// The longest name that is accepted: generated names hold several.
const LONGEST: usize = 100;

/// Whether a name is `[a-z][a-z0-9_]*`.
pub fn is_snake(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Refuses a name that is not `snake_case`; `what` is "a step".
pub fn need_snake(report: &mut Report, name: &Name, what: &str) {
    if is_snake(&name.value) && name.value.len() <= LONGEST {
        return;
    }
    // The parser has refused hyphens before.
    if name.value.contains('-') {
        report.poisoned = true;
        return;
    }
    let (label, wanted) = if name.value.len() > LONGEST {
        (format!("longer than {LONGEST} characters"), None)
    } else {
        (
            "lower-case letters, digits and `_` only".to_owned(),
            snake(&name.value),
        )
    };
    push(report, name, what, label, wanted);
}

/// Refuses a type's name that is not `UpperCamel`.
pub fn need_upper_camel(report: &mut Report, name: &Name) {
    let text = &name.value;
    let fits = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric());
    if fits && text.len() <= LONGEST || text.contains('-') {
        return;
    }
    let wanted = (text.len() <= LONGEST).then(|| upper_camel(text)).flatten();
    push(
        report,
        name,
        "a type",
        "begins with a capital, letters and digits only".to_owned(),
        wanted,
    );
}

fn push(report: &mut Report, name: &Name, what: &str, label: String, wanted: Option<String>) {
    let message = format!("`{}` is no name for {what}", clip(&name.value));
    let mut found = Diagnostic::new(&rules::NAME_STYLE, message, name.span, label);
    if let Some(wanted) = wanted {
        report.renamed.insert((name.value.clone(), wanted.clone()));
        found = found.fix(format!("rename it to `{wanted}`"), name.span, wanted);
    }
    report.push(found);
}

fn snake(name: &str) -> Option<String> {
    let mut out = String::new();
    let mut lower_before = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && lower_before {
                out.push('_');
            }
            lower_before = !character.is_ascii_uppercase();
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
            lower_before = false;
        }
    }
    let out = out.trim_end_matches('_').to_owned();
    is_snake(&out).then_some(out)
}

fn upper_camel(name: &str) -> Option<String> {
    let out: String = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|part| {
            let mut characters = part.chars();
            characters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(characters)
        })
        .collect();
    out.starts_with(|first: char| first.is_ascii_uppercase())
        .then_some(out)
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
