//! The SQL that lowering writes, executed by DuckDB.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::path::{Path, PathBuf};

use pipewright_lower::sql::{
    Checked, Conform, Measured, Part, Source, Target, check_statements, conform_statements,
    make_folder, measure_statements, read_folder, read_typed,
};
use pipewright_plan::{CheckPlan, ColumnMatch, Format, Partition, PartitionUnit};
use support::*;
use tempfile::TempDir;

struct Place {
    duckdb: PathBuf,
    folder: TempDir,
}

/// A folder to work in; nothing where the tools are not installed.
fn place() -> Option<Place> {
    let Some(duckdb) = duckdb() else {
        eprintln!("SKIPPED: no duckdb: run `python3 tests/tools/install.py checks`");
        return None;
    };
    let folder = TempDir::new().unwrap();
    Some(Place { duckdb, folder })
}

impl Place {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, statements: &str) -> String {
        let (success, text) = execute(&self.duckdb, statements, &[]);
        assert!(success, "{text}\n{statements}");
        text
    }

    /// Three orders, one of them without an amount, one with a bad one.
    fn orders(&self, name: &str) -> String {
        let folder = self.path(name);
        std::fs::create_dir_all(Path::new(&folder).join("deep/er")).unwrap();
        self.run(&format!(
            "COPY (SELECT 'a' AS id, 5 AS amount, TIMESTAMP '2026-01-01 10:00:00' AS at)
               TO '{folder}/one.parquet' (FORMAT parquet);
             COPY (SELECT 'b' AS id, -5 AS amount, TIMESTAMP '2026-01-02 10:00:00' AS at
               UNION ALL SELECT 'c', NULL, TIMESTAMP '2026-01-03 00:00:00')
               TO '{folder}/deep/er/two.parquet' (FORMAT parquet);"
        ));
        folder
    }

    fn count(&self, folder: &str, format: Format) -> String {
        let from = read_folder(folder, format);
        let text = self.run(&format!(
            "SELECT coalesce(string_agg(\"id\", ' ' ORDER BY \"id\"), '') AS ids FROM {from};"
        ));
        text.lines().nth(1).unwrap_or_default().to_owned()
    }
}

fn conform<'a>(
    from: String,
    interval: Option<&'a str>,
    schema: &'a pipewright_plan::Schema,
    target: Target,
) -> String {
    conform_statements(&Conform {
        name: "orders",
        source: Source::Folder(from, Format::Parquet),
        given: None,
        wanted: schema,
        matched: ColumnMatch::Name,
        interval,
        target,
    })
}

#[test]
fn folders_are_read_however_deep() {
    let Some(place) = place() else { return };
    let folder = place.orders("load");
    assert_eq!(place.count(&folder, Format::Parquet), "a b c");
    // A folder's name is no column.
    let hive = place.path("hive/id=z");
    std::fs::create_dir_all(&hive).unwrap();
    place.run(&format!(
        "COPY (SELECT 'a' AS id) TO '{hive}/x.parquet' (FORMAT parquet);"
    ));
    assert_eq!(place.count(&place.path("hive"), Format::Parquet), "a");
}

#[test]
fn a_measure_writes_into_the_file_that_is_there() {
    let Some(place) = place() else { return };
    let folder = place.orders("load");
    let asked = [
        ("rows".to_owned(), Measured::Rows),
        ("age_at".to_owned(), Measured::Age("at".to_owned())),
    ];
    let rows = read_typed(&folder, Format::Parquet, None);
    let file = place.path("termination-log");
    std::fs::write(&file, "").unwrap();
    // No file can be made beside it: what a copy through a second file would need.
    std::fs::create_dir(place.path("tmp_termination-log")).unwrap();
    let measure = |rows: &str| {
        let statements = measure_statements("load", rows, &asked);
        assert!(statements.contains("'/dev/termination-log'"));
        place.run(&statements.replace("/dev/termination-log", &file));
        let text = std::fs::read_to_string(&file).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        (value["rows"].as_i64(), value["age_at"].as_i64())
    };
    let (count, age) = measure(&rows);
    assert_eq!(count, Some(3));
    assert!(age.is_some_and(|age| age > 0 && age < 9_007_199_254_740_991));
    let (count, age) = measure(&format!("{rows} WHERE false"));
    assert_eq!((count, age), (Some(0), Some(9_007_199_254_740_991)));
}

#[test]
fn an_interval_takes_its_start_and_not_its_end() {
    let Some(place) = place() else { return };
    let folder = place.orders("load");
    let schema = orders();
    let to = place.path("interval");
    let statements = conform(
        folder,
        Some("at"),
        &schema,
        Target::Folder(to.clone(), Vec::new()),
    );
    let between = |from: &str, until: &str| {
        let interval = [
            ("PIPEWRIGHT_INTERVAL_START", from),
            ("PIPEWRIGHT_INTERVAL_END", until),
        ];
        let (success, text) = execute(&place.duckdb, &statements, &interval);
        assert!(success, "{text}");
        place.count(&to, Format::Parquet)
    };
    assert_eq!(between("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"), "a");
    assert_eq!(between("2026-01-02T10:00:00Z", "2026-01-03T00:00:00Z"), "b");
    assert_eq!(between("2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"), "c");
    assert_eq!(between("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"), "");
    // Without the variables nothing is read, rather than everything.
    let (success, _) = execute(&place.duckdb, &statements, &[]);
    assert!(!success);
}

