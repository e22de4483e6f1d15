//! A program in parts, as the checker would make it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::*;
use pipewright_plan::{
    Abilities, Access, CarriedFile, CheckCondition, CheckOperator, CheckValue, ColumnMatch,
    ColumnPlan, ColumnType, DatasetPlan, EnvironmentPlan, Format, Guard, Image, Lane, Plan,
    RegionSet, Resources, Schedule, Schema, SecretStore, Staging, TargetRequest, Trigger,
    ValueType, WriteMode, YieldedValue,
};
use pipewright_source::SourceMap;

pub fn at(line: u32) -> Origin {
    Origin {
        file: "main.pipe".to_owned(),
        line,
        span: Default::default(),
    }
}

pub fn image() -> Image {
    Image {
        reference: "ghcr.io/acme/step:1.0".to_owned(),
        registry: "ghcr.io".to_owned(),
        repository: "acme/step".to_owned(),
        tag: Some("1.0".to_owned()),
        digest: None,
    }
}

const SMALL: Resources = Resources {
    cpu_millis: 500,
    memory_bytes: 1 << 29,
    disk_bytes: 1 << 30,
    gpu: 0,
};

pub fn column(name: &str, kind: ColumnType, optional: bool) -> ColumnPlan {
    ColumnPlan {
        name: name.to_owned(),
        kind,
        optional,
        key: name == "id",
        classes: Vec::new(),
    }
}

pub fn orders() -> Schema {
    Schema {
        name: Some("Order".to_owned()),
        columns: vec![
            column("id", ColumnType::String, false),
            column("amount", ColumnType::Int, true),
            column("at", ColumnType::Timestamp, false),
        ],
    }
}

/// A mover whose arguments show what fills its holes.
fn mover() -> Mover {
    let builtin = |name: &str, builtin| {
        Argument::Text(Template(vec![
            TemplatePart::Literal(format!("{name}=")),
            TemplatePart::Builtin(builtin),
        ]))
    };
    Mover {
        image: image(),
        command: Some(vec![Template::literal("mover")]),
        args: vec![
            builtin("local", Builtin::Local),
            builtin("path", Builtin::Path),
            builtin("mode", Builtin::Mode),
            builtin("cursor", Builtin::Cursor),
            builtin("from", Builtin::ReadFrom),
            builtin("to", Builtin::ReadTo),
        ],
        env: vec![(
            "MOVER_CURSOR".to_owned(),
            VariableTemplate::Text(Template(vec![TemplatePart::Builtin(Builtin::Cursor)])),
        )],
        resources: SMALL,
        origin: at(1),
    }
}

/// A dataset; with a format it is a store that steps read themselves, else it is moved.
pub fn dataset(name: &str, format: Option<Format>) -> Dataset {
    Dataset {
        facts: DatasetPlan {
            name: name.to_owned(),
            doc: None,
            connector: "test.table".to_owned(),
            address: format!("test://{name}"),
            external: false,
            owner: None,
            schema: orders(),
            access: match format {
                Some(format) => Access::Location {
                    uri: format!("s3://lake/{name}/"),
                    format,
                },
                None => Access::Moved,
            },
            region: None,
            region_origin: at(2),
            replicas: None,
            freshness_seconds: None,
            partition: None,
            cursor: Some("at".to_owned()),
            event: None,
            accepts: Vec::new(),
            duplicates: false,
            abilities: Abilities {
                reads: true,
                replayable: true,
                incremental: true,
                writes: vec![
                    Lane::Appending,
                    Lane::ReplacingAll,
                    Lane::ReplacingPartition,
                ],
                transactional: true,
                columns: ColumnMatch::Name,
            },
            endpoints: Vec::new(),
            secrets: Vec::new(),
            origin: at(2),
        }
        .into(),
        folder: format.map(|_| format!("{name}/")),
        format,
        read: Some(mover()),
        write: Some(mover()),
    }
}

