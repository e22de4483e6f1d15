//! Clock changes: what the author says of runs they hit, against what each engine does.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ClockChange, Doubled, Plan, Schedule, Skipped};

use crate::findings::Findings;
use crate::rules;

/// What an engine does with runs in the hour that is skipped or doubled.
fn behaviour(engine: &str, expression: &str) -> Option<(Skipped, Doubled)> {
    match engine {
        // Both read crons with the same library, which goes by the clock on the wall.
        "kubernetes" | "argo_workflows" => Some((Skipped::Never, Doubled::Twice)),
        // Airflow moves runs of one time a day; others it counts on from the run before.
        "airflow" if one_time(expression) => Some((Skipped::Later, Doubled::Once)),
        _ => None,
    }
}

/// Whether a cron names one minute of one hour.
fn one_time(expression: &str) -> bool {
    let mut fields = expression.split(' ');
    let mut number = || {
        fields
            .next()
            .is_some_and(|field| field.parse::<u8>().is_ok())
    };
    number() && number()
}

/// Proves what each trigger says of clock changes, on every engine.
pub(super) fn prove(plan: &Plan, findings: &mut Findings) {
    for (at, trigger) in plan.pipeline.triggers.iter().enumerate() {
        let (Some(change), Schedule::Cron { expression, .. }) =
            (&trigger.clock_change, &trigger.when)
        else {
            continue;
        };
        let engines = plan.environment.targets.iter();
        let engines = engines
            .map(|target| target.name.as_str())
            .filter(|name| *name != "json");
        let mut because = Vec::new();
        let mut broken = None;
        for engine in engines {
            match behaviour(engine, expression) {
                Some(does) if keeps(change, does) => {
                    because.push(format!("{engine}: {}", said(does)));
                }
                does => broken = broken.or(Some((engine, does))),
            }
        }
        if let Some((engine, does)) = broken {
            findings.report(differs(plan, change, engine, does));
            continue;
        }
        if because.is_empty() {
            because.push("no target but the plan, which says it".to_owned());
        }
        let id = format!("clock_change/{}", at + 1);
        findings.proven(id, &rules::CLOCK_CHANGE_NOT_KEPT, because);
    }
}

fn keeps(change: &ClockChange, (skipped, doubled): (Skipped, Doubled)) -> bool {
    change.skipped.is_none_or(|said| said == skipped)
        && change.doubled.is_none_or(|said| said == doubled)
}

/// What an engine does, for people.
const fn said(does: (Skipped, Doubled)) -> &'static str {
    match does {
        (Skipped::Never, Doubled::Once) => "leaves a skipped run out, runs a doubled one once",
        (Skipped::Never, Doubled::Twice) => "leaves a skipped run out, runs a doubled one twice",
        (Skipped::Later, Doubled::Once) => "runs a skipped run later, a doubled one once",
        (Skipped::Later, Doubled::Twice) => "runs a skipped run later, a doubled one twice",
    }
}

fn differs(
    plan: &Plan,
    change: &ClockChange,
    engine: &str,
    does: Option<(Skipped, Doubled)>,
) -> Diagnostic {
    let message = format!(
        "{engine} does not keep what `{}` says of clock changes",
        plan.pipeline.name
    );
    let found = Diagnostic::new(
        &rules::CLOCK_CHANGE_NOT_KEPT,
        message,
        change.origin.span,
        "demanded here",
    );
    let Some((skipped, doubled)) = does else {
        return found
            .because(format!(
                "{engine} counts runs of several times a day on from the run before"
            ))
            .help("choose one time a day, another hour, or the zone `UTC`");
    };
    let skips = match skipped {
        Skipped::Later => "skipped later",
        Skipped::Never => "skipped never",
    };
    let doubles = match doubled {
        Doubled::Once => "doubled once",
        Doubled::Twice => "doubled twice",
    };
    found
        .because(format!("{engine} {}", said((skipped, doubled))))
        .help(format!(
            "choose another hour or the zone `UTC`, or accept it: `{skips} {doubles}`"
        ))
}
