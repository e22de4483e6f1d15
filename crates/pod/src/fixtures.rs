//! Complete plans for the tests of the targets: the program of the language's first page.
//!
//! `customer_analytics` moves accounts out of Salesforce, runs a step, checks what it yields and
//! publishes it to S3. It asks for nothing that a target refuses; tests change one thing each.

mod environment;
mod tasks;

use std::collections::BTreeMap;

use pipewright_plan::{
    Abilities, Access, ColumnMatch, ColumnPlan, ColumnType, Constraint, ConstraintKind,
    DatasetPlan, Deadline, Endpoint, FORMAT, Format, Guarantee, Lane, Ledger, Notification,
    NotificationKind, Origin, Overlap, PipelinePlan, Plan, Reaction, ReactionEvent, RegionSet,
    Retry, Schedule, Schema, SecretUse, Trigger,
};
use pipewright_source::{SourceId, Span};

pub use environment::{environment, image, places};
pub use tasks::tasks;

/// A place in `main.pipe`, one hundred bytes a line.
#[must_use]
pub fn origin(line: u32) -> Origin {
    Origin {
        file: "main.pipe".to_owned(),
        line,
        span: Span::new(SourceId(0), line * 100, line * 100 + 10),
    }
}

/// A secret.
#[must_use]
pub fn secret(path: &str, keys: &[&str]) -> SecretUse {
    SecretUse {
        path: path.to_owned(),
        secret: SecretUse::name_of(path),
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
    }
}

/// The pipeline of the first page in `prod`.
#[must_use]
pub fn customer_analytics() -> Plan {
    Plan {
        format: FORMAT.to_owned(),
        compiler: "0.1.0".to_owned(),
        environment: environment().into(),
        pipeline: pipeline(),
        datasets: vec![accounts().into(), country_revenue().into()],
        ledger: Ledger {
            constraints: constraints(),
            rows: Vec::new(),
            waivers: Vec::new(),
        },
    }
}

fn pipeline() -> PipelinePlan {
    PipelinePlan {
        name: "customer_analytics".to_owned(),
        slug: "customer-analytics".to_owned(),
        doc: Some("Scores every Salesforce account and lands revenue per country.".to_owned()),
        owner: Some("growth-data".to_owned()),
        labels: BTreeMap::from([("team".to_owned(), "growth".to_owned())]),
        parameters: BTreeMap::new(),
        run_parameters: Vec::new(),
        triggers: vec![trigger(Schedule::Cron {
            expression: "0 */6 * * *".to_owned(),
            zone: "UTC".to_owned(),
            written: "every 6h".to_owned(),
            shortest_period_seconds: 6 * 3600,
            even: true,
        })],
        schedule_origin: origin(36),
        backfill: None,
        late_data: None,
        deadline: Some(Deadline {
            seconds: 1800,
            guaranteed: false,
            origin: origin(37),
        }),
        region: Some(RegionSet {
            name: "eu".to_owned(),
            places: places(&["eu-central-1", "eu-north-1", "eu-west-1"]),
        }),
        region_origin: origin(38),
        guarantee: Some(Guarantee::ExactlyOnce),
        guarantee_origin: origin(39),
        retry: Some(retry()),
        overlap: Overlap::Forbid,
        overlap_origin: origin(35),
        parallelism: None,
        budget: None,
        interruptible: None,
        places: Vec::new(),
        branches: Vec::new(),
        tasks: tasks(),
        reactions: vec![Reaction {
            event: ReactionEvent::Failure,
            task: None,
            notify: vec![Notification {
                connector: "slack.channel".to_owned(),
                kind: NotificationKind::Slack {
                    channel: "#data-alerts".to_owned(),
                    webhook: secret("slack/webhook", &["url"]),
                    connection: "slack".to_owned(),
                },
                region: None,
            }],
            origin: origin(60),
        }],
        origin: origin(35),
    }
}

/// The retry of the pipeline, which is that of each of its tasks.
#[must_use]
pub fn retry() -> Retry {
    Retry {
        times: 2,
        backoff: None,
        origin: origin(40),
    }
}

/// A trigger without parameters, where the schedule is written.
#[must_use]
pub fn trigger(when: Schedule) -> Trigger {
    Trigger {
        clock_change: None,
        when,
        parameters: BTreeMap::new(),
        origin: origin(36),
    }
}

fn column(name: &str, kind: ColumnType, key: bool) -> ColumnPlan {
    ColumnPlan {
        name: name.to_owned(),
        kind,
        optional: false,
        key,
        classes: Vec::new(),
    }
}

