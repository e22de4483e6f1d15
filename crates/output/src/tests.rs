//! Writing, editing, failing, dying.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use pipewright_backend::FileTree;
use tempfile::TempDir;

use super::*;

fn tree(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::default();
    for (path, text) in files {
        assert_eq!(tree.add(*path, *text), None);
    }
    tree
}

fn snapshot(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        let Ok(list) = fs::read_dir(&at) else {
            continue;
        };
        for entry in list {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if name == OWN {
                continue;
            }
            if path.is_dir() {
                found.insert(name, "<folder>".into());
                open.push(path);
            } else {
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

struct Place {
    _root: TempDir,
    folder: OutputFolder,
}

fn place() -> Place {
    let root = TempDir::new().unwrap();
    let folder = OutputFolder::new(root.path(), "deep/out");
    Place {
        _root: root,
        folder,
    }
}

impl Place {
    fn write(&self, tree: &FileTree) -> Result<Report, WriteError> {
        write(&Disk, &self.folder, tree, &WriteOptions::default())
    }
    fn force(&self, tree: &FileTree) -> Result<Report, WriteError> {
        let options = WriteOptions {
            overwrite_edited: true,
            ..WriteOptions::default()
        };
        write(&Disk, &self.folder, tree, &options)
    }
    fn put(&self, file: &str, text: &str) {
        let path = self.folder.file(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fn files(&self) -> BTreeMap<String, String> {
        snapshot(&self.folder.path())
    }
}

const OLD: &[(&str, &str)] = &[
    ("prod/json/a.json", "a1"),
    ("prod/json/b.json", "b1"),
    ("prod/kubernetes/base/kustomization.yaml", "k1"),
    ("gone/deep/c.yaml", "c1"),
];
const NEW: &[(&str, &str)] = &[
    ("prod/json/a.json", "a2"),
    ("prod/json/b.json", "b1"),
    ("prod/kubernetes/base/kustomization.yaml", "k2"),
    ("dev/json/d.json", "d2"),
];

#[test]
fn a_tree_is_written_changed_and_cleaned_up() {
    let place = place();
    assert_eq!(place.write(&tree(OLD)).unwrap().created.len(), 4);
    let report = place.write(&tree(NEW)).unwrap();
    assert_eq!(report.created, ["dev/json/d.json"]);
    assert_eq!(
        report.replaced,
        [
            "prod/json/a.json",
            "prod/kubernetes/base/kustomization.yaml"
        ]
    );
    assert_eq!(report.removed, ["gone/deep/c.yaml"]);
    assert_eq!(report.unchanged, 1);
    assert!(!place.folder.file("gone").exists(), "empty folders go");
    assert!(!place.folder.own("staging").exists());
    assert!(!place.folder.own("backup").exists());
    fs::remove_file(place.folder.file("prod/json/b.json")).unwrap();
    let repaired = place.write(&tree(NEW)).unwrap();
    assert_eq!(repaired.created, ["prod/json/b.json"]);
    let again = place.write(&tree(NEW)).unwrap();
    assert_eq!(again.unchanged, 4);
    assert_eq!(
        compare(&Disk, &place.folder, &tree(NEW), &Scope::All).unwrap(),
        []
    );
}

#[test]
fn edited_files_are_reported_and_only_overwritten_on_demand() {
    let place = place();
    place.write(&tree(OLD)).unwrap();
    place.put("prod/json/a.json", "mine");
    place.put("gone/deep/c.yaml", "mine too");
    let before = place.files();
    let error = place.write(&tree(NEW)).unwrap_err();
    let WriteError::Refused { edited, foreign } = error else {
        panic!("{error}")
    };
    assert_eq!(edited, ["prod/json/a.json", "gone/deep/c.yaml"]);
    assert!(foreign.is_empty());
    assert_eq!(place.files(), before);
    place.force(&tree(NEW)).unwrap();
    assert_eq!(place.files()["prod/json/a.json"], "a2");
    assert!(!place.files().contains_key("gone/deep/c.yaml"));
}

#[test]
fn foreign_files_are_never_touched() {
    let place = place();
    place.put("prod/README.md", "by hand");
    place.put("prod/json/a.json", "by hand");
    assert!(matches!(
        place.force(&tree(OLD)),
        Err(WriteError::Refused { foreign, .. }) if foreign == ["prod/json/a.json"]
    ));
    assert!(
        !place.folder.path().join(OWN).exists(),
        "no trace of a refused run"
    );
    fs::remove_file(place.folder.file("prod/json/a.json")).unwrap();
    place.write(&tree(OLD)).unwrap();
    place.write(&tree(&[])).unwrap();
    assert_eq!(place.files()["prod/README.md"], "by hand");
    assert_eq!(place.files().len(), 2);
}

#[test]
fn a_file_where_a_folder_should_be_is_in_the_way() {
    let place = place();
    place.put("prod", "a file");
    assert!(matches!(
        place.write(&tree(OLD)),
        Err(WriteError::Refused { .. })
    ));
    assert_eq!(place.files().len(), 1);
}

#[cfg(unix)]
#[test]
fn symlinks_are_never_followed() {
    let place = place();
    let outside = TempDir::new().unwrap();
    fs::create_dir_all(place.folder.path()).unwrap();
    std::os::unix::fs::symlink(outside.path(), place.folder.file("prod")).unwrap();
    assert!(matches!(
        place.force(&tree(OLD)),
        Err(WriteError::Refused { .. })
    ));
    let through = TempDir::new().unwrap();
    std::os::unix::fs::symlink(outside.path(), through.path().join("deep")).unwrap();
    let folder = OutputFolder::new(through.path(), "deep/out");
    let error = write(&Disk, &folder, &tree(OLD), &WriteOptions::default()).unwrap_err();
    assert!(matches!(error, WriteError::Link(_)), "{error}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn a_part_leaves_the_rest_alone() {
    let place = place();
    place.write(&tree(OLD)).unwrap();
    let options = WriteOptions {
        scope: Scope::Below(vec!["prod/json".into()]),
        ..WriteOptions::default()
    };
    let part = tree(&[("prod/json/a.json", "a2")]);
    let report = write(&Disk, &place.folder, &part, &options).unwrap();
    assert_eq!(report.removed, ["prod/json/b.json"]);
    assert_eq!(place.files()["gone/deep/c.yaml"], "c1");
    assert_eq!(
        place.write(&tree(NEW)).unwrap().removed,
        ["gone/deep/c.yaml"]
    );
}

#[test]
fn paths_stay_inside() {
    for path in [
        "../x",
        "a/../../x",
        "/x",
        ".pipewright/index.json",
        "a//b",
        "",
    ] {
        let error = place().write(&tree(&[(path, "")])).unwrap_err();
        assert!(matches!(error, WriteError::Path(_)), "{path}: {error}");
    }
}

#[test]
fn a_damaged_index_stops_everything() {
    let place = place();
    place.write(&tree(OLD)).unwrap();
    for text in [
        "{",
        "{}",
        "{\"format\":\"pipewright.index/v1\",\"files\":{\"../../x\":\"\"}}",
    ] {
        fs::write(place.folder.own("index.json"), text).unwrap();
        assert!(matches!(
            place.write(&tree(NEW)),
            Err(WriteError::Index(..))
        ));
    }
}

#[test]
fn two_runs_do_not_mix() {
    let place = place();
    place.write(&tree(OLD)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for files in [NEW, OLD, NEW] {
                    place.write(&tree(files)).unwrap();
                }
            });
        }
    });
    place.write(&tree(NEW)).unwrap();
    assert_eq!(place.files()["dev/json/d.json"], "d2");
}

/// Fails at the n-th change; a dead one also fails at every change after it.
struct Failing {
    left: AtomicUsize,
    dead: bool,
}

impl Failing {
    fn step(&self) -> io::Result<()> {
        let fail = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
                0 => (!self.dead).then_some(usize::MAX),
                left => Some(left - 1),
            })
            .map_or(true, |before| before == 0);
        if fail {
            return Err(io::Error::other("injected"));
        }
        Ok(())
    }
}

