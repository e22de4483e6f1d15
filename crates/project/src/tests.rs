//! Projects in memory and on disk, sound and broken.

use pipewright_diagnostics::Diagnostic;

use crate::{Disk, FileSystem, LoadOptions, Memory, Project, discover, load, rules};

fn project(files: &[(&str, &str)]) -> Project {
    let memory: Memory = files.iter().copied().collect();
    load(&memory, &LoadOptions::default()).unwrap()
}

fn own(project: &Project) -> Vec<String> {
    let own = project.modules.iter().filter(|module| !module.standard);
    own.map(|module| module.name()).collect()
}

fn found(project: &Project) -> Vec<(&str, &str)> {
    let show = |found: &Diagnostic| (found.rule.code, found.message.clone());
    let list: Vec<_> = project.diagnostics.iter().map(show).collect();
    list.into_iter()
        .map(|(code, message)| (code, &*message.leak()))
        .collect()
}

#[test]
fn every_file_is_a_module_and_some_folders_are_not_searched() {
    let project = project(&[
        ("z.pipe", "let z = 1\n"),
        ("lake/tables.pipe", "let t = 1\n"),
        (".hidden/a.pipe", "let a = 1\n"),
        ("target/a.pipe", "let a = 1\n"),
        ("web/node_modules/a.pipe", "let a = 1\n"),
        ("generated/a.pipe", "let a = 1\n"),
        ("examples/other/pipewright.toml", ""),
        ("examples/other/a.pipe", "let a = 1\n"),
        ("notes.txt", "no"),
    ]);
    assert_eq!(own(&project), ["lake.tables", "z"]);
    assert_eq!(found(&project), []);
}

#[test]
fn the_manifest_moves_the_output_folder() {
    let project = project(&[
        ("pipewright.toml", "out = \"deploy\"\n"),
        ("deploy/a.pipe", "let a = 1\n"),
        ("generated/b.pipe", "let b = 1\n"),
    ]);
    assert_eq!(own(&project), ["generated.b"]);
    assert_eq!(project.settings.out, "deploy");
}

#[test]
fn unknown_imports_come_with_a_suggestion() {
    let project = project(&[
        ("main.pipe", "import lake.tabels\n\nlet a = 1\n"),
        ("lake/tables.pipe", "let t = 1\n"),
    ]);
    let [found] = project.diagnostics.as_slice() else {
        panic!("{:?}", project.diagnostics)
    };
    assert_eq!(found.rule.code, rules::UNKNOWN_MODULE.code);
    assert_eq!(found.fixes[0].edits[0].text, "lake.tables");
    assert_eq!(
        project.sources.slice(found.fixes[0].edits[0].span),
        "lake.tabels"
    );
}

#[test]
fn nothing_below_std_is_a_module_by_accident() {
    for import in ["std", "std.no_such", "std.regions.more"] {
        let text = format!("import {import}\n\nlet a = 1\n");
        let project = project(&[("main.pipe", &text)]);
        assert_eq!(found(&project).len(), 1, "{import}: {:?}", found(&project));
    }
}

#[test]
fn a_cycle_is_reported_once_with_its_path() {
    let project = project(&[
        ("a.pipe", "import b\n\nlet x = 1\n"),
        ("b.pipe", "import c\nimport d\n\nlet x = 1\n"),
        ("c.pipe", "import a\n\nlet x = 1\n"),
        ("d.pipe", "let x = 1\n"),
        ("e.pipe", "import e\nimport a\n\nlet x = 1\n"),
    ]);
    let cycles: Vec<_> = project.diagnostics.iter().collect();
    assert_eq!(cycles.len(), 2, "{:?}", found(&project));
    assert_eq!(
        cycles[0].because,
        ["`a` imports `b`", "`b` imports `c`", "`c` imports `a`"]
    );
    assert_eq!(cycles[1].message, "`e` imports itself");
}

#[test]
fn a_long_chain_of_imports_costs_nothing() {
    let files: Vec<(String, String)> = (0..3_000)
        .map(|n| {
            (
                format!("m{n}.pipe"),
                format!("import m{}\n\nlet x = 1\n", (n + 1) % 3_000),
            )
        })
        .collect();
    let memory: Memory = files.into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    assert_eq!(project.diagnostics.len(), 1);
    assert_eq!(project.diagnostics[0].because.len(), 9);
}

