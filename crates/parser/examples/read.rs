//! Reads a file from standard input and prints its tree and findings; for trying things out.
#![allow(missing_docs, clippy::unwrap_used)]
use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let (file, found) = pipewright_parser::parse(Default::default(), &text);
    if std::env::args().any(|argument| argument == "--tree") {
        println!("{file:#?}");
    }
    let source = pipewright_source::SourceFile::new("-", text.as_str());
    println!("{} items, {} findings", file.items.len(), found.len());
    for d in found {
        let at = source.line_column(d.primary.span.start);
        println!(
            "{} {}:{} {} — {:?}",
            d.rule.code,
            at.line,
            at.column,
            d.message,
            source.slice(d.primary.span.start, d.primary.span.end)
        );
        println!("      label: {}", d.primary.text);
        for r in &d.related {
            let at = source.line_column(r.span.start);
            println!("      related {}:{} {}", at.line, at.column, r.text);
        }
        if let Some(h) = &d.help {
            println!("      help: {h}");
        }
        for f in &d.fixes {
            println!(
                "      fix: {} {:?}",
                f.title,
                f.edits
                    .iter()
                    .map(|e| (source.line_column(e.span.start), &e.text))
                    .collect::<Vec<_>>()
            );
        }
    }
}
