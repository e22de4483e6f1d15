//! Renaming: every place that has to change with a name, or why it cannot.

use std::collections::BTreeSet;

use pipewright_source::Span;
use pipewright_syntax::Keyword;
use pipewright_syntax::tree::ItemKind;

use crate::names::{Kind, Occurrence, item_name};
use crate::references::same;
use crate::{Analysis, At};

/// Why something cannot be renamed, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

/// The name at a place, if it can have another.
///
/// # Errors
/// When it is no name, or one that the project does not declare.
pub fn prepare(analysis: &Analysis, at: At) -> Result<(Span, String), Refused> {
    let found = renameable(analysis, at)?;
    Ok((found.span, analysis.slice(found.span).to_owned()))
}

/// The places to change.
///
/// # Errors
/// When the name cannot change, or the new one cannot stand there.
pub fn rename(analysis: &Analysis, at: At, new: &str) -> Result<Vec<Span>, Refused> {
    let found = renameable(analysis, at)?;
    let old = analysis.slice(found.span);
    well_formed(found.kind, new)?;
    if new == old {
        return Ok(Vec::new());
    }
    let places = same(analysis, found);
    clashes(analysis, found, &places, new)?;
    Ok(places)
}

fn renameable(analysis: &Analysis, at: At) -> Result<Occurrence, Refused> {
    let refuse = |why: &str| Err(Refused(why.to_owned()));
    let Some(found) = analysis.occurrence(at) else {
        return refuse("no name stands here");
    };
    let Some(target) = found.target else {
        return refuse("the language itself defines this name");
    };
    let standard = analysis
        .module(target.source)
        .is_some_and(|(_, module)| module.standard);
    if standard {
        return refuse("the standard library defines this name");
    }
    let alias = analysis.slice(target) == analysis.slice(found.span);
    if found.kind == Kind::Module && (!alias || !is_alias(analysis, target)) {
        return refuse(
            "a module is called after its file: rename the file, or import it `as` something",
        );
    }
    Ok(found)
}

fn is_alias(analysis: &Analysis, name: Span) -> bool {
    let Some((_, item)) = analysis.item_around(name) else {
        return false;
    };
    matches!(&item.kind, ItemKind::Import(import)
        if import.alias.as_ref().is_some_and(|alias| alias.span == name))
}

/// Whether a name is spelled as names of its kind are.
fn well_formed(kind: Kind, new: &str) -> Result<(), Refused> {
    let hyphen = matches!(kind, Kind::Region);
    let first = new.chars().next();
    let good = first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && new
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || (hyphen && c == '-'));
    if !good {
        return Err(Refused(format!(
            "`{new}` is no name: letters, digits and `_`, beginning with a letter"
        )));
    }
    let capital = first.is_some_and(|first| first.is_ascii_uppercase());
    match kind {
        Kind::Type if !capital => Err(Refused(format!(
            "`{new}` is no name of a type: those begin with a capital"
        ))),
        Kind::Dataset | Kind::Pipeline | Kind::Step | Kind::Template | Kind::Resource
            if new.chars().any(|c| c.is_ascii_uppercase()) =>
        {
            Err(Refused(format!(
                "`{new}` is no name of a {}: those are written in small letters with `_`",
                kind.noun()
            )))
        }
        _ if Keyword::from_text(new)
            .is_some_and(|word| matches!(word, Keyword::True | Keyword::False | Keyword::Not)) =>
        {
            Err(Refused(format!("`{new}` is a word of the language")))
        }
        _ => Ok(()),
    }
}

/// Whether the new name is taken where the old one is known.
fn clashes(
    analysis: &Analysis,
    found: Occurrence,
    places: &[Span],
    new: &str,
) -> Result<(), Refused> {
    let taken = |span: Span| {
        let line = analysis.project.sources.line_column(span).line;
        let path = analysis.project.sources.path(span);
        Err(Refused(format!(
            "`{new}` is taken: it is declared in {path}:{line}, and no name hides another"
        )))
    };
    let tables = analysis.tables();
    let whole = match found.kind {
        Kind::Pipeline => Some(&tables.pipelines),
        Kind::Cluster => Some(&tables.clusters),
        Kind::Environment => Some(&tables.environments),
        _ => None,
    };
    if let Some(at) = whole.and_then(|table| table.get(new))
        && let Some(name) = analysis.item(*at).and_then(item_name)
    {
        return taken(name.span);
    }
    if whole.is_none() && tables.regions.contains_key(new) && is_item(found.kind) {
        return Err(Refused(format!(
            "`{new}` is a region of the standard library, which is known everywhere"
        )));
    }
    let declared = found.target.unwrap_or(found.span);
    let local = matches!(
        found.kind,
        Kind::Step | Kind::Parameter | Kind::Variable | Kind::Resource
    );
    if let Some(name) = imported(analysis, declared, new).filter(|_| is_item(found.kind) || local) {
        return taken(name);
    }
    let own = analysis.item_around(declared).map(|(_, item)| item.span);
    let files: BTreeSet<_> = places.iter().map(|place| place.source).collect();
    for source in files {
        for one in analysis.occurrences(source).iter() {
            let same_word = one.declares() && analysis.slice(one.span) == new;
            if !same_word || whole.is_some() {
                continue;
            }
            let inside = own.is_some_and(|own| {
                own.source == one.span.source
                    && own.touches(one.span.start)
                    && own.touches(one.span.end)
            });
            let both_items = is_item(found.kind) && is_item(one.kind);
            let hidden = is_item(found.kind) != is_item(one.kind) && is_local(one.kind, found.kind);
            let siblings = inside && !is_item(found.kind) && group(found.kind) == group(one.kind);
            let here = source == declared.source;
            if (both_items && here) || siblings || (hidden && here) {
                return taken(one.span);
            }
        }
    }
    Ok(())
}

/// Where the file of a name imports a module under the new name.
fn imported(analysis: &Analysis, declared: Span, new: &str) -> Option<Span> {
    let (_, module) = analysis.module(declared.source)?;
    module.tree.items.iter().find_map(|item| match &item.kind {
        ItemKind::Import(import) => {
            let name = import.alias.as_ref().or(import.path.parts.last())?;
            (name.value == new && name.span != declared).then_some(name.span)
        }
        _ => None,
    })
}

const fn is_item(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Type
            | Kind::Dataset
            | Kind::Connector
            | Kind::Region
            | Kind::Constant
            | Kind::Secret
            | Kind::Template
            | Kind::Module
    )
}

/// Whether a local name and a name of the file would hide each other.
const fn is_local(one: Kind, other: Kind) -> bool {
    const fn local(kind: Kind) -> bool {
        matches!(
            kind,
            Kind::Step | Kind::Parameter | Kind::Variable | Kind::Resource
        )
    }
    local(one) || local(other)
}

/// Names that share a space inside of one item.
const fn group(kind: Kind) -> u8 {
    match kind {
        Kind::Column => 1,
        Kind::Field => 2,
        Kind::Value => 3,
        _ => 0,
    }
}
