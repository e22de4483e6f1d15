//! What other programs say of the manifests: the strict checker, kubectl, checkov, promtool, DuckDB.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pipewright_plan::{
    Endpoint, GitOpsTool, Notification, NotificationKind, Plan, Schedule, SecretStore, SyncPolicy,
};
use pipewright_pod::fixtures::{customer_analytics, secret, trigger};
use tempfile::TempDir;

/// Plans that differ in what they make the target write.
fn variants() -> Vec<(&'static str, Vec<Plan>)> {
    let first = customer_analytics();

    let mut second = customer_analytics();
    second.pipeline.name = "no".to_owned();
    second.pipeline.slug = "no".to_owned();
    second.pipeline.triggers = vec![trigger(Schedule::Manual)];
    second.pipeline.deadline = None;
    second.pipeline.retry = None;
    second.pipeline.owner = Some("on: [yes] # ${HOME} {{ x }} 'é' \"\\".to_owned());
    second.pipeline.doc = Some("12:30:45\nno\n".to_owned());
    second.pipeline.tasks[0].endpoints = [
        "10.1.2.3",
        "2001:470::1",
        "pg.databases.svc",
        "db.acme.internal",
        "db.acme.com",
    ]
    .iter()
    .map(|host| Endpoint {
        host: (*host).to_owned(),
        port: 5432,
    })
    .collect();

    let mut flux = customer_analytics();
    let gitops = flux.environment.gitops.as_mut().unwrap();
    gitops.tool = GitOpsTool::Flux;
    gitops.namespace = "flux-system".to_owned();
    gitops.path = String::new();
    gitops.sync = SyncPolicy::Prune;
    flux.environment.secrets = SecretStore::Existing;
    flux.pipeline.tasks[1].containers[0].resources.gpu = 1;
    flux.pipeline.tasks[1].containers[0].args.extend([
        "no".into(),
        "".into(),
        "$(HOME) ${X}".into(),
        "a\nb".into(),
    ]);
    let told = |kind| Notification {
        connector: "x".to_owned(),
        kind,
        region: None,
    };
    flux.pipeline.reactions[0].notify.extend([
        told(NotificationKind::Email {
            to: vec!["a@acme.com".to_owned(), "b@acme.com".to_owned()],
            from: "pipewright@acme.com".to_owned(),
            server: "smtp.acme.com:587".to_owned(),
            connection: "smtp".to_owned(),
        }),
        told(NotificationKind::Pagerduty {
            key: secret("pagerduty", &["key"]),
            severity: "critical".to_owned(),
            connection: "pagerduty".to_owned(),
        }),
        told(NotificationKind::Webhook {
            url: secret("hook", &["url"]),
            connection: "hook".to_owned(),
        }),
    ]);

    let mut bare = customer_analytics();
    bare.environment.gitops.as_mut().unwrap().sync = SyncPolicy::Automatic;
    bare.environment.clusters.clear();
    bare.environment.alerts = None;
    bare.pipeline.reactions.clear();
    bare.pipeline.region = None;
    bare.pipeline.labels.clear();
    for task in &mut bare.pipeline.tasks {
        task.endpoints.clear();
        task.uses_staging = false;
    }
    vec![
        ("argocd", vec![first, second]),
        ("flux", vec![flux]),
        ("bare", vec![bare]),
    ]
}

fn written(plans: &[Plan]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plans: Vec<&Plan> = plans.iter().collect();
    support::write(&support::build(&plans), folder.path());
    folder
}

