//! What a source line makes.

use pipewright_driver::Inspection;
use pipewright_trace::Trace;

use super::{Answer, FORMAT, Line, Made, line_of};

/// The generated lines that a line of a source file makes.
pub fn answer(found: &Inspection, path: &str, line: u32) -> Result<Answer, String> {
    let Some((_, file)) = found.sources.iter().find(|(_, file)| file.path() == path) else {
        return Err(format!("`{path}` is no source file of this project"));
    };
    let lines = file.text().lines().count();
    if usize::try_from(line).unwrap_or(usize::MAX) > lines {
        return Err(format!("`{path}` has {lines} lines"));
    }
    let trace = Trace::of(&found.plans.iter().collect::<Vec<_>>(), &found.files);
    let mut made = trace.made_by(path, line);
    let mut note = None;
    if made.is_empty() {
        // A field of a step makes what the step makes.
        let known = trace.lines_of(path);
        let above = known.iter().rev().find(|&&other| other < line);
        let Some(&above) = above else {
            return Err(format!(
                "nothing generated comes from line {line} of `{path}`"
            ));
        };
        made = trace.made_by(path, above);
        note = Some(format!(
            "nothing generated comes from line {line} alone; this is of line {above}, which it may be part of"
        ));
    }
    let mut makes: Vec<Made> = Vec::new();
    for (file, segment) in made {
        let keeps = segment
            .cause
            .demands
            .iter()
            .filter_map(|&index| trace.demands.get(index));
        let keeps: Vec<String> = keeps
            .map(|demand| demand.text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let habit = segment.cause.habit.map(|habit| habit.name);
        // Lines that follow one another for one reason are told once.
        if let Some(last) = makes.last_mut()
            && last.first.file == file
            && last.last + 1 == segment.first
            && last.keeps == keeps
            && last.habit == habit
        {
            last.last = segment.last;
            continue;
        }
        let text = found.files.get(file).map_or("", |file| &file.text);
        makes.push(Made {
            first: Line {
                file: file.to_owned(),
                line: segment.first,
                text: line_of(text, segment.first),
            },
            last: segment.last,
            field: segment.field.clone(),
            keeps,
            habit,
        });
    }
    Ok(Answer {
        format: FORMAT,
        asked: Line {
            file: path.to_owned(),
            line,
            text: line_of(file.text(), line),
        },
        cause: None,
        makes,
        note,
    })
}
