//! How a constraint of each kind is changed.

use std::collections::BTreeSet;

use pipewright_plan::{ConstraintKind, SecretUse};
use regex::Regex;

use crate::project::{Project, Row};
use crate::text::{Edit, Statement};

/// Every kind, as the match below lists them.
pub const KINDS: &[ConstraintKind] = &[
    ConstraintKind::Schedule,
    ConstraintKind::Deadline,
    ConstraintKind::Region,
    ConstraintKind::Guarantee,
    ConstraintKind::Retry,
    ConstraintKind::Timeout,
    ConstraintKind::Overlap,
    ConstraintKind::Owner,
    ConstraintKind::Labels,
    ConstraintKind::Resources,
    ConstraintKind::Check,
    ConstraintKind::Schema,
    ConstraintKind::WriteMode,
    ConstraintKind::Freshness,
    ConstraintKind::Notification,
    ConstraintKind::Secret,
    ConstraintKind::Class,
    ConstraintKind::Branch,
    ConstraintKind::FanOut,
    ConstraintKind::Concurrency,
    ConstraintKind::Release,
    ConstraintKind::Finally,
    ConstraintKind::Approval,
    ConstraintKind::Wait,
    ConstraintKind::AllowedFailure,
    ConstraintKind::Backfill,
    ConstraintKind::RunParameter,
    ConstraintKind::Values,
    ConstraintKind::Interval,
    ConstraintKind::Placement,
    ConstraintKind::Cluster,
    ConstraintKind::Egress,
    ConstraintKind::DeadLetter,
    ConstraintKind::Budget,
    ConstraintKind::Interruptible,
];

