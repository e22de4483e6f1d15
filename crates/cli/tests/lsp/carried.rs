//! Documents that the server carries: names of the standard library lead into them.

use serde_json::{Value, json};

use crate::client::{Client, at, project, uri};

const MAIN: &str = "import std.s3\n\ntype Row {\n  id: string key\n}\n\n/// Rows.\ndataset rows: Row = s3.parquet {\n  bucket = \"acme\"\n  prefix = \"rows/\"\n  region = eu-west-1\n}\n";
const S3: &str = "pipewright-std:///std/s3.pipe";

struct Opened {
    client: Client,
    main: String,
    _folder: tempfile::TempDir,
}

fn opened(workspace: Value, options: Value) -> Opened {
    let folder = project(&[("pipewright.toml", ""), ("main.pipe", MAIN)]);
    let (mut client, _) = Client::start_with(json!({
        "processId": null,
        "rootUri": uri(folder.path()),
        "capabilities": { "workspace": workspace },
        "initializationOptions": options,
    }));
    let main = uri(&folder.path().join("main.pipe"));
    client.open(&main, MAIN);
    Opened {
        client,
        main,
        _folder: folder,
    }
}

/// The text a place leads to, read from the server.
fn read(client: &mut Client, found: &Value) -> String {
    let answer = client.result(
        "workspace/textDocumentContent",
        json!({ "uri": found["uri"] }),
    );
    let text = answer["text"].as_str().unwrap();
    let (start, end) = (&found["range"]["start"], &found["range"]["end"]);
    assert_eq!(start["line"], end["line"]);
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let line = text.lines().nth(number(&start["line"])).unwrap_or_default();
    line[number(&start["character"])..number(&end["character"])].to_owned()
}

fn leads_there(opened: &mut Opened) {
    let client = &mut opened.client;
    let found = client.result("textDocument/definition", at(&opened.main, 7, 25));
    assert_eq!(found[0]["uri"], S3);
    assert_eq!(read(client, &found[0]), "parquet");
    let module = client.result("textDocument/definition", at(&opened.main, 7, 20));
    assert_eq!(
        module[0]["uri"], opened.main,
        "the import declares the name"
    );
    let module = client.result("textDocument/definition", at(&opened.main, 0, 12));
    assert_eq!(module[0]["uri"], S3);
    let region = client.result("textDocument/definition", at(&opened.main, 10, 15));
    assert_eq!(region[0]["uri"], "pipewright-std:///std/regions.pipe");
    assert_eq!(read(client, &region[0]), "eu-west-1");
    let document = json!({ "textDocument": { "uri": opened.main } });
    let links = client.result("textDocument/documentLink", document);
    assert_eq!(links[0]["target"], S3);
}

#[test]
fn an_option_asks_for_them() {
    let mut opened = opened(json!({}), json!({ "virtualDocuments": true }));
    leads_there(&mut opened);
    opened.client.stop();
}

#[test]
fn a_client_of_the_next_protocol_is_asked_to_open_them() {
    let ability = json!({ "textDocumentContent": { "dynamicRegistration": true } });
    let mut opened = opened(ability, Value::Null);
    let asked = opened
        .client
        .wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(
        asked["params"]["registrations"],
        json!([{
            "id": "carried-documents",
            "method": "workspace/textDocumentContent",
            "registerOptions": { "schemes": ["pipewright-std"] },
        }])
    );
    leads_there(&mut opened);
    opened.client.stop();
}

#[test]
fn who_cannot_open_them_is_led_nowhere() {
    for ability in [json!({}), json!({ "textDocumentContent": {} })] {
        let mut opened = opened(ability, Value::Null);
        for (line, character) in [(7, 25), (0, 12), (10, 15)] {
            let place = at(&opened.main, line, character);
            assert!(
                opened
                    .client
                    .result("textDocument/definition", place)
                    .is_null()
            );
        }
        let document = json!({ "textDocument": { "uri": opened.main } });
        let links = opened.client.result("textDocument/documentLink", document);
        assert_eq!(links, json!([]));
        opened.client.stop();
    }
}

#[test]
fn what_is_asked_inside_them_is_answered() {
    let mut opened = opened(json!({}), json!({ "virtualDocuments": true }));
    let client = &mut opened.client;
    // Some clients write no authority.
    let short = S3.replace("///", "/");
    let hover = client.result("textDocument/hover", at(&short, 0, 0));
    assert!(hover.is_null(), "a comment");
    let symbols = json!({ "textDocument": { "uri": short } });
    assert!(
        !client
            .result("textDocument/documentSymbol", symbols)
            .as_array()
            .unwrap()
            .is_empty()
    );
    let text = client.result("workspace/textDocumentContent", json!({ "uri": short }));
    let text = text["text"].as_str().unwrap().to_owned();
    client.open(S3, &text);
    let line = text
        .lines()
        .position(|line| line.starts_with("connector parquet"));
    let line = u32::try_from(line.unwrap()).unwrap();
    let hover = client.result("textDocument/hover", at(S3, line, 12));
    let words = hover["contents"]["value"].as_str().unwrap();
    assert!(words.contains("connector parquet"), "{words}");
    let own = client.result("textDocument/definition", at(S3, line, 12));
    assert_eq!(own[0]["uri"], S3);
    assert_eq!(read(client, &own[0]), "parquet");
    let document = json!({ "textDocument": { "uri": S3 } });
    for method in ["textDocument/documentSymbol", "textDocument/foldingRange"] {
        let found = client.result(method, document.clone());
        assert!(!found.as_array().unwrap().is_empty(), "{method}");
    }
    // Nobody changes it, and nothing is wrong with it.
    client.change(S3, 2, json!([{ "text": "type" }]));
    let hover = client.result("textDocument/hover", at(S3, line, 12));
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("connector parquet")
    );
    client.tell("textDocument/didClose", document);
    opened
        .client
        .result("textDocument/hover", at(&opened.main, 7, 25));
    let about = |message: &&Value| message["params"]["uri"] == S3;
    assert_eq!(opened.client.seen.iter().find(about), None);
    opened.client.stop();
}

#[test]
fn no_other_text_is_given_away() {
    let mut opened = opened(json!({}), json!({ "virtualDocuments": true }));
    for uri in [
        "pipewright-std:/std/none.pipe",
        "pipewright-std:/std/../main.pipe",
        "pipewright-std:/etc/passwd",
        "pipewright-std://std/s3.pipe",
        "file:///etc/passwd",
        "untitled:one",
    ] {
        let answer = opened
            .client
            .ask("workspace/textDocumentContent", json!({ "uri": uri }));
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        let hover = opened.client.ask("textDocument/hover", at(uri, 0, 0));
        assert!(hover["result"].is_null());
    }
    opened.client.stop();
}
