//! `init`: a small project that builds at once.

use std::fs;
use std::io;
use std::path::Path;

use crate::arguments::Init;
use crate::console::Console;
use crate::exit::Exit;

/// What is written: path and text, `{{name}}` standing for the project's name.
const FILES: &[(&str, &str)] = &[
    (
        "pipewright.toml",
        include_str!("../template/pipewright.toml"),
    ),
    ("main.pipe", include_str!("../template/main.pipe")),
    ("platform.pipe", include_str!("../template/platform.pipe")),
    ("README.md", include_str!("../template/README.md")),
    (
        ".github/workflows/pipewright.yml",
        include_str!("../template/ci.yml"),
    ),
];

pub fn run(console: &Console, verb: &Init) -> Result<Exit, Exit> {
    let folder = &verb.folder;
    let present: Vec<&str> = FILES
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| fs::symlink_metadata(folder.join(path)).is_ok())
        .collect();
    if !present.is_empty() {
        console.complain(&format!(
            "{} has {} already: nothing was written",
            folder.display(),
            present.join(", ")
        ));
        return Err(Exit::Found);
    }
    let name = name(folder);
    for (path, text) in FILES {
        create(&folder.join(path), &text.replace("{{name}}", &name)).map_err(|error| {
            console.complain(&format!(
                "cannot write {}: {error}",
                folder.join(path).display()
            ));
            Exit::Io
        })?;
    }
    let mut text = String::new();
    for (path, _) in FILES {
        text.push_str(&format!("  {path}\n"));
    }
    let go = if folder == Path::new(".") {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    console.print(&pipewright_render::visible(&format!(
        "created {name}:\n{text}next: {go}pipewright build\n"
    )))?;
    Ok(Exit::Ok)
}

/// Writes a file that is not there; never over one that came meanwhile.
fn create(path: &Path, text: &str) -> io::Result<()> {
    use io::Write as _;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

/// The folder's name, as far as it can stand in a file.
fn name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_default();
    let name: String = absolute
        .components()
        .next_back()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .unwrap_or_default()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if name.chars().any(|c| c.is_ascii_alphanumeric()) {
        name
    } else {
        "pipelines".to_owned()
    }
}
