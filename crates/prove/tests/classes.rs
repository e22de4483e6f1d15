//! Classes: what is marked reaches only what carries or accepts it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn marked(name: &str, classes: &[&str]) -> ColumnPlan {
    ColumnPlan {
        classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        ..column(name, false)
    }
}

fn rows(columns: &[(&str, &[&str])]) -> Schema {
    Schema {
        name: Some("Rows".to_owned()),
        columns: columns
            .iter()
            .map(|(name, classes)| marked(name, classes))
            .collect(),
    }
}

/// Accounts with addresses; the step has no type, its sink no mark.
fn personal() -> Plan {
    let mut plan = analytics();
    plan.datasets[0].schema = rows(&[("id", &[]), ("email", &["pii"])]);
    plan.datasets[1].schema = rows(&[("country", &[]), ("email", &[])]);
    let step = &mut plan.pipeline.tasks[1];
    step.inputs = vec!["accounts".to_owned()];
    step.datasets = vec!["accounts".to_owned()];
    step.outputs[0].schema = Some(plan.datasets[1].schema.clone());
    step.outputs[0].inferred = true;
    plan.ledger.constraints.push(Constraint {
        id: "class/pii".to_owned(),
        kind: ConstraintKind::Class,
        text: "pii: accounts.email".to_owned(),
        origin: at(10),
    });
    plan
}

fn declare(plan: &mut Plan, columns: &[(&str, &[&str])]) {
    let output = &mut plan.pipeline.tasks[1].outputs[0];
    output.schema = Some(rows(columns));
    output.inferred = false;
}

fn proven(mut plan: Plan) -> Vec<String> {
    let found = pipewright_prove::prove(&mut plan);
    assert!(found.is_empty(), "{found:?}");
    let mut row = row(&plan, "class/pii").unwrap();
    row.retain(|line| line.contains("country_revenue") || line.starts_with("nothing"));
    row
}

fn refused(mut plan: Plan) -> String {
    let found = pipewright_prove::prove(&mut plan);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule.code, "PW0620");
    assert!(row(&plan, "class/pii").is_none());
    assert!(
        plan.ledger
            .open("json")
            .iter()
            .any(|open| open.id == "class/pii")
    );
    text(&found[0])
}

#[test]
fn a_step_without_a_type_carries_what_it_reads() {
    assert_eq!(
        refused(personal()),
        "Error PW0620: `by_country` carries `pii` into `country_revenue`, which does not accept it
  230: `pii` would land there unmarked
  20: `country_revenue` neither carries `pii` nor accepts it
  | accounts.email (pii)
  | → by_country (no type is written: it carries what it reads)
  | → country_revenue  ← pii not accepted
  help: if the step leaves it out, write its type, `by_country: Type`, which is what says so; otherwise write `accepts = [pii]` in `country_revenue`"
    );
}

#[test]
fn a_written_type_says_what_leaves() {
    let mut plan = personal();
    declare(&mut plan, &[("country", &[])]);
    assert_eq!(
        proven(plan),
        ["reaches country_revenue? no: the type of by_country drops it"]
    );
    let mut plan = personal();
    declare(&mut plan, &[("country", &[]), ("email", &["pii"])]);
    assert_eq!(
        refused(plan),
        "Error PW0620: `by_country` carries `pii` into `country_revenue`, which does not accept it
  230: `email` is pii here, and not there
  20: `country_revenue` has no such mark there, and does not accept it
  | by_country.email (pii)
  | → country_revenue  ← pii not accepted
  help: leave `email` out of what the step yields, mark it in the type of `country_revenue` too, or write `accepts = [pii]` in `country_revenue`"
    );
}

#[test]
fn a_sink_takes_what_it_carries_or_accepts() {
    let mut plan = personal();
    sink(&mut plan).accepts = vec!["pii".to_owned()];
    assert_eq!(
        proven(plan),
        ["reaches country_revenue? yes: it accepts it"]
    );
    let mut plan = personal();
    sink(&mut plan).schema = rows(&[("country", &[]), ("email", &["pii"])]);
    assert_eq!(
        proven(plan),
        ["reaches country_revenue? yes: it has columns marked so"]
    );
    // Another class does not help.
    let mut plan = personal();
    sink(&mut plan).accepts = vec!["health".to_owned()];
    assert!(refused(plan).contains("`pii`"));
}

