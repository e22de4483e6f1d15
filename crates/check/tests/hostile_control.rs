//! Hostile control flow: bodies in bodies, long chains of decisions, circles through them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fmt::Write as _;

/// Checks a pipeline of these clauses and gives its codes; it must not take long, even in a debug
/// build.
fn codes(name: &str, clauses: &str) -> Vec<&'static str> {
    let list: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
    let text = format!(
        "import std.s3\n\
         type Row {{ id: int key }}\n\
         let many = [{}]\n\
         dataset orders: Row = s3.parquet {{ bucket = \"b\", prefix = \"o/\", region = eu-west-1 }}\n\
         dataset sink: Row = s3.parquet {{ bucket = \"b\", prefix = \"s/\", region = eu-west-1 }}\n\
         pipeline p(full: bool per run = false, big: bool = true) {{\n\
         schedule manual\n\
         step first: Row yields count: int, files: list<string> = run \"a/b:1\" {{ inputs = [orders] }}\n\
         {clauses}\n\
         }}\n",
        list.join(", ")
    );
    let checked = support::project(&text);
    eprintln!("{name}: {} findings", checked.found.len());
    let mut codes: Vec<&str> = checked.found.iter().map(|found| found.rule.code).collect();
    codes.dedup();
    codes
}

fn repeat(count: usize, mut line: impl FnMut(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "{}", line(index));
        text
    })
}

fn step(name: &str, input: &str) -> String {
    format!("step {name}: Row = run \"a/b:1\" {{ inputs = [{input}] }}")
}

#[test]
fn long_chains_of_decisions() {
    let arms: Vec<String> = (0..3_000)
        .map(|n| {
            format!(
                "when first.count == {n} {{ {} }}",
                step(&format!("t{n}"), "first")
            )
        })
        .collect();
    assert!(codes("else when", &arms.join(" else ")).contains(&"PW0306"));
    let open = repeat(60, |n| format!("when first.count > {n} {{"));
    let close = "}\n".repeat(60);
    let inside = format!("{}\nwrite s to sink replacing all", step("s", "first"));
    codes("nested", &format!("{open}{inside}\n{close}"));
    let beside = repeat(2_000, |n| {
        format!(
            "when first.count == {n} {{ {} }}",
            step(&format!("t{n}"), "first")
        )
    });
    assert_eq!(codes("beside", &beside), ["PW0243", "PW0221"]);
}

#[test]
fn bodies_in_bodies() {
    let loops = "for a in many { for b in many { when first.count > 1 { step s: Row = run \"a/b:1\" { inputs = [first] } } } }";
    assert!(codes("for in for in when", loops).contains(&"PW0306"));
    let open = repeat(8, |_| "repeat 100 times until first.count > 1 {".to_owned());
    let close = "}\n".repeat(8);
    assert!(
        codes(
            "repeat in repeat",
            &format!("{open}{}\n{close}", step("s", "first"))
        )
        .contains(&"PW0306")
    );
    let steps = repeat(100, |n| {
        format!("step s{n}: Row yields done: bool = run \"a/b:1\" {{ inputs = [first] }}")
    });
    let wide = format!("repeat 100 times every 1s until s1.done {{\n{steps}}}");
    assert!(codes("wide repeat", &wide).contains(&"PW0306"));
    let long = format!(
        "repeat 24 times every 1s until s1.done {{\n{steps}}}\nwrite s1 to sink replacing all"
    );
    codes("long repeat", &long);
    let mixed = format!(
        "for a in many {{ repeat 100 times until poll.done {{ when first.count > 1 {{\n{} }}\n{} }} }}",
        step("s", "first"),
        "step poll yields done: bool = run \"a/b:1\" { inputs = [first] }"
    );
    assert!(codes("for in repeat in when", &mixed).contains(&"PW0306"));
    let resources = "for a in many { resource r { acquire yields id: string = run \"a/b:1\" {}\n release = run \"a/b:1\" { args = [r.id] }\n step s: Row = run \"a/b:1\" { args = [r.id] }\n write s to sink appending } }";
    codes("resources", resources);
}

