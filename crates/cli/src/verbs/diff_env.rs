//! `diff-env`: two environments, pipeline by pipeline.

use pipewright_compare::{Difference, PipelineComparison, shown};
use pipewright_driver::{Compared, compare_environments};
use pipewright_render::visible;
use serde_json::json;

use crate::arguments::{DiffEnv, Format};
use crate::console::Console;
use crate::exit::Exit;
use crate::{findings, place};

pub fn run(console: &Console, verb: &DiffEnv) -> Result<Exit, Exit> {
    if matches!(
        console.show.format,
        Format::Line | Format::Sarif | Format::Github
    ) {
        console.complain("diff-env is shown as human or json");
        return Err(Exit::Usage);
    }
    let (place, project) = place::open(console, &verb.path, None)?;
    console.status("comparing");
    let compared = compare_environments(project, &verb.from, &verb.to);
    console.status("");
    let compared = compared.map_err(|error| {
        console.complain(&error.to_string());
        Exit::Usage
    })?;
    if compared.diagnostics.iter().any(|found| found.is_error()) {
        return findings::show(
            console,
            &compared.diagnostics,
            &compared.sources,
            &place.prefix,
        );
    }
    let same = compared.only.iter().all(Vec::is_empty)
        && compared
            .pipelines
            .iter()
            .all(PipelineComparison::is_same_graph);
    let text = match console.show.format {
        Format::Json => document(verb, &compared, same),
        _ => text(console, verb, &compared, same),
    };
    console.print(&text)?;
    Ok(if same { Exit::Ok } else { Exit::Found })
}

/// The JSON form.
///
/// ```json
/// { "format": "pipewright.environments/v1", "from": "dev", "to": "prod",
///   "graph_identical": true, "bindings": 1,
///   "environment": [ { "path": "namespace", "from": "data-dev", "to": "data" } ],
///   "pipelines": [ { "pipeline": "report", "graph_identical": true,
///                    "graph": [], "parameters": [ { "path": …, "from": …, "to": … } ] } ],
///   "only_from": [], "only_to": [] }
/// ```
/// `from` and `to` are null where a value is not there.
fn document(verb: &DiffEnv, compared: &Compared, same: bool) -> String {
    let pipelines: Vec<_> = compared
        .pipelines
        .iter()
        .map(|pipeline| {
            json!({
                "pipeline": pipeline.pipeline,
                "graph_identical": pipeline.is_same_graph(),
                "graph": pipeline.graph,
                "parameters": pipeline.parameters,
            })
        })
        .collect();
    let [only_from, only_to] = &compared.only;
    let document = json!({
        "format": "pipewright.environments/v1",
        "from": verb.from,
        "to": verb.to,
        "graph_identical": same,
        "bindings": bindings(compared),
        "environment": compared.platform,
        "pipelines": pipelines,
        "only_from": only_from,
        "only_to": only_to,
    });
    format!("{document:#}\n")
}

fn bindings(compared: &Compared) -> usize {
    let own = compared.pipelines.iter();
    own.map(|pipeline| pipeline.parameters.len()).sum::<usize>() + compared.platform.len()
}

fn text(console: &Console, verb: &DiffEnv, compared: &Compared, same: bool) -> String {
    let arrow = if console.style.unicode { "→" } else { "->" };
    let head = format!("{} {arrow} {}", verb.from, verb.to);
    let graph = if same { "identical" } else { "differs" };
    let mut text = format!("{head}: graph {graph}, {}\n", differ(bindings(compared)));
    for found in &compared.platform {
        text.push_str(&line("environment", found, verb, arrow));
    }
    let (own, rest): (Vec<_>, Vec<_>) = compared
        .pipelines
        .iter()
        .partition(|one| !one.is_same_graph() || !one.parameters.is_empty());
    for pipeline in own {
        let graph = if pipeline.is_same_graph() {
            "identical"
        } else {
            "differs"
        };
        let name = &pipeline.pipeline;
        let own = differ(pipeline.parameters.len());
        text.push_str(&format!("\n{name}: graph {graph}, {own}\n"));
        for found in pipeline.parameters.iter().chain(&pipeline.graph) {
            text.push_str(&line(name, found, verb, arrow));
        }
    }
    for (only, environment) in compared.only.iter().zip([&verb.from, &verb.to]) {
        for name in only {
            text.push_str(&format!("\n{name}: only in {environment}\n"));
        }
    }
    text.push_str(&match rest.as_slice() {
        [] => String::new(),
        [one] => format!(
            "\n{}: graph identical, no binding of its own differs\n",
            one.pipeline
        ),
        many => format!(
            "\n{} pipelines: graph identical, no binding of their own differs\n",
            many.len()
        ),
    });
    visible(&text)
}

fn differ(bindings: usize) -> String {
    match bindings {
        0 => "no binding differs".to_owned(),
        1 => "1 binding differs".to_owned(),
        many => format!("{many} bindings differ"),
    }
}

/// `pipeline/path: A → B`. A whole task has no short form: that it is there says enough.
fn line(name: &str, found: &Difference, verb: &DiffEnv, arrow: &str) -> String {
    let path = &found.path;
    match (&found.from, &found.to) {
        (Some(value), None) if value.is_object() => {
            format!("  {name}/{path}: only in {}\n", verb.from)
        }
        (None, Some(value)) if value.is_object() => {
            format!("  {name}/{path}: only in {}\n", verb.to)
        }
        (from, to) => {
            let (from, to) = (shown(from.as_ref()), shown(to.as_ref()));
            format!("  {name}/{path}: {from} {arrow} {to}\n")
        }
    }
}
