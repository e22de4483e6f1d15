//! What was proven and enforced, as tables for people.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_driver::PlanSummary;
use pipewright_plan::{Constraint, LedgerRow, Status};
use pipewright_render::visible;
use pipewright_source::Span;

use crate::wrap::wrap;

/// More pipelines than this are summed up by environment.
const MAX_ROWS: usize = 40;

/// Characters of a constraint that fit a line, and those it keeps of a narrow one; `--ledger` shows
/// the rest.
const LONGEST_TEXT: usize = 40;
const SHORTEST_TEXT: usize = 24;

/// One line a pipeline, or one an environment where there are many.
pub fn summary(plans: &[PlanSummary], width: usize) -> String {
    let mut rows = vec![row([
        "pipeline",
        "environment",
        "proven",
        "enforced",
        "targets",
    ])];
    if plans.len() <= MAX_ROWS {
        for plan in plans {
            rows.push([
                plan.pipeline.clone(),
                plan.environment.name.clone(),
                count(plan, Status::Proven).to_string(),
                count(plan, Status::Enforced).to_string(),
                targets(plan),
            ]);
        }
        return table(&rows, width);
    }
    let mut start = 0;
    while let Some(first) = plans.get(start) {
        let of_one = plans
            .iter()
            .skip(start)
            .take_while(|plan| plan.environment.name == first.environment.name);
        let (mut number, mut proven, mut enforced) = (0, 0, 0);
        for plan in of_one {
            number += 1;
            proven += count(plan, Status::Proven);
            enforced += count(plan, Status::Enforced);
        }
        rows.push([
            format!("{number} pipelines"),
            first.environment.name.clone(),
            proven.to_string(),
            enforced.to_string(),
            targets(first),
        ]);
        start += number;
    }
    table(&rows, width)
}

/// Every constraint of a plan in one line: proven by which rule, enforced by which targets. What
/// `width` has no room for goes on in the next.
pub fn brief(plan: &PlanSummary, width: usize) -> String {
    let rows = Rows::of(plan);
    let mut lines = Vec::new();
    for constraint in &plan.ledger.constraints {
        let mut proofs: Vec<String> = Vec::new();
        let mut targets: Vec<String> = Vec::new();
        let mut carriers: Vec<String> = Vec::new();
        for kept in rows.about(constraint) {
            let (list, word) = match (&kept.target, kept.status) {
                (Some(target), Status::Carried) => (&mut carriers, visible(target)),
                (Some(target), _) => (&mut targets, visible(target)),
                (None, Status::Waived) => continue,
                (None, _) => (&mut proofs, visible(&kept.by)),
            };
            if !list.contains(&word) {
                list.push(word);
            }
        }
        let waived = rows
            .about(constraint)
            .any(|row| row.status == Status::Waived);
        let proven = (!proofs.is_empty()).then(|| format!("proven ({})", proofs.join(", ")));
        let enforced = (!targets.is_empty()).then(|| format!("enforced by {}", targets.join(", ")));
        let mut how: Vec<String> = proven.into_iter().chain(enforced).collect();
        if waived {
            how.push("waived".to_owned());
        } else if how.is_empty() {
            how.push(format!("carried by {}", carriers.join(", ")));
        }
        lines.push((on_one_line(constraint), how.join("; ")));
    }
    let mut text = format!("{}\n{}", title(plan), table(&fitted(lines, width), width));
    if !plan.ledger.waivers.is_empty() {
        text.push('\n');
        text.push_str(&waivers(plan));
    }
    text
}

/// Every constraint of a plan with each of its rows: the proof's facts, the mechanism and its file.
pub fn full(plan: &PlanSummary) -> String {
    let rows = Rows::of(plan);
    let mut text = title(plan);
    text.push('\n');
    for constraint in &plan.ledger.constraints {
        let origin = &constraint.origin;
        let place = visible(&format!("{}:{}", origin.file, origin.line));
        text.push_str(&format!("\n  {}  ({place})\n", on_one_line(constraint)));
        for kept in rows.about(constraint) {
            let by = visible(&kept.by);
            let word = match kept.status {
                Status::Proven => "proven",
                Status::Enforced => "enforced",
                Status::Carried => "carried",
                Status::Waived => "waived",
            };
            text.push_str(&match (&kept.target, &kept.file) {
                (None, _) if kept.status == Status::Waived => format!("    {word}: {by}\n"),
                (None, _) => format!("    {word} by {by}\n"),
                (Some(target), None) => format!("    {word} by {target}: {by}\n"),
                (Some(target), Some(file)) => {
                    format!("    {word} by {target}: {by}\n      in {}\n", visible(file))
                }
            });
            for line in &kept.because {
                text.push_str(&format!("      {}\n", visible(line)));
            }
        }
    }
    if !plan.ledger.waivers.is_empty() {
        text.push('\n');
        text.push_str(&waivers(plan));
    }
    text
}

