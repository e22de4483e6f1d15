//! A mistake in one clause costs that clause: what stands around it is in the tree all the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice
)]

use pipewright_parser::parse;
use pipewright_source::SourceId;
use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind};

const BEFORE: &str = "pipeline p {
  schedule manual
  step before: Order = run \"a/a:1\" { inputs = [orders] }
";
const AFTER: &str = "
  write before to copies replacing all
  check before { rows > 0 }
}
type Row { id: int key }
pipeline q { schedule manual }
";

/// What the clauses of a body are, those in it in brackets.
fn shape(clauses: &[Clause]) -> String {
    let names: Vec<String> = clauses
        .iter()
        .map(|clause| match &clause.kind {
            ClauseKind::Schedule(_) => "schedule".to_owned(),
            ClauseKind::Step(step) => step.name.value.clone(),
            ClauseKind::Write(_) => "write".to_owned(),
            ClauseKind::Check(check) => format!("check({})", check.conditions.len()),
            ClauseKind::For(each) => format!("for[{}]", shape(&each.body)),
            ClauseKind::When(when) => {
                let arms: Vec<String> = when.arms.iter().map(|arm| shape(&arm.body)).collect();
                format!("when[{}]", arms.join("]["))
            }
            ClauseKind::Repeat(repeat) => format!("repeat[{}]", shape(&repeat.body)),
            ClauseKind::Resource(resource) => format!("resource[{}]", shape(&resource.body)),
            ClauseKind::Finally(body) => format!("finally[{}]", shape(body)),
            ClauseKind::Acquire { .. } => "acquire".to_owned(),
            ClauseKind::Release(_) => "release".to_owned(),
            ClauseKind::Error => "ERROR".to_owned(),
            _ => "other".to_owned(),
        })
        .collect();
    names.join(" ")
}

/// The shape of the pipeline a broken clause stands in, and how many findings there are.
fn read(broken: &str) -> (String, usize) {
    let text = format!("{BEFORE}{broken}{AFTER}");
    let (file, found) = parse(SourceId(0), &text);
    let items: Vec<&ItemKind> = file.items.iter().map(|item| &item.kind).collect();
    let [ItemKind::Pipeline(p), rest @ ..] = items.as_slice() else {
        return (format!("lost: {items:?}"), found.len());
    };
    assert!(
        matches!(rest, [ItemKind::Type(_), ItemKind::Pipeline(_)]),
        "{broken}: what follows is lost: {rest:?}"
    );
    (shape(&p.clauses), found.len())
}

/// The broken clause, and what is in its place.
const CLAUSES: &[(&str, &str)] = &[
    ("  retry", "ERROR"),
    ("  deadline 30 parsecs", "ERROR"),
    ("  schedule every", "ERROR"),
    ("  step", "ERROR"),
    ("  step x", "ERROR"),
    ("  step x:", "ERROR"),
    ("  step x: Order =", "ERROR"),
    ("  step x: Order = run", "ERROR"),
    ("  step x: Order = call", "ERROR"),
    ("  step x Order = run \"a/b:1\"", "x"),
    (
        "  step x: Order = run \"a/b:1\" { inputs = [before.] }",
        "x",
    ),
    ("  step x: Order = run \"a/b:1\" { inputs = }", "x"),
    (
        "  step x: Order = run \"a/b:1\" {\n    inputs =\n    args = [\"a\"]\n  }",
        "x",
    ),
    (
        "  step x: Order = run \"a/b:1\" {\n    inp\n    args = [\"a\"]\n  }",
        "x",
    ),
    (
        "  step x: Order = run \"a/b:1\" {\n    inputs = [orders,\n  }",
        "x",
    ),
    ("  write before to", "ERROR"),
    ("  write", "ERROR"),
    ("  on failure notify", "ERROR"),
    ("  check before { rows > }", "check(1)"),
    (
        "  check before {\n    rows >\n    unique id\n  }",
        "check(2)",
    ),
    ("  check before {\n    ro\n    unique id\n  }", "check(2)"),
    ("  output x =", "ERROR"),
    (
        "  for t in tables {\n    step y: Row = run\n    step z: Row = run \"a/b:1\"\n  }",
        "for[ERROR z]",
    ),
    (
        "  for t in {\n    step y: Row = run \"a/b:1\"\n  }",
        "ERROR",
    ),
    (
        "  when before.n > {\n    step y: Row = run \"a/b:1\"\n  }",
        "ERROR",
    ),
    (
        "  when x {\n    step\n    step z: Row = run \"a/b:1\"\n  } else {\n    step w: Row = run \"a/b:1\"\n  }",
        "when[ERROR z]",
    ),
    (
        "  resource c {\n    acquire =\n    release = run \"a/b:1\"\n  }",
        "resource[ERROR release]",
    ),
    (
        "  resource c {\n    acquire yields id\n    release = run \"a/b:1\"\n  }",
        "resource[ERROR release]",
    ),
    (
        "  finally {\n    step x = \n    step z = run \"a/b:1\"\n  }",
        "finally[ERROR z]",
    ),
];

#[test]
fn a_broken_clause_costs_only_itself() {
    let mut wrong = String::new();
    for (broken, wanted) in CLAUSES {
        let (shape, found) = read(broken);
        let all = format!("schedule before {wanted} write check(1)");
        if shape != all || found != 1 {
            wrong += &format!("{broken}\n  is {shape}, {found} findings\n  not {all}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
