//! The container that tells all others the moment their run stands for.
//!
//! The downward API gives a pod the name of its Job, but not the time the Job was due. A CronJob
//! puts that time into the name, as minutes since 1970; one SQL statement takes it out and writes
//! a file, from which the kubelet fills the variable of every later container.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, FileKeySelector, ObjectFieldSelector};
use pipewright_plan::{
    CarriedFile, Container, EngineValue, Image, Plan, Resources, Schedule, Text, Variable,
};
use pipewright_pod::{
    EngineVariables, FILES_PATH, SCRATCH_VOLUME, annotation, from_annotation, labels,
};

/// Name of the container.
pub const CONTAINER: &str = "pipewright-clock";

/// Name of its SQL file.
pub const FILE: &str = "pipewright_clock.sql";

/// The file it writes, from the root of the scratch volume.
const RESULT: &str = "run.env";

/// The statement that writes the file, for a plan.
///
/// Jobs made by hand have other names; their run stands for the minute it starts in. A number
/// that is no minute within the last year or the next day is part of such a name.
#[must_use]
pub fn sql(plan: &Plan) -> String {
    let mut lines = vec![("PIPEWRIGHT_LOGICAL_TIME".to_owned(), moment("due"))];
    let taken: BTreeSet<&EngineValue> = plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| task.every_container())
        .flat_map(|container| &container.takes)
        .collect();
    for value in taken {
        let text = match value {
            EngineValue::Date => "strftime(due, '%Y-%m-%d')".to_owned(),
            EngineValue::IntervalStart => {
                moment(&format!("due - to_seconds({})", period(plan).unwrap_or(0)))
            }
            EngineValue::IntervalEnd => moment("due"),
            _ => continue,
        };
        lines.push((value.variable(), text));
    }
    let mut text = String::from(SQL);
    for (at, (name, value)) in lines.iter().enumerate() {
        let comma = if at + 1 == lines.len() { "" } else { "," };
        text.push_str(&format!("    '{name}=''' || {value} || ''''{comma}\n"));
    }
    text.push_str("  ])\n  FROM moment\n");
    text.push_str(TARGET);
    text
}

fn moment(expression: &str) -> String {
    format!("strftime({expression}, '%Y-%m-%dT%H:%M:%SZ')")
}

/// The time between two runs, in seconds, where it is always the same.
fn period(plan: &Plan) -> Option<u64> {
    plan.pipeline
        .schedules()
        .find_map(|schedule| match schedule {
            Schedule::Cron {
                shortest_period_seconds,
                even: true,
                ..
            } => Some(*shortest_period_seconds),
            _ => None,
        })
}

const SQL: &str = "\
-- Writes the moment this run stands for to a file that fills the variables of all containers.
-- A CronJob names its Jobs after the minute they were due: <name>-<minutes since 1970>.
-- A Job made by hand has another name: its run stands for the minute it starts in.
COPY (
  WITH minutes AS (
    SELECT
      epoch_ms(now()) // 60000 AS present,
      try_cast(regexp_extract(getenv('PIPEWRIGHT_RUN_ID'), '-([0-9]{8,9})$', 1) AS BIGINT) AS due
  ),
  moment AS (
    SELECT
      make_timestamp(
        60000000
        * CASE WHEN due BETWEEN present - 525600 AND present + 1440 THEN due ELSE present END
      ) AS due
    FROM minutes
  )
  SELECT unnest([
";

const TARGET: &str = "\
) TO '/pipewright/scratch/run.env' (FORMAT csv, HEADER false, DELIMITER '|', QUOTE '', ESCAPE '');
";

/// What all containers are told: the run's name from the Job, its times from the clock's file,
/// parameters from annotations of the pod.
#[must_use]
pub fn engine_variables() -> EngineVariables {
    EngineVariables {
        run_id: run_id(),
        logical_time: EnvVar {
            name: Variable::LogicalTime.name().to_owned(),
            value: None,
            value_from: Some(from_file(Variable::LogicalTime.name())),
        },
        source: |value| match value {
            EngineValue::Date | EngineValue::IntervalStart | EngineValue::IntervalEnd => {
                from_file(&value.variable())
            }
            _ => from_annotation(&annotation(value)),
        },
    }
}

fn from_file(key: &str) -> EnvVarSource {
    EnvVarSource {
        file_key_ref: Some(FileKeySelector {
            key: key.to_owned(),
            optional: None,
            path: RESULT.to_owned(),
            volume_name: SCRATCH_VOLUME.to_owned(),
        }),
        ..EnvVarSource::default()
    }
}

/// Annotations of the pod that hold the parameters of its run: what the trigger supplies, or the
/// default.
#[must_use]
pub fn parameter_annotations(plan: &Plan) -> BTreeMap<String, String> {
    let pipeline = &plan.pipeline;
    let mut triggers = pipeline.triggers.iter();
    let supplied = triggers
        .find(|trigger| matches!(trigger.when, Schedule::Cron { .. }))
        .map(|trigger| &trigger.parameters);
    pipeline
        .run_parameters
        .iter()
        .filter_map(|parameter| {
            let value = supplied
                .and_then(|given| given.get(&parameter.name))
                .or(parameter.default.as_ref())?;
            let name = EngineValue::Parameter {
                name: parameter.name.clone(),
            };
            Some((annotation(&name), value.to_string()))
        })
        .collect()
}

/// The run's name: the Job's, which all attempts of a run share.
#[must_use]
pub fn run_id() -> EnvVar {
    EnvVar {
        name: Variable::RunId.name().to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: None,
                field_path: format!("metadata.labels['{}']", labels::JOB_NAME),
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// The container, in the terms of a plan. It uses the DuckDB image the plan already uses, so that
/// no image comes in that the plan does not name.
#[must_use]
pub fn container(plan: &Plan) -> Container {
    let known = plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| &task.containers)
        .find(|container| container.file.is_some() && !container.author_image);
    let (image, command) = known.map_or_else(
        || (duckdb(), Some(vec![Text::literal("duckdb")])),
        |known| {
            let program = known
                .command
                .as_ref()
                .and_then(|command| command.first().cloned());
            (known.image.clone(), program.map(|program| vec![program]))
        },
    );
    Container {
        name: CONTAINER.to_owned(),
        purpose: "tells the run's logical time".to_owned(),
        image,
        command,
        args: vec![
            "-bail".into(),
            "-no-init".into(),
            "-f".into(),
            format!("{FILES_PATH}/{FILE}").as_str().into(),
        ],
        env: Vec::new(),
        resources: Resources {
            cpu_millis: 100,
            memory_bytes: 256 << 20,
            disk_bytes: 64 << 20,
            gpu: 0,
        },
        file: Some(CarriedFile {
            name: FILE.to_owned(),
            text: sql(plan),
        }),
        takes: Vec::new(),
        volumes: Vec::new(),
        author_image: false,
        origin: plan.pipeline.schedule_origin.clone(),
    }
}

fn duckdb() -> Image {
    let (repository, tag) = ("duckdb/duckdb", "1.5.6");
    Image {
        reference: format!("docker.io/{repository}:{tag}"),
        registry: "docker.io".to_owned(),
        repository: repository.to_owned(),
        tag: Some(tag.to_owned()),
        digest: None,
    }
}