#[track_caller]
fn success(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The authoritative schemas, where this checkout stands beside them.
fn schemas() -> Option<PathBuf> {
    let schemas = support::root().join("../shared/schemas");
    if schemas.is_dir() {
        return Some(schemas);
    }
    eprintln!("SKIPPED: no ../shared/schemas beside the workspace: manifests are not checked");
    None
}

#[test]
fn the_strict_checker_accepts_them() {
    let (Some(python), Some(schemas)) = (support::checks_tool("python"), schemas()) else {
        return;
    };
    for version in ["1.35", "1.36", "1.37"] {
        for (name, plans) in variants() {
            let folder = written(&plans);
            let output = Command::new(&python)
                .arg(schemas.join("check_manifests.py"))
                .args([
                    "--no-nulls",
                    "--portable",
                    "--no-open",
                    "--no-deprecated",
                    "--k8s",
                    version,
                ])
                .arg("--cache")
                .arg(support::root().join("target/tools/schema-cache"))
                .arg(folder.path())
                .output()
                .unwrap();
            let text = success(output);
            println!("{name} {version}: {text}");
        }
    }
}

#[test]
fn kustomize_builds_the_overlay() {
    if Command::new("kubectl")
        .arg("version")
        .arg("--client")
        .output()
        .is_err()
    {
        eprintln!("SKIPPED: no kubectl");
        return;
    }
    for (name, plans) in variants() {
        let folder = written(&plans);
        let built = built(folder.path());
        assert!(built.contains("kind: CronJob"), "{name}");
        assert!(built.contains("namespace: data"), "{name}");
        assert_same_objects(folder.path(), &built);
    }
}

/// What kubectl makes of every overlay: of each cluster there is one.
fn built(folder: &Path) -> String {
    let overlays: Vec<PathBuf> = std::fs::read_dir(folder.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!overlays.is_empty());
    let texts = overlays.iter().map(|overlay| {
        let output = Command::new("kubectl")
            .arg("kustomize")
            .arg(overlay)
            .output();
        success(output.unwrap())
    });
    texts.collect::<Vec<_>>().join("\n---\n")
}

/// Re-emitted by go-yaml, each object says what it said before.
fn assert_same_objects(folder: &Path, built: &str) {
    let read =
        |text: &str| -> Vec<serde_json::Value> { serde_saphyr::from_multiple(text).unwrap() };
    let built = read(built);
    let mut count = 0;
    let files = ["base", "overlays"].map(|part| walk(&folder.join(part)));
    for file in files.concat() {
        if file.ends_with("kustomization.yaml") {
            continue;
        }
        for object in read(&std::fs::read_to_string(&file).unwrap()) {
            assert!(built.contains(&object), "{object:#}");
            count += 1;
        }
    }
    assert_eq!(built.len(), count);
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Secrets in variables are the language's contract, and tags are the author's to pin.
const ACCEPTED: &str = "CKV_K8S_35,CKV_K8S_43";

#[test]
fn checkov_finds_nothing() {
    let Some(checkov) = support::checks_tool("checkov") else {
        return;
    };
    let plans = variants()
        .into_iter()
        .flat_map(|(_, plans)| plans)
        .take(2)
        .collect::<Vec<_>>();
    let folder = written(&plans);
    let output = Command::new(checkov)
        .args([
            "--framework",
            "kubernetes",
            "--compact",
            "--quiet",
            "--skip-check",
            ACCEPTED,
            "-d",
        ])
        .arg(folder.path().join("base"))
        .env("BC_SKIP_MAPPING", "TRUE")
        .output()
        .unwrap();
    success(output);
}

#[test]
fn the_clock_tells_the_minute_a_job_was_due() {
    let Some(duckdb) = support::checks_tool("duckdb") else {
        return;
    };
    let plan = customer_analytics();
    let tree = support::build(&[&plan]);
    let text = &tree
        .get("base/customer-analytics/configmap.yaml")
        .unwrap()
        .text;
    let map: serde_json::Value = serde_saphyr::from_str(text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("run.env");
    let sql = map["data"]["pipewright_clock.sql"]
        .as_str()
        .unwrap()
        .replace("/pipewright/scratch/run.env", result.to_str().unwrap());
    let file = folder.path().join("clock.sql");
    std::fs::write(&file, sql).unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let told = |run: &str| {
        let output = Command::new(&duckdb)
            .args(["-bail", "-no-init", "-f"])
            .arg(&file)
            .env("PIPEWRIGHT_RUN_ID", run)
            .env("TZ", "America/New_York")
            .env_remove("HOME")
            .output()
            .unwrap();
        success(output);
        let line = std::fs::read_to_string(&result).unwrap();
        line.strip_prefix("PIPEWRIGHT_LOGICAL_TIME='")
            .unwrap()
            .strip_suffix("'\n")
            .unwrap()
            .to_owned()
    };
    let minute = now / 60 - 5000;
    let due = told(&format!("customer-analytics-{minute}"));
    assert_eq!(due, rfc3339(minute * 60));
    for by_hand in [
        "by-hand",
        "by-hand-20240101",
        "x-99999999",
        "",
        "x-1",
        "x-29000000y",
    ] {
        let told = told(by_hand);
        let near = (now / 60 - 1..=now / 60 + 5).any(|minute| told == rfc3339(minute * 60));
        assert!(near, "{by_hand}: {told}");
    }
}

/// Seconds since 1970 as RFC 3339, by days and months counted out.
fn rfc3339(seconds: u64) -> String {
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    let leap = |year: u64| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    while days >= if leap(year) { 366 } else { 365 } {
        days -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!(
        "{year}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        month + 1,
        days + 1
    )
}
