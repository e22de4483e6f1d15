//! Residency: one wrong hop is one finding with the flow, whatever hop it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

#[test]
fn a_plan_inside_its_region_is_proven() {
    let mut plan = analytics();
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    assert_eq!(
        row(&plan, "region").unwrap(),
        [
            "the cluster `frankfurt` in eu-central-1",
            "`accounts` in eu",
            "`country_revenue` in eu-west-1",
            "the staging area `s3://acme-staging/` in eu-central-1",
            "the image registry `ghcr.io/acme` in eu",
            "the log sink of `frankfurt` in eu-central-1",
            "the notification by `slack.channel`: not stated; it carries names and times, no rows",
        ]
    );
}

#[test]
fn each_hop_moved_away_is_one_finding() {
    type Move = (&'static str, fn(&mut Plan));
    let moves: [Move; 9] = [
        ("the replicas of `country_revenue`", |plan| {
            sink(plan).replicas = Some(Site {
                region: region("both", &["eu-west-1", "us-east-1"]),
                origin: at(29),
            });
        }),
        ("the store of secrets", |plan| {
            plan.environment.secrets_site = Some(Site {
                region: one("us-east-1"),
                origin: at(52),
            });
        }),
        ("`accounts` lies", |plan| {
            plan.datasets[0].region = Some(one("us-east-1"))
        }),
        ("`country_revenue` lies", |plan| {
            sink(plan).region = Some(one("us-east-1"))
        }),
        ("the cluster `frankfurt`", |plan| {
            plan.environment.clusters[0].region = one("us-east-1")
        }),
        ("the staging area", |plan| {
            plan.environment.staging.as_mut().unwrap().region = one("us-east-1")
        }),
        ("the image registry", |plan| {
            plan.environment.registries[0].region = one("us-east-1")
        }),
        ("the log sink", |plan| {
            plan.environment.clusters[0].logs = Some(one("us-east-1"))
        }),
        ("the notification", |plan| {
            plan.pipeline.reactions[0].notify[0].region = Some(one("us-east-1"));
        }),
    ];
    for (what, change) in moves {
        let mut plan = analytics();
        change(&mut plan);
        let found = pipewright_prove::prove(&mut plan);
        assert_eq!(found.len(), 1, "{what}: {found:?}");
        assert_eq!(found[0].rule.code, "PW0601");
        assert!(found[0].message.contains(what), "{}", found[0].message);
        let marked = found[0]
            .because
            .iter()
            .filter(|line| line.ends_with("← leaves eu") || line.ends_with("← outside eu"))
            .count();
        assert_eq!(marked, 1, "{what}: {:?}", found[0].because);
        assert!(row(&plan, "region").is_none());
    }
}

#[test]
fn the_flow_is_drawn_hop_by_hop() {
    assert_eq!(
        found(|plan| plan.environment.staging.as_mut().unwrap().region = one("us-east-1")),
        "Error PW0601: `customer_analytics` must stay in `eu`, but the staging area `s3://acme-staging/` lies in `us-east-1`
  51: outside `eu`: `us-east-1`
  33: `customer_analytics` is kept in `eu` here
  | accounts (eu, salesforce.object)
  | → read_accounts on frankfurt (eu-central-1)
  | → staging s3://acme-staging/ (us-east-1)  ← leaves eu
  help: move it to a place inside `eu`, or use another one there; where law allows the transfer, say so in `customer_analytics`: `allow PW0601 because \"…\" until DATE`"
    );
    let path = |change: fn(&mut Plan)| {
        let mut plan = analytics();
        change(&mut plan);
        pipewright_prove::prove(&mut plan)[0].because.clone()
    };
    assert_eq!(
        path(|plan| sink(plan).region = Some(one("us-east-1"))),
        [
            "accounts (eu, salesforce.object)",
            "→ read_accounts on frankfurt (eu-central-1)",
            "→ by_country on frankfurt (eu-central-1)",
            "→ write_country_revenue on frankfurt (eu-central-1)",
            "→ country_revenue (us-east-1, s3.parquet)  ← leaves eu",
        ]
    );
    assert_eq!(
        path(|plan| plan.datasets[0].region = Some(one("us-east-1"))),
        [
            "accounts (us-east-1, salesforce.object)  ← outside eu",
            "→ read_accounts on frankfurt (eu-central-1)",
        ]
    );
    assert_eq!(
        path(|plan| plan.environment.registries[0].region = one("us-east-1")),
        [
            "image from ghcr.io/acme (us-east-1)  ← outside eu",
            "→ by_country on frankfurt (eu-central-1)",
        ]
    );
}

#[test]
fn a_set_partly_outside_names_what_is_outside() {
    let found = found(|plan| {
        plan.datasets[0].region = Some(region("world", &["eu-west-1", "us-east-1", "us-west-2"]));
    });
    assert!(
        found.contains("`accounts` may lie in `us-east-1` and `us-west-2`"),
        "{found}"
    );
    // A set that is wholly inside is inside, and one of no places is not.
    assert!(codes(|plan| plan.datasets[0].region = Some(eu())).is_empty());
    assert_eq!(
        codes(|plan| plan.datasets[0].region = Some(region("none", &[]))),
        ["PW0601"]
    );
}

#[test]
fn clusters_outside_are_not_used_while_one_is_inside() {
    let mut plan = analytics();
    plan.environment
        .clusters
        .insert(0, cluster("ashburn", "us-east-1", 80));
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    let facts = row(&plan, "region").unwrap();
    assert!(
        facts
            .iter()
            .any(|fact| fact.contains("`ashburn` in us-east-1 is never used"))
    );
    let chosen = row(&plan, "resources/by_country").unwrap();
    assert!(chosen[0].contains("on frankfurt"), "{chosen:?}");
}

#[test]
fn missing_facts_are_named() {
    assert_eq!(codes(|plan| plan.datasets[0].region = None), ["PW0602"]);
    let notes = codes(|plan| {
        plan.environment.clusters[0].logs = None;
        plan.environment.registries.clear();
    });
    assert_eq!(notes, ["PW0603", "PW0603"]);
}

#[test]
fn global_is_nowhere_and_restricts_nothing() {
    let global = || region("global", &["global"]);
    // What is anywhere is not in `eu`.
    let found = found(|plan| plan.datasets[0].region = Some(global()));
    assert!(found.contains("`accounts` lies in `global`"), "{found}");
    // Who allows any place is asked nothing.
    let mut plan = analytics();
    plan.pipeline.region = Some(global());
    plan.datasets[0].region = None;
    plan.environment.staging.as_mut().unwrap().region = one("us-east-1");
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    assert_eq!(
        row(&plan, "region").unwrap(),
        ["`global` restricts nothing"]
    );
}

#[test]
fn without_a_region_nothing_is_asked() {
    let everywhere = codes(|plan| {
        plan.pipeline.region = None;
        plan.datasets[0].region = None;
        plan.environment.clusters[0].logs = None;
        plan.environment.staging.as_mut().unwrap().region = one("us-east-1");
    });
    assert!(everywhere.is_empty(), "{everywhere:?}");
}

#[test]
fn staging_that_is_not_used_does_not_count() {
    let unused = codes(|plan| {
        plan.environment.staging.as_mut().unwrap().region = one("us-east-1");
        for task in &mut plan.pipeline.tasks {
            task.uses_staging = false;
        }
    });
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn registries_match_at_a_slash_and_the_longest_wins() {
    let inside = codes(|plan| {
        let wide = Registry {
            prefix: "ghcr.io".to_owned(),
            region: one("us-east-1"),
            origin: at(61),
        };
        plan.environment.registries.push(wide);
    });
    assert!(inside.is_empty(), "{inside:?}");
    let beside = codes(|plan| plan.environment.registries[0].prefix = "ghcr.io/acm".to_owned());
    assert_eq!(beside, ["PW0603"]);
}

#[test]
fn pipelines_that_share_a_wrong_place_share_the_finding() {
    let all: Vec<_> = (0..3)
        .flat_map(|number| {
            let mut plan = analytics();
            plan.pipeline.name = format!("pipeline_{number}");
            plan.pipeline.region_origin = at(500 + number);
            plan.environment.staging.as_mut().unwrap().region = one("us-east-1");
            pipewright_prove::prove(&mut plan)
        })
        .collect();
    let merged = pipewright_prove::merge(all);
    assert_eq!(merged.len(), 1);
    assert_eq!(merged[0].related.len(), 3);
}
