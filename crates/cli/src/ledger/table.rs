//! The ledger for a terminal: what was demanded, and below it row by row what keeps it.

use pipewright_render::visible;
use pipewright_trace::{Kept, LedgerConstraint, LedgerDocument, LedgerPipeline};

use super::{keeper, place, totals, word};

/// Columns before that of fields and facts.
const STATUS: usize = 9;
const LEAST_KEEPER: usize = 7;

/// From this width on all stands in columns; below it what follows a row stands so far to the right.
const WIDE: usize = 100;
const BELOW: usize = 6;

/// The ledgers, in lines that are no longer than `width` where words allow it.
pub fn table(document: &LedgerDocument, out: &str, width: usize) -> String {
    let ledgers = document
        .ledgers
        .iter()
        .map(|ledger| one(ledger, out, width));
    let text = ledgers.collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        "no environment runs anything yet\n".to_owned()
    } else {
        text
    }
}

fn one(ledger: &LedgerPipeline, out: &str, width: usize) -> String {
    let rows = ledger.constraints.iter().flat_map(|one| &one.kept);
    let keepers = rows.map(|kept| visible(keeper(kept)).chars().count()).max();
    let indent = 2 + STATUS + keepers.unwrap_or(0).max(LEAST_KEEPER) + 2;
    let title = format!(
        "{} in {} for {}",
        visible(&ledger.pipeline),
        visible(&ledger.environment),
        visible(&ledger.targets.join(", "))
    );
    let mut text = String::new();
    wrapped(&mut text, "", &title, 2, width);
    wrapped(&mut text, "", &totals(ledger), 2, width);
    for constraint in &ledger.constraints {
        text.push('\n');
        head(&mut text, constraint, width);
        for kept in &constraint.kept {
            row(&mut text, kept, out, indent, width);
        }
    }
    if !ledger.waivers.is_empty() {
        text.push_str("\nwaivers\n");
        for waiver in &ledger.waivers {
            let line = format!(
                "{} until {}: {} ({}:{})",
                waiver.what(),
                waiver.until,
                waiver.because,
                waiver.origin.file,
                waiver.origin.line
            );
            wrapped(&mut text, "  ", &visible(&line), 4, width);
        }
    }
    text
}

/// The constraint on the left, its place on the right.
fn head(text: &mut String, constraint: &LedgerConstraint, width: usize) {
    let told = visible(&constraint.text);
    let origin = &constraint.origin;
    let place = visible(&format!("{}:{}", origin.file, origin.line));
    let (one, other) = (told.chars().count(), place.chars().count());
    if one + 2 + other <= width {
        text.push_str(&format!(
            "{told}{}{place}\n",
            " ".repeat(width - one - other)
        ));
        return;
    }
    wrapped(text, "", &told, 2, width);
    let fill = width.saturating_sub(other);
    text.push_str(&format!("{}{place}\n", " ".repeat(fill)));
}

fn row(text: &mut String, kept: &Kept, out: &str, indent: usize, width: usize) {
    let keeper = visible(keeper(kept));
    let begin = format!("  {:STATUS$}{keeper}", word(kept.status));
    let begin = format!("{begin:indent$}");
    let mut field = kept.field.as_deref().map(visible);
    let mut lines: Vec<String> = Vec::new();
    if let Some(place) = place(kept, out).map(|place| visible(&place)) {
        let together = field.as_ref().map(|field| format!("{field}  {place}"));
        match together.filter(|line| indent + line.chars().count() <= width) {
            Some(line) => field = Some(line),
            None => lines.push(place),
        }
    }
    lines.extend(kept.because.iter().map(|fact| visible(fact)));
    // A narrow terminal has no room for facts in the last column.
    let below = if width < WIDE { BELOW } else { indent };
    if let Some(long) = field.take_if(|field| longest(field) + indent > width) {
        // Paths through manifests may be longer than a terminal is wide.
        let parts = broken(&long, width.saturating_sub(BELOW));
        lines.splice(0..0, parts);
    }
    if field.is_none() && below == indent && !lines.is_empty() {
        field = Some(lines.remove(0));
    }
    wrapped(text, &begin, &field.unwrap_or_default(), indent, width);
    for line in lines {
        // A path too long for its column begins further to the left.
        let longest = line.split(' ').map(|word| word.chars().count()).max();
        let left = width
            .saturating_sub(longest.unwrap_or(0))
            .clamp(BELOW, below);
        wrapped(text, &" ".repeat(left), &line, left, width);
    }
}

/// The length of the longest word.
fn longest(line: &str) -> usize {
    let words = line.split(' ').map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

/// A field in pieces that fit, parted where its path is.
fn broken(field: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in field.split_inclusive(['.', ' ']) {
        let own = lines.last().map_or(0, |line| line.chars().count());
        if own > 0 && own + piece.trim_end().chars().count() > room {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    }
    lines
}

/// A line behind `begin`, which goes on below it at `indent`. Its own indentation and its gaps are
/// kept: sums stand in columns. What has no gap is never cut: paths are there to be copied.
fn wrapped(text: &mut String, begin: &str, line: &str, indent: usize, width: usize) {
    let mut current = begin.to_owned();
    let mut is_fresh = true;
    for word in line.split_inclusive(' ') {
        let length = current.chars().count() + word.trim_end().chars().count();
        if length > width && !is_fresh {
            text.push_str(current.trim_end());
            text.push('\n');
            current = " ".repeat(indent);
        }
        current.push_str(word);
        is_fresh = false;
    }
    text.push_str(current.trim_end());
    text.push('\n');
}
