//! What a step's type says of classes, what makes a column harmless, and ways out that are no sinks.
//! Beside each the near miss.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn schema(columns: &[(&str, ColumnType, &[&str])]) -> Schema {
    let column = |(name, kind, classes): &(&str, ColumnType, &[&str])| ColumnPlan {
        kind: kind.clone(),
        classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        ..column(name, false)
    };
    Schema {
        name: None,
        columns: columns.iter().map(column).collect(),
    }
}

/// Accounts with an address and a country that are personal; the step yields these columns.
fn yielding(columns: &[(&str, ColumnType, &[&str])]) -> Plan {
    let text = ColumnType::String;
    let mut plan = analytics();
    plan.datasets[0].schema = schema(&[
        ("id", text.clone(), &[]),
        ("email", text.clone(), &["pii"]),
        ("country", text, &["pii"]),
    ]);
    let yielded = schema(columns);
    plan.datasets[1].schema = yielded.clone();
    let step = &mut plan.pipeline.tasks[1];
    step.inputs = vec!["accounts".to_owned()];
    step.datasets = vec!["accounts".to_owned()];
    step.outputs[0].schema = Some(yielded);
    plan.ledger.constraints.push(Constraint {
        id: "class/pii".to_owned(),
        kind: ConstraintKind::Class,
        text: "pii: accounts.email".to_owned(),
        origin: at(10),
    });
    plan
}

fn codes_of(mut plan: Plan) -> Vec<&'static str> {
    let found = pipewright_prove::prove(&mut plan);
    found.iter().map(|found| found.rule.code).collect()
}

const TEXT: ColumnType = ColumnType::String;

#[test]
fn a_column_keeps_its_mark_or_says_why_not() {
    assert_eq!(codes_of(yielding(&[("email", TEXT, &[])])), ["PW0622"]);
    assert!(codes_of(yielding(&[("email", TEXT, &["pii"])])).is_empty());
    assert!(codes_of(yielding(&[("id", TEXT, &[])])).is_empty());
    // A number by the name of a text is another column.
    assert!(codes_of(yielding(&[("email", ColumnType::Int, &[])])).is_empty());
    // A class of its own, and the mark of the record it lies in.
    assert_eq!(
        codes_of(yielding(&[("email", TEXT, &["health"])])),
        ["PW0622"]
    );
}

#[test]
fn marks_go_through_steps_without_a_type() {
    let mut plan = yielding(&[("email", TEXT, &[])]);
    let mut between = plan.pipeline.tasks[1].clone();
    between.name = "between".to_owned();
    between.outputs[0].name = "between".to_owned();
    between.outputs[0].schema = None;
    let step = &mut plan.pipeline.tasks[1];
    step.inputs = vec!["between".to_owned()];
    step.datasets.clear();
    step.needs = vec!["between".to_owned()];
    plan.pipeline.tasks.insert(1, between);
    assert_eq!(codes_of(plan), ["PW0622"]);
}

fn says(plan: &mut Plan, column: &str, by: Declassifier) {
    plan.pipeline.tasks[1].declassifies.push(Declassified {
        column: column.to_owned(),
        by,
        origin: at(215),
    });
}

#[test]
fn a_hash_is_salted_with_a_secret_that_is_handed_over() {
    let hashed = |column: &str, handed: Option<&str>| {
        let mut plan = yielding(&[("email", TEXT, &[])]);
        let salt = Declassifier::Hashed {
            path: "team/salts".to_owned(),
            key: "email".to_owned(),
        };
        says(&mut plan, column, salt);
        plan.pipeline.tasks[1].containers[0].env = handed
            .map(|key| EnvironmentVariable {
                name: "SALT".to_owned(),
                value: VariableValue::Secret {
                    path: "team/salts".to_owned(),
                    secret: "team-salts".to_owned(),
                    key: key.to_owned(),
                },
            })
            .into_iter()
            .collect();
        plan
    };
    let mut plan = hashed("email", Some("email"));
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    let row = row(&plan, "class/pii").unwrap();
    let said = "by_country says that it hashes email, and is handed the salt email of the secret team/salts";
    let end = "reaches country_revenue? no: by_country is said to make email harmless";
    assert_eq!(row[0], end);
    assert!(row.iter().any(|line| line == said), "{row:?}");
    assert_eq!(codes_of(hashed("email", None)), ["PW0624"]);
    assert_eq!(codes_of(hashed("email", Some("phone"))), ["PW0624"]);
    assert_eq!(
        codes_of(hashed("mail", Some("email"))),
        ["PW0624", "PW0622"]
    );
}

