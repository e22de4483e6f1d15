//! What only Pipewright has: generated output, source maps, graph, ledger. `docs/editors/protocol.md`
//! describes the shapes.

use pipewright_editor::graph::{self as drawing, EdgeKind, Node};
use pipewright_editor::preview;
use pipewright_editor::subject::{self, Choice, Subject};
use pipewright_plan::{ConstraintKind, Status};
use pipewright_source::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tower_lsp::ls_types::{Position, TextDocumentIdentifier};

use crate::place;
use crate::snapshot::{Places, Snapshot};

/// A request about a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfProject {
    /// A document of it.
    pub text_document: TextDocumentIdentifier,
}

/// A request about a generated file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfFile {
    /// A document of the project.
    pub text_document: TextDocumentIdentifier,
    /// The file.
    pub path: String,
}

/// A request about a pipeline.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfPipeline {
    /// A document of the project.
    pub text_document: TextDocumentIdentifier,
    /// Where the cursor is.
    #[serde(default)]
    pub position: Option<Position>,
    /// The pipeline by its name.
    #[serde(default)]
    pub pipeline: Option<String>,
    /// The environment by its name.
    #[serde(default)]
    pub environment: Option<String>,
}

/// `pipewright/generatedOutput`.
pub fn generated_output(snapshot: &Snapshot, _: OfProject) -> Option<Value> {
    let analysis = &snapshot.analysis;
    let files = preview::files(analysis).into_iter().map(|file| {
        let mut shown = Map::new();
        shown.insert("path".to_owned(), json!(file.path));
        shown.insert("environment".to_owned(), json!(file.environment));
        shown.insert("target".to_owned(), json!(file.target));
        shown.extend(
            file.pipeline
                .map(|name| ("pipeline".to_owned(), json!(name))),
        );
        shown.insert("languageId".to_owned(), json!(file.language));
        Value::Object(shown)
    });
    let files: Vec<Value> = files.collect();
    Some(json!({
        "project": snapshot.root.folder().and_then(place::uri_of),
        "out": analysis.project.settings.out,
        "errors": preview::errors(analysis),
        "files": files,
    }))
}

/// `pipewright/generatedFile`.
pub fn generated_file(snapshot: &Snapshot, params: OfFile) -> Option<Value> {
    let text = preview::file(&snapshot.analysis, &params.path)?;
    let language = preview::language(&params.path);
    Some(json!({ "path": params.path, "languageId": language, "text": text }))
}

/// `pipewright/sourceMap`.
pub fn source_map(snapshot: &Snapshot, params: OfFile) -> Option<Value> {
    let mappings = preview::source_map(&snapshot.analysis, &params.path)?;
    let places = snapshot.places();
    let mappings = mappings.into_iter().filter_map(|mapping| {
        let source = places.location(mapping.source)?;
        Some(json!({ "line": mapping.first, "endLine": mapping.last, "source": source }))
    });
    let mappings: Vec<Value> = mappings.collect();
    Some(json!({ "path": params.path, "mappings": mappings }))
}

fn chosen<'a>(snapshot: &'a Snapshot, params: &OfPipeline) -> Option<Choice<'a>> {
    let at = params
        .position
        .and_then(|position| snapshot.at(&params.text_document.uri, position));
    let subject = Subject {
        at,
        pipeline: params.pipeline.clone(),
        environment: params.environment.clone(),
    };
    subject::choose(&snapshot.analysis, &subject)
}