#[test]
fn a_check_keeps_and_rejects() {
    let Some(place) = place() else { return };
    let folder = place.orders("load");
    let mut plan = CheckPlan {
        subject: "load".to_owned(),
        conditions: vec![positive(), some_rows()],
        rejecting: None,
    };
    let (kept, rejected) = (place.path("group/kept"), place.path("rejected"));
    let above = [place.path("group")];
    let statements = |plan: &CheckPlan| {
        check_statements(
            plan,
            &Checked {
                folder: &folder,
                format: Format::Parquet,
                schema: None,
                split: Some((&kept, &rejected, &above)),
            },
        )
    };
    let text = place.run(&statements(&plan));
    assert!(
        text.contains("amount > 0,reject,true,1 rows rejected"),
        "{text}"
    );
    // A missing value breaks no comparison.
    assert_eq!(place.count(&kept, Format::Parquet), "a c");
    assert_eq!(place.count(&rejected, Format::Parquet), "b");
    // What holds of all rows together still stops the run.
    plan.conditions[1].operator = pipewright_plan::CheckOperator::Rows {
        comparison: ">".to_owned(),
        value: 2,
    };
    let (success, text) = execute(&place.duckdb, &statements(&plan), &[]);
    assert!(
        !success && text.contains("check load failed: rows > 0 (2 rows)"),
        "{text}"
    );
}

#[test]
fn files_of_text_are_checked_by_their_declared_types() {
    let Some(place) = place() else { return };
    let folder = place.path("texts");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        Path::new(&folder).join("a.csv"),
        "id,amount,at\na,10,2026-01-01 10:00:00\nb,9,2026-01-01 11:00:00\n",
    )
    .unwrap();
    let schema = orders();
    let fresh = condition(
        "at fresh within 5d",
        pipewright_plan::CheckOperator::Fresh {
            column: "at".to_owned(),
            within_seconds: u32::MAX.into(),
        },
    );
    let plan = CheckPlan {
        subject: "texts".to_owned(),
        conditions: vec![positive(), fresh],
        rejecting: None,
    };
    let text = place.run(&check_statements(
        &plan,
        &Checked {
            folder: &folder,
            format: Format::Csv,
            schema: Some(&schema),
            split: None,
        },
    ));
    assert!(text.contains("at fresh within 5d,error,true"), "{text}");
}

#[test]
fn parts_have_one_file_each() {
    let Some(place) = place() else { return };
    let folder = place.orders("load");
    let schema = orders();
    let day = Partition {
        by: PartitionUnit::Day,
        column: "at".to_owned(),
    };
    let files = |name: &str, format: Format, columns: &[&str], partition: Option<&Partition>| {
        let to = place.path(name);
        let columns: Vec<String> = columns.iter().map(|one| (*one).to_owned()).collect();
        let parts = Part::of(&columns, partition, &schema);
        let target = Target::Parts(to.clone(), format, parts);
        place.run(&conform(folder.clone(), None, &schema, target));
        assert_eq!(place.count(&to, format), "a b c", "{name}");
        let mut found: Vec<String> = std::fs::read_dir(&to)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let inner: Vec<String> = std::fs::read_dir(entry.path())
                    .unwrap()
                    .map(|file| file.unwrap().file_name().into_string().unwrap())
                    .collect();
                format!(
                    "{}/{}",
                    entry.file_name().to_str().unwrap(),
                    inner.join(",")
                )
            })
            .collect();
        found.sort();
        found
    };
    for (format, ending) in [
        (Format::Parquet, "parquet"),
        (Format::Csv, "csv"),
        (Format::Json, "json"),
    ] {
        let days = ["01", "02", "03"].map(|day| format!("day=2026-01-{day}/data_0.{ending}"));
        assert_eq!(files(ending, format, &["at"], Some(&day)), days);
        let ids = ["a", "b", "c"].map(|id| format!("id={id}/data_0.{ending}"));
        assert_eq!(
            files(&format!("{ending}_by_key"), format, &["id"], None),
            ids
        );
    }
}

#[test]
fn a_part_of_many_rows_is_one_file_too() {
    let Some(place) = place() else { return };
    let folder = place.path("many");
    std::fs::create_dir(&folder).unwrap();
    place.run(&format!(
        "COPY (SELECT CAST(i AS VARCHAR) AS id, i AS amount,
                 TIMESTAMP '2026-01-01' + INTERVAL (i % 250) DAY AS at FROM range(1500000) t(i))
           TO '{folder}/rows.parquet' (FORMAT parquet);"
    ));
    let schema = orders();
    let parts = Part::of(
        &["at".to_owned()],
        Some(&Partition {
            by: PartitionUnit::Day,
            column: "at".to_owned(),
        }),
        &schema,
    );
    let to = place.path("parts");
    let target = Target::Parts(to.clone(), Format::Parquet, parts);
    place.run(&conform(folder, None, &schema, target));
    let folders: Vec<PathBuf> = std::fs::read_dir(&to)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(folders.len(), 250);
    for folder in folders {
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    }
}

#[test]
fn folders_above_are_made_and_nothing_in_them_is_touched() {
    let Some(place) = place() else { return };
    let folder = place.path("load");
    place.run(&make_folder(&folder));
    std::fs::write(Path::new(&folder).join("keep"), "kept").unwrap();
    place.run(&make_folder(&folder));
    let inside: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(inside, ["keep"]);
}
