//! Hostile projects: nothing panics, nothing takes long, nothing grows without bound.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Checks a project and gives its codes; what is quadratic in its names or graph takes minutes here.
fn codes(name: &str, text: &str) -> Vec<&'static str> {
    let checked = support::project(text);
    eprintln!("{name}: {} findings", checked.found.len());
    checked.found.iter().map(|found| found.rule.code).collect()
}

fn repeat(count: usize, mut line: impl FnMut(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "{}", line(index));
        text
    })
}

/// The errors told of one file, and the one that says how many more there are.
const TOLD: usize = 1_001;

const ROW: &str = "import std.s3\ntype Row { id: int key }\n";

fn dataset(name: &str) -> String {
    format!(
        "dataset {name}: Row = s3.parquet {{ bucket = \"b\", prefix = \"{name}/\", region = eu-west-1 }}"
    )
}

#[test]
fn constants_that_double() {
    let texts = repeat(200, |n| format!("let a{} = \"${{a{n}}}${{a{n}}}\"", n + 1));
    assert_eq!(
        codes("texts", &format!("let a0 = \"0123456789abcdef\"\n{texts}")),
        ["PW0306"]
    );
    let lists = repeat(200, |n| format!("let a{} = [a{n}, a{n}]", n + 1));
    assert_eq!(
        codes("lists", &format!("let a0 = [1]\n{lists}")),
        ["PW0306"]
    );
    let nested = repeat(40_000, |n| format!("let a{} = [a{n}]", n + 1));
    assert_eq!(
        codes("nested", &format!("let a0 = 1\n{nested}")),
        ["PW0306"]
    );
    let regions = repeat(200, |n| format!("let a{} = a{n} or a{n}", n + 1));
    assert_eq!(
        codes("regions", &format!("let a0 = eu\n{regions}")),
        Vec::<&str>::new()
    );
}

#[test]
fn long_chains() {
    let chain = repeat(20_000, |n| format!("let a{n} = a{}", n + 1));
    assert_eq!(
        codes("chain", &format!("{chain}let a20000 = 1\n")),
        Vec::<&str>::new()
    );
    assert_eq!(
        codes("ring", &format!("{chain}let a20000 = a0\n")),
        ["PW0304"]
    );
    let regions = repeat(5_000, |n| format!("region r{n} = r{} or eu", n + 1));
    assert_eq!(
        codes("regions", &format!("{regions}region r5000 = uk\n")),
        Vec::<&str>::new()
    );
}

#[test]
fn many_unknown_names() {
    let names = repeat(10_000, |n| {
        format!("let known{n} = {n}\nlet user{n} = knwon{n}")
    });
    assert_eq!(codes("unknown", &names).len(), TOLD);
}

#[test]
fn many_duplicates() {
    assert_eq!(
        codes("duplicates", &repeat(10_000, |_| "let a = 1".to_owned())).len(),
        TOLD
    );
}

#[test]
fn loops_in_loops() {
    let list: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
    let head = format!(
        "{ROW}let many = [{}]\n{}\n{}\n",
        list.join(", "),
        dataset("orders"),
        dataset("sink")
    );
    let open = repeat(8, |n| format!("for v{n} in many {{"));
    let close = "}\n".repeat(8);
    let text = format!(
        "{head}pipeline p {{\nschedule manual\n{open}step s: Row = run \"a/b:1\" {{ inputs = [orders] }}\n{close}write orders to sink replacing all\n}}\n"
    );
    assert!(codes("loops", &text).contains(&"PW0306"));
    let empty = format!(
        "{head}pipeline p {{\nschedule manual\n{open}{close}write orders to sink replacing all\n}}\n"
    );
    codes("empty loops", &empty);
    let pipelines = repeat(200, |n| {
        format!(
            "pipeline p{n} {{\nschedule manual\nfor v in many {{\n}}\nwrite orders to sink replacing all\n}}"
        )
    });
    codes("pipelines of loops", &format!("{head}{pipelines}"));
}

#[test]
fn wide_types_and_projects() {
    let columns = repeat(3_000, |n| format!("c{n}: int"));
    assert_eq!(
        codes("columns", &format!("type Wide {{\n{columns}}}\n")),
        ["PW0306"]
    );
    let datasets = repeat(3_000, |n| dataset(&format!("d{n}")));
    let pipelines = repeat(3_000, |n| {
        format!(
            "pipeline p{n} {{\nschedule manual\nstep s: Row = run \"a/b:1\" {{ inputs = [d{n}] }}\nwrite s to d{} replacing all\n}}",
            (n + 1) % 3_000
        )
    });
    let found = codes("project", &format!("{ROW}{datasets}{pipelines}"));
    assert_eq!(found, Vec::<&str>::new());
}

#[test]
fn a_long_circle_of_schedules() {
    let datasets = repeat(2_000, |n| dataset(&format!("d{n}")));
    let pipelines = repeat(2_000, |n| {
        format!(
            "pipeline p{n} {{\nschedule on d{n}\nwrite d{n} to d{} replacing all\n}}",
            (n + 1) % 2_000
        )
    });
    assert_eq!(
        codes("circle", &format!("{ROW}{datasets}{pipelines}")),
        ["PW0223"]
    );
}

#[test]
fn a_long_line_of_steps() {
    let head = format!("{ROW}{}\n{}\n", dataset("orders"), dataset("sink"));
    let steps = repeat(4_000, |n| {
        let input = if n == 0 {
            "orders".to_owned()
        } else {
            format!("t{}", n - 1)
        };
        format!("step t{n}: Row = run \"a/b:1\" {{ inputs = [{input}] }}")
    });
    let text = format!(
        "{head}pipeline p {{\nschedule manual\n{steps}write t3999 to sink replacing all\n}}\n"
    );
    assert_eq!(codes("steps", &text), Vec::<&str>::new());
}

#[test]
fn many_fields() {
    let fields = repeat(20_000, |n| format!("V{n} = \"x\""));
    let text = format!(
        "{ROW}{}\n{}\npipeline p {{\nschedule manual\nstep s: Row = run \"a/b:1\" {{\ninputs = [orders]\nenv = {{\n{fields}}}\n}}\nwrite s to sink replacing all\n}}\n",
        dataset("orders"),
        dataset("sink")
    );
    assert_eq!(codes("variables", &text), Vec::<&str>::new());
    codes("unknown fields", &format!("cluster c {{\n{fields}}}\n"));
}

/// Damaged copies of the examples: lines lost, doubled and swapped, words exchanged.
#[test]
fn damaged_projects_never_panic() {
    let mut corpus = Vec::new();
    for folder in ["../../examples", "tests/cases", "tests/models"] {
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut corpus,
        );
    }
    corpus.sort();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    for text in &corpus {
        for _ in 0..6 {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let (a, b) = (next(lines.len()), next(lines.len()));
            match next(5) {
                0 => drop(lines.remove(a)),
                1 => lines.insert(b, lines[a].clone()),
                2 => lines.swap(a, b),
                3 => {
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let (from, to) = (words[next(words.len())], words[next(words.len())]);
                    lines = text.replace(from, to).lines().map(str::to_owned).collect();
                }
                _ => {
                    let cut: String = lines[a].chars().take(next(lines[a].len())).collect();
                    lines[a] = cut;
                }
            }
            support::project(&lines.join("\n"));
        }
    }
}

fn collect(folder: &Path, corpus: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, corpus);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "pipe")
        {
            corpus.push(fs::read_to_string(path).unwrap());
        }
    }
}
