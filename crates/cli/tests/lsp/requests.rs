//! Every request once, on a project that works.

use serde_json::{Value, json};

use crate::client::{Client, at, project, uri};

const MAIN: &str = r#"import std.s3
import common

dataset raw: common.Row = s3.parquet {
  bucket = "acme"
  prefix = "raw/"
  region = eu-west-1
}

dataset clean: common.Row = s3.parquet {
  bucket    = "acme"
  prefix    = "clean/"
  region    = eu-west-1
  freshness = 8h
}

/// Tidies up.
pipeline tidy {
  schedule every 6h in "Europe/Berlin"
  deadline 30m
  region   eu
  timeout  5m
  owner    "growth"

  step tidied: common.Row = run "ghcr.io/acme/tidy:1.0" {
    inputs = [raw]
    memory = 2GiB
  }

  check tidied {
    unique id
  }

  write tidied to clean replacing all
}
"#;

const COMMON: &str =
    "/// What all have.\ntype Row {\n  /// The key.\n  id:    string key\n  email: string pii\n}\n";

const PLATFORM: &str = r#"import std.s3

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 4, memory = 16GiB }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "staging", region = eu-west-1 }
  secrets   = existing
}
"#;

struct Opened {
    client: Client,
    folder: tempfile::TempDir,
    main: String,
}

fn opened() -> Opened {
    let folder = project(&[
        ("pipewright.toml", ""),
        ("main.pipe", MAIN),
        ("common.pipe", COMMON),
        ("platform.pipe", PLATFORM),
    ]);
    let (mut client, _) = Client::start_with(json!({
        "processId": null,
        "rootUri": uri(folder.path()),
        "capabilities": {
            "textDocument": { "definition": { "linkSupport": true } },
            "experimental": { "commands": ["pipewright.showGraph", "pipewright.showLedger", "pipewright.showOutput"] },
        },
    }));
    let main = uri(&folder.path().join("main.pipe"));
    client.open(&main, MAIN);
    let found = client.findings(&main, Some(1));
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:#?}");
    Opened {
        client,
        folder,
        main,
    }
}

