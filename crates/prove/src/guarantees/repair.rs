//! The cheapest repair of an appending write.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Lane, Plan};

use super::Written;

/// Says and offers what makes an appending write safe: another mode the sink knows, best first;
/// else giving up what needs one.
pub(super) fn of_append(found: Diagnostic, plan: &Plan, written: &Written<'_>) -> Diagnostic {
    let found = match by_another_mode(found, written) {
        Ok(found) => return found,
        Err(found) => found,
    };
    let connector = &written.sink.connector;
    if plan.pipeline.guarantee == Some(Guarantee::ExactlyOnce) {
        let at = plan.pipeline.guarantee_origin.span;
        return found
            .help(format!(
                "`{connector}` can do no better: promise less, without `retry`"
            ))
            .fix(
                "replace with `guarantee at_most_once`",
                at,
                "guarantee at_most_once",
            );
    }
    match &plan.pipeline.retry {
        Some(retry) => found
            .help(format!("`{connector}` can do no better: drop `retry`"))
            .fix("remove `retry`", retry.origin.span, ""),
        None => found.help(format!("`{connector}` can do no better")),
    }
}

/// Offers the modes of the sink that leave the same rows when they are repeated; gives the finding
/// back where there is none.
pub(super) fn by_another_mode(
    found: Diagnostic,
    written: &Written<'_>,
) -> Result<Diagnostic, Diagnostic> {
    let place = written.write.mode_origin.span;
    let knows = |lane: Lane| written.sink.abilities.writes.contains(&lane);
    let keys = written.sink.schema.keys();
    let mut modes: Vec<(&str, String)> = Vec::new();
    if knows(Lane::MergingByKey) && !keys.is_empty() {
        modes.push(("merging by key", format!("by `{}`", keys.join("`, `"))));
    }
    if knows(Lane::ReplacingAll) {
        modes.push(("replacing all", "if each run yields every row".to_owned()));
    }
    let Some((mode, when)) = modes.first() else {
        return Err(found);
    };
    let help = format!("write it {mode}, {when}: a second attempt then changes nothing");
    let found = found.help(help);
    Ok(modes.iter().fold(found, |found, (mode, _)| {
        found.fix(format!("replace with `{mode}`"), place, *mode)
    }))
}
