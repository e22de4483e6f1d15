//! The budget: what runs cost at the prices of the nodes, against what they may.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Budget, BudgetPeriod, Money, Plan, Resources, Schedule};
use pipewright_schedule::{Stretch, duration, most_runs};

use super::pods::{Node, Pod, nodes, of_run, of_tasks};
use crate::findings::Findings;
use crate::residency::used_clusters;
use crate::rules;

/// At most this many lines of a sum are shown.
const MOST_LINES: usize = 8;

pub fn prove(plan: &Plan, findings: &mut Findings) {
    let Some(budget) = &plan.pipeline.budget else {
        return;
    };
    match cost(plan, budget) {
        Ok(Some(cost)) => judge(plan, budget, &cost, findings),
        // No node fits, or no cluster may be used: that was said.
        Ok(None) => {}
        Err(unknown) => findings.report(*unknown),
    }
}

/// What runs cost.
struct Cost {
    /// How many runs there are in the budget's time.
    runs: u64,
    /// Millionths a run, where nothing fails.
    clean: u64,
    /// Millionths a run, where every attempt runs into its timeout.
    worst: u64,
    /// Where one run's money goes, the most first.
    terms: Vec<(String, u64)>,
}

fn cost(plan: &Plan, budget: &Budget) -> Result<Option<Cost>, Box<Diagnostic>> {
    if used_clusters(plan, &plan.pipeline.tasks).is_empty() {
        return Ok(None);
    }
    let runs = runs(plan, budget)?;
    let side_by_side = of_tasks(plan);
    let one_pod = of_run(plan);
    let others = plan.environment.targets.iter();
    let only_kubernetes = !plan.environment.targets.is_empty()
        && others.clone().all(|target| target.name == "kubernetes");
    let mut dearest: Option<Cost> = None;
    let engines = [
        one_pod.map(|pod| vec![pod]),
        (!only_kubernetes).then_some(side_by_side),
    ];
    for pods in engines.into_iter().flatten() {
        let Some(found) = priced(plan, budget, &pods, runs)? else {
            return Ok(None);
        };
        if dearest
            .as_ref()
            .is_none_or(|known| found.clean > known.clean)
        {
            dearest = Some(found);
        }
    }
    Ok(dearest)
}

/// How often it runs in the budget's time.
fn runs(plan: &Plan, budget: &Budget) -> Result<u64, Box<Diagnostic>> {
    let stretch = match budget.period {
        BudgetPeriod::Run => return Ok(1),
        BudgetPeriod::Day => Stretch::Days(1),
        BudgetPeriod::Week => Stretch::Days(7),
        BudgetPeriod::Month => Stretch::Month,
    };
    let mut runs = 0_u64;
    for schedule in plan.pipeline.schedules() {
        let counted = match schedule {
            Schedule::Cron { expression, .. } => most_runs(expression, stretch),
            Schedule::Datasets { .. } | Schedule::Event { .. } | Schedule::Manual => None,
        };
        let Some(counted) = counted else {
            let pipeline = &plan.pipeline.name;
            let word = budget.period.word();
            return Err(Box::new(
                Diagnostic::new(
                    &rules::BUDGET_UNKNOWN,
                    format!("nobody can say how often `{pipeline}` runs in a {word}"),
                    budget.origin.span,
                    format!("what a {word} costs depends on it"),
                )
                .with_related(plan.pipeline.schedule_origin.span, "not by the clock alone")
                .help("write the budget `per run`"),
            ));
        };
        runs = runs.saturating_add(counted);
    }
    Ok(runs)
}