/// The place right after the first occurrence of a text.
fn place(text: &str) -> (u32, u32) {
    let offset = MAIN.find(text).unwrap_or_else(|| panic!("{text}")) + text.len();
    let before = &MAIN[..offset];
    let line = before.matches('\n').count();
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    (u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

impl Opened {
    fn ask(&mut self, method: &str, after: &str) -> Value {
        let (line, column) = place(after);
        self.client.result(method, at(&self.main, line, column))
    }

    fn about(&mut self, method: &str) -> Value {
        self.client
            .result(method, json!({ "textDocument": { "uri": self.main } }))
    }

    fn hover(&mut self, after: &str) -> String {
        let answer = self.ask("textDocument/hover", after);
        answer["contents"]["value"]
            .as_str()
            .unwrap_or_else(|| panic!("{after}: {answer}"))
            .to_owned()
    }

    fn labels(&mut self, after: &str) -> Vec<String> {
        let answer = self.ask("textDocument/completion", after);
        let items = answer.as_array().unwrap().iter();
        items
            .map(|item| item["label"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[test]
fn hover_tells_what_is_known() {
    let mut opened = opened();
    let schedule = opened.hover("  schedule");
    assert_eq!(
        schedule.matches(" CE").count(),
        5,
        "five times by the clock of Berlin: {schedule}"
    );
    let deadline = opened.hover("  deadline");
    assert!(
        deadline.contains("15m") && deadline.contains("30m"),
        "{deadline}"
    );
    let step = opened.hover("step tidied");
    assert!(step.contains("dublin"), "{step}");
    let dataset = opened.hover("inputs = [raw");
    assert!(dataset.contains("pii"), "{dataset}");
    assert!(
        opened
            .hover("dataset raw: common.Row")
            .contains("What all have.")
    );
    assert!(opened.hover("bucket").contains("string"));
    opened.client.stop();
}

#[test]
fn completion_knows_its_place() {
    let mut opened = opened();
    for (after, wanted) in [
        ("dataset raw: common.", "Row"),
        ("dataset raw: ", "common.Row"),
        ("import std.s3\nimport ", "std.kafka"),
        ("  region   ", "eu"),
        ("unique ", "email"),
        ("inputs = [", "clean"),
        ("timeout  5m\n  ", "deadline"),
        ("prefix = \"raw/\"\n  ", "freshness"),
        ("inputs = [raw]\n    ", "timeout"),
        ("\n\n", "pipeline"),
    ] {
        let labels = opened.labels(after);
        assert!(
            wanted.is_empty() || labels.iter().any(|label| label == wanted),
            "{after:?}: no {wanted} in {labels:?}"
        );
    }
    opened.client.stop();
}

#[test]
fn names_lead_to_their_declarations_and_back() {
    let mut opened = opened();
    let common = uri(&opened.folder.path().join("common.pipe"));
    let link = opened.ask("textDocument/definition", "dataset raw: common.Row");
    assert_eq!(link[0]["targetUri"], common.as_str());
    assert_eq!(
        link[0]["targetSelectionRange"]["start"],
        json!({ "line": 1, "character": 5 })
    );
    let kind = opened.ask("textDocument/typeDefinition", "write tidied");
    assert_eq!(kind[0]["targetUri"], common.as_str());
    let (line, column) = place("dataset raw");
    let mut params = at(&opened.main, line, column);
    params["context"] = json!({ "includeDeclaration": true });
    assert_eq!(
        opened
            .client
            .result("textDocument/references", params)
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        opened
            .ask("textDocument/documentHighlight", "step tidied")
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        opened.ask("textDocument/linkedEditingRange", "step tidied")["ranges"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    opened.client.stop();
}

#[test]
fn renaming_reaches_every_file_and_refuses_what_would_break() {
    let mut opened = opened();
    let prepared = opened.ask("textDocument/prepareRename", "dataset raw: common.Row");
    assert_eq!(prepared["placeholder"], "Row");
    let (line, column) = place("dataset raw: common.Row");
    let mut rename = |name: &str| {
        let mut params = at(&opened.main, line, column);
        params["newName"] = json!(name);
        opened.client.ask("textDocument/rename", params)
    };
    let changes = rename("Line")["result"]["changes"].clone();
    assert_eq!(changes.as_object().unwrap().len(), 2, "{changes}");
    for bad in ["", "1x", "a b", "lower"] {
        assert_eq!(rename(bad)["error"]["code"], -32803, "{bad}");
    }
    let (line, column) = place("dataset raw");
    let mut params = at(&opened.main, line, column);
    params["newName"] = json!("clean");
    let clash = opened.client.ask("textDocument/rename", params);
    assert!(
        clash["error"]["message"]
            .as_str()
            .unwrap()
            .contains("taken"),
        "{clash}"
    );
    opened.client.stop();
}

#[test]
fn outline_colours_and_notes() {
    let mut opened = opened();
    let outline = opened.about("textDocument/documentSymbol");
    let names: Vec<&str> = outline
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["raw", "clean", "tidy"]);
    assert_eq!(outline[2]["children"][0]["name"], "tidied");
    let symbols = opened
        .client
        .result("workspace/symbol", json!({ "query": "tidi" }));
    assert_eq!(symbols[0]["name"], "tidied");
    let tokens = opened.about("textDocument/semanticTokens/full");
    assert!(tokens["data"].as_array().unwrap().len() > 100);
    let delta = opened.client.result(
        "textDocument/semanticTokens/full/delta",
        json!({ "textDocument": { "uri": opened.main }, "previousResultId": tokens["resultId"] }),
    );
    assert_eq!(delta["edits"], json!([]));
    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = opened.client.result(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": opened.main }, "range": whole }),
    );
    assert_eq!(hints[0]["label"], " on dublin", "{hints}");
    let lenses = opened.about("textDocument/codeLens");
    let titles: Vec<&str> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["command"]["title"].as_str().unwrap())
        .collect();
    assert!(
        titles[0].starts_with("runs next ") && titles[1].starts_with("ledger: "),
        "{titles:?}"
    );
    let links = opened.about("textDocument/documentLink");
    assert_eq!(
        links[0]["target"],
        uri(&opened.folder.path().join("common.pipe"))
    );
    let folds = opened.about("textDocument/foldingRange");
    assert!(
        folds
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["kind"] == "imports"),
        "{folds}"
    );
    let (line, character) = place("inputs = [r");
    let ways = opened.client.result(
        "textDocument/selectionRange",
        json!({ "textDocument": { "uri": opened.main }, "positions": [{ "line": line, "character": character }] }),
    );
    let mut depth = 0;
    let mut way = &ways[0];
    while !way.is_null() {
        depth += 1;
        way = &way["parent"];
    }
    assert!(depth >= 6, "{ways}");
    opened.client.stop();
}

#[test]
fn lineage_goes_up_and_down() {
    let mut opened = opened();
    let item = opened.ask("textDocument/prepareCallHierarchy", "pipeline tidy")[0].clone();
    let up = opened
        .client
        .result("callHierarchy/incomingCalls", json!({ "item": item }));
    assert_eq!(up[0]["from"]["name"], "raw", "{up}");
    let down = opened
        .client
        .result("callHierarchy/outgoingCalls", json!({ "item": item }));
    assert_eq!(down[0]["to"]["name"], "clean", "{down}");
    let further = opened.client.result(
        "callHierarchy/incomingCalls",
        json!({ "item": down[0]["to"] }),
    );
    assert_eq!(further[0]["from"]["name"], "tidy", "{further}");
    opened.client.stop();
}

#[test]
fn layout_of_all_of_a_part_and_of_what_was_typed() {
    let mut opened = opened();
    let messy = MAIN
        .replace("  deadline 30m", "     deadline   30m")
        .replace("    memory = 2GiB", "  memory    =   2GiB");
    opened
        .client
        .change(&opened.main.clone(), 2, json!([{ "text": messy }]));
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let all = opened.client.result(
        "textDocument/formatting",
        json!({ "textDocument": { "uri": opened.main }, "options": options }),
    );
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    let range =
        json!({ "start": { "line": 18, "character": 0 }, "end": { "line": 20, "character": 0 } });
    let part = opened.client.result(
        "textDocument/rangeFormatting",
        json!({ "textDocument": { "uri": opened.main }, "range": range, "options": options }),
    );
    assert_eq!(part.as_array().unwrap().len(), 1, "{part}");
    opened
        .client
        .change(&opened.main.clone(), 3, json!([{ "text": "pipeline {" }]));
    let broken = opened.client.result(
        "textDocument/formatting",
        json!({ "textDocument": { "uri": opened.main }, "options": options }),
    );
    assert_eq!(broken, json!([]));
    opened.client.stop();
}

#[test]
fn actions_mend_create_waive_extract_and_sort() {
    let mut opened = opened();
    let text = MAIN
        .replace(
            "import std.s3\nimport common",
            "import common\nimport std.s3",
        )
        .replace("inputs = [raw]", "inputs = [rw]")
        .replace("clean: common.Row", "clean: Missing");
    opened
        .client
        .change(&opened.main.clone(), 2, json!([{ "text": text }]));
    opened.client.findings(&opened.main.clone(), Some(2));
    let mut titles = |line: u32, character: u32| -> Vec<String> {
        let here = json!({ "line": line, "character": character });
        let answer = opened.client.result(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": opened.main }, "range": { "start": here, "end": here }, "context": { "diagnostics": [] } }),
        );
        answer
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    let (line, column) = place("    inputs = [r");
    assert!(
        titles(line, column)
            .iter()
            .any(|one| one == "replace with `raw`")
    );
    assert!(
        titles(line, column)
            .iter()
            .any(|one| one == "create the dataset `rw`")
    );
    let (line, _) = place("dataset clean");
    let there = titles(line, 17);
    assert!(
        there.iter().any(|one| one == "create the type `Missing`"),
        "{there:?}"
    );
    assert!(there.iter().any(|one| one == "sort imports"), "{there:?}");
    let (line, column) = place("  bucket    = \"a");
    assert!(
        titles(line, column)
            .iter()
            .any(|one| one.starts_with("extract the constant"))
    );
    opened.client.stop();
}

#[test]
fn output_source_map_graph_and_ledger() {
    let mut opened = opened();
    let output = opened.about("pipewright/generatedOutput");
    assert_eq!(output["errors"], 0);
    assert_eq!(output["out"], "generated");
    let file = output["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["pipeline"] == "tidy")
        .unwrap()
        .clone();
    assert_eq!(
        (&file["environment"], &file["target"], &file["languageId"]),
        (&json!("prod"), &json!("json"), &json!("json"))
    );
    let of_file = json!({ "textDocument": { "uri": opened.main }, "path": file["path"] });
    let text = opened
        .client
        .result("pipewright/generatedFile", of_file.clone());
    let lines = text["text"].as_str().unwrap().lines().count();
    let map = opened.client.result("pipewright/sourceMap", of_file);
    let mappings = map["mappings"].as_array().unwrap();
    assert!(!mappings.is_empty());
    assert!(
        mappings
            .iter()
            .all(|one| one["endLine"].as_u64().unwrap() < lines as u64),
        "{map}"
    );
    let graph = opened.client.result(
        "pipewright/graph",
        json!({ "textDocument": { "uri": opened.main } }),
    );
    assert_eq!(graph["pipeline"], "tidy");
    assert_eq!(graph["critical"]["sum"], "15m", "{graph}");
    let ids: Vec<&str> = graph["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    for edge in graph["edges"].as_array().unwrap() {
        assert!(
            ids.contains(&edge["from"].as_str().unwrap())
                && ids.contains(&edge["to"].as_str().unwrap()),
            "{edge}"
        );
    }
    let ledger = opened.client.result("pipewright/ledger", json!({ "textDocument": { "uri": opened.main }, "pipeline": "tidy", "environment": "prod" }));
    let deadline = ledger["constraints"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "deadline")
        .unwrap();
    assert_eq!(deadline["rows"][0]["status"], "proven", "{deadline}");
    for unknown in [
        json!({ "pipeline": "nobody" }),
        json!({ "environment": "nowhere" }),
    ] {
        let mut params = json!({ "textDocument": { "uri": opened.main } });
        params
            .as_object_mut()
            .unwrap()
            .extend(unknown.as_object().unwrap().clone());
        assert_eq!(
            opened.client.result("pipewright/graph", params),
            Value::Null
        );
    }
    let nothing = json!({ "textDocument": { "uri": opened.main }, "path": "../../etc/passwd" });
    assert_eq!(
        opened.client.result("pipewright/generatedFile", nothing),
        Value::Null
    );
    opened.client.stop();
}
