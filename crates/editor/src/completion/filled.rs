//! Snippets filled with names that are there, so that what they leave means something.

use pipewright_syntax::tree::{
    ClauseKind, ConnectorClause, ConnectorClauseKind, Item, ItemKind, Parameter, Pipeline,
};

use crate::names::{Meaning, Walk, bodies, item_name};
use crate::{Analysis, At};

/// Fills the places of a snippet: `%dataset` is a dataset of the file, and so on. What is not there is
/// called by the word itself.
pub fn filled(analysis: &Analysis, at: At, snippet: &str) -> String {
    if !snippet.contains('%') {
        return snippet.to_owned();
    }
    let items: &[Item] = analysis
        .module(at.source)
        .map(|(_, module)| module.tree.items.as_slice())
        .unwrap_or_default();
    let named = |wanted: fn(&ItemKind) -> bool| -> Vec<&str> {
        let found = items.iter().filter(|item| wanted(&item.kind));
        found
            .filter_map(item_name)
            .map(|name| name.value.as_str())
            .collect()
    };
    let datasets = named(|kind| matches!(kind, ItemKind::Dataset(one) if one.family.is_none()));
    let types = named(|kind| matches!(kind, ItemKind::Type(_)));
    let tables = analysis.tables();
    let cluster = tables.clusters.keys().next();
    let around = items.iter().find(|item| item.span.touches(at.offset));
    let step = around.and_then(|item| match &item.kind {
        ItemKind::Pipeline(one) => last_step(one, at.offset),
        _ => None,
    });
    let (pipeline, parameter) = parameter(analysis).unzip();
    let value = parameter.map_or_else(|| "value".to_owned(), |one| sample(analysis, one, 3));
    let parameter = parameter.map(|one| one.name.value.as_str());
    let module = unused_module(items);
    let fill = [
        ("%module", module),
        (
            "%moment",
            around.and_then(|item| moment(analysis, items, item)),
        ),
        ("%dataset", datasets.first().copied()),
        ("%sink", datasets.last().copied()),
        ("%type", types.first().copied()),
        ("%cluster", cluster.map(String::as_str)),
        ("%step", step),
        ("%pipeline", pipeline),
        ("%parameter", parameter),
    ];
    let mut text = snippet.replace("%value", &value);
    if text.contains("%modes") {
        let sink = datasets.last().copied();
        let modes = sink
            .map(|sink| modes(analysis, at, sink))
            .unwrap_or_default();
        let modes = if modes.is_empty() {
            MODES.to_vec()
        } else {
            modes
        };
        text = text.replace("%modes", &modes.join(","));
    }
    text = fresh(text, &|name| {
        named(|_| true).contains(&name)
            || tables.pipelines.contains_key(name)
            || tables.clusters.contains_key(name)
            || tables.environments.contains_key(name)
            || around.is_some_and(|item| mentions(analysis.slice(item.span), name))
    });
    for (mark, name) in fill {
        let otherwise = match mark {
            "%type" => "Row",
            "%sink" => "rows",
            "%module" => "s3",
            "%moment" => "column",
            "%dataset" => "rows",
            _ => mark.trim_start_matches('%'),
        };
        text = text.replace(mark, name.unwrap_or(otherwise));
    }
    text
}

/// How rows may be written, the safest first.
const MODES: [&str; 3] = ["replacing all", "merging by key", "appending"];

/// How rows may be written to a dataset of the file, by what its connector says.
pub fn modes(analysis: &Analysis, at: At, dataset: &str) -> Vec<&'static str> {
    let Some((index, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let mut walk = Walk::new(analysis, index, module);
    let Some(Meaning::Item(_, item)) = walk.named(index, dataset).map(|found| found.meaning) else {
        return Vec::new();
    };
    let ItemKind::Dataset(dataset) = &item.kind else {
        return Vec::new();
    };
    let used = analysis.slice(dataset.value.span);
    let used = used.split('{').next().unwrap_or_default().trim();
    let mut parts = used.split('.');
    let first = parts.next().and_then(|first| walk.named(index, first));
    let connector = parts.fold(first, |found, part| {
        found.and_then(|found| walk.member(found.meaning, part))
    });
    let Some(Meaning::Item(_, item)) = connector.map(|found| found.meaning) else {
        return Vec::new();
    };
    let ItemKind::Connector(connector) = &item.kind else {
        return Vec::new();
    };
    let writes = |clause: &&ConnectorClause| matches!(clause.kind, ConnectorClauseKind::Writes(_));
    let clause = connector.clauses.iter().find(writes);
    let said = clause.map_or("", |clause| analysis.slice(clause.span));
    let modes = MODES.into_iter();
    modes.filter(|mode| said.contains(mode)).collect()
}

/// A column of a dataset's rows that says when something was.
fn moment<'a>(analysis: &Analysis, items: &'a [Item], around: &Item) -> Option<&'a str> {
    let ItemKind::Dataset(dataset) = &around.kind else {
        return None;
    };
    let wanted = analysis.slice(dataset.kind.as_ref()?.span);
    let mut types = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Type(one) if one.name.value == wanted => Some(one),
        _ => None,
    });
    let is_moment = |kind: &str| matches!(kind, "timestamp" | "date");
    let mut columns = types.next()?.columns.iter();
    let column = columns.find(|column| is_moment(analysis.slice(column.kind.span)))?;
    Some(&column.name.value)
}

