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

/// The file of a construct without what every file has: the constants of its pods.
#[test]
fn constructs() {
    for plan in plans::constructs::all() {
        let text = dag(&plan);
        let (head, rest) = text.split_once("\n\n*Generated").unwrap();
        let (_, rest) = rest.split_once("\"\"\"\n\n").unwrap();
        let (imports, rest) = rest.split_once("\n\n").unwrap();
        let more = if imports.starts_with("from airflow") {
            ""
        } else {
            rest.split_once("\n\n").unwrap().0
        };
        let (_, rest) = rest.split_once("\nPOD = ").unwrap();
        let (_, own) = rest.split_once("\n)\n").unwrap();
        let name = plan.pipeline.name.clone();
        insta::assert_snapshot!(
            format!("construct_{name}"),
            format!("{head}\n\n{imports}\n\n{more}\n…\n{own}")
        );
    }
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
