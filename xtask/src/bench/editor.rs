//! The language server beside another one: the same edits, in files and folders of the same size.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{generate, release, target};
use crate::{Failure, process, root};

/// Pipelines of a file of 3,000 lines.
const IN_A_LONG_FILE: usize = 60;
/// Functions of a file of as many lines.
const IN_A_LONG_TWIN: usize = 120;
/// Files of a large folder.
const MANY: usize = 1_000;

/// Measures both in a project of one long file, and in one of many short files.
pub fn run(
    client: &Path,
    beside: Option<String>,
    edits: &str,
    program: Option<PathBuf>,
) -> Result<(), Failure> {
    let pipewright = release(program)?;
    let folder = target().join("bench").join("editor");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    generate::split(&folder.join("long"), IN_A_LONG_FILE, IN_A_LONG_FILE)?;
    generate::split(&folder.join("many"), MANY, 1)?;
    twin(&folder.join("long-python"), 1, IN_A_LONG_TWIN)?;
    twin(&folder.join("many-python"), MANY, 2)?;
    let client = client.to_str().ok_or("the client's path is not text")?;
    let server = format!("{} lsp", pipewright.display());
    // Servers are started in the folder they serve: where they are is said from the root of all.
    let ruff = root().join("target/tools/checks/bin/ruff");
    let beside = beside.unwrap_or_else(|| format!("{} server", ruff.display()));
    let beside = beside.as_str();
    for (project, server, file, language) in [
        ("long", server.as_str(), "teams/team_0.pipe", "pipe"),
        ("long-python", beside, "team_0.py", "python"),
        ("many", server.as_str(), "teams/team_0.pipe", "pipe"),
        ("many-python", beside, "team_0.py", "python"),
    ] {
        let workspace = folder.join(project);
        let file = workspace.join(file);
        let paths = [&workspace, &file].map(|path| path.display().to_string());
        let [workspace, file] = paths.each_ref().map(String::as_str);
        let arguments = [
            client,
            "--server",
            server,
            "--workspace",
            workspace,
            "--file",
            file,
            "--language",
            language,
            "--edits",
            edits,
        ];
        process::run("python3", &arguments)?;
    }
    Ok(())
}

/// A project in Python of about the size of ours.
fn twin(folder: &Path, files: usize, functions: usize) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("ruff.toml"), "line-length = 88\n")?;
    for file in 0..files {
        let mut text = String::from("import collections\nimport os\nimport pathlib\n");
        for function in 0..functions {
            let n = file * functions + function;
            write!(
                text,
                r#"

def clean_{n}(rows: list[dict], country: str = "de", limit: int = 100) -> list[dict]:
    """Cleans part {n}."""
    result = []
    for row in rows[:limit]:
        if row.get("country") != country:
            continue
        amount = float(row["revenue"] or 0)
        result.append({{"id": row["id"], "country": country, "revenue": amount}})
    total = sum(entry["revenue"] for entry in result)
    print(f"part {n}: {{total}} of {{len(result)}}", os.sep)
    return result


class Totals{n}:
    def __init__(self, rows):
        self.rows = rows
        self.settings = {{"part": {n}, "unit": "EUR", "path": pathlib.Path("/tmp")}}

    def by_country(self):
        found = collections.defaultdict(float)
        for row in self.rows:
            found[row["country"]] += row["revenue"]
        return dict(found)
"#
            )?;
        }
        fs::write(folder.join(format!("team_{file}.py")), text)?;
    }
    Ok(())
}
