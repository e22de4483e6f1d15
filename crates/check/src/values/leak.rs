//! Secrets written as text: their well-known forms, and variables that are named after one.

use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_model::{Template, TemplatePart};
use pipewright_source::Span;

use crate::context::Context;
use crate::rules;

/// Beginnings of tokens, how many characters follow at least, and whose they are.
const TOKENS: [(&str, usize, &str); 16] = [
    ("AKIA", 16, "an access key of AWS"),
    ("ASIA", 16, "an access key of AWS"),
    ("ghp_", 30, "a token of GitHub"),
    ("gho_", 30, "a token of GitHub"),
    ("ghs_", 30, "a token of GitHub"),
    ("github_pat_", 30, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("xoxa-", 20, "a token of Slack"),
    ("sk_live_", 20, "a key of Stripe"),
    ("AIza", 35, "a key of Google"),
    ("dapi", 32, "a token of Databricks"),
    ("SG.", 60, "a key of SendGrid"),
    ("npm_", 36, "a token of npm"),
    ("pypi-", 50, "a token of PyPI"),
];

/// Where a literal ends and a hole begins, for the search.
const HOLE: char = '\u{1}';

impl Context<'_, '_> {
    /// Refuses a text that holds a secret in a form everybody knows.
    pub fn refuse_leak(&mut self, text: &Template, span: Span) {
        if let Some(what) = leaked(&joined(text)) {
            self.report
                .push(leak(format!("this text holds {what}"), span));
        }
    }

    /// Warns of a variable that is named after a secret and holds plain text.
    pub fn warn_leak(&mut self, name: &str, text: &Template, span: Span) {
        let written = joined(text);
        let reference = written.contains(HOLE)
            || written.starts_with(['/', '$', '{', '<'])
            || written.contains("://")
            || matches!(written.as_str(), "" | "true" | "false" | "none");
        if names_secret(name) && !reference && leaked(&written).is_none() {
            let mut found = leak(
                format!("`{name}` looks like a secret, and is plain text"),
                span,
            );
            found.severity = Severity::Warning;
            self.report.push(found);
        }
    }
}

fn leak(message: String, span: Span) -> Diagnostic {
    Diagnostic::new(&rules::SECRET_IN_TEXT, message, span, "readable by all who read the source")
        .help(
            "keep it in the store and name it here: `secret NAME { path = \"…\", keys = [\"token\"] }`, \
             then `NAME.token`; what was committed must be replaced",
        )
}

fn joined(text: &Template) -> String {
    text.0
        .iter()
        .map(|part| match part {
            TemplatePart::Literal(text) => text.clone(),
            _ => HOLE.to_string(),
        })
        .collect()
}

/// No token is shorter.
const SHORTEST: usize = 20;

/// What a text holds that is a secret beyond doubt.
fn leaked(text: &str) -> Option<&'static str> {
    if has_password(text) {
        return Some("a password in an address");
    }
    if text.len() < SHORTEST {
        return None;
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let words =
        || text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
    let token = words()
        .filter(|word| word.len() >= SHORTEST)
        .find_map(|word| {
            let mut tokens = TOKENS.iter();
            tokens.find(|(begin, length, _)| is_token(word, begin, *length))
        });
    token.map(|(_, _, what)| *what)
}

/// Whether a word begins so and goes on long enough.
fn is_token(word: &str, begin: &str, length: usize) -> bool {
    let Some(rest) = word.strip_prefix(begin) else {
        return false;
    };
    // Keys of AWS are capitals and digits, and of one length.
    let aws = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    match length {
        16 => rest.len() == length && rest.chars().all(aws),
        _ => rest.len() >= length,
    }
}

/// Whether a text holds `scheme://user:password@host` with the password spelled out.
fn has_password(text: &str) -> bool {
    text.match_indices("://").any(|(at, mark)| {
        let rest = text.get(at + mark.len()..).unwrap_or("");
        let end = rest
            .find(|c: char| c == '/' || c == '?' || c == '#' || c.is_whitespace())
            .unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or("");
        let Some((_, password)) = authority
            .rsplit_once('@')
            .and_then(|(user, _)| user.split_once(':'))
        else {
            return false;
        };
        !password.is_empty() && !password.contains([HOLE, '$', '{', '<', '*', '%'])
    })
}

/// Whether a variable's name says that it holds a secret.
fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    [
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "API_KEY",
        "APIKEY",
        "ACCESS_KEY",
        "PRIVATE_KEY",
        "SECRET_KEY",
    ]
    .iter()
    .any(|end| {
        name.strip_suffix(end)
            .is_some_and(|before| before.is_empty() || before.ends_with('_'))
    })
}

#[cfg(test)]
mod tests {
    use super::{leaked, names_secret};

    #[test]
    fn known_forms_are_secrets() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "key=ghp_0123456789abcdefghijABCDEFGHIJ012345",
            "postgres://app:hunter2@db.example.com/x",
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
        ] {
            assert!(leaked(text).is_some(), "{text}");
        }
    }

    #[test]
    fn others_are_not() {
        for text in [
            "AKIA",
            "XAKIAIOSFODNN7EXAMPLE",
            "postgres://db.example.com:5432/x",
            "postgres://app@db/x",
            "postgres://app:$(PASSWORD)@db/x",
            "postgres://app:\u{1}@db/x",
            "see https://example.com/a:b@c",
            "ghp_short",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert!(leaked(text).is_none(), "{text}");
        }
    }

    #[test]
    fn variables_are_told_by_their_last_words() {
        for name in ["PASSWORD", "DB_PASSWORD", "api_key", "SLACK_TOKEN"] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKENS",
            "MAX_TOKENS",
            "SECRETARY",
            "NOTOKEN",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
