//! `fmt`: source files in their one layout.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use pipewright_diagnostics::Diagnostic;
use pipewright_project::{Disk, source_files};
use pipewright_source::{SourceFile, SourceId, SourceMap};

use crate::arguments::{Fmt, Format};
use crate::console::Console;
use crate::exit::Exit;
use crate::{findings, replace};

/// More than any source file has.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

pub fn run(console: &Console, verb: &Fmt) -> Result<Exit, Exit> {
    if verb.paths.iter().any(|path| path.as_os_str() == "-") {
        return standard_input(console, verb);
    }
    let mut files = Vec::new();
    for path in &verb.paths {
        files.extend(below(path).map_err(|error| {
            console.complain(&format!("cannot read {}: {error}", path.display()));
            Exit::Io
        })?);
    }
    let mut seen = Findings::default();
    let mut unformatted = Vec::new();
    let mut changed = 0;
    for file in files {
        let shown = file.display().to_string();
        let text = read(&file).map_err(|error| {
            console.complain(&format!("cannot read {shown}: {error}"));
            Exit::Io
        })?;
        let Some(new) = seen.format(&shown, text.clone()) else {
            continue;
        };
        if new == text {
            continue;
        }
        if verb.check {
            unformatted.push(shown);
            continue;
        }
        replace::replace(&file, &new).map_err(|error| {
            console.complain(&format!("cannot write {shown}: {error}"));
            Exit::Io
        })?;
        changed += 1;
    }
    let exit = seen.show(console)?;
    let list: String = unformatted
        .iter()
        .map(|file| pipewright_render::visible(&format!("{file} is not formatted")) + "\n")
        .collect();
    if console.show.format == Format::Human {
        console.print(&list)?;
        if changed > 0 {
            let plural = if changed == 1 { "" } else { "s" };
            console.print(&format!("formatted {changed} file{plural}\n"))?;
        }
    } else {
        console.note(&list);
    }
    Ok(if unformatted.is_empty() {
        exit
    } else {
        Exit::Found
    })
}

fn standard_input(console: &Console, verb: &Fmt) -> Result<Exit, Exit> {
    if verb.paths.len() > 1 {
        console.complain("`-` cannot be combined with other paths");
        return Err(Exit::Usage);
    }
    let text = all(io::stdin().lock()).map_err(|error| {
        console.complain(&format!("cannot read standard input: {error}"));
        Exit::Io
    })?;
    let mut seen = Findings::default();
    let Some(new) = seen.format("<stdin>", text.clone()) else {
        return seen.show(console);
    };
    if verb.check {
        return Ok(if new == text { Exit::Ok } else { Exit::Found });
    }
    console.print(&new)?;
    Ok(Exit::Ok)
}

/// The source files at or below a path.
fn below(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let disk = Disk::new(path)?;
    let files = source_files(&disk).map_err(io::Error::other)?;
    let base = if path == Path::new(".") {
        Path::new("")
    } else {
        path
    };
    Ok(files.into_iter().map(|file| base.join(file)).collect())
}

fn read(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    all(std::fs::File::open(path)?)
}

fn all(from: impl io::Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("longer than a source file may be"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))
}

/// Files that could not be formatted, and why.
#[derive(Default)]
struct Findings {
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
}

impl Findings {
    fn format(&mut self, path: &str, text: String) -> Option<String> {
        let next = u32::try_from(self.sources.iter().count()).unwrap_or(u32::MAX);
        match pipewright_format::format(SourceId(next), &text) {
            Ok(new) => Some(new),
            Err(found) => {
                self.sources.add(SourceFile::new(path, text));
                self.diagnostics.extend(found);
                None
            }
        }
    }

    fn show(&self, console: &Console) -> Result<Exit, Exit> {
        if self.diagnostics.is_empty() && console.show.format == Format::Human {
            return Ok(Exit::Ok);
        }
        findings::show(console, &self.diagnostics, &self.sources, "")
    }
}