fn accounts() -> DatasetPlan {
    DatasetPlan {
        name: "accounts".to_owned(),
        doc: None,
        connector: "salesforce.object".to_owned(),
        address: "salesforce://login.salesforce.com/Account".to_owned(),
        external: false,
        owner: None,
        schema: Schema {
            name: Some("Account".to_owned()),
            columns: vec![
                column("id", ColumnType::String, true),
                column("country", ColumnType::String, false),
            ],
        },
        access: Access::Moved,
        region: Some(RegionSet {
            name: "eu".to_owned(),
            places: places(&["eu-central-1", "eu-north-1", "eu-west-1"]),
        }),
        region_origin: origin(20),
        freshness_seconds: None,
        partition: None,
        cursor: None,
        event: None,
        abilities: Abilities {
            reads: true,
            replayable: true,
            incremental: false,
            writes: Vec::new(),
            transactional: false,
            columns: ColumnMatch::Name,
        },
        endpoints: vec![Endpoint {
            host: "login.salesforce.com".to_owned(),
            port: 443,
        }],
        accepts: Vec::new(),
        duplicates: false,
        replicas: None,
        secrets: vec![secret("salesforce/api", &["password", "username"])],
        origin: origin(18),
    }
}

fn country_revenue() -> DatasetPlan {
    DatasetPlan {
        name: "country_revenue".to_owned(),
        doc: None,
        connector: "s3.parquet".to_owned(),
        address: "s3://acme-analytics/country-revenue/".to_owned(),
        external: false,
        owner: None,
        schema: Schema {
            name: Some("CountryRevenue".to_owned()),
            columns: vec![
                column("country", ColumnType::String, true),
                column("customers", ColumnType::Int, false),
                column(
                    "revenue",
                    ColumnType::Decimal {
                        precision: 18,
                        scale: 2,
                    },
                    false,
                ),
            ],
        },
        access: Access::Location {
            uri: "s3://acme-analytics/country-revenue/".to_owned(),
            format: Format::Parquet,
        },
        region: Some(RegionSet {
            name: "eu-west-1".to_owned(),
            places: places(&["eu-west-1"]),
        }),
        region_origin: origin(28),
        freshness_seconds: Some(7 * 3600),
        partition: None,
        cursor: None,
        event: None,
        abilities: Abilities {
            reads: true,
            replayable: true,
            incremental: false,
            writes: vec![Lane::ReplacingAll],
            transactional: true,
            columns: ColumnMatch::Name,
        },
        endpoints: vec![Endpoint {
            host: "s3.eu-west-1.amazonaws.com".to_owned(),
            port: 443,
        }],
        accepts: Vec::new(),
        duplicates: false,
        replicas: None,
        secrets: vec![secret("aws/lake", &["access_key_id", "secret_access_key"])],
        origin: origin(25),
    }
}

fn constraints() -> Vec<Constraint> {
    use ConstraintKind as Kind;
    let listed: [(&str, Kind, &str, u32); 20] = [
        ("schedule", Kind::Schedule, "schedule every 6h", 36),
        ("deadline", Kind::Deadline, "deadline 30m", 37),
        ("region", Kind::Region, "region eu", 38),
        ("guarantee", Kind::Guarantee, "guarantee exactly_once", 39),
        ("retry", Kind::Retry, "retry 2 times", 40),
        ("overlap", Kind::Overlap, "overlap forbid", 35),
        ("owner", Kind::Owner, "owner \"growth-data\"", 41),
        ("labels", Kind::Labels, "labels", 42),
        (
            "cluster",
            Kind::Cluster,
            "clusters = [frankfurt, dublin]",
            70,
        ),
        ("timeout/by_country", Kind::Timeout, "timeout 6m", 48),
        (
            "resources/by_country",
            Kind::Resources,
            "cpu = 2, memory = 4GiB",
            46,
        ),
        ("check/check_by_country/1", Kind::Check, "rows > 0", 52),
        (
            "check/check_by_country/2",
            Kind::Check,
            "unique country",
            53,
        ),
        ("check/check_by_country/3", Kind::Check, "revenue >= 0", 54),
        (
            "schema/write_country_revenue",
            Kind::Schema,
            "by_country fits country_revenue",
            57,
        ),
        (
            "write_mode/write_country_revenue",
            Kind::WriteMode,
            "replacing all",
            57,
        ),
        (
            "freshness/country_revenue",
            Kind::Freshness,
            "freshness 7h",
            29,
        ),
        (
            "notify/1",
            Kind::Notification,
            "on failure notify slack.channel",
            60,
        ),
        (
            "secret/salesforce-api",
            Kind::Secret,
            "secret(\"salesforce/api\")",
            21,
        ),
        ("secret/aws-lake", Kind::Secret, "secret(\"aws/lake\")", 27),
    ];
    listed
        .into_iter()
        .map(|(id, kind, text, line)| Constraint {
            id: id.to_owned(),
            kind,
            text: text.to_owned(),
            origin: origin(line),
        })
        .collect()
}
