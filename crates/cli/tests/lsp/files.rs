//! Files that come, go and change; several folders.

use serde_json::json;

use crate::client::{Client, at, project, uri};

const TYPES: &str = "type Row {\n  id: string key\n}\n";
const MAIN: &str = "import types\n\nlet unused = 1\n\ntemplate one: types.Row = run \"ghcr.io/acme/one:1.0\" {\n  args = []\n}\n";

fn watched(client: &mut Client, uri: &str, kind: u8) {
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": uri, "type": kind }] }),
    );
}

#[test]
fn a_deleted_file_takes_its_names_and_findings_along() {
    let folder = project(&[
        ("pipewright.toml", ""),
        ("types.pipe", TYPES),
        ("main.pipe", MAIN),
        ("bad.pipe", "type row { }\n"),
    ]);
    let mut client = Client::start(folder.path());
    let (main, bad) = (
        uri(&folder.path().join("main.pipe")),
        uri(&folder.path().join("bad.pipe")),
    );
    assert!(
        !client.findings(&bad, None).is_empty(),
        "files nobody opened are checked too"
    );
    client.open(&main, MAIN);
    let sound = client.findings(&main, Some(1));
    assert!(sound.iter().all(|one| one["severity"] != 1), "{sound:?}");
    std::fs::remove_file(folder.path().join("bad.pipe")).unwrap();
    watched(&mut client, &bad, 3);
    assert!(client.findings(&bad, None).is_empty());
    let types = uri(&folder.path().join("types.pipe"));
    std::fs::remove_file(folder.path().join("types.pipe")).unwrap();
    watched(&mut client, &types, 3);
    loop {
        let now = client.findings(&main, Some(1));
        if now.iter().any(|one| one["code"] == "PW0901") {
            break;
        }
    }
    client.stop();
}

#[test]
fn a_buffer_counts_more_than_the_disk_until_it_is_closed() {
    let folder = project(&[
        ("pipewright.toml", ""),
        ("types.pipe", TYPES),
        ("main.pipe", MAIN),
    ]);
    let mut client = Client::start(folder.path());
    let (main, types) = (
        uri(&folder.path().join("main.pipe")),
        uri(&folder.path().join("types.pipe")),
    );
    client.open(&main, MAIN);
    client.open(&types, "type Other {\n  id: string key\n}\n");
    let unknown = |client: &mut Client, wanted: bool| loop {
        let found = client.findings(&main, None);
        let unknown = found.iter().any(|one| one["code"] == "PW0202");
        if unknown == wanted {
            break;
        }
    };
    unknown(&mut client, true);
    client.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": types } }),
    );
    unknown(&mut client, false);
    client.stop();
}

#[test]
fn a_new_buffer_is_part_of_its_project() {
    let folder = project(&[("pipewright.toml", ""), ("main.pipe", MAIN)]);
    let mut client = Client::start(folder.path());
    let main = uri(&folder.path().join("main.pipe"));
    client.open(&main, MAIN);
    client.open(&uri(&folder.path().join("types.pipe")), TYPES);
    let place = client.result("textDocument/definition", at(&main, 4, 21));
    assert_eq!(place[0]["uri"], uri(&folder.path().join("types.pipe")));
    client.stop();
}

#[test]
fn projects_do_not_see_each_other() {
    let folder = project(&[
        ("a/pipewright.toml", ""),
        ("a/types.pipe", TYPES),
        ("a/main.pipe", MAIN),
        ("b/pipewright.toml", ""),
        ("b/main.pipe", MAIN),
    ]);
    let place = |path: &str| uri(&folder.path().join(path));
    let (mut client, _) = Client::start_with(json!({
        "processId": null,
        "rootUri": null,
        "capabilities": {},
        "workspaceFolders": [{ "uri": place("a"), "name": "a" }, { "uri": place("b"), "name": "b" }],
    }));
    let (one, other) = (place("a/main.pipe"), place("b/main.pipe"));
    client.open(&one, MAIN);
    client.open(&other, MAIN);
    assert!(
        client
            .findings(&one, Some(1))
            .iter()
            .all(|found| found["code"] != "PW0901")
    );
    assert!(
        client
            .findings(&other, Some(1))
            .iter()
            .any(|found| found["code"] == "PW0901")
    );
    let symbols = client.result("workspace/symbol", json!({ "query": "row" }));
    assert_eq!(symbols.as_array().unwrap().len(), 1, "{symbols}");
    client.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": [{ "uri": place("a"), "name": "a" }] } }),
    );
    client.result("textDocument/hover", at(&one, 4, 24));
    client.stop();
}
