//! Reuse at size: families, calls, templates, matrices and triggers stay cheap however many.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fmt::Write as _;

use support::Checked;

/// Checks a project; what is quadratic in its names or graph takes minutes here.
fn checked(name: &str, text: &str) -> Checked {
    let checked = support::project(text);
    eprintln!("{name}: {} findings", checked.found.len());
    checked
}

fn codes(name: &str, text: &str) -> Vec<&'static str> {
    let mut codes: Vec<_> = checked(name, text)
        .found
        .iter()
        .map(|found| found.rule.code)
        .collect();
    codes.dedup();
    codes
}

fn repeat(count: usize, mut line: impl FnMut(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "{}", line(index));
        text
    })
}

fn names(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("\"t{n}\"")).collect();
    format!("[{}]", names.join(", "))
}

const HEAD: &str = r#"import std.s3
type Row { id: int key }
dataset raw: Row = s3.parquet { bucket = "b", prefix = "raw/", region = eu-west-1 }
dataset sink: Row = s3.parquet { bucket = "b", prefix = "sink/", region = eu-west-1 }
cluster dublin { region = eu-west-1 }
environment prod { clusters = [dublin], targets = [json] }
"#;

#[test]
fn a_family_of_thousands() {
    let text = format!(
        "{HEAD}let tables = {}\n{}",
        names(5_000),
        r#"
external dataset from: Row for t in tables = s3.parquet { bucket = "b", prefix = "from/${t}/", region = eu-west-1, owner = "x" }
dataset to: Row for t in tables = s3.parquet { bucket = "b", prefix = "to/${t}/", region = eu-west-1 }
pipeline copy(strict: bool) for t in tables {
  schedule on from[t]
  step load: Row = run "a/b:1" { inputs = [from[t]], args = [t, "${strict}"] }
  write load to to[t] replacing all
}
pipeline all { schedule on to step s: Row = run "a/b:1" { inputs = to } write s to sink replacing all }
environment dev { clusters = [dublin], targets = [json], parameters = { copy = { strict = true }, copy_t7 = { strict = false } } }
"#
        .replace("{ schedule on to step", "{\n schedule on to\n step")
        .replace(" } write s", " }\n write s")
    );
    let text = text.replace(
        "targets = [json] }\nlet",
        "targets = [json], parameters = { copy = { strict = false } } }\nlet",
    );
    let checked = checked("family", &text);
    assert_eq!(support::render(&checked), "");
    assert_eq!(checked.program.datasets.len(), 10_002);
    let pipelines = &checked.program.environments[0].pipelines;
    assert_eq!(pipelines.len(), 5_001);
    let seventh = pipelines
        .iter()
        .find(|pipeline| pipeline.name == "copy_t7")
        .unwrap();
    assert_eq!(seventh.parameters["strict"], serde_json::Value::Bool(false));
    assert_eq!(seventh.writes[0].dataset, "to_t7");
}

#[test]
fn a_mistake_of_a_family_is_one_finding() {
    let family = |body: &str| {
        format!(
            "{HEAD}pipeline p for t in {} {{\n schedule manual\n{body}\n write raw to sink replacing all\n}}\n",
            names(2_000)
        )
    };
    for body in [
        "step s: Row = run \"a/b:1\" { inputs = [nothing] }",
        "step s: Row = run \"a/b:1\" { inputs = [raw], args = [t.length] }",
        "step s: Row = run \"a/${t}\" { inputs = [raw] }",
        "owner 3",
    ] {
        let found = checked(body, &family(body)).found;
        let errors: Vec<_> = found.iter().filter(|found| found.is_error()).collect();
        assert_eq!(errors.len(), 1, "{body}: {errors:?}");
    }
}

#[test]
fn families_have_a_bound() {
    let many = repeat(6, |n| {
        format!(
            "dataset d{n}: Row for t in tables = s3.parquet {{ bucket = \"b\", prefix = \"d{n}/${{t}}/\", region = eu-west-1 }}"
        )
    });
    let text = format!("{HEAD}let tables = {}\n{many}", names(4_000));
    assert_eq!(codes("many families", &text), ["PW0306"]);
    let wide = repeat(3, |n| {
        let steps = repeat(120, |s| {
            format!(
                "step w{s}: Row = run \"a/b:1\" {{ inputs = [raw] }}\nwrite w{s} to sink appending"
            )
        });
        format!("pipeline p{n} for t in tables {{\nschedule manual\n{steps}}}")
    });
    let text = format!("{HEAD}let tables = {}\n{wide}", names(3_000));
    assert_eq!(codes("wide families", &text), ["PW0306"]);
}

