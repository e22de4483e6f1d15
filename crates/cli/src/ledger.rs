//! What was proven and enforced, as tables for people.

use pipewright_plan::{LedgerRow, Plan, Status};
use pipewright_render::visible;

/// More pipelines than this are summed up by environment.
const MAX_ROWS: usize = 40;

/// One line a pipeline, or one an environment where there are many.
pub fn summary(plans: &[Plan]) -> String {
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
                plan.pipeline.name.clone(),
                plan.environment.name.clone(),
                count(plan, Status::Proven).to_string(),
                count(plan, Status::Enforced).to_string(),
                targets(plan),
            ]);
        }
        return table(&rows);
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
    table(&rows)
}

/// Every constraint of a plan, and how it is kept.
pub fn rows(plan: &Plan) -> String {
    let mut lines = vec![row(["constraint", "", "by", "", ""])];
    for constraint in &plan.ledger.constraints {
        let mut text = visible(
            &constraint
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        );
        if text.chars().count() > 44 {
            text = text.chars().take(43).chain(['~']).collect();
        }
        for kept in plan
            .ledger
            .rows
            .iter()
            .filter(|row| row.constraint == constraint.id)
        {
            let status = match kept.status {
                Status::Proven => "proven",
                Status::Enforced => "enforced",
            };
            lines.push([
                std::mem::take(&mut text),
                status.to_owned(),
                by(kept),
                String::new(),
                String::new(),
            ]);
        }
    }
    format!(
        "{} in {}\n{}",
        plan.pipeline.name,
        plan.environment.name,
        table(&lines)
    )
}

fn by(kept: &LedgerRow) -> String {
    let by = visible(&kept.by);
    match (&kept.target, &kept.file) {
        (Some(target), None) => format!("{target}: {by}"),
        (Some(target), Some(file)) => format!("{target}: {by} in {}", visible(file)),
        _ => by,
    }
}

fn count(plan: &Plan, status: Status) -> usize {
    plan.ledger
        .constraints
        .iter()
        .filter(|constraint| {
            let mut rows = plan.ledger.rows.iter();
            rows.any(|row| row.constraint == constraint.id && row.status == status)
        })
        .count()
}

fn targets(plan: &Plan) -> String {
    let name = |target: &pipewright_plan::TargetRequest| match &target.version {
        Some(version) => format!("{} {version}", target.name),
        None => target.name.clone(),
    };
    let names: Vec<String> = plan.environment.targets.iter().map(name).collect();
    names.join(", ")
}

fn row(cells: [&str; 5]) -> [String; 5] {
    cells.map(str::to_owned)
}

/// Columns as wide as their widest cell; numbers to the right.
fn table(rows: &[[String; 5]]) -> String {
    let mut widths = [0; 5];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
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
