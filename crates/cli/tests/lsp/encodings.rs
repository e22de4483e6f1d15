//! Positions in every encoding, with emoji and every kind of line end.

use serde_json::{Value, json};

use crate::client::{Client, at, edit, project, uri};

/// Emoji before what is asked about, on a line that ends in `\r\n`.
const TEXT: &str = "type Row { id: string key }\r\n// \u{1f600}\r\nlet text = \"\u{1f600}\u{e9}\" let\r\ndataset d: Row = s3.parquet { }\r\n";

fn start(encodings: Value) -> (Client, String, Value) {
    let folder = project(&[("pipewright.toml", "")]);
    let (mut client, answer) = Client::start_with(json!({
        "processId": null,
        "rootUri": uri(folder.path()),
        "capabilities": { "general": { "positionEncodings": encodings } },
    }));
    let uri = uri(&folder.path().join("main.pipe"));
    client.open(&uri, TEXT);
    (
        client,
        uri,
        answer["result"]["capabilities"]["positionEncoding"].clone(),
    )
}

#[test]
fn the_first_that_both_know_is_used() {
    for (offered, used) in [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["latin-1", "utf-16"]), "utf-16"),
        (json!(["latin-1"]), "utf-16"),
        (json!([]), "utf-16"),
        (json!(null), "utf-16"),
    ] {
        let (client, _, encoding) = start(offered);
        assert_eq!(encoding, used);
        client.stop();
    }
}

#[test]
fn edits_land_where_they_are_meant() {
    // Before the closing quote: behind 12 plain characters, an emoji and a letter.
    for (encoding, column) in [("utf-8", 18), ("utf-16", 15), ("utf-32", 14)] {
        let (mut client, uri, _) = start(json!([encoding]));
        client.change(&uri, 2, json!([edit((2, column), (2, column), "!")]));
        client.change(&uri, 3, json!([edit((3, 11), (3, 14), "Line")]));
        let symbols = client.result(
            "textDocument/documentSymbol",
            json!({ "textDocument": { "uri": uri } }),
        );
        let dataset = symbols
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"] == "d")
            .unwrap();
        assert_eq!(dataset["detail"], "Line", "{encoding}");
        let broken = client.findings(&uri, Some(3));
        let strange = broken
            .iter()
            .find(|one| one["range"]["start"]["line"] == 2)
            .unwrap();
        // What stands behind the text moved by what was written into it.
        assert_eq!(
            strange["range"]["start"]["character"],
            column + 3,
            "{encoding}: {strange}"
        );
        client.stop();
    }
}

#[test]
fn ranges_come_back_in_the_same_encoding() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let (mut client, uri, _) = start(json!([encoding]));
        let place = client.result("textDocument/definition", at(&uri, 3, 12));
        assert_eq!(
            place[0]["range"]["start"],
            json!({ "line": 0, "character": 5 }),
            "{encoding}"
        );
        client.stop();
    }
}