pub fn output(step: &str) -> DataReference {
    DataReference::Output {
        step: step.to_owned(),
        output: None,
    }
}

pub fn collected(group: &str) -> DataReference {
    DataReference::Collected {
        group: group.to_owned(),
        output: None,
    }
}

pub fn joined(name: &str) -> DataReference {
    DataReference::Joined {
        name: name.to_owned(),
    }
}

pub fn data(name: &str) -> DataReference {
    DataReference::Dataset(name.to_owned())
}

/// `a !b` as ways: `a` holds, `b` inside does not.
pub fn ways(text: &str) -> Vec<Guard> {
    text.split_whitespace()
        .map(|word| Guard {
            branch: word.trim_start_matches('!').to_owned(),
            holds: !word.starts_with('!'),
        })
        .collect()
}

pub fn value(name: &str, kind: ValueType) -> YieldedValue {
    YieldedValue {
        name: name.to_owned(),
        kind,
        doc: None,
    }
}

pub fn step(name: &str, inputs: &[DataReference], when: &str) -> Step {
    Step {
        name: name.to_owned(),
        group: None,
        label: None,
        when: ways(when),
        role: StepRole::Work,
        fan_out: None,
        after: Vec::new(),
        values: Vec::new(),
        retry: None,
        allowed_failure: None,
        repetition: None,
        declassifies: Vec::new(),
        places: Vec::new(),
        interruptible: None,
        volumes: Vec::new(),
        egress: Vec::new(),
        node: BTreeMap::new(),
        services: Vec::new(),
        script: None,
        placement_written: None,
        doc: None,
        image: image(),
        command: None,
        args: Vec::new(),
        env: Vec::new(),
        inputs: inputs
            .iter()
            .enumerate()
            .map(|(number, from)| Input {
                name: format!("in_{number}"),
                from: from.clone(),
                origin: at(3),
            })
            .collect(),
        outputs: vec![Output {
            name: None,
            schema: Some(orders()),
            inferred: false,
        }],
        resources: SMALL,
        resources_written: None,
        timeout: None,
        expected: None,
        origin: at(3),
    }
}

/// A step a loop made.
pub fn member(group: &str, label: &str, inputs: &[DataReference]) -> Step {
    Step {
        group: Some(group.to_owned()),
        label: Some(label.to_owned()),
        ..step(&format!("{group}_{label}"), inputs, "")
    }
}

pub fn condition(text: &str, operator: CheckOperator) -> CheckCondition {
    CheckCondition {
        text: text.to_owned(),
        warn: false,
        operator,
        origin: at(4),
    }
}

pub fn positive() -> CheckCondition {
    condition(
        "amount > 0",
        CheckOperator::Compare {
            column: "amount".to_owned(),
            comparison: ">".to_owned(),
            value: CheckValue::Int(0),
        },
    )
}

pub fn some_rows() -> CheckCondition {
    condition(
        "rows > 0",
        CheckOperator::Rows {
            comparison: ">".to_owned(),
            value: 0,
        },
    )
}

pub fn check(subject: &DataReference, when: &str) -> Check {
    Check {
        subject: subject.clone(),
        group: None,
        doc: None,
        conditions: vec![positive(), some_rows()],
        rejecting: None,
        when: ways(when),
        origin: at(4),
    }
}

pub fn rejecting(subject: &DataReference, sink: &str, when: &str) -> Check {
    Check {
        rejecting: Some(Rejecting {
            dataset: sink.to_owned(),
            mode: mode(Lane::Appending),
            mode_origin: at(4),
            origin: at(4),
        }),
        ..check(subject, when)
    }
}

pub fn mode(lane: Lane) -> WriteMode {
    WriteMode {
        lane,
        columns: Vec::new(),
    }
}

