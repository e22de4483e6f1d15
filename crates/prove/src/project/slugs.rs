//! Names that must stay apart once they are shortened.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::rules;

pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Plan> = BTreeMap::new();
    let mut found = Vec::new();
    for plan in plans {
        let pipeline = &plan.pipeline;
        let Some(first) = known.get(pipeline.slug.as_str()) else {
            known.insert(&pipeline.slug, plan);
            continue;
        };
        found.push(
            Diagnostic::new(
                &rules::SAME_SLUG,
                format!(
                    "`{}` and `{}` are both called `{}` in generated files",
                    first.pipeline.name, pipeline.name, pipeline.slug
                ),
                pipeline.origin.span,
                format!("becomes `{}`", pipeline.slug),
            )
            .with_related(
                first.pipeline.origin.span,
                format!("also becomes `{}`", pipeline.slug),
            )
            .help("rename one of them"),
        );
    }
    found
}
