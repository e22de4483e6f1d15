//! The containers lowering makes: movers of connectors, and DuckDB with a file of SQL.

use pipewright_model::{Argument, Mover, VariableTemplate};
use pipewright_plan::{CarriedFile, Container, EngineValue, Origin, Text};

use crate::environment::{Environment, Holes};
use crate::names::dns_label;
use crate::sql;
use crate::tools;

/// A mover's container.
pub fn mover(mover: &Mover, name: &str, purpose: String, holes: &Holes) -> Container {
    let mut environment = Environment::default();
    let command = mover.command.as_ref().map(|parts| {
        parts
            .iter()
            .filter(|part| !holes.omit(part))
            .map(|part| environment.text(part, holes))
            .collect()
    });
    let mut args = Vec::new();
    for argument in &mover.args {
        match argument {
            Argument::Text(template) if holes.omit(template) => {}
            Argument::Text(template) => args.push(environment.text(template, holes)),
            Argument::EachKey { flag } => {
                for key in &holes.keys {
                    args.push(Text::literal(flag));
                    args.push(Text::literal(key));
                }
            }
        }
    }
    for (name, value) in &mover.env {
        if matches!(value, VariableTemplate::Text(template) if holes.omit(template)) {
            continue;
        }
        let value = environment.value(value, holes);
        // The checker refuses a connector that sets one variable twice.
        let _same = environment.set(name, value);
    }
    let (env, takes) = environment.finish();
    Container {
        name: dns_label(name, 63),
        purpose,
        image: mover.image.clone(),
        command,
        args,
        env,
        resources: mover.resources,
        file: None,
        takes,
        volumes: Vec::new(),
        author_image: false,
        origin: mover.origin.clone(),
    }
}

/// A DuckDB container that executes one SQL file.
pub fn duckdb(name: &str, purpose: String, file: CarriedFile, origin: &Origin) -> Container {
    let path = format!("/pipewright/files/{}", file.name);
    Container {
        name: dns_label(name, 63),
        purpose,
        image: tools::duckdb(),
        command: Some(vec![Text::literal(tools::DUCKDB_COMMAND)]),
        args: ["-no-init", "-bail", "-f", &path]
            .into_iter()
            .map(Text::from)
            .collect(),
        env: Vec::new(),
        resources: tools::DUCKDB_RESOURCES,
        file: Some(file),
        takes: Vec::new(),
        volumes: Vec::new(),
        author_image: false,
        origin: origin.clone(),
    }
}

/// A DuckDB container that executes one conforming copy.
pub fn conform(
    name: &str,
    purpose: String,
    conform: &sql::Conform<'_>,
    origin: &Origin,
) -> Container {
    let file = CarriedFile {
        name: format!("{}.sql", name.trim_end_matches("-conform")),
        text: sql::conform_statements(conform),
    };
    let mut container = duckdb(name, purpose, file, origin);
    if conform.interval.is_some() {
        container.takes = vec![EngineValue::IntervalStart, EngineValue::IntervalEnd];
    }
    container
}
