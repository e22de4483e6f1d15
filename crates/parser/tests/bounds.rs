//! What a hostile file can cost: its findings have a bound, and a count of those beyond it.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use pipewright_diagnostics::MOST_ERRORS;
use pipewright_parser::parse;
use pipewright_source::SourceId;

/// How many findings a text has, and what the last says.
fn found(text: &str) -> (usize, String) {
    let (_, diagnostics) = parse(SourceId(0), text);
    let last = diagnostics.last().map(|last| last.message.clone());
    (diagnostics.len(), last.unwrap_or_default())
}

#[test]
fn a_run_of_one_mistake_is_one_finding() {
    for text in [
        "}".repeat(20_000),
        "}\n".repeat(20_000),
        "@".repeat(20_000),
        format!("let x = [{}1]\n", "1，".repeat(20_000)),
        "let x = 1\r".repeat(20_000),
        "<<<<<<< a\nlet x = 1\n=======\nlet x = 2\n>>>>>>> b\n".to_owned(),
        "\"".repeat(20_001),
        "select a from b\n".repeat(20_000),
    ] {
        let shown: String = text.chars().take(20).collect();
        assert_eq!(found(&text).0, 1, "{shown}");
    }
}

#[test]
fn many_mistakes_are_told_up_to_a_bound() {
    let many = MOST_ERRORS * 3;
    for text in [
        format!("let good = 1\n{}", "let = 1\n".repeat(many)),
        format!("pipeline p {{\n{}}}\n", "  schedul every 6h\n".repeat(many)),
        format!("cluster c {{\n{}}}\n", "  a = 1 2\n".repeat(many)),
        format!("let x = \"{}\"\n", "\\q".repeat(many)),
        format!("let x = \"{}\"\n", "${1}".repeat(many)),
        "let x = 1;".repeat(many),
    ] {
        let shown: String = text.chars().take(40).collect();
        let (count, last) = found(&text);
        assert_eq!(count, MOST_ERRORS + 1, "{shown}");
        let wanted = format!("and {} more errors in this file", many - MOST_ERRORS);
        assert!(last.starts_with(&wanted), "{shown}: {last}");
    }
}

/// Each mark looks only at its neighbours: looking through its line, this would take minutes.
#[test]
fn a_line_of_marks_costs_its_length_and_is_not_repeated() {
    for mark in ["-", "--", "+", "*", "@", "%", "} "] {
        let (count, last) = found(&format!("let x = a{}\n", mark.repeat(400_000)));
        assert_eq!(count, 1, "{mark}");
        assert!(last.chars().count() < 200, "{mark}: {} long", last.len());
    }
}

/// Who looks for the line that is missing before a block looks once for all of it.
#[test]
fn a_block_without_its_line_costs_its_length() {
    let fields = "    cpu = 2\n".repeat(20_000);
    let text = format!("pipeline p {{\n  schedule manual\n{fields}  }}\n}}\n");
    assert_eq!(found(&text).0, 1);
}