fn choice(choice: &Choice<'_>) -> Map<String, Value> {
    [
        ("pipeline", json!(choice.plan.pipeline.name)),
        ("environment", json!(choice.plan.environment.name)),
        ("pipelines", json!(choice.pipelines)),
        ("environments", json!(choice.environments)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// Adds what is there; a field of these shapes is never null.
fn add(to: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    to.extend(value.map(|value| (name.to_owned(), value)));
}

fn source(places: &Places<'_>, span: Option<Span>) -> Option<Value> {
    places.location(span?).map(|location| json!(location))
}

/// `pipewright/graph`.
pub fn graph(snapshot: &Snapshot, params: OfPipeline) -> Option<Value> {
    let found = chosen(snapshot, &params)?;
    let graph = drawing::graph(&snapshot.analysis, found.plan);
    let places = snapshot.places();
    let mut answer = choice(&found);
    let nodes: Vec<Value> = graph
        .nodes
        .into_iter()
        .map(|one| node(&places, one))
        .collect();
    let edges: Vec<Value> = graph
        .edges
        .into_iter()
        .map(|(from, to, kind)| {
            let kind = match kind {
                EdgeKind::Data => "data",
                EdgeKind::Order => "order",
                EdgeKind::Decision => "decision",
            };
            json!({ "from": from, "to": to, "kind": kind })
        })
        .collect();
    answer.insert("nodes".to_owned(), json!(nodes));
    answer.insert("edges".to_owned(), json!(edges));
    let critical = graph.critical.map(|critical| {
        let mut shown = Map::new();
        shown.insert("nodes".to_owned(), json!(critical.nodes));
        shown.insert("sum".to_owned(), json!(critical.sum));
        add(
            &mut shown,
            "deadline",
            critical.deadline.map(|text| json!(text)),
        );
        Value::Object(shown)
    });
    add(&mut answer, "critical", critical);
    Some(Value::Object(answer))
}

fn node(places: &Places<'_>, node: Node) -> Value {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(node.id));
    shown.insert("label".to_owned(), json!(node.label));
    shown.insert("kind".to_owned(), json!(node.kind));
    add(&mut shown, "detail", node.detail.map(|text| json!(text)));
    add(&mut shown, "timeout", node.timeout.map(|text| json!(text)));
    add(&mut shown, "place", node.place.map(|text| json!(text)));
    add(
        &mut shown,
        "condition",
        node.condition.map(|text| json!(text)),
    );
    add(&mut shown, "role", node.role.map(|text| json!(text)));
    let pipelines = (!node.pipelines.is_empty()).then(|| json!(node.pipelines));
    add(&mut shown, "pipelines", pipelines);
    add(&mut shown, "source", source(places, node.source));
    Value::Object(shown)
}

/// `pipewright/ledger`.
pub fn ledger(snapshot: &Snapshot, params: OfPipeline) -> Option<Value> {
    let found = chosen(snapshot, &params)?;
    let places = snapshot.places();
    let ledger = &found.plan.ledger;
    let constraints: Vec<Value> = ledger
        .constraints
        .iter()
        .map(|constraint| {
            let rows: Vec<Value> = ledger
                .rows
                .iter()
                .filter(|row| row.constraint == constraint.id)
                .map(|row| {
                    let mut shown = Map::new();
                    shown.insert("status".to_owned(), json!(status(row.status)));
                    shown.insert("by".to_owned(), json!(row.by));
                    add(
                        &mut shown,
                        "target",
                        row.target.as_ref().map(|one| json!(one)),
                    );
                    let environment = &found.plan.environment.name;
                    let file = row
                        .file
                        .as_ref()
                        .map(|file| json!(format!("{environment}/{file}")));
                    add(&mut shown, "file", file);
                    shown.insert("because".to_owned(), json!(row.because));
                    Value::Object(shown)
                })
                .collect();
            let mut shown = Map::new();
            shown.insert("id".to_owned(), json!(constraint.id));
            shown.insert("kind".to_owned(), json!(kind(constraint.kind)));
            shown.insert("text".to_owned(), json!(constraint.text));
            add(
                &mut shown,
                "source",
                source(&places, Some(constraint.origin.span)),
            );
            shown.insert("rows".to_owned(), json!(rows));
            Value::Object(shown)
        })
        .collect();
    let waivers: Vec<Value> = ledger
        .waivers
        .iter()
        .map(|waiver| {
            let mut shown = Map::new();
            shown.insert("rule".to_owned(), json!(waiver.what()));
            shown.insert("because".to_owned(), json!(waiver.because));
            shown.insert("until".to_owned(), json!(waiver.until));
            add(
                &mut shown,
                "source",
                source(&places, Some(waiver.origin.span)),
            );
            Value::Object(shown)
        })
        .collect();
    let mut answer = choice(&found);
    answer.insert("constraints".to_owned(), json!(constraints));
    answer.insert("waivers".to_owned(), json!(waivers));
    Some(Value::Object(answer))
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Proven => "proven",
        Status::Enforced => "enforced",
        Status::Carried => "carried",
        Status::Waived => "waived",
    }
}

/// A kind as the plan's schema names it.
fn kind(kind: ConstraintKind) -> Value {
    json!(kind)
}