/// The waivers of a plan, one line each.
fn waivers(plan: &PlanSummary) -> String {
    let mut text = String::from("  waivers\n");
    for waiver in &plan.ledger.waivers {
        let line = format!(
            "    {} until {}: {}  ({}:{})",
            waiver.what(),
            waiver.until,
            waiver.because,
            waiver.origin.file,
            waiver.origin.line
        );
        text.push_str(&visible(&line));
        text.push('\n');
    }
    text
}

/// How many waivers the plans have, each counted once.
pub fn count_waivers(plans: &[PlanSummary]) -> usize {
    let all = plans.iter().flat_map(|plan| &plan.ledger.waivers);
    let spans: BTreeSet<Span> = all.map(|waiver| waiver.origin.span).collect();
    spans.len()
}

/// The rows of a plan, by what they are about: there may be thousands of constraints.
struct Rows<'a>(BTreeMap<&'a str, Vec<&'a LedgerRow>>);

impl<'a> Rows<'a> {
    fn of(plan: &'a PlanSummary) -> Self {
        let mut rows: BTreeMap<&str, Vec<&LedgerRow>> = BTreeMap::new();
        for row in &plan.ledger.rows {
            rows.entry(&row.constraint).or_default().push(row);
        }
        Self(rows)
    }

    fn about(&self, constraint: &Constraint) -> impl Iterator<Item = &'a LedgerRow> {
        let rows = self.0.get(constraint.id.as_str());
        rows.into_iter().flatten().copied()
    }
}

fn title(plan: &PlanSummary) -> String {
    format!("{} in {}", plan.pipeline, plan.environment.name)
}

fn on_one_line(constraint: &Constraint) -> String {
    let words: Vec<&str> = constraint.text.split_whitespace().collect();
    visible(&words.join(" "))
}

fn count(plan: &PlanSummary, status: Status) -> usize {
    let rows = plan.ledger.rows.iter();
    let kept: BTreeSet<&str> = rows
        .filter(|row| row.status == status)
        .map(|row| row.constraint.as_str())
        .collect();
    let constraints = plan.ledger.constraints.iter();
    constraints
        .filter(|constraint| kept.contains(constraint.id.as_str()))
        .count()
}

fn targets(plan: &PlanSummary) -> String {
    let name = |target: &pipewright_plan::TargetRequest| match &target.version {
        Some(version) => format!("{} {version}", target.name),
        None => target.name.clone(),
    };
    let names: Vec<String> = plan.environment.targets.iter().map(name).collect();
    names.join(", ")
}

/// Constraints and what keeps them as rows of a table that is no wider than `width`, if it can be.
fn fitted(lines: Vec<(String, String)>, width: usize) -> Vec<[String; 5]> {
    let widest = lines.iter().map(|(_, how)| how.chars().count()).max();
    let room = width.saturating_sub(widest.unwrap_or(0) + 4);
    let longest = room.clamp(SHORTEST_TEXT, LONGEST_TEXT);
    let mut rows = Vec::with_capacity(lines.len());
    for (mut text, how) in lines {
        if text.chars().count() > longest {
            text = text.chars().take(longest - 1).chain(['~']).collect();
        }
        rows.push(row([&text, &how, "", "", ""]));
    }
    rows
}

fn row(cells: [&str; 5]) -> [String; 5] {
    cells.map(str::to_owned)
}

/// Columns as wide as their widest cell; numbers to the right. What the last has no room for in
/// `width` goes on below.
fn table(rows: &[[String; 5]], width: usize) -> String {
    let mut widths = [0; 5];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let last = widths.iter().rposition(|width| *width > 0).unwrap_or(0);
    let before: usize = widths.iter().take(last).map(|width| width + 2).sum();
    let room = width.saturating_sub(before + 2).max(SHORTEST_TEXT);
    let rows = rows.iter().flat_map(|row| {
        let mut row = row.clone();
        let whole = row.get(last).map_or_else(String::new, String::clone);
        let parts = wrap(&whole, room);
        let parts: Vec<String> = if whole.is_empty() {
            vec![whole]
        } else {
            parts.lines().map(str::to_owned).collect()
        };
        let mut lines = Vec::with_capacity(parts.len());
        for part in parts {
            let mut line = std::mem::take(&mut row);
            if let Some(cell) = line.get_mut(last) {
                *cell = part;
            }
            lines.push(line);
        }
        lines
    });
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(&row) {
            let fill = " ".repeat(width - cell.chars().count());
            let number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
            line.push_str("  ");
            if number {
                line.push_str(&fill);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&fill);
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
