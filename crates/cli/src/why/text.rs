//! Answers as text for people.

use std::fmt::Write as _;

use pipewright_plan::{LedgerRow, Status};
use pipewright_render::visible;

use super::{Answer, Cause, Keeps, Line, Made};

/// No more facts of a row are listed.
const MOST_FACTS: usize = 8;

/// No more places of a file are listed.
const MOST_PLACES: usize = 12;

impl Answer {
    /// The answer for a terminal. `out` leads to the output, `prefix` to the project.
    pub fn text(&self, out: &str, prefix: &str, width: usize) -> String {
        let mut text = String::new();
        match &self.cause {
            Some(cause) => {
                line(&mut text, &format!("{out}/"), &self.asked);
                // What others do about it is in the ledger.
                let target = self.asked.file.split('/').nth(1).unwrap_or("");
                of_cause(&mut text, cause, target, prefix, width);
            }
            None => {
                line(&mut text, prefix, &self.asked);
                self.of_makes(&mut text, out, width);
            }
        }
        text
    }

    fn of_makes(&self, text: &mut String, out: &str, width: usize) {
        let mut files: Vec<(&str, Vec<&Made>)> = Vec::new();
        for made in &self.makes {
            match files.last_mut() {
                Some((file, list)) if *file == made.first.file => list.push(made),
                _ => files.push((&made.first.file, vec![made])),
            }
        }
        for (file, list) in files {
            let _ = writeln!(text, "\n{}", visible(&format!("{out}/{file}")));
            let widest = list.iter().map(|made| range(made).len()).max().unwrap_or(0);
            for made in list.iter().take(MOST_PLACES) {
                // A bracket alone says nothing: the field's name does.
                let stands = made.first.text.trim();
                let told = if stands.len() > 2 {
                    stands
                } else {
                    &made.field
                };
                let first = format!("  {:>widest$}  {}", range(made), visible(told));
                let _ = writeln!(text, "{}", cut(&first, width));
                let mut told: Vec<String> = made
                    .keeps
                    .iter()
                    .map(|one| format!("keeps `{}`", visible(one)))
                    .collect();
                told.extend(made.habit.map(|habit| format!("there anyway: {habit}")));
                if !told.is_empty() {
                    let second = format!("  {:widest$}  {}", "", told.join(", "));
                    let _ = writeln!(text, "{}", cut(&second, width));
                }
            }
            if list.len() > MOST_PLACES {
                let _ = writeln!(text, "  and {} places more", list.len() - MOST_PLACES);
            }
        }
    }
}

fn of_cause(text: &mut String, cause: &Cause, target: &str, prefix: &str, width: usize) {
    for keeps in &cause.keeps {
        let _ = writeln!(
            text,
            "\nkeeps `{}` of {}",
            visible(&keeps.constraint),
            visible(&keeps.pipeline)
        );
        line(text, prefix, &keeps.source);
        rows(text, keeps, target, width);
    }
    if let Some(habit) = &cause.habit {
        let _ = writeln!(text, "\nnobody demanded it: {}", habit.name);
        wrapped(text, habit.because, 2, width);
        let _ = writeln!(text, "  docs/{}", habit.page);
    }
    if cause.keeps.is_empty() {
        let word = if cause.habit.is_some() {
            "it is there for"
        } else {
            "comes from"
        };
        let _ = writeln!(text, "\n{word} {}", visible(&cause.part));
        line(text, prefix, &cause.source);
    }
}

/// How a constraint is kept, shortly: this line is one of the places.
fn rows(text: &mut String, keeps: &Keeps, target: &str, width: usize) {
    let here = |row: &&LedgerRow| row.target.as_deref().is_none_or(|name| name == target);
    for row in keeps.rows.iter().filter(here) {
        let told = match (&row.target, row.status) {
            (None, Status::Waived) => format!("waived: {}", row.by),
            (None, _) => format!("proven by {}", row.by),
            (Some(target), Status::Carried) => format!("carried by {target}: {}", row.by),
            (Some(target), _) => format!("enforced by {target}: {}", row.by),
        };
        wrapped(text, &visible(&told), 2, width);
        facts(text, row, width);
    }
}

fn facts(text: &mut String, row: &LedgerRow, width: usize) {
    let more = row.because.len().saturating_sub(MOST_FACTS);
    for fact in row.because.iter().take(MOST_FACTS) {
        let _ = match fact.chars().count() + 4 <= width {
            // Sums stand in columns.
            true => writeln!(text, "    {}", visible(fact)),
            false => {
                wrapped(text, &visible(fact), 4, width);
                Ok(())
            }
        };
    }
    if more > 0 {
        let _ = writeln!(
            text,
            "    and {more} lines more: `pipewright ledger` has them"
        );
    }
}

/// `main.pipe:12`, and below it what stands there.
fn line(text: &mut String, prefix: &str, line: &Line) {
    // The standard library lies in no folder.
    let prefix = if line.file.starts_with("std/") {
        ""
    } else {
        prefix
    };
    let place = format!("{prefix}{}:{}", line.file, line.line);
    let _ = writeln!(text, "{}", visible(&place));
    if !line.text.trim().is_empty() {
        let _ = writeln!(text, "{:>6} | {}", line.line, visible(line.text.trim_end()));
    }
}

fn range(made: &Made) -> String {
    if made.last > made.first.line {
        format!("{}-{}", made.first.line, made.last)
    } else {
        made.first.line.to_string()
    }
}

fn cut(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.trim_end().to_owned();
    }
    let kept: String = line.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}~")
}

fn wrapped(text: &mut String, words: &str, indent: usize, width: usize) {
    let blank = " ".repeat(indent);
    let mut current = blank.clone();
    for word in words.split_whitespace() {
        if current.len() > indent && current.chars().count() + 1 + word.chars().count() > width {
            let _ = writeln!(text, "{current}");
            current.clone_from(&blank);
        }
        if current.len() > indent {
            current.push(' ');
        }
        current.push_str(word);
    }
    let _ = writeln!(text, "{current}");
}
