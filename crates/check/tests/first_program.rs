//! The first program of the language's description, with an environment, is sound end to end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

const PROGRAM: &str = include_str!("cases/first_program.near.pipe");

#[test]
fn it_checks() {
    let checked = support::project(PROGRAM);
    assert_eq!(support::render(&checked), "");
    let environment = &checked.program.environments[0];
    assert_eq!(environment.facts.name, "prod");
    let pipeline = &environment.pipelines[0];
    assert_eq!(pipeline.name, "customer_analytics");
    assert_eq!(
        pipeline.steps[0].image.reference,
        "ghcr.io/acme/analytics:2.1"
    );
    assert_eq!(pipeline.checks[0].conditions.len(), 3);
    assert_eq!(pipeline.writes[0].dataset, "country_revenue");
    assert_eq!(pipeline.reactions[0].notify.len(), 1);
    let accounts = &checked.program.datasets["accounts"];
    assert_eq!(
        accounts.facts.secrets[0].keys,
        ["password", "token", "username"]
    );
    assert_eq!(
        accounts.facts.address,
        "salesforce://login.salesforce.com/Account"
    );
    let lake = &checked.program.datasets["country_revenue"];
    assert_eq!(lake.folder.as_deref(), Some("country-revenue/"));
    let staging = environment.staging.as_ref().unwrap();
    assert_eq!(staging.facts.uri, "s3://acme-staging/");
    assert_eq!(staging.facts.env.len(), 1);
}