/// Changes of the constraint of a row, those that tell most first.
pub fn edits(project: &Project, row: &Row) -> Vec<Edit> {
    let text = project.files.get(&row.file);
    let own = text.map(|text| Statement::at(&row.file, text, row.line));
    let of = |change: fn(&Statement<'_>) -> Vec<Edit>| own.as_ref().map(change).unwrap_or_default();
    match row.kind {
        ConstraintKind::Schedule => of(schedule)
            .into_iter()
            .flat_map(|edit| unpromised(project, edit))
            .collect(),
        ConstraintKind::Deadline | ConstraintKind::Timeout => of(|own| own.durations()),
        ConstraintKind::Wait => wait(project, row),
        ConstraintKind::Region => region(project, row),
        ConstraintKind::Guarantee => guarantee(project, row),
        ConstraintKind::Retry => of(|own| [own.numbers(), vec![own.cut()]].concat()),
        ConstraintKind::Overlap => of(overlap),
        ConstraintKind::Owner | ConstraintKind::Labels => of(|own| own.strings()),
        ConstraintKind::Notification => {
            of(|own| [own.strings(), own.durations(), vec![own.cut()]].concat())
        }
        ConstraintKind::Resources | ConstraintKind::Placement => {
            [of(sizes), templates(project)].concat()
        }
        ConstraintKind::Cluster => clusters(project),
        ConstraintKind::Check => of(|own| {
            [
                check(own),
                own.around("check ")
                    .map(|check| check.cut())
                    .into_iter()
                    .collect(),
            ]
            .concat()
        }),
        ConstraintKind::Schema => schema(project),
        ConstraintKind::WriteMode => of(modes),
        ConstraintKind::Freshness => {
            of(|own| own.each(r"freshness\s*=\s*(\S+)", |_| "1m".to_owned()))
        }
        ConstraintKind::Secret => secret(project, row),
        ConstraintKind::Class => class(project),
        ConstraintKind::Branch => of(branch),
        ConstraintKind::FanOut => of(|own| {
            let known = own.each(r"for \w+ in (\S+ max \d+)", |_| r#"["a", "b"]"#.to_owned());
            [own.numbers(), known].concat()
        }),
        ConstraintKind::Concurrency | ConstraintKind::Budget => {
            of(|own| [own.numbers(), own.strings()].concat())
        }
        ConstraintKind::Release => of(release),
        ConstraintKind::Finally => finally(project, row),
        ConstraintKind::Approval => of(|own| {
            let silence = own.each(r"\breject\b", |_| "fail".to_owned());
            let other = own.each(r"=\s*(fail)\b", |_| "reject".to_owned());
            [own.durations(), silence, other, own.strings()].concat()
        }),
        ConstraintKind::AllowedFailure => of(|own| [own.strings(), vec![own.cut()]].concat()),
        ConstraintKind::Backfill => of(|own| own.each(r"\d{4}-\d{2}-(\d{2})", |_| "07".to_owned())),
        ConstraintKind::RunParameter => parameter(project, row),
        ConstraintKind::Egress => of(|own| {
            let other = own.each(r"egress\s*=\s*\[([^\s\],]+)", |_| {
                "\"there.example.com:8443\"".to_owned()
            });
            [other, own.numbers(), own.strings()].concat()
        }),
        ConstraintKind::Values => [
            values(project, row),
            of(|own| {
                let kinds = own.each(
                    r"yields[^=\n]*?:\s*(int|string|bool|decimal|date|timestamp|duration)\b",
                    |found| if found == "int" { "decimal" } else { "int" }.to_owned(),
                );
                let more = own.each(r"(yields )", |found| format!("{found}also_this: int, "));
                [more, kinds].concat()
            }),
        ]
        .concat(),
        ConstraintKind::Interval => interval(project),
        ConstraintKind::DeadLetter => {
            of(|own| own.each(r"( rejecting to [^\n]*)", |_| String::new()))
        }
        ConstraintKind::Interruptible => of(|own| {
            [
                own.all(r"\btrue\b", "false"),
                own.all(r"\bfalse\b", "true"),
                vec![own.cut()],
            ]
            .concat()
        })
        .into_iter()
        .chain(untried(project, row))
        .collect(),
    }
}

/// The file of a row without attempts: what may be interrupted is tried again.
fn untried(project: &Project, row: &Row) -> Vec<Edit> {
    let text = project.files.get(&row.file);
    let whole = text.map(|text| Statement::whole(&row.file, text));
    let none = |whole: Statement<'_>| {
        whole.each(r"\bretry\s*=\s*\{\s*times\s*=\s*(\d+)", |_| "0".to_owned())
    };
    whole.map(none).unwrap_or_default()
}

fn schedule(own: &Statement<'_>) -> Vec<Edit> {
    // A clock has to say the parameters that nobody else does.
    let values: Vec<String> =
        regex::Regex::new(r"(?m)^\s*(\w+): (\w+) per run(?: where [^\n]*)?,$")
            .unwrap()
            .captures_iter(own.text)
            .map(|groups| {
                let value = if &groups[2] == "int" {
                    "7"
                } else {
                    "\"a@example.com\""
                };
                format!("{} = {value}", &groups[1])
            })
            .collect();
    let with = if values.is_empty() {
        String::new()
    } else {
        format!(" with {{ {} }}", values.join(", "))
    };
    let others = [
        "every 12h",
        "cron \"7 3 * * *\" in \"UTC\"",
        "every 24h",
        "every 1h",
        "manual",
    ];
    let whole = others
        .iter()
        .map(|other| own.put(own.start, own.end, &format!("  schedule {other}{with}\n")));
    own.each(r"every (\S+)", |_| "12h".to_owned())
        .into_iter()
        .chain(own.numbers())
        .chain(whole)
        .collect()
}

fn overlap(own: &Statement<'_>) -> Vec<Edit> {
    let words = ["forbid", "allow", "replace"];
    words
        .iter()
        .flat_map(|word| own.each(r"overlap\s+(\w+)", move |_| (*word).to_owned()))
        .collect()
}

fn check(own: &Statement<'_>) -> Vec<Edit> {
    let mut edits = own.each(r" (>=|<=|>|<|==|!=) ", |found| {
        match found {
            ">" => ">=",
            "<" => "<=",
            ">=" => ">",
            "<=" => "<",
            "==" => "!=",
            _ => "==",
        }
        .to_owned()
    });
    edits.extend(own.each(r"\b(unique)\b", |_| "complete".to_owned()));
    edits.extend(own.each(r"\b(complete)\b", |_| "unique".to_owned()));
    edits.extend(own.durations());
    edits.extend(own.strings());
    edits
}

fn modes(own: &Statement<'_>) -> Vec<Edit> {
    let written = r"to \S+\s+((?:appending|replacing|merging)[^\n]*)";
    let modes = ["replacing all", "appending", "merging by key"]
        .iter()
        .flat_map(|mode| own.each(written, move |_| (*mode).to_owned()));
    // What appends may not be tried again, nor promise to write once.
    modes
        .flat_map(|edit| {
            let whole = Statement::whole(&edit.file, &edit.text);
            let alone = whole.all(r"(?m)^\s*(?:retry|guarantee|backfill)\s[^\n]*\n", "");
            [vec![edit.clone()], alone].concat()
        })
        .collect()
}

fn branch(own: &Statement<'_>) -> Vec<Edit> {
    let turned = own.each(r"(?:when|until) [^\n]*?(>=|<=|>|<|==|!=)", |found| {
        if found.starts_with('>') { "<" } else { ">=" }.to_owned()
    });
    let negated = own.each(r"(?:when|until) (\w)", |found| format!("not {found}"));
    let either = own.each(r"either (\S+ or \S+)", |found| {
        let (one, other) = found.split_once(" or ").unwrap();
        format!("{other} or {one}")
    });
    // One of them alone, by a container that hands it on.
    let image = regex::Regex::new("run (\"[^\"]+\")").unwrap();
    let image = image.captures(own.text).map(|groups| groups[1].to_owned());
    let alone = own.each(r"(either [^\n]*)", |found| {
        let first = found.split_whitespace().nth(1).unwrap_or_default();
        format!(
            "run {} {{ inputs = [{first}] }}",
            image.clone().unwrap_or_default()
        )
    });
    let less = own.each(r"repeat (\d+) times", |_| "2".to_owned());
    let wholly = own
        .around("repeat ")
        .map(|repeat| repeat.all(r"repeat \d+ times", "repeat 1 times"));
    let mut edits = [
        turned,
        own.numbers(),
        negated,
        either,
        alone,
        less,
        wholly.unwrap_or_default(),
    ]
    .concat();
    // No decision at all: what was on its ways runs, and the first of what they made is taken.
    for word in ["when ", "repeat "] {
        let Some(decision) = own.around(word) else {
            continue;
        };
        let flat = decision.unwrapped();
        let taken = flat.then(|whole| {
            whole.each(r"(either [^\n]*)", |found| {
                let first = found.split_whitespace().nth(1).unwrap_or_default();
                format!(
                    "run {} {{ inputs = [{first}] }}",
                    image.clone().unwrap_or_default()
                )
            })
        });
        edits.extend(taken);
        edits.push(flat);
    }
    edits
}

/// A resource as steps among others; and one that is never released.
fn release(own: &Statement<'_>) -> Vec<Edit> {
    let Some(resource) = own.around("resource ") else {
        return Vec::new();
    };
    let name = resource
        .source()
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let steps = resource.unwrapped();
    let steps = steps.then(|whole| whole.all(r"(?m)^    acquire ", &format!("    step {name} ")));
    let steps = steps.iter().flat_map(|edit| {
        edit.then(|whole| {
            whole.all(
                r"(?m)^    release = ",
                &format!("    step release_{name} = "),
            )
        })
    });
    let never = resource.each(r"\b(release\s*=\s*run[^\n]*\n)", |_| String::new());
    never.into_iter().chain(steps).collect()
}

/// A size more than any node has, and another one; a step without sizes has the usual ones.
fn sizes(own: &Statement<'_>) -> Vec<Edit> {
    let mut edits = own.each(r"(?:cpu|memory|disk|gpu)\s*=\s*(\d+)", |_| "900".to_owned());
    for size in ["cpu = 900", "cpu = 3"] {
        edits.extend(own.each(r#"run "[^"]+" (\{)"#, |_| format!("{{\n {size}\n")));
        edits.extend(own.each(r#"run ("[^"]+")\n"#, |image| {
            format!("{image} {{ {size} }}")
        }));
        edits.extend(own.each(r#""{3} in "[^"]+" (\{)"#, |_| format!("{{\n {size}\n")));
    }
    edits.extend(own.numbers());
    edits.extend(own.strings());
    // The step may be a template's, a resource's, or in another pipeline that is called.
    edits.extend(
        own.each(r#"(?:acquire|release)[^\n]*run "[^"]+" (\{)"#, |_| {
            "{\n cpu = 3\n".to_owned()
        }),
    );
    edits
}

/// The sizes of what templates make.
/// The clusters elsewhere, and by other names.
fn clusters(project: &Project) -> Vec<Edit> {
    let elsewhere = [
        "eu-west-1",
        "europe-west3",
        "northeurope",
        "germanywestcentral",
        "westeurope",
        "uksouth",
        "us-east-1",
        "us-east4",
    ];
    let mut edits = Vec::new();
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        edits.extend(whole.each(r"cluster (\w+) \{", |name| format!("{name}_too")));
        for place in elsewhere {
            let region = r"cluster \w+ \{\s*region\s*=\s*([\w-]+)";
            edits.extend(whole.each(region, |_| place.to_owned()));
        }
    }
    let renamed = Regex::new(r"cluster (\w+)_too \{").unwrap();
    for edit in &mut edits {
        let Some(found) = renamed.captures(&edit.text) else {
            continue;
        };
        let name = Regex::new(&format!(r"\b{}\b", &found[1])).unwrap();
        let new = format!("{}_too", &found[1]);
        let listed = edit.text.lines().map(|line| {
            let lists = line.trim_start().starts_with("clusters");
            if lists {
                name.replace_all(line, new.as_str()).into_owned()
            } else {
                line.to_owned()
            }
        });
        edit.text = listed.collect::<Vec<_>>().join("\n") + "\n";
    }
    edits
}

fn templates(project: &Project) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (file, text) in &project.files {
        for (line, number) in text.lines().zip(1u32..) {
            if line.starts_with("template ") {
                edits.extend(sizes(&Statement::at(file, text, number)));
            }
        }
    }
    edits
}

/// The edit, and again with no dataset that promises how fresh it is.
fn unpromised(project: &Project, edit: Edit) -> Vec<Edit> {
    let promise = r"(?m)^\s*freshness\s*=[^\n]*\n";
    let mut all = vec![edit.clone()];
    all.extend(edit.then(|whole| whole.all(promise, "")));
    for (file, text) in project.files.iter().filter(|(file, _)| **file != edit.file) {
        let others = Statement::whole(file, text).all(promise, "");
        all.extend(others.iter().map(|other| edit.with(other)));
    }
    all
}

/// A pause, and what a derived one is derived from: when others run, and how long they take.
fn wait(project: &Project, row: &Row) -> Vec<Edit> {
    let mut edits = Vec::new();
    if let Some(text) = project.files.get(&row.file) {
        edits.extend(Statement::at(&row.file, text, row.line).durations());
        let lines = text.lines().zip(1u32..);
        for (_, line) in lines.filter(|(line, _)| {
            let words = line.trim_start();
            ["deadline ", "late data ", "schedule "]
                .iter()
                .any(|word| words.starts_with(word))
        }) {
            edits.extend(Statement::at(&row.file, text, line).durations());
        }
    }
    edits
}

/// Values that come from whoever starts the run, and from no step.
fn values(project: &Project, row: &Row) -> Vec<Edit> {
    let Some(text) = project.files.get(&row.file) else {
        return Vec::new();
    };
    let own = Statement::at(&row.file, text, row.line);
    // What is asked of data is asked no more where a condition does not need it.
    let mut edits = own.each(r"when (rows\([^)]*\) [^{]*? and )", |_| String::new());
    edits.extend(own.each(r"when [^{]*?( and age\([^{]*)\{", |_| " ".to_owned()));
    if own.source().trim_start().starts_with("when ") {
        let changed = own.each(r"when ([^{]*) \{", |_| "asked".to_owned());
        edits.extend(
            changed
                .iter()
                .flat_map(|edit| parameter_added(edit, "asked: bool per run = true")),
        );
    }
    let yields = regex::Regex::new(r"(\w+)( yields ([^=\n]*?)) =").unwrap();
    let Some(found) = yields.captures(own.source()) else {
        return edits;
    };
    let mut names = vec![found[1].to_owned()];
    if &found[1] == "acquire" {
        let resource = own.around("resource ");
        let resource = resource.map(|one| {
            one.source()
                .split_whitespace()
                .nth(1)
                .unwrap_or_default()
                .to_owned()
        });
        names = resource.into_iter().collect();
    }
    let start = own.start + found.get(2).unwrap().start();
    let end = own.start + found.get(2).unwrap().end();
    let mut changed = own.put(start, end, "");
    for value in found[3].split(", ") {
        let (value, kind) = value.split_once(": ").unwrap();
        let use_of = format!(r"\b{}\.{value}\b", names[0]);
        if kind.starts_with("list") {
            let whole = Statement::whole(&changed.file, &changed.text);
            let listed = whole.all(&format!(r"{use_of} max \d+"), "[\"a\", \"b\"]");
            changed = listed.into_iter().next().unwrap_or(changed);
            continue;
        }
        let constant = match kind {
            "int" => "3",
            "bool" => "true",
            "decimal" => "0.5",
            _ => "\"x\"",
        };
        let whole = Statement::whole(&changed.file, &changed.text);
        let used = whole.all(&use_of, &format!("given_{value}"));
        if let Some(used) = used.into_iter().next() {
            let parameter = format!("given_{value}: {kind} per run = {constant}");
            changed = parameter_added(&used, &parameter)
                .into_iter()
                .next()
                .unwrap_or(used);
        }
    }
    edits.push(changed);
    edits
}

/// A parameter more for every pipeline of a file.
fn parameter_added(edit: &Edit, parameter: &str) -> Vec<Edit> {
    let whole = Statement::whole(&edit.file, &edit.text);
    let some = whole.all(
        r"(?m)^pipeline (\w+)\(",
        &format!("pipeline ${{1}}({parameter}, "),
    );
    if some.is_empty() {
        return whole.all(
            r"(?m)^pipeline (\w+) \{",
            &format!("pipeline ${{1}}({parameter}) {{"),
        );
    }
    some
}

/// Other regions than the one that was written, for clusters, data and demands.
const PLACES: &[(&str, &str)] = &[
    ("eu-central-1", "eu-west-1"),
    ("eu-west-1", "eu-central-1"),
    ("eu-north-1", "eu-west-1"),
    ("eu-west-2", "eu-west-1"),
    ("europe-west3", "europe-west1"),
    ("europe-west1", "europe-west3"),
    ("europe-west4", "europe-west1"),
    ("europe-north1", "europe-west1"),
    ("westeurope", "northeurope"),
    ("northeurope", "westeurope"),
    ("us-east-1", "us-west-2"),
    ("us-west-2", "us-east-1"),
    ("us-central1", "us-east1"),
    ("us-east1", "us-central1"),
    ("germanywestcentral", "germanynorth"),
];

fn region(project: &Project, row: &Row) -> Vec<Edit> {
    let mut edits = Vec::new();
    if let Some(text) = project.files.get(&row.file) {
        let own = Statement::at(&row.file, text, row.line);
        for other in ["us", "eu", "uk", "japan"] {
            edits.extend(own.each(r"region\s+(\S[^\n]*)", |_| other.to_owned()));
            edits.extend(own.each(r"region\s+(\S[^\n]*)", |found| {
                format!("{found} or {other}")
            }));
        }
    }
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        for (from, to) in PLACES {
            let clusters = format!(r"cluster \w+ \{{[^}}]*?region\s*=\s*({from})\b");
            edits.extend(whole.each(&clusters, |_| (*to).to_owned()));
        }
        // Another place of the data is another address, and another port another way out.
        edits.extend(whole.each(r"port\s*=\s*(\d+)", |_| "6543".to_owned()));
        let ported = r"= (?:postgres|mysql|redshift|sqlserver|snowflake)\.\w+ (\{\n)";
        edits.extend(whole.each(ported, |_| "{\n  port = 6543\n".to_owned()));
        edits.extend(whole.each(r"= s3\.\w+ (\{\n)", |_| {
            "{\n  endpoint = \"https://minio.example.com:9000\"\n".to_owned()
        }));
    }
    edits.extend(endpoint(project, row));
    // A region of one place has no other: it has to become wider first, wherever it is demanded.
    for (from, to) in PLACES {
        let cluster = format!(r"(cluster \w+ \{{[^}}]*?region\s*=\s*){from}\b");
        edits.extend(everywhere(project, row, |whole| {
            let wider = whole.all(r"(?m)^(  region\s+\w[^\n=]*)$", "$1 or eu or us or uk");
            let text = wider.first().map_or(whole.text, |edit| &edit.text);
            let moved = Statement::whole(whole.file, text).all(&cluster, &format!("${{1}}{to}"));
            moved
                .into_iter()
                .next()
                .map_or_else(|| text.to_owned(), |edit| edit.text)
        }));
    }
    edits
}

