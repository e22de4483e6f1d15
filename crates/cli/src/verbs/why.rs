//! `why`: what made a generated line, and what a source line makes.

use std::path::{Path, PathBuf};

use crate::arguments::{Format, Why};
use crate::console::Console;
use crate::exit::Exit;
use crate::place::Place;
use crate::why::{Answer, generated, source};
use crate::{findings, inspected};

pub fn run(console: &Console, verb: &Why) -> Result<Exit, Exit> {
    let Some((file, line)) = asked(&verb.place) else {
        console.complain(&format!(
            "`{}` is no place: write FILE:LINE, such as main.pipe:12",
            verb.place
        ));
        return Err(Exit::Usage);
    };
    let path = file.canonicalize().map_err(|error| {
        console.complain(&format!("cannot read {}: {error}", file.display()));
        Exit::Io
    })?;
    let start = verb.project.as_deref().unwrap_or(&path);
    let (place, found) = inspected::open(console, start, verb.out.as_deref(), &[])?;
    if found.has_errors() {
        return findings::show(console, &found.diagnostics, &found.sources, &place.prefix);
    }
    let answer = match inside(&path, &out(&place, verb.out.as_deref())) {
        Some(generated_path) => {
            let text = read(console, &path)?;
            generated::answer(&found, &generated_path, &text, line)
        }
        None => match inside(&path, &place.root) {
            Some(source_path) => source::answer(&found, &source_path, line),
            None => Err(format!(
                "{} is neither of the project in {} nor of its output; --project and --out say where they are",
                file.display(),
                place.root.display()
            )),
        },
    };
    match answer {
        Ok(answer) => {
            let shown = place.shown_out(verb.out.as_deref());
            tell(console, &answer, &shown, &place.prefix)?;
            Ok(Exit::Ok)
        }
        Err(problem) => {
            console.complain(&problem);
            Ok(Exit::Found)
        }
    }
}

/// `main.pipe:12`, or `main.pipe:12:4` as editors and compilers write it.
fn asked(place: &str) -> Option<(PathBuf, u32)> {
    let (head, last) = place.rsplit_once(':')?;
    let number: u32 = last.parse().ok()?;
    if let Some((file, line)) = head.rsplit_once(':')
        && let Ok(line) = line.parse::<u32>()
    {
        return (line > 0).then(|| (PathBuf::from(file), line));
    }
    (number > 0 && !head.is_empty()).then(|| (PathBuf::from(head), number))
}

/// The folder of the output, as the file system knows it.
fn out(place: &Place, given: Option<&Path>) -> PathBuf {
    let folder = given.map_or_else(|| place.root.join(&place.settings.out), Path::to_path_buf);
    folder.canonicalize().unwrap_or(folder)
}

/// The path below a folder, with `/` between its parts.
fn inside(path: &Path, folder: &Path) -> Option<String> {
    let rest = path.strip_prefix(folder).ok()?;
    let parts: Vec<_> = rest
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    Some(parts.join("/"))
}

#[allow(clippy::disallowed_methods)] // the file the user asks about
fn read(console: &Console, path: &Path) -> Result<String, Exit> {
    std::fs::read_to_string(path).map_err(|error| {
        console.complain(&format!("cannot read {}: {error}", path.display()));
        Exit::Io
    })
}

fn tell(console: &Console, answer: &Answer, out: &str, prefix: &str) -> Result<(), Exit> {
    if let Some(note) = &answer.note {
        console.note(&format!("note: {}\n", pipewright_render::visible(note)));
    }
    console.print(&match console.show.format {
        Format::Json => format!(
            "{}\n",
            serde_json::to_string_pretty(answer).unwrap_or_default()
        ),
        _ => answer.text(out, prefix, console.style.width),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_tools_write_them() {
        let read = |text: &str| asked(text).map(|(path, line)| (path.display().to_string(), line));
        assert_eq!(read("a/b.pipe:12"), Some(("a/b.pipe".to_owned(), 12)));
        assert_eq!(read("b.pipe:12:4"), Some(("b.pipe".to_owned(), 12)));
        assert_eq!(read("C:\\b.pipe:3"), Some(("C:\\b.pipe".to_owned(), 3)));
        for wrong in ["b.pipe", "b.pipe:", "b.pipe:x", "b.pipe:0", ":3", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