/// Names that are new: `%new:rows` is `rows`, or with a number where that is taken.
fn fresh(text: String, taken: &dyn Fn(&str) -> bool) -> String {
    const MARK: &str = "%new:";
    let mut parts = text.split(MARK);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = part
            .split_at_checked(end.unwrap_or(part.len()))
            .unwrap_or((part, ""));
        shown.push_str(name);
        if taken(name) {
            let mut numbers = 2_u32..;
            let free = numbers.find(|number| !taken(&format!("{name}{number}")));
            shown.extend(free.map(|number| number.to_string()));
        }
        shown.push_str(rest);
    }
    shown
}

/// Whether a name stands in a text, as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| word == name)
}

/// A module of the standard library that is not imported yet, those first that most projects need.
fn unused_module(items: &[Item]) -> Option<&'static str> {
    let imported = |name: &str| {
        items.iter().any(|item| match &item.kind {
            ItemKind::Import(import) => import
                .path
                .parts
                .last()
                .is_some_and(|last| last.value == name),
            _ => false,
        })
    };
    ["s3", "postgres", "gcs", "slack", "kafka"]
        .into_iter()
        .find(|name| pipewright_stdlib::module(name).is_some() && !imported(name))
}

/// The last step above a place.
fn last_step(pipeline: &Pipeline, offset: u32) -> Option<&str> {
    fn look<'a>(
        clauses: &'a [pipewright_syntax::tree::Clause],
        offset: u32,
        found: &mut Option<&'a str>,
    ) {
        for clause in clauses.iter().filter(|one| one.span.start < offset) {
            if let ClauseKind::Step(step) = &clause.kind
                && clause.span.end < offset
            {
                *found = Some(&step.name.value);
            }
            for body in bodies(&clause.kind) {
                look(body, offset, found);
            }
        }
    }
    let mut found = None;
    look(&pipeline.clauses, offset, &mut found);
    found
}

/// A pipeline of the project that has parameters, and the first of them.
fn parameter(analysis: &Analysis) -> Option<(&str, &Parameter)> {
    let mut pipelines = analysis.tables().pipelines.iter();
    pipelines.find_map(|(name, at)| match &analysis.item(*at)?.kind {
        ItemKind::Pipeline(one) => Some((name.as_str(), one.parameters.first()?)),
        _ => None,
    })
}

/// A value of the type of a parameter, to be filled in at the place of that number: its own where it
/// has one.
pub fn sample(analysis: &Analysis, parameter: &Parameter, number: u8) -> String {
    if let Some(own) = &parameter.default {
        let own = analysis.slice(own.span);
        if !own.contains(['$', '{', '}', '|', '\\', '\n']) {
            return match own.strip_prefix('"').and_then(|own| own.strip_suffix('"')) {
                Some(text) => format!("\"${{{number}:{text}}}\""),
                None => format!("${{{number}:{own}}}"),
            };
        }
    }
    let kind = analysis.slice(parameter.kind.span);
    let (before, value, after) = match kind.trim_end_matches('?') {
        "string" => ("\"", parameter.name.value.as_str(), "\""),
        "secret" => ("secret(\"", "team/name", "\")"),
        "host" => ("\"", "db.example.com", "\""),
        "image" => ("\"", "ghcr.io/acme/image:1.0", "\""),
        "region" => ("", "eu-central-1", ""),
        "int" | "float" => ("", "1", ""),
        "decimal" => ("", "1.0", ""),
        "bool" => return format!("${{{number}|true,false|}}"),
        "duration" => ("", "30m", ""),
        "size" => ("", "1GiB", ""),
        "money" => ("", "40 USD", ""),
        "date" => ("", "2026-01-01", ""),
        "timestamp" => ("", "2026-01-01T00:00:00Z", ""),
        "list<string>" => ("[\"", "text", "\"]"),
        "list<int>" => ("[", "1", "]"),
        _ => return format!("${number}"),
    };
    format!("{before}${{{number}:{value}}}{after}")
}

/// A snippet as it reads once it is accepted: `${1:eu}` is `eu`.
pub fn plain(snippet: &str) -> String {
    let mut shown = String::new();
    let mut rest = snippet;
    while let Some((before, place)) = rest.split_once("${") {
        shown.push_str(before);
        let (place, after) = place.split_once('}').unwrap_or((place, ""));
        let value = place.trim_start_matches(|c: char| c.is_ascii_digit());
        let value = value.trim_start_matches([':', '|']).trim_end_matches('|');
        shown.push_str(value.split(',').next().unwrap_or(value));
        rest = after;
    }
    shown.push_str(rest);
    shown
}
