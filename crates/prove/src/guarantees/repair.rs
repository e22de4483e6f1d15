//! Repairs of an appending write, the cheapest first.
//!
//! What costs least changes one word and no promise: another mode. Then comes a word more about the
//! sink, which its readers pay for; then fewer attempts; last a weaker promise.

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_plan::{Guarantee, Lane, Plan};
use pipewright_source::Span;

use super::Written;

/// Says and offers what makes an appending write safe.
pub(super) fn of_append(found: Diagnostic, plan: &Plan, written: &Written<'_>) -> Diagnostic {
    let modes = modes(written);
    let found = offer(found, written, &modes);
    let connector = &written.sink.connector;
    let promised = plan.pipeline.guarantee;
    if promised == Some(Guarantee::ExactlyOnce) {
        let found = if modes.is_empty() {
            found.help(format!(
                "`{connector}` can do no better: promise less, without `retry`"
            ))
        } else {
            found
        };
        return weaker(found, plan);
    }
    let mut found = found;
    if promised != Some(Guarantee::AtMostOnce) {
        found.fixes.extend(readers_remove_them(written));
    }
    let retry = plan.pipeline.retry.as_ref();
    if let Some(retry) = retry {
        found = found.fix("remove `retry`", retry.origin.span, "");
    }
    if modes.is_empty() {
        let help = match (found.fixes.is_empty(), promised) {
            (true, _) => format!("`{connector}` can do no better"),
            (false, Some(Guarantee::AtMostOnce)) => {
                format!("`{connector}` can do no better: drop `retry`")
            }
            (false, _) => format!(
                "`{connector}` can do no better: drop `retry`, or say `duplicates = true` in `{}`, \
                 and let its readers remove them",
                written.sink.name
            ),
        };
        found = found.help(help);
    }
    found
}

/// The weaker promise that an append keeps, without the retry that would break it.
pub(super) fn weaker(mut found: Diagnostic, plan: &Plan) -> Diagnostic {
    let edit = |span: Span, text: &str| Edit {
        span,
        text: text.to_owned(),
    };
    let place = plan.pipeline.guarantee_origin.span;
    let mut edits = vec![edit(place, "guarantee at_most_once")];
    let mut title = "replace with `guarantee at_most_once`".to_owned();
    if let Some(retry) = &plan.pipeline.retry {
        edits.push(edit(retry.origin.span, ""));
        title.push_str(", and remove `retry`");
    }
    found.fixes.push(Fix {
        title,
        edits,
        safe: false,
    });
    found
}

/// `duplicates = true` before the brace that ends the sink.
fn readers_remove_them(written: &Written<'_>) -> Option<Fix> {
    let span = written.sink.origin.span;
    let before = span.end.checked_sub(1).filter(|at| *at > span.start)?;
    Some(Fix {
        title: format!(
            "say in `{}` that its readers remove duplicates",
            written.sink.name
        ),
        edits: vec![Edit {
            span: Span::new(span.source, before, before),
            text: "  duplicates = true\n".to_owned(),
        }],
        safe: false,
    })
}

/// Modes of the sink that leave the same rows when they are repeated, and when they do; best
/// first.
pub(super) fn modes(written: &Written<'_>) -> Vec<(String, String)> {
    let knows = |lane: Lane| written.sink.abilities.writes.contains(&lane);
    let keys = written.sink.schema.keys();
    let mut modes = Vec::new();
    if knows(Lane::MergingByKey) && !keys.is_empty() {
        modes.push((
            "merging by key".to_owned(),
            format!("by `{}`", keys.join("`, `")),
        ));
    }
    if let Some(partition) = written
        .sink
        .partition
        .as_ref()
        .filter(|_| knows(Lane::ReplacingPartition))
    {
        modes.push((
            format!("replacing partition ({})", partition.column),
            "if each run yields whole partitions".to_owned(),
        ));
    }
    if knows(Lane::ReplacingAll) {
        modes.push((
            "replacing all".to_owned(),
            "if each run yields every row".to_owned(),
        ));
    }
    modes
}

/// Offers other modes for a write.
pub(super) fn offer(
    found: Diagnostic,
    written: &Written<'_>,
    modes: &[(String, String)],
) -> Diagnostic {
    let place = written.write.mode_origin.span;
    let found = modes.iter().fold(found, |found, (mode, _)| {
        found.fix(format!("replace with `{mode}`"), place, mode)
    });
    match modes.first() {
        Some((mode, when)) => found.help(format!(
            "write it {mode}, {when}: a second attempt then changes nothing"
        )),
        None => found,
    }
}
