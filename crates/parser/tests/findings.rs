//! Each `findings/*.pipe` has its findings beside it: one line each, place, code, words, fix.
//! `BLESS=1 cargo test -p pipewright-parser --test findings` writes them anew.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)]

use std::{fmt::Write, fs, path::PathBuf};

use pipewright_parser::parse;
use pipewright_source::{SourceFile, SourceId};

fn findings(text: &str) -> String {
    let source = SourceFile::new("main.pipe", text);
    let (file, diagnostics) = parse(SourceId(0), text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.primary.span;
        let at = source.line_column(span.start);
        let code = diagnostic.rule.code;
        writeln!(
            out,
            "{}:{} {code} {}",
            at.line, at.column, diagnostic.message
        )
        .unwrap();
        let shown = source.slice(span.start, span.end).escape_debug();
        writeln!(out, "    at `{shown}`: {}", diagnostic.primary.text).unwrap();
        if let Some(help) = &diagnostic.help {
            writeln!(out, "    help: {help}").unwrap();
        }
        for fix in &diagnostic.fixes {
            writeln!(out, "    fix: {}", fix.title).unwrap();
        }
    }
    writeln!(out, "{} items", file.items.len()).unwrap();
    out
}

/// What is left when every first fix is applied.
fn fixed(text: &str) -> String {
    let (_, diagnostics) = parse(SourceId(0), text);
    let mut edits: Vec<_> = diagnostics
        .iter()
        .filter_map(|it| it.fixes.first())
        .flat_map(|fix| fix.edits.clone())
        .collect();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
    let mut out = text.to_owned();
    for edit in edits {
        out.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    out
}

#[test]
fn findings_are_as_written_beside_them() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/findings"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "pipe"))
        .collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let found = findings(&text);
        let beside = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &found).unwrap();
        } else if fs::read_to_string(&beside).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", path.display()));
        }
        // Each mistake is one finding unless the file's name says how many there are.
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (_, diagnostics) = parse(SourceId(0), &text);
        let wanted = name
            .rsplit_once('_')
            .and_then(|(_, n)| n.parse().ok())
            .unwrap_or(1);
        if diagnostics.len() != wanted {
            wrong.push(format!(
                "{name}: {} findings, {wanted} wanted\n{found}",
                diagnostics.len()
            ));
        }
        if diagnostics.iter().all(|it| !it.fixes.is_empty()) {
            let left = findings(&fixed(&text));
            if left.lines().count() != 1 {
                wrong.push(format!("{name}: after its fixes\n{}\n{left}", fixed(&text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
