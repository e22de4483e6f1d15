//! References: every place that means the same definition.

use pipewright_source::{SourceId, Span};

use crate::names::{Kind, Occurrence};
use crate::{Analysis, At};

/// Every place of the project that means what the name at a place means, in the order of the files.
#[must_use]
pub fn references(analysis: &Analysis, at: At, declaration: bool) -> Vec<Span> {
    let Some(found) = analysis.occurrence(at) else {
        return Vec::new();
    };
    let mut places = same(analysis, found);
    places.retain(|place| declaration || Some(*place) != found.target);
    places
}

/// Every place of one file that means what the name at a place means, and whether it declares it.
#[must_use]
pub fn highlight(analysis: &Analysis, at: At) -> Vec<(Span, bool)> {
    let Some(found) = analysis.occurrence(at) else {
        return Vec::new();
    };
    within(analysis, at.source, found)
        .map(|one| (one.span, one.declares()))
        .collect()
}

/// Every place of the project that means the same.
#[must_use]
pub fn same(analysis: &Analysis, found: Occurrence) -> Vec<Span> {
    let word = analysis.slice(found.span);
    let declared = found.target.map_or(word, |target| analysis.slice(target));
    let mut places = Vec::new();
    for module in &analysis.project.modules {
        let source = module.tree.source;
        let text = analysis.text(source);
        // Names stand in texts as they are: most files need no closer look. An import's alias may
        // name what has another name.
        let local = found.target.is_none() || found.kind == Kind::Module;
        if module.standard || !(text.contains(word) || text.contains(declared)) {
            continue;
        }
        if local && source != found.span.source && found.target.is_none() {
            continue;
        }
        places.extend(within(analysis, source, found).map(|one| one.span));
    }
    places
}

fn within(
    analysis: &Analysis,
    source: SourceId,
    found: Occurrence,
) -> impl Iterator<Item = Occurrence> + use<'_> {
    let word = analysis.slice(found.span);
    let all = analysis.occurrences(source);
    let same: Vec<Occurrence> = all
        .iter()
        .filter(|one| match found.target {
            Some(target) => one.target == Some(target),
            None => {
                one.target.is_none() && one.kind == found.kind && analysis.slice(one.span) == word
            }
        })
        .copied()
        .collect();
    same.into_iter()
}
