//! Whole DAG files as they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

mod plans;

use pipewright_backend::Target;
use pipewright_plan::Plan;
use pipewright_target_airflow::Airflow;

fn dag(plan: &Plan) -> String {
    let path = format!("dags/{}.py", plan.pipeline.name);
    Airflow.emit(plan).get(&path).unwrap().text.clone()
}

#[test]
fn the_first_page() {
    insta::assert_snapshot!(dag(&plans::first_page()));
}

#[test]
fn one_task_run_by_hand() {
    insta::assert_snapshot!(dag(&plans::minimal()));
}

#[test]
fn everything_there_is() {
    insta::assert_snapshot!(dag(&plans::everything()));
}

#[test]
fn hostile_text_stays_text() {
    insta::assert_snapshot!(dag(&plans::hostile(plans::HOSTILE[1], 1)));
}

#[test]
fn the_companion() {
    let plan = plans::first_page();
    let mut files = Airflow.emit(&plan);
    assert!(files.graft("together", Airflow.finish(&[&plan])).is_empty());
    let mut text = String::new();
    for (path, file) in files.iter().filter(|(path, _)| !path.ends_with(".py")) {
        text.push_str(&format!("==> {path}\n{}\n", file.text));
    }
    insta::assert_snapshot!(text);
}