#[test]
fn a_file_alone_brings_what_it_imports() {
    let memory: Memory = [
        (
            "main.pipe",
            "import lake.tables\nimport gone\n\nlet a = 1\n",
        ),
        ("lake/tables.pipe", "import more\n\nlet t = 1\n"),
        ("more.pipe", "let m = 1\n"),
        ("broken.pipe", "%%%"),
    ]
    .into_iter()
    .collect();
    let options = LoadOptions {
        only: Some("main.pipe".into()),
        out: None,
    };
    let project = load(&memory, &options).unwrap();
    assert_eq!(own(&project), ["main", "lake.tables", "more"]);
    assert_eq!(found(&project).len(), 1, "{:?}", found(&project));
}

#[test]
fn broken_bytes_names_and_sizes_are_findings() {
    let mut memory = Memory::default();
    memory.add("latin.pipe", b"let a = \"\xfc\"\n".to_vec());
    memory.add("evil\n::error::.pipe", "let a = 1\n");
    memory.add("std/mine.pipe", "let a = 1\n");
    memory.add("large.pipe", vec![b' '; 5 * 1024 * 1024]);
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let mut codes: Vec<_> = project
        .diagnostics
        .iter()
        .map(|found| found.rule.code)
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, ["PW0903", "PW0904", "PW0906", "PW0906"]);
    for found in &project.diagnostics {
        assert!(!found.message.contains('\n'), "{}", found.message);
    }
}

#[test]
fn bad_manifests_are_findings() {
    let project = project(&[
        ("pipewright.toml", "colour = 1\n"),
        ("a.pipe", "let a = 1\n"),
    ]);
    assert_eq!(found(&project)[0].0, "PW0907");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_on_disk() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    std::fs::write(outside.path().join("secret.pipe"), "let a = 1\n").unwrap();
    std::fs::write(at("a.pipe"), "let a = 1\n").unwrap();
    symlink(outside.path().join("secret.pipe"), at("out.pipe")).unwrap();
    symlink(outside.path(), at("folder")).unwrap();
    symlink(at("a.pipe"), at("inner.pipe")).unwrap();
    symlink(root.path(), at("loop")).unwrap();
    symlink(at("nowhere"), at("dangling.pipe")).unwrap();
    let fifo = std::process::Command::new("mkfifo")
        .arg(at("fifo.pipe"))
        .status();
    let disk = Disk::new(root.path()).unwrap();
    let project = load(&disk, &LoadOptions::default()).unwrap();
    assert_eq!(own(&project), ["a", "inner"]);
    let mut codes: Vec<_> = project
        .diagnostics
        .iter()
        .map(|found| found.rule.code)
        .collect();
    codes.sort_unstable();
    let mut expected = vec!["PW0905", "PW0905", "PW0905"];
    if fifo.is_ok_and(|status| status.success()) {
        expected.push("PW0908");
    }
    assert_eq!(codes, expected);
    assert_eq!(disk.kind("folder/secret.pipe").unwrap(), None);
}

#[test]
fn the_root_is_the_nearest_marked_folder_above() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().canonicalize().unwrap();
    std::fs::create_dir_all(folder.join("a/b")).unwrap();
    std::fs::write(folder.join("a/b/x.pipe"), "").unwrap();
    let alone = discover(&folder.join("a/b/x.pipe")).unwrap();
    assert_eq!(
        (alone.folder, alone.only.as_deref()),
        (folder.join("a/b"), Some("x.pipe"))
    );
    let given = discover(&folder.join("a")).unwrap();
    assert_eq!((given.folder, given.only), (folder.join("a"), None));
    std::fs::write(folder.join("pipewright.toml"), "").unwrap();
    for path in ["a/b/x.pipe", "a/b", "."] {
        let found = discover(&folder.join(path)).unwrap();
        assert_eq!((found.folder, found.only), (folder.clone(), None));
    }
    assert!(discover(&folder.join("nothing")).is_err());
}
