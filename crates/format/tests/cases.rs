//! Each `cases/*.pipe` has its formatted text beside it, `*.expected`.
//! `BLESS=1 cargo test -p pipewright-format --test cases` writes them anew.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods
)]

use std::{fs, path::PathBuf};

use pipewright_format::format;
use pipewright_source::SourceId;

#[test]
fn texts_are_formatted_as_written_beside_them() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "pipe"))
        .collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let formatted = format(SourceId(0), &text)
            .unwrap_or_else(|found| panic!("{}: {found:?}", path.display()));
        let beside = path.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &formatted).unwrap();
        } else if fs::read_to_string(&beside).unwrap_or_default() != formatted {
            wrong.push(format!("{}\n{formatted}", path.display()));
        }
        assert_eq!(format(SourceId(0), &formatted).unwrap(), formatted);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_with_syntax_errors_is_refused() {
    let found = format(SourceId(0), "let x = [1 2]\n").unwrap_err();
    assert_eq!(found.len(), 1);
}

#[test]
fn byte_order_mark_and_windows_line_ends_go() {
    let text = "\u{feff}let x = 1\r\nlet y = \"\"\"\r\n a\r\n\"\"\"";
    assert_eq!(
        format(SourceId(0), text).unwrap(),
        "let x = 1\n\nlet y = \"\"\"\n  a\n\"\"\"\n"
    );
}

#[test]
fn an_empty_file_stays_empty() {
    assert_eq!(format(SourceId(0), "").unwrap(), "");
    assert_eq!(format(SourceId(0), "\n \n").unwrap(), "");
    assert_eq!(format(SourceId(0), "\n\n// only\n\n").unwrap(), "// only\n");
}