#[test]
fn small_groups_are_held_back() {
    let grouped = |condition: Option<(&str, i64, bool)>| {
        let mut plan = yielding(&[("country", TEXT, &[]), ("people", ColumnType::Int, &[])]);
        let by = Declassifier::Grouped {
            count: "people".to_owned(),
            least: 20,
        };
        says(&mut plan, "country", by);
        let TaskKind::Check(check) = &mut plan.pipeline.tasks[2].kind else {
            panic!();
        };
        check.conditions = condition
            .map(|(comparison, value, warn)| CheckCondition {
                text: String::new(),
                warn,
                operator: CheckOperator::Compare {
                    column: "people".to_owned(),
                    comparison: comparison.to_owned(),
                    value: CheckValue::Int(value),
                },
                origin: at(221),
            })
            .into_iter()
            .collect();
        codes_of(plan)
    };
    assert!(grouped(Some((">=", 20, false))).is_empty());
    assert!(grouped(Some((">", 19, false))).is_empty());
    assert!(grouped(Some((">=", 100, false))).is_empty());
    for too_weak in [
        None,
        Some((">=", 19, false)),
        Some((">", 18, false)),
        Some(("<=", 20, false)),
        Some((">=", 20, true)),
    ] {
        assert_eq!(grouped(too_weak), ["PW0624"], "{too_weak:?}");
    }
}

#[test]
fn logs_and_staging_hold_what_they_accept() {
    let passing = |logs: Option<&[&str]>, staging: Option<&[&str]>| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut plan = yielding(&[("id", TEXT, &[])]);
        plan.environment.clusters[0].accepts = logs.map(owned);
        plan.environment.staging.as_mut().unwrap().accepts = staging.map(owned);
        plan
    };
    assert_eq!(codes_of(passing(Some(&[]), None)), ["PW0623"]);
    assert_eq!(codes_of(passing(None, Some(&["health"]))), ["PW0623"]);
    assert!(codes_of(passing(Some(&["pii"]), Some(&["pii"]))).is_empty());
    let mut plan = passing(None, Some(&["pii"]));
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    assert_eq!(
        row(&plan, "class/pii").unwrap(),
        [
            "reaches country_revenue? no: the type of by_country drops it",
            "may reach the logs of frankfurt: no `accepts` is stated there",
            "may reach the staging area: accepted",
            "reaches no notification: they carry names and times, no rows",
        ]
    );
    // A pipeline that only moves rows prints none of them.
    let mut plan = passing(Some(&[]), None);
    plan.pipeline.tasks.drain(1..3);
    let write = &mut plan.pipeline.tasks[1];
    write.kind = fixtures::write("accounts", "country_revenue", Lane::ReplacingAll, 235);
    write.needs = vec!["read_accounts".to_owned()];
    write.datasets.push("accounts".to_owned());
    sink(&mut plan).accepts = vec!["pii".to_owned()];
    assert!(codes_of(plan).is_empty());
}

#[test]
fn one_place_has_one_face() {
    let faces = |change: fn(&mut DatasetPlan)| {
        let first = analytics();
        let mut second = analytics();
        second.pipeline.name = "second".to_owned();
        let again = &mut *second.datasets[0];
        again.name = "accounts_again".to_owned();
        again.address = first.datasets[0].address.clone();
        again.origin = at(90);
        change(again);
        for task in &mut second.pipeline.tasks {
            for name in &mut task.datasets {
                if name == "accounts" {
                    *name = "accounts_again".to_owned();
                }
            }
        }
        let found = pipewright_prove::prove_project(&[&first, &second]);
        found
            .iter()
            .filter(|found| found.rule.code == "PW0604")
            .map(|found| found.because.clone())
            .collect::<Vec<_>>()
    };
    assert!(faces(|_| {}).is_empty());
    assert_eq!(
        faces(|again| again.region = Some(one("us-east-1"))),
        [[
            "both are salesforce.object://accounts",
            "accounts lies in eu",
            "accounts_again lies in us-east-1",
        ]]
    );
    let marked = faces(|again| again.schema.columns[1].classes = vec!["pii".to_owned()]);
    assert_eq!(marked[0][2], "accounts_again.revenue is pii");
    let number = faces(|again| again.schema.columns[1].kind = ColumnType::Int);
    assert_eq!(number[0][1], "accounts.revenue is string");
    assert!(faces(|again| again.schema.columns[1].kind = ColumnType::Bounded(8)).is_empty());
    let swapped = |again: &mut DatasetPlan| again.schema.columns.swap(0, 1);
    assert!(faces(swapped).is_empty());
    let by_position = |again: &mut DatasetPlan| {
        again.schema.columns.swap(0, 1);
        again.abilities.columns = ColumnMatch::Position;
    };
    assert_eq!(
        faces(by_position)[0][2],
        "accounts_again has revenue and country"
    );
    // Fewer columns, another account or another place are no contradiction.
    assert!(faces(|again| drop(again.schema.columns.pop())).is_empty());
    assert!(faces(|again| again.address = "elsewhere".to_owned()).is_empty());
    let other_account = |again: &mut DatasetPlan| {
        again.region = Some(one("us-east-1"));
        again.secrets = vec![SecretUse {
            path: "other".to_owned(),
            secret: "other".to_owned(),
            keys: Vec::new(),
        }];
    };
    assert!(faces(other_account).is_empty());
}