pub fn write(subject: &DataReference, sink: &str, when: &str) -> Write {
    Write {
        subject: subject.clone(),
        group: None,
        doc: None,
        dataset: sink.to_owned(),
        mode: mode(Lane::ReplacingAll),
        in_one_transaction: false,
        when: ways(when),
        after: Vec::new(),
        mode_origin: at(5),
        origin: at(5),
    }
}

pub fn branch(name: &str, condition: Condition, when: &str) -> Branch {
    Branch {
        name: name.to_owned(),
        condition,
        text: name.to_owned(),
        when: ways(when),
        origin: at(6),
    }
}

/// A branch on a parameter of the run.
pub fn on_parameter(name: &str, when: &str) -> Branch {
    let parameter = Operand::Parameter {
        name: "full".to_owned(),
        kind: ValueType::Bool,
    };
    branch(name, Condition::Is(parameter), when)
}

/// A branch on the number of rows.
pub fn on_rows(name: &str, of: &DataReference, when: &str) -> Branch {
    let more = Condition::Compare(
        Operand::Rows(of.clone()),
        ">".to_owned(),
        Operand::Constant(pipewright_plan::Constant::Int(0)),
    );
    branch(name, more, when)
}

pub fn join(name: &str, members: &[&str], when: &str) -> Join {
    Join {
        name: name.to_owned(),
        data: members.iter().map(|step| output(step)).collect(),
        steps: members.iter().map(|step| (*step).to_owned()).collect(),
        schema: Some(orders()),
        values: Vec::new(),
        end: None,
        when: ways(when),
        origin: at(7),
    }
}

pub fn approval(subject: &DataReference, when: &str) -> Approval {
    Approval {
        subject: subject.clone(),
        plan: pipewright_plan::Approval {
            subject: String::new(),
            by: vec!["finance".to_owned()],
            within_seconds: 3600,
            on_timeout: pipewright_plan::Silence::Reject,
            message: None,
        },
        when: ways(when),
        origin: at(8),
    }
}

pub fn empty() -> Pipeline {
    Pipeline {
        name: "tidy".to_owned(),
        doc: None,
        parameters: BTreeMap::new(),
        run_parameters: Vec::new(),
        triggers: Written {
            value: vec![Trigger {
                clock_change: None,
                when: Schedule::Manual,
                parameters: BTreeMap::new(),
                origin: at(9),
            }],
            origin: at(9),
        },
        backfill: None,
        late_data: None,
        parallelism: None,
        budget: None,
        interruptible: None,
        places: Vec::new(),
        deadline: None,
        region: None,
        guarantee: None,
        retry: None,
        timeout: None,
        overlap: None,
        owner: None,
        labels: None,
        targets: None,
        branches: Vec::new(),
        steps: Vec::new(),
        joins: Vec::new(),
        approvals: Vec::new(),
        waits: Vec::new(),
        pauses: Vec::new(),
        bounds: Vec::new(),
        resources: Vec::new(),
        lanes: Vec::new(),
        checks: Vec::new(),
        writes: Vec::new(),
        reactions: Vec::new(),
        origin: at(9),
    }
}

/// A pipeline with its parts.
pub fn pipeline(change: impl FnOnce(&mut Pipeline)) -> Pipeline {
    let mut pipeline = empty();
    change(&mut pipeline);
    pipeline
}

pub fn program() -> Program {
    let datasets = [
        dataset("table", None),
        dataset("store", Some(Format::Parquet)),
        dataset("texts", Some(Format::Csv)),
        dataset("sink", Some(Format::Parquet)),
        dataset("rejects", Some(Format::Parquet)),
    ];
    Program {
        datasets: datasets
            .into_iter()
            .map(|dataset| (dataset.facts.name.clone(), Arc::new(dataset)))
            .collect(),
        environments: Vec::new(),
        policies: Vec::new(),
    }
}

