//! How it begins and ends.

use serde_json::{Value, json};

use crate::client::{Client, project};

#[test]
fn a_whole_life() {
    let folder = project(&[("pipewright.toml", "")]);
    let client = Client::start(folder.path());
    client.stop();
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::start(project(&[]).path());
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn a_client_that_goes_away_ends_it() {
    let mut client = Client::start(project(&[]).path());
    client.hang_up();
    assert_eq!(client.ended().code(), Some(1));
    let mut never_started = Client::spawn();
    never_started.hang_up();
    assert_eq!(never_started.ended().code(), Some(1));
}

#[test]
fn exit_before_anything_ends_it() {
    let mut client = Client::spawn();
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn nothing_is_answered_before_the_start_or_after_the_end() {
    let mut client = Client::spawn();
    let early = client.ask(
        "textDocument/hover",
        crate::client::at("file:///a.pipe", 0, 0),
    );
    assert_eq!(early["error"]["code"], -32002);
    client.ask(
        "initialize",
        json!({ "processId": null, "rootUri": null, "capabilities": {} }),
    );
    let again = client.ask(
        "initialize",
        json!({ "processId": null, "rootUri": null, "capabilities": {} }),
    );
    assert_eq!(again["error"]["code"], -32600);
    client.result("shutdown", Value::Null);
    let late = client.ask(
        "textDocument/hover",
        crate::client::at("file:///a.pipe", 0, 0),
    );
    assert_eq!(late["error"]["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn what_it_does_not_know_it_says() {
    let mut client = Client::start(project(&[]).path());
    let answer = client.ask("pipewright/nothing", json!({}));
    assert_eq!(answer["error"]["code"], -32601);
    client.tell("pipewright/nothing", json!({}));
    client.tell("$/nothing", json!({}));
    client.stop();
}

#[test]
fn any_options_will_do() {
    let start = |options: Option<Value>| {
        let mut params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
        if let Some(options) = options {
            params["initializationOptions"] = options;
        }
        let (client, answer) = Client::start_with(params);
        assert_eq!(answer["result"]["serverInfo"]["name"], "pipewright");
        client.stop();
    };
    start(None);
    for options in [
        json!(null),
        json!(7),
        json!("x"),
        json!([1, null]),
        json!({ "inlayHints": 3, "codeLens": [], "unknown": { "deep": [[]] } }),
    ] {
        start(Some(options));
    }
}
