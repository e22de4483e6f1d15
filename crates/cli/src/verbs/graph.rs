//! `graph`: what the project is, as a picture or as text that others draw.

use pipewright_draw::{Graph as Drawn, dot, mermaid, svg};

use crate::arguments::{Graph, GraphForm};
use crate::console::Console;
use crate::exit::Exit;
use crate::findings;
use crate::inspected::{self, check_pipelines};

/// More boxes than these are more than anybody reads.
const READABLE: usize = 120;

pub fn run(console: &Console, verb: &Graph) -> Result<Exit, Exit> {
    let wanted: Vec<String> = verb.environment.iter().cloned().collect();
    let (place, found) = inspected::open(console, &verb.path, None, &wanted)?;
    // What does not hold can be drawn all the same, once names and types are right.
    if found.plans.is_empty() && found.has_errors() {
        return findings::show(console, &found.diagnostics, &found.sources, &place.prefix);
    }
    check_pipelines(console, &found, &verb.pipelines)?;
    let mut environments: Vec<&str> = Vec::new();
    for plan in &found.plans {
        if environments.last() != Some(&plan.environment.name.as_str()) {
            environments.push(&plan.environment.name);
        }
    }
    let environment = environments.last().copied();
    if let (Some(drawn), [_, _, ..]) = (environment, environments.as_slice()) {
        console.note(&format!(
            "drawing the environment `{drawn}`; --env draws another\n"
        ));
    }
    let graph = Drawn::of(&found.plans(environment, &verb.pipelines));
    if graph.nodes.len() > READABLE && verb.pipelines.is_empty() {
        console.note(&format!(
            "{} datasets and steps: --pipeline draws a part of them\n",
            graph.nodes.len()
        ));
    }
    console.print(&match verb.form {
        GraphForm::Svg => svg(&graph),
        GraphForm::Mermaid => mermaid(&graph),
        GraphForm::Dot => dot(&graph),
    })?;
    if found.has_errors() {
        let errors = found
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .count();
        let plural = if errors == 1 { "" } else { "s" };
        console.note(&format!(
            "drawn, but the project has {errors} error{plural}: `pipewright check` shows what does not hold\n"
        ));
        return Ok(Exit::Found);
    }
    Ok(Exit::Ok)
}