#[test]
fn ways_never_taken() {
    let steps = repeat(1_000, |n| step(&format!("t{n}"), "first"));
    let pruned = format!("for a in many {{ when not big {{\n{steps}}} }}");
    assert!(codes("pruned", &pruned).contains(&"PW0306"));
    let patterns = repeat(400, |n| {
        format!(
            "when \"{}\" matches \"(a{{200}}){{3}}{n}\" {{ {} }}",
            "a".repeat(200),
            step(&format!("t{n}"), "first")
        )
    });
    codes(
        "patterns",
        &format!("for a in [1, 2, 3, 4, 5] {{\n{patterns}}}"),
    );
}

#[test]
fn joins_of_joins() {
    let chain = repeat(1_500, |n| {
        let before = if n == 0 {
            "first".to_owned()
        } else {
            format!("e{}", n - 1)
        };
        format!(
            "when first.count == {n} {{ {} }} else {{ {} }}\nstep e{n} = either a{n} or b{n}",
            step(&format!("a{n}"), &before),
            step(&format!("b{n}"), &before)
        )
    });
    assert_eq!(
        codes(
            "chain",
            &format!("{chain}write e1499 to sink replacing all")
        ),
        ["PW0306"]
    );
    let chain = repeat(900, |n| {
        let before = if n == 0 {
            "first".to_owned()
        } else {
            format!("e{}", n - 1)
        };
        format!(
            "when first.count == {n} {{ {} }} else {{ {} }}\nstep e{n} = either a{n} or b{n}",
            step(&format!("a{n}"), &before),
            step(&format!("b{n}"), &before)
        )
    });
    assert_eq!(
        codes("chain", &format!("{chain}write e899 to sink replacing all")),
        ["PW0243"]
    );
    let of: Vec<String> = (0..1_000).map(|n| format!("e{n}")).collect();
    let ring = repeat(1_000, |n| {
        format!("step e{n} = either e{} or first", (n + 1) % 1_000)
    });
    let found = codes(
        "ring",
        &format!(
            "{ring}step all = either {}\nwrite all to sink replacing all",
            of.join(" or ")
        ),
    );
    assert!(found.contains(&"PW0220"), "{found:?}");
}

#[test]
fn circles_through_decisions() {
    let text = "when late.count > 1 {\n step a: Row = run \"a/b:1\" { inputs = [first] }\n} else {\n step b: Row = run \"a/b:1\" { inputs = [first] }\n}\nstep one = either a or b\nstep late: Row yields count: int = run \"a/b:1\" { inputs = [one], args = [\"${first.count}\"] }\nwrite late to sink replacing all";
    let found = codes("circle", text);
    assert!(found.contains(&"PW0220"), "{found:?}");
}

#[test]
fn everything_reads_everything() {
    let text = format!(
        "for a in many {{ {} }}\nfor b in many {{ {} }}\nstep all: Row = run \"a/b:1\" {{ inputs = [collect(other)] }}\nwrite all to sink replacing all",
        step("load", "first"),
        step("other", "collect(load)")
    );
    codes("collect", &text);
    let text = format!(
        "for a in many {{ {} }}\nfor b in many {{ {} }}\nwrite collect(other) to sink replacing all",
        step("load", "first"),
        "step other: Row = run \"a/b:1\" { inputs = [load] }"
    );
    codes("one by one", &text);
}

#[test]
fn many_values() {
    let values: Vec<String> = (0..3_000).map(|n| format!("v{n}: int")).collect();
    let uses = repeat(3_000, |n| format!("V{n} = \"${{make.v{n}}}\""));
    let text = format!(
        "step make yields {} = run \"a/b:1\" {{ inputs = [first] }}\nstep take: Row = run \"a/b:1\" {{\nenv = {{\n{uses}}}\n}}\nwrite take to sink replacing all",
        values.join(", ")
    );
    assert!(codes("values", &text).contains(&"PW0306"));
    let lists = repeat(1_000, |n| {
        format!(
            "for f{n} in first.files max 1000 {{ step m{n}: Row = run \"a/b:1\" {{ args = [f{n}] }} }}\nwrite collect(m{n}) to sink appending"
        )
    });
    codes("lists", &lists);
}
