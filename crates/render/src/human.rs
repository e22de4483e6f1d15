//! Text for a terminal, through miette.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};
use pipewright_diagnostics::{Diagnostic, Label, Severity};
use pipewright_source::SourceId;

use crate::excerpt::Excerpt;
use crate::{Findings, safe};

/// Findings shown in full; more would only scroll by.
const MAX_SHOWN: usize = 100;

/// How to show text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanStyle {
    /// With colours.
    pub color: bool,
    /// With line-drawing characters, rather than ASCII.
    pub unicode: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Default for HumanStyle {
    fn default() -> Self {
        Self {
            color: false,
            unicode: false,
            width: 80,
        }
    }
}

impl HumanStyle {
    fn handler(&self) -> GraphicalReportHandler {
        let theme = GraphicalTheme {
            characters: if self.unicode {
                ThemeCharacters::unicode()
            } else {
                ThemeCharacters::ascii()
            },
            styles: if self.color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_links(false)
            // `us-east-1` is one word.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
    }
}

pub fn render(findings: &Findings<'_>, style: &HumanStyle) -> String {
    let handler = style.handler();
    let mut excerpts = BTreeMap::new();
    for found in findings.diagnostics.iter().take(MAX_SHOWN) {
        for label in std::iter::once(&found.primary).chain(&found.related) {
            let source = label.span.source;
            if let Some(file) = findings.sources.get(source) {
                excerpts
                    .entry(source)
                    .or_insert_with(|| Excerpt::new(file, findings.path(source)));
            }
        }
    }
    let mut text = String::new();
    for found in findings.diagnostics.iter().take(MAX_SHOWN) {
        for view in views(findings, &excerpts, found, style.width) {
            // Rendering writes into memory: it cannot fail.
            let _ = handler.render_report(&mut text, &view);
        }
        text.push('\n');
    }
    if let Some(more) = findings.diagnostics.len().checked_sub(MAX_SHOWN + 1) {
        text.push_str(&format!("... and {} more\n\n", more + 1));
    }
    text
}

/// The finding itself, and one view for each further file that belongs to its reason.
fn views<'a>(
    findings: &Findings<'_>,
    excerpts: &'a BTreeMap<SourceId, Excerpt<'a>>,
    found: &'a Diagnostic,
    width: usize,
) -> Vec<View<'a>> {
    let mut help: Vec<String> = found.help.iter().map(|help| safe::visible(help)).collect();
    help.extend(
        found
            .fixes
            .iter()
            .map(|fix| safe::visible(&format!("fix: {}", fix.title))),
    );
    let mut causes: Vec<String> = found
        .because
        .iter()
        .map(|line| safe::visible(line))
        .collect();
    let mut others: BTreeMap<SourceId, Vec<&Label>> = BTreeMap::new();
    let mut labels = Vec::new();
    let home = found.primary.span.source;
    let excerpt = excerpts.get(&home);
    for (index, label) in std::iter::once(&found.primary)
        .chain(&found.related)
        .enumerate()
    {
        if label.span.source != home {
            others.entry(label.span.source).or_default().push(label);
            continue;
        }
        match excerpt.and_then(|excerpt| excerpt.shown(label.span)) {
            Some(place) if fits(findings, label, width) => {
                labels.push(labeled(label, place, index == 0));
            }
            Some(place) => {
                let here = Label {
                    text: "here".to_owned(),
                    ..label.clone()
                };
                labels.push(labeled(&here, place, index == 0));
                if index == 0 {
                    causes.insert(0, safe::visible(&label.text).replace('\n', " "));
                } else {
                    causes.push(at(findings, label));
                }
            }
            None => causes.push(at(findings, label)),
        }
    }
    let mut views = vec![View {
        code: format!("{} {}", found.rule.code, found.rule.name),
        severity: severity(found.severity),
        message: safe::visible(&found.message),
        cause: Cause::chain(causes),
        help: (!help.is_empty()).then(|| help.join("\n")),
        excerpt: excerpt.filter(|_| !labels.is_empty()),
        labels,
    }];
    for (source, related) in others {
        let excerpt = excerpts.get(&source);
        let mut labels = Vec::new();
        let mut causes = Vec::new();
        for label in &related {
            match excerpt.and_then(|excerpt| excerpt.shown(label.span)) {
                Some(place) => labels.push(labeled(label, place, false)),
                None => causes.push(at(findings, label)),
            }
        }
        views.push(View {
            code: String::new(),
            severity: miette::Severity::Advice,
            message: format!("and in {}", safe::visible(&findings.path(source))),
            cause: Cause::chain(causes),
            help: None,
            excerpt: excerpt.filter(|_| !labels.is_empty()),
            labels,
        });
    }
    views
}

/// Whether a label fits into the line below its place: a longer one is told among the reasons.
fn fits(findings: &Findings<'_>, label: &Label, width: usize) -> bool {
    let place = findings.place(label.span);
    // The text stands behind the number of the line, a mark below the middle of the place, and a rule.
    let gutter = place.start.line.to_string().len() + 8;
    let middle = if place.start.line == place.end.line {
        (place.start.column + place.end.column) as usize / 2
    } else {
        4
    };
    gutter + middle + label.text.chars().count() <= width.max(40) + 1
        || label.text.chars().count() <= 8
}

fn labeled(label: &Label, (start, length): (usize, usize), primary: bool) -> LabeledSpan {
    let text = (!label.text.is_empty()).then(|| safe::visible(&label.text).replace('\n', " "));
    if primary {
        LabeledSpan::new_primary_with_span(text, (start, length))
    } else {
        LabeledSpan::new_with_span(text, (start, length))
    }
}

/// A place in words, where no excerpt can show it.
fn at(findings: &Findings<'_>, label: &Label) -> String {
    let place = findings.place(label.span);
    safe::visible(&format!(
        "{}:{}:{} {}",
        place.path, place.start.line, place.start.column, label.text
    ))
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    }
}

/// One finding as miette sees it.
struct View<'a> {
    code: String,
    severity: miette::Severity,
    message: String,
    cause: Option<Box<Cause>>,
    help: Option<String>,
    excerpt: Option<&'a Excerpt<'a>>,
    labels: Vec<LabeledSpan>,
}

/// A line of the reason; miette shows a chain of sources below the message.
#[derive(Debug)]
struct Cause {
    text: String,
    next: Option<Box<Cause>>,
}

impl Cause {
    fn chain(lines: Vec<String>) -> Option<Box<Self>> {
        lines
            .into_iter()
            .rev()
            .fold(None, |next, text| Some(Box::new(Self { text, next })))
    }
}

impl Drop for Cause {
    fn drop(&mut self) {
        // A long chain must not be dropped by recursion.
        let mut next = self.next.take();
        while let Some(mut cause) = next {
            next = cause.next.take();
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.next.as_deref().map(|cause| cause as &dyn Error)
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for View<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &dyn Error)
    }
}

impl miette::Diagnostic for View<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        (!self.code.is_empty()).then(|| Box::new(&self.code) as Box<dyn fmt::Display>)
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }
    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.map(|excerpt| excerpt as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }
}