#[test]
fn columns_meet_as_the_sink_matches_them() {
    let mut plan = personal();
    declare(&mut plan, &[("email", &["pii"]), ("country", &[])]);
    sink(&mut plan).schema = rows(&[("country", &["pii"]), ("email", &[])]);
    // By name the mark is on the wrong column, by position on the right one.
    let mut by_position = plan.clone();
    assert!(refused(plan).contains("`email` is pii here"));
    sink(&mut by_position).abilities.columns = ColumnMatch::Position;
    assert_eq!(
        proven(by_position),
        ["reaches country_revenue? yes: its column email carries it"]
    );
}

#[test]
fn marks_inside_a_column_count() {
    let nested = |outer: &[&str], inner: &[&str]| {
        let mut schema = rows(&[("address", outer)]);
        schema.columns[0].kind =
            ColumnType::List(Box::new(ColumnType::Record(vec![marked("street", inner)])));
        schema
    };
    let with = |given: Schema, wanted: Schema| {
        let mut plan = personal();
        declare(&mut plan, &[]);
        plan.pipeline.tasks[1].outputs[0].schema = Some(given);
        sink(&mut plan).schema = wanted;
        plan
    };
    assert!(
        refused(with(nested(&[], &["pii"]), nested(&[], &[])))
            .contains("`address.street` is pii here")
    );
    assert_eq!(
        proven(with(nested(&[], &["pii"]), nested(&["pii"], &[]))),
        ["reaches country_revenue? yes: its column address.street carries it"]
    );
    assert!(refused(with(nested(&["pii"], &[]), nested(&[], &["pii"]))).contains("`address`"));
}

#[test]
fn a_plain_copy_carries_the_columns_and_what_was_accepted() {
    let copy = |mut plan: Plan| {
        plan.pipeline.tasks.drain(1..3);
        let write = &mut plan.pipeline.tasks[1];
        write.kind = fixtures::write("accounts", "country_revenue", Lane::ReplacingAll, 235);
        write.needs = vec!["read_accounts".to_owned()];
        write.datasets.push("accounts".to_owned());
        plan
    };
    assert!(refused(copy(personal())).contains("| accounts.email (pii)\n  | → country_revenue"));
    let mut plan = personal();
    plan.datasets[0].schema = rows(&[("id", &[])]);
    plan.datasets[0].accepts = vec!["pii".to_owned()];
    assert!(refused(copy(plan)).contains("| accounts (pii)\n  | → country_revenue"));
    let mut plan = personal();
    plan.datasets[0].schema = rows(&[("id", &[])]);
    assert_eq!(proven(copy(plan)), ["nothing it is part of is written"]);
}

/// `by_country` yields `good` and `bad`; a second step without a type reads one of them.
fn split(read: &str) -> Plan {
    let mut plan = personal();
    let output = |name: &str, classes: &[&str]| TaskOutput {
        name: format!("by_country.{name}"),
        schema: Some(rows(&[("address", classes)])),
        inferred: false,
    };
    plan.pipeline.tasks[1].outputs = vec![output("good", &[]), output("bad", &["pii"])];
    let mut second = plan.pipeline.tasks[1].clone();
    second.name = "second".to_owned();
    second.kind = TaskKind::Run {
        step: "second".to_owned(),
    };
    second.needs = vec!["by_country".to_owned()];
    second.inputs = vec![read.to_owned()];
    second.datasets.clear();
    second.outputs = vec![TaskOutput {
        name: "second".to_owned(),
        schema: Some(plan.datasets[1].schema.clone()),
        inferred: true,
    }];
    plan.pipeline.tasks.insert(2, second);
    writes(&mut plan).subject = "second".to_owned();
    plan.pipeline.tasks[4].needs = vec!["second".to_owned()];
    plan
}

#[test]
fn only_the_outputs_that_are_read_count() {
    assert_eq!(
        proven(split("by_country.good")),
        ["reaches country_revenue? no: the type of by_country.good drops it"]
    );
    let found = refused(split("by_country.bad"));
    assert!(
        found.contains(
            "| by_country.bad.address (pii)\n  | → second (no type is written: it carries what it reads)"
        ),
        "{found}"
    );
}

#[test]
fn what_is_not_known_is_not_proven() {
    let mut plan = personal();
    declare(&mut plan, &[("country", &[])]);
    plan.pipeline.tasks[1].inputs.push("nowhere".to_owned());
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    assert!(row(&plan, "class/pii").is_none());
}

/// The step declares a type without addresses; others follow it.
fn declared(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    let mut plan = personal();
    declare(&mut plan, &[("country", &[])]);
    change(&mut plan);
    let found = pipewright_prove::prove(&mut plan);
    found.iter().map(|found| found.rule.code).collect()
}