pub fn environment(staging: bool) -> Environment {
    let facts = Staging {
        connector: "s3.location".to_owned(),
        uri: "s3://staging/".to_owned(),
        region: RegionSet {
            name: "eu-west-1".to_owned(),
            places: Vec::new().into(),
        },
        endpoints: Vec::new(),
        secrets: Vec::new(),
        env: Vec::new(),
        image: image(),
        accepts: None,
        region_origin: at(10),
        origin: at(10),
    };
    let staging = staging.then(|| StagingArea {
        facts,
        folder: String::new(),
        fetch: mover(),
        store: mover(),
    });
    Environment {
        facts: EnvironmentPlan {
            name: "prod".to_owned(),
            namespace: "data".to_owned(),
            targets: vec![TargetRequest {
                name: "json".to_owned(),
                version: None,
                origin: at(10),
            }],
            clusters: Vec::new(),
            gitops: None,
            registries: Vec::new(),
            staging: staging.as_ref().map(|area| area.facts.clone()),
            secrets: SecretStore::Existing,
            secrets_site: None,
            alerts: None,
            origin: at(10),
        }
        .into(),
        staging,
        pipelines: Vec::new(),
    }
}

/// The plan of a pipeline, with a staging area.
pub fn lowered(pipeline: &Pipeline) -> (Plan, Vec<Diagnostic>) {
    pipewright_lower::lower_pipeline(
        &program(),
        &environment(true),
        pipeline,
        &SourceMap::default(),
    )
}

/// The plan of a pipeline nothing is wrong with.
pub fn plan(change: impl FnOnce(&mut Pipeline)) -> Plan {
    let (plan, found) = lowered(&pipeline(change));
    assert!(found.is_empty(), "{found:?}");
    plan
}

/// What is found in a pipeline.
pub fn found(change: impl FnOnce(&mut Pipeline)) -> Vec<String> {
    let (_, found) = lowered(&pipeline(change));
    found
        .iter()
        .map(|found| format!("{}: {}", found.rule.code, found.message))
        .collect()
}

/// Each task in a line: name, needs, ways, role.
pub fn graph(plan: &Plan) -> String {
    let lines = plan.pipeline.tasks.iter().map(|task| {
        let mut line = task.name.clone();
        if !task.needs.is_empty() {
            line.push_str(&format!(" < {}", task.needs.join(", ")));
        }
        for way in &task.when {
            line.push_str(if way.holds { " ?" } else { " !" });
            line.push_str(&way.branch);
        }
        match &task.role {
            pipewright_plan::Role::Work => {}
            role => line.push_str(&format!(" [{role:?}]")),
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A variable of a task's last container, as Kubernetes spells it.
pub fn variable(plan: &Plan, task: &str, name: &str) -> String {
    let container = plan.task(task).unwrap().containers.last().unwrap();
    let found = container.env.iter().find(|known| known.name == name);
    match found.map(|known| &known.value) {
        Some(pipewright_plan::VariableValue::Text(text)) => spelled(text),
        other => format!("{other:?}"),
    }
}

pub fn spelled(text: &pipewright_plan::Text) -> String {
    let parts = text.0.iter().map(|part| match part {
        pipewright_plan::TextPart::Literal(text) => text.clone(),
        pipewright_plan::TextPart::Variable(name) => format!("$({name})"),
    });
    parts.collect()
}

/// The SQL of a task.
pub fn sql<'a>(plan: &'a Plan, task: &str) -> &'a str {
    let containers = plan.task(task).unwrap().containers.iter();
    let files: Vec<&CarriedFile> = containers.filter_map(|one| one.file.as_ref()).collect();
    &files[0].text
}

/// DuckDB's command line, where the tests' tools are installed.
pub fn duckdb() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/checks/bin/duckdb");
    path.exists().then_some(path)
}

/// Executes statements: the exit code's success and what was printed.
pub fn execute(duckdb: &Path, statements: &str, env: &[(&str, &str)]) -> (bool, String) {
    let output = Command::new(duckdb)
        .args(["-no-init", "-bail", "-csv", "-c", statements])
        .env_remove("PIPEWRIGHT_INTERVAL_START")
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), text)
}