impl Store for Failing {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        Disk.kind(path)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Disk.read(path)
    }
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step() {
            // The worst: a part of it is there.
            let _ = Disk.create(path, &bytes[..bytes.len() / 2]);
            return Err(error);
        }
        Disk.create(path, bytes)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.create_folder(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Disk.rename(from, to)
    }
    fn duplicate(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Disk.duplicate(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.remove(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.remove_folder(path)
    }
    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.remove_tree(path)
    }
}

/// Runs the change with a failure at each step in turn, until it gets through.
fn at_every_step(dead: bool, check: impl Fn(&Place, usize)) {
    for step in 0..200 {
        let place = place();
        place.write(&tree(OLD)).unwrap();
        let failing = Failing {
            left: AtomicUsize::new(step),
            dead,
        };
        let result = write(
            &failing,
            &place.folder,
            &tree(NEW),
            &WriteOptions::default(),
        );
        if result.is_ok()
            && failing.left.load(Ordering::SeqCst) > 0
            && failing.left.load(Ordering::SeqCst) < 200
        {
            assert!(step > 10, "the change has that many steps at least");
            return;
        }
        if result.is_err() {
            check(&place, step);
        }
        // Whatever happened: the next run gets to either state.
        place
            .write(&tree(if step % 2 == 0 { NEW } else { OLD }))
            .unwrap();
        place.write(&tree(NEW)).unwrap();
        let files = place
            .files()
            .into_values()
            .filter(|text| text != "<folder>");
        assert_eq!(files.count(), 4, "step {step}: {:?}", place.files());
        assert_eq!(place.files()["prod/json/a.json"], "a2");
    }
    panic!("never got through");
}

#[test]
fn a_failure_takes_everything_back() {
    let place = place();
    place.write(&tree(OLD)).unwrap();
    let old = place.files();
    at_every_step(false, |place, step| {
        assert_eq!(place.files(), old, "step {step}");
    });
}

#[test]
fn a_kill_leaves_only_whole_files() {
    at_every_step(true, |place, step| {
        for (path, text) in place.files() {
            let whole = OLD
                .iter()
                .chain(NEW)
                .any(|file| *file == (path.as_str(), text.as_str()));
            assert!(
                whole || text == "<folder>",
                "step {step}: {path} holds {text:?}"
            );
        }
        let names = |list: &[(&str, &str)], name: &str| list.iter().any(|(path, _)| *path == name);
        for (path, _) in OLD {
            assert!(
                place.files().contains_key(*path) || !names(NEW, path),
                "step {step}: {path} vanished"
            );
        }
        place.write(&tree(NEW)).unwrap();
        assert_eq!(place.files().len(), 10, "step {step}: {:?}", place.files());
    });
}
