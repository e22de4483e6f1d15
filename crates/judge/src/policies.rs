//! Waivers of one policy, which leave all others as they are.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;

use crate::Verdict;
use crate::tests::{Project, WISH, project};

const OWNED: &str = "every pipeline names its owner";
const BOUNDED: &str = "every pipeline has a deadline";
const UNTIL: &str = "because \"it moves\" until 2027-03-31";

/// Two policies, and a project with these lines.
fn with(lines: &str) -> Project {
    project(&[&format!(
        "policy \"{OWNED}\" for pipeline p {{\n  require p.owner else \"x\"\n}}\n\n\
         policy \"{BOUNDED}\" for pipeline p {{\n  require p.deadline else \"x\"\n}}\n\n{lines}"
    )])
}

impl Project {
    /// What breaks a policy at the n-th of the words `pipeline one`.
    fn breaks(&self, policy: &str, nth: usize) -> Diagnostic {
        self.finding(&WISH, 0, "pipeline one", nth).part(policy)
    }

    fn waived(&self, policy: &str) -> Option<usize> {
        match self.judge.verdict(&self.breaks(policy, 0)) {
            Verdict::Waived(index) => Some(index),
            Verdict::Told(_) | Verdict::Off => None,
        }
    }
}

#[test]
fn one_is_waived_and_the_other_is_not() {
    let of_pipeline = with(&format!(
        "pipeline one {{\n  allow policy \"{OWNED}\" {UNTIL}\n  schedule manual\n}}\n"
    ));
    let of_file = with(&format!(
        "allow policy \"{OWNED}\" {UNTIL}\n\npipeline one {{\n  schedule manual\n}}\n"
    ));
    for project in [of_pipeline, of_file] {
        assert_eq!(project.messages(), [""; 0]);
        assert_eq!(project.waived(OWNED), Some(0));
        assert_eq!(project.waived(BOUNDED), None);
        // What is no policy's finding, such as another rule's, has no part.
        let none = project.finding(&WISH, 0, "pipeline one", 0);
        assert!(!matches!(project.judge.verdict(&none), Verdict::Waived(_)));
    }
}

#[test]
fn the_one_goes_before_all_of_them_and_the_pipeline_before_its_file() {
    let project = with(&format!(
        "allow policy \"{OWNED}\" {UNTIL}\nallow PW1001 {UNTIL}\n\n\
         pipeline one {{\n  allow PW1001 {UNTIL}\n  allow policy \"{OWNED}\" {UNTIL}\n}}\n"
    ));
    assert_eq!(project.waived(OWNED), Some(3));
    assert_eq!(project.waived(BOUNDED), Some(2));
    let file = with(&format!(
        "allow PW1001 {UNTIL}\nallow policy \"{OWNED}\" {UNTIL}\n\npipeline one {{\n}}\n"
    ));
    assert_eq!(file.waived(OWNED), Some(1));
    assert_eq!(file.waived(BOUNDED), Some(0));
}

#[test]
fn one_that_waives_nothing_is_told_by_its_policy() {
    let project = with(&format!(
        "pipeline one {{\n  allow policy \"{OWNED}\" {UNTIL}\n  owner \"x\"\n}}\n"
    ));
    let idle = project
        .judge
        .waivers
        .idle(&BTreeSet::new(), &project.sources);
    let (_, found) = &idle[0];
    assert_eq!(
        found.message,
        format!("this waives nothing: no finding of the policy `{OWNED}`")
    );
    assert_eq!(
        found.primary.text,
        "nothing in this pipeline breaks the policy"
    );
    let ended = project.judge.waivers.expired("2027-04-01".parse().unwrap());
    assert_eq!(
        ended[0].message,
        format!("the waiver of the policy `{OWNED}` ended on 2027-03-31")
    );
}

#[test]
fn white_space_is_no_difference() {
    let project = with(&format!(
        "allow policy \"\"\"\n  every pipeline\n  names its owner\n  \"\"\" {UNTIL}\n\npipeline one {{\n}}\n"
    ));
    assert_eq!(project.messages(), [""; 0]);
    assert_eq!(project.waived(OWNED), Some(0));
}

#[test]
fn a_policy_that_is_not_there_is_told_with_the_one_that_may_be_meant() {
    let near = with(&format!(
        "allow policy \"every pipeline names an owner\" {UNTIL}\n"
    ));
    assert_eq!(near.messages(), ["no policy says this"]);
    let fix = &near.problems[0].fixes[0].edits[0].text;
    assert_eq!(*fix, format!("\"{OWNED}\""));
    let far = with(&format!("allow policy \"no secrets\" {UNTIL}\n"));
    assert_eq!(far.messages(), ["no policy says this"]);
    assert!(far.problems[0].fixes.is_empty());
    assert!(far.judge.waivers.all().is_empty());
}
