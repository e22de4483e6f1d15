//! What a step's written type says of classes: columns that keep their name and lose their mark, and
//! what is said to have made them harmless.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{
    CheckCondition, CheckOperator, CheckValue, Declassified, Declassifier, Plan, Task, TaskKind,
    VariableValue,
};

use super::flow::{Data, Flow};
use super::marks;
use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};

/// At most this many columns are named.
const MOST_NAMED: usize = 8;

/// Every step of the plan. Says whether all that is said of them is kept.
pub(super) fn check(
    plan: &Plan,
    graph: &Graph<'_>,
    flow: &Flow<'_>,
    findings: &mut Findings,
) -> bool {
    let mut kept = true;
    let checks = checks(plan);
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        if !matches!(task.kind, TaskKind::Run { .. }) {
            continue;
        }
        for said in &task.declassifies {
            if let Some(found) = unkept(&checks, task, said) {
                kept = false;
                findings.report(found);
            }
        }
        if let Some(found) = lost(flow, *at, task) {
            findings.report(found);
        }
    }
    kept
}

/// The conditions of every check, by what it checks.
type Checks<'a> = BTreeMap<&'a str, Vec<&'a CheckCondition>>;

fn checks(plan: &Plan) -> Checks<'_> {
    let mut found = Checks::new();
    for task in &plan.pipeline.tasks {
        if let TaskKind::Check(check) = &task.kind {
            let conditions = found.entry(&check.subject).or_default();
            conditions.extend(&check.conditions);
        }
    }
    found
}

/// A column that is marked in what a step reads, and stands in what it yields by the same name and
/// type without the mark, and nobody says why.
fn lost(flow: &Flow<'_>, at: usize, task: &Task) -> Option<Diagnostic> {
    let mut columns: Vec<(String, String)> = Vec::new();
    for output in &task.outputs {
        let Some(given) = (Data::Output { at, output }).columns() else {
            continue;
        };
        for input in flow.read_by(at) {
            for (path, (kind, classes)) in flow.marks(*input).iter() {
                let said = task.declassifies.iter().any(|said| said.column == *path);
                let Some(column) = marks::find(given, path).filter(|_| !said) else {
                    continue;
                };
                let outer = path.split('.').scan(String::new(), |above, part| {
                    above.push_str(part);
                    let marked = marks::find(given, above);
                    above.push('.');
                    Some(marked)
                });
                let carried: Vec<&str> = outer
                    .flatten()
                    .flat_map(|column| &column.classes)
                    .map(String::as_str)
                    .collect();
                let missing = classes.iter().find(|class| !carried.contains(*class));
                if let Some(class) = missing.filter(|_| column.kind == **kind) {
                    columns.push((format!("{}.{path}", input.name()), (*class).to_owned()));
                }
            }
        }
    }
    columns.sort();
    columns.dedup();
    let (first, class) = columns.first()?;
    let name = first
        .split_once('.')
        .map_or(first.as_str(), |(_, name)| name);
    let shown: Vec<String> = columns
        .iter()
        .take(MOST_NAMED)
        .map(|(column, class)| format!("{column} is {class}"))
        .collect();
    let mut found = Diagnostic::new(
        &rules::MARK_LOST,
        format!(
            "`{}` yields `{name}` without the mark `{class}` that it has in what it reads",
            task.name
        ),
        task.origin.span,
        format!("`{name}` is not marked in its type"),
    );
    found.because = shown;
    let more = columns.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        found = found.because(format!("and {more} more columns"));
    }
    Some(
        found
            .because(format!(
                "the type of {} has the same column, unmarked",
                task.name
            ))
            .help(format!(
                "mark it `{class}` there too, leave it out, or say what makes it harmless: \
                 `declassifies = {{ {name} = hashed(SECRET.KEY) }}`"
            )),
    )
}

/// What is said to make a column harmless, and is not so.
fn unkept(checks: &Checks<'_>, task: &Task, said: &Declassified) -> Option<Diagnostic> {
    let yields = task.outputs.iter().filter_map(|output| {
        let columns = (Data::Output { at: 0, output }).columns()?;
        let column = columns.iter().find(|column| column.name == said.column)?;
        Some((output, columns, column))
    });
    let yields: Vec<_> = yields.collect();
    let Some((output, columns, _)) = yields.first() else {
        return Some(
            refusal(task, said, "it yields no such column")
                .because("only columns of a type that is written at the step can be made harmless"),
        );
    };
    match &said.by {
        Declassifier::Hashed { path, key } => {
            let handed = task.every_container().any(|container| {
                container.env.iter().any(|variable| {
                    matches!(&variable.value, VariableValue::Secret { path: p, key: k, .. } if p == path && k == key)
                })
            });
            (!handed).then(|| {
                refusal(task, said, "the salt is not handed to it")
                    .because(format!(
                        "`{key}` of the secret {path} is in none of its variables"
                    ))
                    .because("without the salt its hash can be guessed from a list of values")
                    .help("hand it over, such as `env = { SALT = SECRET.KEY }`")
            })
        }
        Declassifier::Grouped { count, least } => {
            if !columns.iter().any(|column| column.name == *count) {
                return Some(
                    refusal(task, said, &format!("it yields no column `{count}`"))
                        .because(format!("{count} is to say how many a row stands for")),
                );
            }
            let conditions = checks.get(output.name.as_str()).into_iter().flatten();
            let kept = conditions.copied().any(|one| keeps(one, count, *least));
            (!kept).then(|| {
                refusal(task, said, "no check keeps that")
                    .because(format!(
                        "a row must stand for at least {least}, by its column {count}"
                    ))
                    .help(format!(
                        "write `check {} {{ {count} >= {least} }}`: it holds back smaller groups",
                        output.name
                    ))
            })
        }
    }
}

/// Whether a condition refuses every row whose column is smaller.
fn keeps(condition: &CheckCondition, count: &str, least: u32) -> bool {
    let CheckOperator::Compare {
        column,
        comparison,
        value: CheckValue::Int(value),
    } = &condition.operator
    else {
        return false;
    };
    let least = i64::from(least);
    let enough = match comparison.as_str() {
        ">=" | "==" => *value >= least,
        ">" => *value >= least.saturating_sub(1),
        _ => false,
    };
    enough && column == count && !condition.warn
}

fn refusal(task: &Task, said: &Declassified, why: &str) -> Diagnostic {
    Diagnostic::new(
        &rules::UNKEPT_DECLASSIFIER,
        format!(
            "`{}` is said to make `{}` harmless, but {why}",
            task.name, said.column
        ),
        said.origin.span,
        match &said.by {
            Declassifier::Hashed { .. } => "hashed, it is said".to_owned(),
            Declassifier::Grouped { count, least } => {
                format!("at least {least} by {}, it is said", show::quoted(count))
            }
        },
    )
}

/// How a step makes a column harmless, for the ledger.
pub(super) fn how(task: &Task, said: &Declassified) -> String {
    match &said.by {
        Declassifier::Hashed { path, key } => format!(
            "{} says that it hashes {}, and is handed the salt {key} of the secret {path}",
            task.name, said.column
        ),
        Declassifier::Grouped { count, least } => format!(
            "{} says that {count} counts whom a row of {} stands for, and a check keeps {least} or more",
            task.name, said.column
        ),
    }
}