/// Every file changed in one way.
fn everywhere(
    project: &Project,
    row: &Row,
    change: impl Fn(&Statement<'_>) -> String,
) -> Option<Edit> {
    let mut changed: Vec<(String, String)> = project
        .files
        .iter()
        .map(|(file, text)| (file.clone(), change(&Statement::whole(file, text))))
        .collect();
    let own = changed.iter().position(|(file, _)| *file == row.file)?;
    let (file, text) = changed.remove(own);
    Some(Edit {
        file,
        text,
        also: changed,
    })
}

/// A dataset more, on another port, that a step more reads.
fn endpoint(project: &Project, row: &Row) -> Vec<Edit> {
    let Some(text) = project.files.get(&row.file) else {
        return Vec::new();
    };
    let place = project.files.values().find_map(|text| {
        let cluster = regex::Regex::new(r"cluster \w+ \{[^}]*?region\s*=\s*\[?([\w-]+)").unwrap();
        cluster.captures(text).map(|groups| groups[1].to_owned())
    });
    let step = regex::Regex::new("run (\"[^\"]+\")").unwrap();
    let Some(image) = step.captures(text).map(|groups| groups[1].to_owned()) else {
        return Vec::new();
    };
    let at = Statement::at(&row.file, text, row.line).end;
    let added = format!("\n  step asked_too = run {image} {{ inputs = [asked_there] }}\n\n");
    let import = if text.contains("import std.postgres") {
        ""
    } else {
        "import std.postgres\n"
    };
    let head = text.find("import ").unwrap_or(0);
    let declared = format!(
        "\ntype AskedThere {{\n  id: int key\n}}\n\ndataset asked_there: AskedThere = postgres.table {{\n  host = \"there.example.com\"\n  port = 6543\n  database = \"there\"\n  table = \"public.there\"\n  region = {}\n  credentials = secret(\"there/reader\")\n}}\n",
        place.unwrap_or_default()
    );
    let here = format!(
        "{}{import}{}{added}{}{declared}",
        &text[..head],
        &text[head..at],
        &text[at..]
    );
    let here = Edit {
        file: row.file.clone(),
        text: here,
        also: Vec::new(),
    };
    // What `defaults` demand holds for every pipeline.
    let all = format!("{}{import}{}{declared}", &text[..head], &text[head..]);
    let all = Edit {
        text: all,
        ..here.clone()
    };
    let all = all.then(|whole| whole.all(r"(?m)^(pipeline [^\n]*\{\n)", &format!("$1{added}")));
    [vec![here], all].concat()
}

fn guarantee(project: &Project, row: &Row) -> Vec<Edit> {
    let mut edits = Vec::new();
    if let Some(text) = project.files.get(&row.file) {
        let own = Statement::at(&row.file, text, row.line);
        for other in ["exactly_once", "at_least_once", "at_most_once"] {
            edits.extend(own.each(r"guarantee\s+(\w+)", |_| other.to_owned()));
        }
    }
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        edits.extend(whole.all(
            r"(write \S+ to \S+\s+)(?:replacing|merging)[^\n]*",
            "${1}appending",
        ));
    }
    edits
}