fn priced(
    plan: &Plan,
    budget: &Budget,
    pods: &[Pod<'_>],
    runs: u64,
) -> Result<Option<Cost>, Box<Diagnostic>> {
    let mut cost = Cost {
        runs,
        clean: 0,
        worst: 0,
        terms: Vec::new(),
    };
    for pod in pods {
        let fitting = nodes(plan, &pod.tasks, &pod.needs);
        if fitting.is_empty() {
            let unknown = used_clusters(plan, pod.tasks.iter().copied())
                .into_iter()
                .find(|cluster| cluster.nodes.is_empty());
            return match unknown {
                Some(cluster) => Err(unpriced(
                    budget,
                    &format!("nobody says what nodes `{}` has", cluster.name),
                    cluster.origin.span,
                    "write `nodes = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]`",
                )),
                None => Ok(None),
            };
        }
        let mut hourly: Option<(u64, Node<'_>)> = None;
        for node in fitting {
            let price = price(budget, node)?;
            let part = share(&pod.needs, node, price);
            if hourly.as_ref().is_none_or(|(known, _)| part > *known) {
                hourly = Some((part, node));
            }
        }
        let Some((hourly, node)) = hourly else {
            return Ok(None);
        };
        let clean = spent(hourly, pod.clean_seconds, pod.count);
        cost.clean = cost.clean.saturating_add(clean);
        let worst = spent(hourly, pod.worst_seconds, pod.count);
        cost.worst = cost.worst.saturating_add(worst);
        let times = match pod.count {
            1 => String::new(),
            count => format!("{count} × "),
        };
        let line = format!(
            "{}: {times}{} at {} an hour on {}",
            pod.name,
            duration::show(pod.clean_seconds),
            money(hourly, budget),
            node.cluster.name
        );
        cost.terms.push((line, clean));
    }
    cost.terms
        .sort_by_key(|(_, clean)| std::cmp::Reverse(*clean));
    Ok(Some(cost))
}

/// What a node costs an hour, in the budget's currency.
fn price(budget: &Budget, node: Node<'_>) -> Result<u64, Box<Diagnostic>> {
    let cluster = &node.cluster.name;
    let span = node.cluster.origin.span;
    let Some(hourly) = &node.pool.hourly else {
        return Err(unpriced(
            budget,
            &format!("nobody says what every node of `{cluster}` costs"),
            span,
            &format!(
                "write `hourly = 0.40 {}` in each of its `nodes`",
                budget.amount.currency
            ),
        ));
    };
    if hourly.currency != budget.amount.currency {
        return Err(unpriced(
            budget,
            &format!(
                "nodes of `{cluster}` cost {}, and the budget is in {}: rates change",
                hourly.currency, budget.amount.currency
            ),
            span,
            &format!("write the budget in {}", hourly.currency),
        ));
    }
    Ok(hourly.micros)
}

fn unpriced(
    budget: &Budget,
    message: &str,
    span: pipewright_source::Span,
    help: &str,
) -> Box<Diagnostic> {
    let label = "what its nodes cost is said here";
    Box::new(
        Diagnostic::new(&rules::BUDGET_UNKNOWN, message, span, label)
            .with_related(budget.origin.span, "this budget needs it")
            .help(help),
    )
}

/// The part of a node's price that a pod pays: its largest share of what the node has.
fn share(needs: &Resources, node: Node<'_>, price: u64) -> u64 {
    let part = |asked: u64, has: u64| {
        let has = u128::from(has.max(1));
        let paid = (u128::from(price) * u128::from(asked)).div_ceil(has);
        u64::try_from(paid).unwrap_or(u64::MAX)
    };
    let pool = node.pool;
    let parts = [
        part(needs.cpu_millis, pool.cpu_millis),
        part(needs.memory_bytes, pool.memory_bytes),
        part(u64::from(needs.gpu), u64::from(pool.gpu)),
    ];
    parts.into_iter().max().unwrap_or_default().min(price)
}

/// Millionths for so many seconds of so many pods.
fn spent(hourly: u64, seconds: u64, count: u64) -> u64 {
    let all = u128::from(hourly) * u128::from(seconds);
    let one = u64::try_from(all.div_ceil(3_600)).unwrap_or(u64::MAX);
    one.saturating_mul(count)
}

fn money(micros: u64, budget: &Budget) -> Money {
    Money {
        micros,
        currency: budget.amount.currency.clone(),
    }
}

fn judge(plan: &Plan, budget: &Budget, cost: &Cost, findings: &mut Findings) {
    let clean = cost.clean.saturating_mul(cost.runs);
    let worst = cost.worst.saturating_mul(cost.runs);
    let most = budget.amount.micros;
    let (pipeline, word) = (&plan.pipeline.name, budget.period.word());
    let lines = lines(budget, cost);
    if clean > most {
        let clean = money(clean, budget);
        let message = format!(
            "`{pipeline}` costs {clean} a {word}, and {} is granted",
            budget.amount
        );
        findings.report(told(&rules::OVER_BUDGET, message, budget, lines));
        return;
    }
    if worst > most {
        let worst = money(worst, budget);
        let message = format!(
            "`{pipeline}` may cost {worst} a {word} where attempts fail, and {} is granted",
            budget.amount
        );
        findings.report(told(&rules::BUDGET_AT_RISK, message, budget, lines.clone()));
    }
    findings.proven("budget".to_owned(), &rules::OVER_BUDGET, lines);
}

fn told(
    rule: &'static pipewright_diagnostics::Rule,
    message: String,
    budget: &Budget,
    lines: Vec<String>,
) -> Diagnostic {
    let mut found = Diagnostic::new(rule, message, budget.origin.span, "more than this");
    found.because = lines;
    found.help("ask for less, shorten timeouts, run less often, or grant more")
}

/// The sum of one run, and of all.
fn lines(budget: &Budget, cost: &Cost) -> Vec<String> {
    let mut lines: Vec<String> = cost
        .terms
        .iter()
        .take(MOST_LINES)
        .map(|(line, clean)| format!("{line}: {}", money(*clean, budget)))
        .collect();
    let more = cost.terms.len().saturating_sub(MOST_LINES);
    if more > 0 {
        let rest = cost.terms.iter().skip(MOST_LINES);
        let rest = rest.fold(0_u64, |sum, (_, clean)| sum.saturating_add(*clean));
        lines.push(format!("{more} more: {}", money(rest, budget)));
    }
    lines.push(format!("= {} a run", money(cost.clean, budget)));
    if cost.worst > cost.clean {
        let worst = money(cost.worst, budget);
        lines.push(format!(
            "= {worst} where every attempt runs into its timeout"
        ));
    }
    if budget.period.word() != BudgetPeriod::Run.word() {
        let all = |one: u64| money(one.saturating_mul(cost.runs), budget);
        let runs = match cost.runs {
            1 => "1 run".to_owned(),
            runs => format!("{runs} runs"),
        };
        let mut line = format!(
            "{runs} in the fullest {}: {}",
            budget.period.word(),
            all(cost.clean)
        );
        if cost.worst > cost.clean {
            line.push_str(&format!(", {} at worst", all(cost.worst)));
        }
        lines.push(line);
    }
    lines
}
