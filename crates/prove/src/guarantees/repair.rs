//! The cheapest repair of an appending write.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Lane, Plan};

use super::Written;

/// Says and offers what makes an appending write safe: another mode the sink knows, best first;
/// else giving up what needs one.
pub(super) fn of_append(found: Diagnostic, plan: &Plan, written: &Written<'_>) -> Diagnostic {
    let modes = modes(written);
    if !modes.is_empty() {
        return offer(found, written, &modes);
    }
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

/// Modes of the sink that leave the same rows when they are repeated, and when they do; best
/// first.
pub(super) fn modes(written: &Written<'_>) -> Vec<(&'static str, String)> {
    let knows = |lane: Lane| written.sink.abilities.writes.contains(&lane);
    let keys = written.sink.schema.keys();
    let mut modes = Vec::new();
    if knows(Lane::MergingByKey) && !keys.is_empty() {
        modes.push(("merging by key", format!("by `{}`", keys.join("`, `"))));
    }
    if knows(Lane::ReplacingAll) {
        modes.push(("replacing all", "if each run yields every row".to_owned()));
    }
    modes
}

/// Offers other modes for a write.
pub(super) fn offer(
    found: Diagnostic,
    written: &Written<'_>,
    modes: &[(&'static str, String)],
) -> Diagnostic {
    let place = written.write.mode_origin.span;
    let found = modes.iter().fold(found, |found, (mode, _)| {
        found.fix(format!("replace with `{mode}`"), place, *mode)
    });
    match modes.first() {
        Some((mode, when)) => found.help(format!(
            "write it {mode}, {when}: a second attempt then changes nothing"
        )),
        None => found,
    }
}