/// A column more in a type, or another type of a step.
fn schema(project: &Project) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        edits.extend(whole.each(r"(?m)^type \w+ (\{)\n", |_| {
            "{\n  added_here: json".to_owned()
        }));
        let names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("type ")?.split_whitespace().next())
            .collect();
        for name in names {
            edits.extend(
                whole.each(r"(?m)^\s*(?:external )?dataset \w+: (\w+)", |_| {
                    name.to_owned()
                }),
            );
            edits.extend(whole.each(r"(?m)^\s*step \w+: (\w+)", |_| name.to_owned()));
        }
    }
    edits
}

/// Another path of the same secret.
fn secret(project: &Project, row: &Row) -> Vec<Edit> {
    let name = row.id.trim_start_matches("secret/");
    let mut edits = Vec::new();
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        for (before, after) in [(r#"secret\(""#, r#""\)"#), (r#"path\s*=\s*""#, r#"""#)] {
            let expression = format!(r#"{before}([^"]+){after}"#);
            let paths = regex::Regex::new(&expression).unwrap();
            let paths: BTreeSet<String> = paths
                .captures_iter(text)
                .map(|groups| groups[1].to_owned())
                .collect();
            for path in paths.iter().filter(|path| SecretUse::name_of(path) == name) {
                edits.extend(whole.all(
                    &format!(r#"({before}){path}({after})"#),
                    &format!("${{1}}{path}-x${{2}}"),
                ));
            }
        }
    }
    edits
}

/// A mark of a class less, or a dataset that accepts it no more.
fn class(project: &Project) -> Vec<Edit> {
    let mut edits = Vec::new();
    let column = regex::Regex::new(r"(?m)^(\s+\w+:\s+[\w.]+(?:\([^)]*\))?)").unwrap();
    let marked = regex::Regex::new(r"(?m)^type (\w+) \{\n(?:[^}]*\n)?\}").unwrap();
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        // A sink of its own type, without the marks.
        for groups in marked
            .captures_iter(text)
            .filter(|groups| groups[0].contains(" pii"))
        {
            let bare = groups[0]
                .replace(" pii", "")
                .replace(&format!("type {} ", &groups[1]), "type Bare ");
            let name = groups[1].to_owned();
            for edit in whole.each(&format!(r"(?m)^\s*dataset \w+: ({name})\b"), |_| {
                "Bare".to_owned()
            }) {
                edits.push(Edit {
                    text: format!("{}\n{bare}\n", edit.text),
                    ..edit
                });
            }
        }
        // A step whose rows have the marks that its sink has not.
        for groups in marked.captures_iter(text) {
            let name = groups[1].to_owned();
            let more = groups[0]
                .replace(&format!("type {name} "), "type Marked ")
                .to_owned();
            let more = column.replace_all(&more, "$1 pii").into_owned();
            for edit in whole.each(&format!(r"(?m)^\s*step \w+: ({name})\b"), |_| {
                "Marked".to_owned()
            }) {
                edits.push(Edit {
                    text: format!("{}\n{more}\n", edit.text),
                    ..edit
                });
            }
        }
        edits.extend(whole.each(r"(?m)^\s*accepts\s*=\s*\[(\S[^\]]*)\]", |_| String::new()));
        edits.extend(whole.each(
            r"(?m)^  \w+:\s+\S+.*?( (?:pii|secret|health|financial|personal)\b)",
            |_| String::new(),
        ));
    }
    edits
}

/// The steps of a `finally` among the others.
fn finally(project: &Project, row: &Row) -> Vec<Edit> {
    let Some(text) = project.files.get(&row.file) else {
        return Vec::new();
    };
    let own = Statement::at(&row.file, text, row.line);
    own.around("finally ")
        .map(|finally| finally.unwrapped())
        .into_iter()
        .collect()
}

fn parameter(project: &Project, row: &Row) -> Vec<Edit> {
    let Some(text) = project.files.get(&row.file) else {
        return Vec::new();
    };
    let own = Statement::at(&row.file, text, row.line);
    let name = row.id.trim_start_matches("parameter/");
    let value = format!(r"\b{name}: \w+ per run = ([\w.]+)");
    let other = own.each(&value, |found| match found {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        number => format!("{number}1"),
    });
    let made = own.each(&format!(r"\b{name}: \w+( per run)(?:,|\))"), |_| {
        " per run = 1".to_owned()
    });
    let kinds = own.each(&format!(r"\b{name}: (\w+)"), |found| {
        if found == "date" {
            "timestamp"
        } else {
            "string"
        }
        .to_owned()
    });
    let doc = own.each(&format!(r"\b({name}): "), |_| format!("{name}_more"));
    let renamed =
        Statement::whole(&row.file, text).all(&format!(r"\b{name}\b"), &format!("{name}_more"));
    [
        other,
        own.numbers(),
        own.strings(),
        made,
        kinds,
        doc,
        renamed,
    ]
    .concat()
}

fn interval(project: &Project) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (file, text) in &project.files {
        let whole = Statement::whole(file, text);
        let rows = whole.each(r"(interval\(\w+\))", |found| {
            found
                .trim_start_matches("interval(")
                .trim_end_matches(')')
                .to_owned()
        });
        edits.extend(rows);
        edits.extend(whole.each(r"(run\.interval_(?:start|end))", |_| {
            "run.logical_time".to_owned()
        }));
        let none = whole.all(r"interval\((\w+)\)", "$1");
        let none = none.iter().flat_map(|edit| {
            let both =
                edit.then(|whole| whole.all(r"run\.interval_(?:start|end)", "run.logical_time"));
            if both.is_empty() {
                vec![edit.clone()]
            } else {
                both
            }
        });
        edits.extend(none);
    }
    edits
}