#[test]
fn calls_that_call_that_call() {
    let chain = repeat(2_000, |n| {
        format!(
            "pipeline p{n} {{\nschedule manual\nstep s = call p{}\n}}",
            n + 1
        )
    });
    let last = "pipeline p2000 {\nschedule manual\nwrite raw to sink appending\n}\n";
    assert_eq!(codes("chain", &format!("{HEAD}{chain}{last}")), ["PW0306"]);
    let ring = "pipeline p2000 {\nschedule manual\nstep s = call p0\n}\n";
    assert_eq!(codes("ring", &format!("{HEAD}{chain}{ring}")), ["PW0250"]);
    let double = repeat(15, |n| {
        format!(
            "pipeline p{n} {{\nschedule manual\nstep a = call p{next}\nstep b = call p{next}\n}}",
            next = n + 1
        )
    });
    let last = "pipeline p15 {\nschedule manual\nwrite raw to sink appending\n}\n";
    assert_eq!(
        codes("double", &format!("{HEAD}{double}{last}")),
        ["PW0306"]
    );
}

#[test]
fn what_is_handed_on_and_on() {
    let pass = "pipeline pass(of: dataset) {\nschedule manual\noutput out = of\nstep work: Row = run \"a/b:1\" { inputs = [of] }\nwrite work to sink appending\n}\n";
    let calls = repeat(1_000, |n| {
        let of = if n == 0 {
            "raw".to_owned()
        } else {
            format!("c{}.out", n - 1)
        };
        format!("step c{n} = call pass {{ of = {of} }}")
    });
    let text = format!("{HEAD}{pass}pipeline all {{\nschedule manual\n{calls}}}\n");
    assert_eq!(codes("handed on", &text), ["PW0306"]);
    let circle = format!(
        "{HEAD}{pass}pipeline all {{\nschedule manual\nstep a = call pass {{ of = b.out }}\nstep b = call pass {{ of = a.out }}\n}}\n"
    );
    assert_eq!(codes("handed in a circle", &circle), ["PW0306"]);
    let line = repeat(1_000, |n| {
        let of = if n == 0 {
            "raw".to_owned()
        } else {
            format!("c{}.out", n - 1)
        };
        format!("step c{n} = call work {{ of = {of} }}")
    });
    let work = "pipeline work(of: dataset) {\nschedule manual\nstep done: Row = run \"a/b:1\" { inputs = [of] }\noutput out = done\n}\n";
    let text = format!(
        "{HEAD}{work}pipeline all {{\nschedule manual\n{line}write c999.out to sink appending\n}}\n"
    );
    assert_eq!(codes("a line of calls", &text), Vec::<&str>::new());
}

#[test]
fn templates_of_templates_of_templates() {
    let chain = repeat(500, |n| {
        format!("template t{n}(of: dataset) = t{} {{ of = of }}", n + 1)
    });
    let last = "template t500(of: dataset): Row = run \"a/b:1\" { inputs = [of] }\n";
    let uses = repeat(100, |n| {
        format!("step w{n} = t490 {{ of = raw }}\nwrite w{n} to sink appending")
    });
    let text = format!("{HEAD}{chain}{last}pipeline p {{\nschedule manual\n{uses}}}\n");
    assert_eq!(codes("templates", &text), ["PW0306"]);
    let parameters: Vec<String> = (0..200)
        .map(|n| format!("p{n}: int = {n} where p{n} < 900"))
        .collect();
    let uses = repeat(1_500, |n| {
        format!(
            "step w{n} = wide {{ p7 = {} }}\nwrite w{n} to sink appending",
            n % 900
        )
    });
    let text = format!(
        "{HEAD}template wide({}): Row = run \"a/b:1\" {{ inputs = [raw], args = [\"${{p7}}\"] }}\npipeline p {{\nschedule manual\n{uses}}}\n",
        parameters.join(", ")
    );
    assert_eq!(codes("wide templates", &text), Vec::<&str>::new());
}

#[test]
fn large_matrices() {
    let text = format!(
        "{HEAD}let m = matrix {{ a = {list}, b = {list} }}\nlet n = matrix {{ a = {list}, b = [1, 2], exclude = [{}] }}\n",
        repeat(900, |n| format!("{{ a = \"t{n}\", b = 1 }}")).replace('\n', ", "),
        list = names(2_000)
    );
    assert_eq!(codes("matrices", &text), ["PW0306"]);
    let axes = repeat(40, |n| format!("a{n} = [1]"));
    assert_eq!(
        codes("axes", &format!("{HEAD}let m = matrix {{\n{axes}}}\n")),
        ["PW0306"]
    );
}

#[test]
fn many_triggers_and_parameters() {
    let parameters: Vec<String> = (0..1_000)
        .map(|n| format!("p{n}: int per run = 1 where p{n} > 0"))
        .collect();
    let fields: Vec<String> = (0..1_000).map(|n| format!("p{n} = {}", n + 1)).collect();
    let triggers: Vec<String> = (0..60)
        .map(|n| format!("cron \"{n} 0 * * *\" with {{ {} }}", fields.join(", ")))
        .collect();
    let text = format!(
        "{HEAD}pipeline p({}) {{\nschedule {}\nwrite raw to sink appending\n}}\n",
        parameters.join(", "),
        triggers.join(" or ")
    );
    assert_eq!(codes("triggers", &text), Vec::<&str>::new());
}
