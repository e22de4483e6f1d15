//! Clients that do not keep to the rules.

use serde_json::{Value, json};

use crate::client::{Client, at, edit, project, uri};

fn still_well(client: &mut Client) {
    let answer = client.ask("workspace/symbol", json!({ "query": "" }));
    assert!(answer["result"].is_array(), "{answer}");
}

#[test]
fn broken_messages_cost_themselves_alone() {
    let mut client = Client::start(project(&[]).path());
    for (broken, code) in [
        ("Content-Length: 5\r\n\r\n{\"a\":", -32700),
        ("Content-Length: 4\r\n\r\nnull", -32600),
        ("Content-Length: 2\r\n\r\n[]", -32600),
        ("Content-Length: 3\r\n\r\n\"\u{e9}", -32700),
        ("Content-Length: x\r\n\r\n", -32700),
        ("Content-Length: -1\r\n\r\n", -32700),
        ("Content-Length: 0\r\n\r\n", -32700),
        ("no header at all\r\n\r\n", -32700),
        (
            "Content-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":[1,2]}  ",
            -32600,
        ),
    ] {
        client.write(broken.as_bytes());
        let answer =
            client.wait(|message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(answer["error"]["code"], code, "{broken:?}: {answer}");
        still_well(&mut client);
    }
    client.stop();
}

#[test]
fn every_request_is_answered_also_one_that_need_not_be_known() {
    let mut client = Client::start(project(&[]).path());
    for method in ["foo/bar", "$/foo"] {
        let answer = client.ask(method, json!({}));
        assert_eq!(answer["error"]["code"], -32601, "{method}: {answer}");
    }
    client.tell("$/foo", json!({}));
    still_well(&mut client);
    client.stop();
}

#[test]
fn messages_come_in_pieces_and_with_other_headers() {
    let mut client = Client::start(project(&[]).path());
    let body = json!({ "jsonrpc": "2.0", "id": "p", "method": "workspace/symbol", "params": { "query": "" } }).to_string();
    let frame = format!(
        "content-type: application/vscode-jsonrpc; charset=utf8\r\ncontent-length:{}\r\nX-Other: 1\r\n\r\n{body}",
        body.len()
    );
    for byte in frame.as_bytes() {
        client.write(&[*byte]);
    }
    let answer = client.wait(|message| message["id"] == "p");
    assert!(answer["result"].is_array());
    client.stop();
}

#[test]
fn wrong_parameters_are_refused_and_forgotten() {
    let mut client = Client::start(project(&[]).path());
    let answer = client.ask("textDocument/hover", json!({ "textDocument": 3 }));
    assert_eq!(answer["error"]["code"], -32602);
    client.tell("textDocument/didOpen", json!({ "textDocument": null }));
    client.tell("textDocument/didChange", json!([]));
    client.tell("workspace/didChangeConfiguration", json!({ "settings": 3 }));
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": "file:///nowhere/at/all.pipe", "type": 3 }] }),
    );
    still_well(&mut client);
    client.stop();
}

#[test]
fn documents_nobody_opened_are_answered() {
    let folder = project(&[("pipewright.toml", "")]);
    let mut client = Client::start(folder.path());
    for strange in [
        "file:///nowhere/a.pipe",
        "untitled:Untitled-1",
        "git:/a.pipe?x",
        "file://host/share/a.pipe",
    ] {
        client.result("textDocument/hover", at(strange, 3, 7));
        client.change(strange, 2, json!([edit((0, 0), (9, 9), "x")]));
        client.tell(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": strange } }),
        );
    }
    still_well(&mut client);
    client.stop();
}

#[test]
fn a_document_on_no_disk_is_checked() {
    let mut client = Client::start(project(&[]).path());
    client.open("untitled:Untitled-1", "type row { id: string key }\n");
    let found = client.findings("untitled:Untitled-1", Some(1));
    assert_eq!(found.len(), 1, "{found:?}");
    client.stop();
}

#[test]
fn a_client_that_never_reads_can_go_on_and_go_away() {
    let folder = project(&[("pipewright.toml", "")]);
    let workspace = uri(folder.path());
    let file = uri(&folder.path().join("main.pipe"));
    let mut client = Unread::spawn();
    client.send(
        "initialize",
        Some(1),
        json!({ "processId": null, "rootUri": workspace, "capabilities": {} }),
    );
    client.read_one();
    client.send("initialized", None, json!({}));
    let text: String = (0..400)
        .map(|n| format!("type t{n} {{ id: strin key }}\n"))
        .collect();
    client.send("textDocument/didOpen", None, json!({ "textDocument": { "uri": file, "languageId": "pipe", "version": 1, "text": text } }));
    // Each edit makes some hundred kilobytes of findings, each request some of tokens.
    for version in 2..400 {
        client.send("textDocument/didChange", None, json!({ "textDocument": { "uri": file, "version": version }, "contentChanges": [edit((0, 0), (0, 0), "\n")] }));
        client.send(
            "textDocument/semanticTokens/full",
            Some(version),
            json!({ "textDocument": { "uri": file } }),
        );
    }
    client.send("shutdown", Some(1000), Value::Null);
    client.send("exit", None, Value::Null);
    assert_eq!(client.ended(), Some(0));
}

/// A client whose server's output nobody reads.
struct Unread {
    child: std::process::Child,
}

impl Unread {
    fn spawn() -> Self {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_pipewright"))
            .arg("lsp")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        Self { child }
    }

    fn send(&mut self, method: &str, id: Option<i64>, params: Value) {
        use std::io::Write as _;
        let mut message = json!({ "jsonrpc": "2.0", "method": method });
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        if !params.is_null() {
            message["params"] = params;
        }
        let body = message.to_string();
        let input = self.child.stdin.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }

    fn read_one(&mut self) {
        use std::io::Read as _;
        let mut byte = [0];
        self.child
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut byte)
            .unwrap();
    }

    fn ended(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}
