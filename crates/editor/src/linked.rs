//! Linked editing: the places that change together while a local name is typed.

use pipewright_source::Span;

use crate::names::Kind;
use crate::references::highlight;
use crate::{Analysis, At};

/// The places of a name that is known in one item only: a step, a parameter, an element. Others are
/// renamed, so that other files and name clashes are looked at.
#[must_use]
pub fn linked_editing(analysis: &Analysis, at: At) -> Vec<Span> {
    let Some(found) = analysis.occurrence(at) else {
        return Vec::new();
    };
    let local = matches!(found.kind, Kind::Variable | Kind::Step | Kind::Resource)
        && found
            .target
            .is_some_and(|target| target.source == at.source);
    if !local {
        return Vec::new();
    }
    let places = highlight(analysis, at);
    let word = analysis.slice(found.span);
    // All must read alike now, or typing would make them so.
    if places
        .iter()
        .any(|(place, _)| analysis.slice(*place) != word)
    {
        return Vec::new();
    }
    places.into_iter().map(|(place, _)| place).collect()
}
