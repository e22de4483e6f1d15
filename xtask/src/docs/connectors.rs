//! The connectors and regions of the standard library, from their own documentation.

use pipewright_source::{SourceId, Span};
use pipewright_stdlib::{PRELUDE, StandardModule, modules};
use pipewright_syntax::tree::{
    Connector, ConnectorClauseKind, Doc, Item, ItemKind, Record, RegionBody,
};

use super::cell;

/// The page of connectors.
pub fn page() -> String {
    let mut page = String::from(
        "# Connectors\n\nThe systems of the standard library. This page is generated from its sources \
(`stdlib/*.pipe`) by\n`cargo xtask docs`: each connector is written in the language itself, so a system \
that is not here can be\nadded to a project the same way.\n\nEvery dataset may also say `freshness` \
(how old its rows may be), `owner`, and `accepts` (classes of data\nthat may be written to it). \
A parameter whose type ends in `?` may be left out.\n\
The regions there are stand on [a page of their own](regions.md).\n",
    );
    let of_systems = |module: &&StandardModule| ![PRELUDE, "policies"].contains(&module.name);
    for module in modules().iter().filter(of_systems) {
        page.push_str(&section(module));
    }
    page
}

/// The page of regions.
pub fn regions() -> String {
    let mut sets = String::new();
    let mut places = String::new();
    let Some(module) = modules().iter().find(|module| module.name == PRELUDE) else {
        return String::new();
    };
    let (file, _) = pipewright_parser::parse(SourceId(0), module.text);
    for item in &file.items {
        let ItemKind::Region(region) = &item.kind else {
            continue;
        };
        let name = &region.name.value;
        match &region.body {
            RegionBody::Set(_) => {
                let said = cell(&lines(item.doc.as_ref(), " "));
                sets.push_str(&format!("| `{name}` | {said} |\n"));
            }
            RegionBody::Place(record) => places.push_str(&format!(
                "| `{name}` | {} | {} | {} |\n",
                field(module, record, "cloud"),
                field(module, record, "country"),
                field(module, record, "place"),
            )),
        }
    }
    format!(
        "# Regions\n\n{}\n\nThis page is generated from `stdlib/regions.pipe` by `cargo xtask docs`.\n\n\
## Sets\n\n| name | holds |\n|---|---|\n{sets}\n\
## Places\n\n| name | cloud | country | place |\n|---|---|---|---|\n{places}",
        lines(file.doc.as_ref(), "\n")
    )
}

fn section(module: &StandardModule) -> String {
    let (file, _) = pipewright_parser::parse(SourceId(0), module.text);
    let mut section = format!(
        "\n## std.{}\n\n{}\n",
        module.name,
        lines(file.doc.as_ref(), "\n")
    );
    let connectors: Vec<(&Item, &Connector)> = file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Connector(connector) => Some((item, connector)),
            _ => None,
        })
        .collect();
    // Connectors that take the same parameters share one table.
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for (item, connector) in &connectors {
        let name = format!("{}.{}", module.name, connector.name.value);
        section.push_str(&format!(
            "\n### {name}\n\n{}\n\n{}",
            lines(item.doc.as_ref(), "\n"),
            facts(module, connector)
        ));
        let table = parameters(module, connector);
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, names)) => names.push(name),
            None => tables.push((table, vec![name])),
        }
    }
    for (table, names) in tables {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        section.push_str(&format!(
            "\nParameters of {}:\n\n| parameter | type | default | meaning |\n|---|---|---|---|\n{table}",
            names.join(", ")
        ));
    }
    section
}

/// What a connector can do, needs and talks to, as a list.
fn facts(module: &StandardModule, connector: &Connector) -> String {
    let mut facts = String::new();
    let mut images: Vec<String> = Vec::new();
    let mut hosts: Vec<String> = Vec::new();
    for clause in &connector.clauses {
        let said = || squeezed(slice(module, clause.span));
        match &clause.kind {
            ConnectorClauseKind::Reads(_)
            | ConnectorClauseKind::Writes(_)
            | ConnectorClauseKind::Columns(_)
            | ConnectorClauseKind::Located(_)
            | ConnectorClauseKind::Address(_)
            | ConnectorClauseKind::Format(_)
            | ConnectorClauseKind::Secrets { .. } => {
                facts.push_str(&format!("- `{}`\n", said()));
            }
            ConnectorClauseKind::Egress(entries) => hosts.extend(
                entries
                    .iter()
                    .map(|entry| format!("`{}`", slice(module, entry.span))),
            ),
            ConnectorClauseKind::Mover(mover) => {
                let image = slice(module, mover.image.span).trim_matches('"').to_owned();
                if !images.contains(&image) {
                    images.push(image);
                }
            }
            ConnectorClauseKind::Event { kind, .. } => {
                facts.push_str(&format!("- announces `{}`\n", kind.value));
            }
            ConnectorClauseKind::Notifies { .. } | ConnectorClauseKind::Error => {}
        }
    }
    if !hosts.is_empty() {
        facts.push_str(&format!("- talks to {}\n", hosts.join(", ")));
    }
    for image in images {
        facts.push_str(&format!("- data is moved by `{image}`\n"));
    }
    facts
}

fn parameters(module: &StandardModule, connector: &Connector) -> String {
    let mut table = String::new();
    for parameter in &connector.parameters {
        let default = parameter
            .default
            .as_ref()
            .map(|default| format!("`{}`", slice(module, default.span)))
            .unwrap_or_default();
        table.push_str(&format!(
            "| `{}` | `{}` | {} | {} |\n",
            parameter.name.value,
            slice(module, parameter.kind.span),
            cell(&default),
            cell(&lines(parameter.doc.as_ref(), " ")),
        ));
    }
    table
}

fn field<'m>(module: &'m StandardModule, record: &Record, name: &str) -> &'m str {
    record
        .fields
        .iter()
        .find(|field| field.name.value == name)
        .map_or("", |field| {
            slice(module, field.value.span).trim_matches('"')
        })
}

fn slice(module: &StandardModule, span: Span) -> &str {
    module
        .text
        .get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines(doc: Option<&Doc>, separator: &str) -> String {
    doc.map(|doc| doc.lines.join(separator)).unwrap_or_default()
}
