//! Answers of the editor layer as the protocol writes them.

use pipewright_diagnostics::Severity;
use pipewright_editor::diagnostics::Finding;
use pipewright_editor::formatting::Change;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    NumberOrString, TextEdit, Uri,
};

use crate::position::{Encoding, Lines};
use crate::snapshot::Places;

/// Where the pages of rules are read.
const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");

/// A finding.
pub fn diagnostic(places: &Places<'_>, found: &Finding) -> Diagnostic {
    let related = found.related.iter().filter_map(|(span, text)| {
        let place = places.location(*span).map(|there| (there, text.clone()));
        // What the client cannot open is named at the finding itself.
        let (location, message) = place.or_else(|| {
            let here = places.location(found.span)?;
            Some((here, format!("{text} ({})", places.shown(*span))))
        })?;
        Some(DiagnosticRelatedInformation { location, message })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: places.range(found.span),
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(found.code.to_owned())),
        code_description: rule_page(found.code).map(|href| CodeDescription { href }),
        source: Some("pipewright".to_owned()),
        message: found.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: found.unnecessary.then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// The page of a rule.
pub fn rule_page(code: &str) -> Option<Uri> {
    let code = code.to_ascii_uppercase();
    let known = code.chars().all(|c| c.is_ascii_alphanumeric());
    known.then(|| format!("{RULES}{code}.md").parse().ok())?
}

/// Replacements in one text.
pub fn edits(text: &str, changes: Vec<Change>, encoding: Encoding) -> Vec<TextEdit> {
    let lines = Lines::of(text);
    changes
        .into_iter()
        .map(|change| TextEdit {
            range: lines.range(text, change.range.start, change.range.end, encoding),
            new_text: change.text,
        })
        .collect()
}