#[test]
fn what_a_join_stands_for_goes_on_with_its_classes() {
    let joined = |inferred: bool| {
        declared(|plan| {
            let step = &mut plan.pipeline.tasks[1];
            step.outputs[0].inferred = inferred;
            let mut join = step.clone();
            join.name = "either".to_owned();
            join.kind = TaskKind::Join {
                of: vec!["by_country".to_owned()],
            };
            join.needs = vec!["by_country".to_owned()];
            join.inputs = vec!["by_country".to_owned()];
            join.datasets.clear();
            join.containers.clear();
            join.outputs[0].name = "either".to_owned();
            join.outputs[0].inferred = true;
            plan.pipeline.tasks.insert(2, join);
            writes(plan).subject = "either".to_owned();
            plan.pipeline.tasks[4].needs.push("either".to_owned());
        })
    };
    assert!(joined(false).is_empty());
    assert_eq!(joined(true), ["PW0620"]);
}

#[test]
fn a_whole_loop_is_written_with_the_classes_of_each() {
    let collected = |second: bool| {
        declared(|plan| {
            let mut other = plan.pipeline.tasks[1].clone();
            other.name = "other".to_owned();
            other.outputs[0].name = "other".to_owned();
            other.outputs[0].inferred = second;
            plan.pipeline.tasks.insert(2, other);
            writes(plan).subject = "collect(all)".to_owned();
            let write = &mut plan.pipeline.tasks[4];
            write.inputs = vec!["by_country".to_owned(), "other".to_owned()];
            write.needs.push("other".to_owned());
        })
    };
    assert!(collected(false).is_empty());
    assert_eq!(collected(true), ["PW0620"]);
}

#[test]
fn rejected_rows_carry_what_was_checked() {
    let rejected = |inferred: bool| {
        declared(|plan| {
            plan.pipeline.tasks[1].outputs[0].inferred = inferred;
            let check = &mut plan.pipeline.tasks[2];
            check.inputs = vec!["by_country".to_owned()];
            check.outputs = vec![TaskOutput {
                name: "check_by_country.rejected".to_owned(),
                schema: None,
                inferred: true,
            }];
            writes(plan).subject = "check_by_country.rejected".to_owned();
        })
    };
    assert!(rejected(false).is_empty());
    assert_eq!(rejected(true), ["PW0620"]);
    // Column by column, as they stand in what was checked.
    let mut plan = personal();
    declare(&mut plan, &[("country", &[]), ("email", &["pii"])]);
    let check = &mut plan.pipeline.tasks[2];
    check.inputs = vec!["by_country".to_owned()];
    check.outputs = vec![TaskOutput {
        name: "check_by_country.rejected".to_owned(),
        schema: None,
        inferred: true,
    }];
    writes(&mut plan).subject = "check_by_country.rejected".to_owned();
    assert_eq!(
        refused(plan),
        "Error PW0620: what the check of `by_country` rejects carries `pii` into `country_revenue`, which does not accept it
  230: `email` is pii here, and not there
  20: `country_revenue` has no such mark there, and does not accept it
  | by_country.email (pii)
  | → country_revenue  ← pii not accepted
  help: leave `email` out of what the step yields, mark it in the type of `country_revenue` too, or write `accepts = [pii]` in `country_revenue`"
    );
}

#[test]
fn text_that_a_step_yields_may_be_anything_it_read() {
    let handed = |kind: ValueType| {
        declared(|plan| {
            plan.pipeline.tasks[1].values = vec![YieldedValue {
                name: "largest".to_owned(),
                kind,
                doc: None,
            }];
            let mut next = plan.pipeline.tasks[1].clone();
            next.name = "next".to_owned();
            next.inputs.clear();
            next.datasets.clear();
            next.values.clear();
            next.needs = vec!["by_country".to_owned()];
            next.outputs[0].name = "next".to_owned();
            next.outputs[0].inferred = true;
            next.containers[0].takes = vec![EngineValue::Value {
                task: "by_country".to_owned(),
                name: "largest".to_owned(),
            }];
            plan.pipeline.tasks.insert(2, next);
            writes(plan).subject = "next".to_owned();
            plan.pipeline.tasks[4].needs.push("next".to_owned());
        })
    };
    assert_eq!(handed(ValueType::String), ["PW0620", "PW0621"]);
    assert!(handed(ValueType::Int).is_empty());
}
