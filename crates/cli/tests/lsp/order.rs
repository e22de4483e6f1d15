//! Edits and requests mean what they meant when they were sent, whatever runs beside.

use serde_json::json;

use crate::client::{Client, at, edit, project, uri};

#[test]
fn three_hundred_edits_and_requests_in_their_order() {
    let folder = project(&[("pipewright.toml", "")]);
    let mut client = Client::start(folder.path());
    let uri = uri(&folder.path().join("main.pipe"));
    client.open(&uri, "type T0 { id: string key }\n");
    let mut asked = Vec::new();
    let mut length = "T0".len();
    for round in 1..=150 {
        // Each edit gives the type a longer name; each request is about the text after it.
        let name = format!("T{round}");
        let end = 5 + u32::try_from(length).unwrap();
        client.change(&uri, round + 1, json!([edit((0, 5), (0, end), &name)]));
        length = name.len();
        asked.push((
            name,
            client.begin(
                "textDocument/documentSymbol",
                json!({ "textDocument": { "uri": uri } }),
            ),
        ));
    }
    for (name, id) in asked {
        let answer = client.end(id);
        assert_eq!(answer["result"][0]["name"], name.as_str(), "{answer}");
    }
    client.findings(&uri, Some(151));
    client.stop();
}

#[test]
fn versions_are_told_and_never_go_back() {
    let folder = project(&[("pipewright.toml", "")]);
    let mut client = Client::start(folder.path());
    let uri = uri(&folder.path().join("main.pipe"));
    client.open(&uri, "type T {\n  id: string key\n}\n");
    for version in 2..60 {
        let text = if version % 2 == 0 { "?" } else { "" };
        let end = if version % 2 == 0 { 0 } else { 1 };
        client.change(&uri, version, json!([edit((0, 0), (0, end), text)]));
    }
    let last = client.findings(&uri, Some(59));
    assert!(last.is_empty(), "{last:?}");
    let versions: Vec<i64> = client
        .seen
        .iter()
        .filter(|message| message["params"]["uri"] == uri.as_str())
        .filter_map(|message| message["params"]["version"].as_i64())
        .collect();
    assert!(versions.is_sorted(), "{versions:?}");
    client.stop();
}

#[test]
fn what_is_cancelled_is_answered_once_and_so() {
    let folder = project(&[("pipewright.toml", "")]);
    let mut client = Client::start(folder.path());
    let uri = uri(&folder.path().join("main.pipe"));
    let many: String = (0..2000)
        .map(|n| format!("type T{n} {{ id: string key }}\n"))
        .collect();
    client.open(&uri, &many);
    let ids: Vec<i64> = (0..40)
        .map(|_| {
            client.begin(
                "textDocument/semanticTokens/full",
                json!({ "textDocument": { "uri": uri } }),
            )
        })
        .collect();
    for id in &ids {
        client.tell("$/cancelRequest", json!({ "id": id }));
    }
    let mut cancelled = 0;
    for id in ids {
        let answer = client.end(id);
        match answer["error"]["code"].as_i64() {
            Some(code) => {
                assert_eq!(code, -32800, "{answer}");
                cancelled += 1;
            }
            None => assert!(answer["result"]["data"].is_array(), "{answer}"),
        }
    }
    assert!(cancelled > 0, "requests that wait can be cancelled");
    // What is unknown or done can be cancelled too: nothing happens.
    client.tell("$/cancelRequest", json!({ "id": 4711 }));
    client.tell("$/cancelRequest", json!({ "id": "a" }));
    client.result("textDocument/hover", at(&uri, 0, 0));
    client.stop();
}
