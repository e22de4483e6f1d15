//! Policies asked of the plan of the language's first page.

use pipewright_model::{Policy, PolicyCondition as Is, PolicyOperand, PolicySubject, Requirement};
use pipewright_plan::{Constant, Plan};
use pipewright_pod::fixtures::{customer_analytics, origin};

use crate::dataset::{DatasetSubject, Uses};
use crate::environment::EnvironmentSubject;
use crate::evaluate::{Patterns, holds};
use crate::known::Subject;
use crate::pipeline::PipelineSubject;
use crate::step::StepSubject;
use crate::write::WriteSubject;
use crate::{Stage, judge};

fn fact(name: &str) -> PolicyOperand {
    PolicyOperand::Fact(name.to_owned())
}

fn compare(name: &str, comparison: &str, value: Constant) -> Is {
    Is::Compare(
        fact(name),
        comparison.to_owned(),
        PolicyOperand::Constant(value),
    )
}

fn text(text: &str) -> Constant {
    Constant::Text(text.to_owned())
}

fn policy(subject: PolicySubject, condition: Is) -> Policy {
    Policy {
        title: "a title".to_owned(),
        subject,
        requirements: vec![Requirement {
            warns: false,
            condition,
            message: "do so".to_owned(),
            origin: origin(90),
        }],
        origin: origin(89),
        applied: None,
    }
}

fn ask(plan: &Plan, policy: &Policy) -> Vec<String> {
    let plans = std::slice::from_ref(plan);
    let stage = Stage {
        environment: &plan.environment,
        plans,
    };
    judge(std::slice::from_ref(policy), &[stage])
        .into_iter()
        .map(|found| {
            format!(
                "{}: {} [{}]",
                found.primary.span.start, found.message, found.primary.text
            )
        })
        .collect()
}

#[test]
fn every_fact_of_the_table_is_known() {
    let plan = customer_analytics();
    let subjects: Vec<(PolicySubject, Box<dyn Subject<'_> + '_>)> = vec![
        (PolicySubject::Pipeline, Box::new(PipelineSubject(&plan))),
        (
            PolicySubject::Step,
            Box::new(StepSubject::of(&plan).next().unwrap()),
        ),
        (
            PolicySubject::Dataset,
            Box::new(DatasetSubject::of(&plan, &Uses::default()).next().unwrap()),
        ),
        (
            PolicySubject::Write,
            Box::new(WriteSubject::of(&plan).next().unwrap()),
        ),
        (
            PolicySubject::Environment,
            Box::new(EnvironmentSubject(&plan.environment)),
        ),
    ];
    assert_eq!(subjects.len(), PolicySubject::ALL.len());
    for (kind, subject) in subjects {
        for known in kind.facts() {
            assert!(
                subject.fact(known.name).is_some(),
                "{kind:?} {}",
                known.name
            );
        }
        assert!(subject.fact("nonsense").is_none());
    }
}

#[test]
fn what_nobody_states_makes_a_comparison_false() {
    let mut plan = customer_analytics();
    plan.pipeline.deadline = None;
    let two_hours = Constant::Int(7_200);
    for comparison in ["==", "!=", "<", "<=", ">", ">="] {
        let found = ask(
            &plan,
            &policy(
                PolicySubject::Pipeline,
                compare("deadline", comparison, two_hours.clone()),
            ),
        );
        assert_eq!(found.len(), 1, "{comparison}");
        assert!(found[0].contains("nobody states `deadline`"), "{found:?}");
    }
    let optional = Is::Any(vec![
        Is::Not(Box::new(Is::Is(fact("deadline")))),
        compare("deadline", "<=", two_hours),
    ]);
    assert!(ask(&plan, &policy(PolicySubject::Pipeline, optional)).is_empty());
}

#[test]
fn a_finding_stands_where_the_fact_was_written() {
    let plan = customer_analytics();
    let short = compare("deadline", "<=", Constant::Int(60));
    let found = ask(&plan, &policy(PolicySubject::Pipeline, short));
    let deadline = plan.pipeline.deadline.as_ref().unwrap();
    assert_eq!(
        found,
        [format!(
            "{}: the pipeline `customer_analytics` breaks a policy: a title [`deadline` is 30m]",
            deadline.origin.span.start
        )]
    );
}

#[test]
fn conditions_hold_of_facts() {
    let mut plan = customer_analytics();
    for dataset in &mut plan.datasets {
        let column = dataset.schema.columns.first_mut().unwrap();
        column.classes = vec!["pii".to_owned()];
    }
    let dataset = plan
        .datasets
        .iter()
        .position(|dataset| dataset.name == "accounts")
        .unwrap();
    let uses = Uses::of(std::slice::from_ref(&plan));
    let accounts = DatasetSubject::of(&plan, &uses).nth(dataset).unwrap();
    let pipeline = PipelineSubject(&plan);
    let step = StepSubject::of(&plan).next().unwrap();
    let truth = |subject: &dyn Subject<'_>, condition: Is| {
        let patterns = Patterns::of(std::iter::once(&condition));
        holds(&condition, subject, &patterns)
    };
    assert!(truth(&accounts, Is::Is(fact("read"))));
    assert!(!truth(&accounts, Is::Is(fact("written"))));
    assert!(truth(&accounts, Is::Is(fact("classes.pii"))));
    assert!(!truth(&accounts, Is::Is(fact("classes.phi"))));
    assert!(truth(
        &accounts,
        Is::In(fact("classes"), vec![text("pii"), text("phi")])
    ));
    assert!(!truth(
        &accounts,
        Is::In(fact("classes"), vec![text("phi")])
    ));
    assert!(truth(&pipeline, Is::Is(fact("targets.airflow"))));
    assert!(!truth(&pipeline, Is::Is(fact("labels.tier"))));
    assert!(truth(&pipeline, Is::Is(fact("region"))));
    assert!(!truth(
        &pipeline,
        Is::Within(fact("region"), vec!["us-east-1".to_owned()])
    ));
    let all: Vec<String> = plan
        .pipeline
        .region
        .as_ref()
        .unwrap()
        .places
        .iter()
        .map(|place| place.name.clone())
        .collect();
    assert!(truth(&pipeline, Is::Within(fact("region"), all)));
    assert!(truth(
        &step,
        Is::Matches(fact("image"), "^ghcr[.]io/".to_owned())
    ));
    assert!(!truth(&step, Is::Is(fact("image.digest"))));
    assert!(truth(
        &step,
        compare("image.registry", "==", text("ghcr.io"))
    ));
    assert!(truth(
        &step,
        compare("memory", "<=", Constant::Int(64 << 30))
    ));
}

#[test]
fn one_finding_for_several_environments() {
    let prod = customer_analytics();
    let mut dev = prod.clone();
    dev.environment.name = "dev".to_owned();
    let plans = [[prod.clone()], [dev.clone()]];
    let stages: Vec<Stage<'_>> = [&prod, &dev]
        .iter()
        .zip(&plans)
        .map(|(plan, plans)| Stage {
            environment: &plan.environment,
            plans,
        })
        .collect();
    let both = policy(PolicySubject::Pipeline, Is::Is(fact("labels.tier")));
    let found = judge(&[both], &stages);
    assert_eq!(found.len(), 1);
    assert!(found[0].because.is_empty(), "{:?}", found[0].because);
    let one = policy(
        PolicySubject::Pipeline,
        compare("environment", "==", text("prod")),
    );
    let found = judge(&[one], &stages);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].because, ["in `dev` only"]);
}
