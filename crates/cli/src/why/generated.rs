//! What made a generated line.

use pipewright_driver::Inspection;
use pipewright_plan::Origin;
use pipewright_trace::Trace;

use super::fields::line_of_field;
use super::{Answer, Cause, FORMAT, HabitShown, Keeps, Line, line_of};

/// What made a line of a generated file, whose text on the disk is given.
pub fn answer(found: &Inspection, path: &str, text: &str, line: u32) -> Result<Answer, String> {
    let Some(file) = found.files.get(path) else {
        return Err(format!(
            "`{path}` is not what this project generates; `pipewright build --check` tells what is"
        ));
    };
    let lines = text.lines().count();
    if usize::try_from(line).unwrap_or(usize::MAX) > lines {
        return Err(format!("`{path}` has {lines} lines"));
    }
    let (current, note) = if file.text == text {
        (line, None)
    } else {
        let asked = line_of(text, line);
        let current = nearest(&file.text, &asked, line).ok_or_else(|| {
            format!(
                "line {line} of `{path}` is not what the compiler writes now: it was edited, or the source was; \
                 `pipewright build` writes it anew"
            )
        })?;
        let note = format!(
            "`{path}` is not what the compiler writes now; this is of the same line as it would be written, {current}"
        );
        (current, Some(note))
    };
    let trace = Trace::only(
        &found.plans.iter().collect::<Vec<_>>(),
        &found.files,
        |other| other == path,
    );
    let segment = trace
        .line(path, current)
        .ok_or_else(|| format!("nothing is known of `{path}`"))?;
    let keeps = segment
        .cause
        .demands
        .iter()
        .filter_map(|&index| trace.demands.get(index));
    let keeps = keeps.map(|demand| Keeps {
        pipeline: demand.pipeline.clone(),
        constraint: demand.text.split_whitespace().collect::<Vec<_>>().join(" "),
        source: source_line(found, &demand.origin),
        rows: demand.rows.clone(),
    });
    let origin = match segment.cause.habit {
        None => inside(
            found,
            &segment.cause.origin,
            &segment.field,
            &line_of(&file.text, current),
        ),
        Some(_) => segment.cause.origin.clone(),
    };
    Ok(Answer {
        format: FORMAT,
        asked: Line {
            file: path.to_owned(),
            line,
            text: line_of(text, line),
        },
        cause: Some(Cause {
            field: segment.field.clone(),
            source: source_line(found, &origin),
            part: segment.cause.part.clone(),
            keeps: keeps.collect(),
            habit: segment.cause.habit.map(|habit| HabitShown {
                name: habit.name,
                because: habit.because,
                page: habit.page,
            }),
        }),
        makes: Vec::new(),
        note,
    })
}

/// Of a step the field that says it, where the step is all that is known.
fn inside(found: &Inspection, origin: &Origin, field: &str, written: &str) -> Origin {
    let file = found
        .sources
        .iter()
        .find(|(_, file)| file.path() == origin.file);
    let line = file.and_then(|(_, file)| line_of_field(file, origin.line, field, written));
    Origin {
        line: line.unwrap_or(origin.line),
        ..origin.clone()
    }
}

/// The line of a text that reads the same, the nearest to where it was.
fn nearest(text: &str, asked: &str, line: u32) -> Option<u32> {
    let same = text
        .lines()
        .zip(1u32..)
        .filter(|(other, _)| *other == asked);
    same.map(|(_, number)| number)
        .min_by_key(|number| number.abs_diff(line))
}

/// The text of a place in the source.
pub fn source_line(found: &Inspection, origin: &Origin) -> Line {
    let file = found
        .sources
        .iter()
        .find(|(_, file)| file.path() == origin.file);
    Line {
        file: origin.file.clone(),
        line: origin.line,
        text: file.map_or(String::new(), |(_, file)| line_of(file.text(), origin.line)),
    }
}
