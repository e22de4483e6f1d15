//! Scripts that ask the clock what time it is, rather than the run what time it stands for.

use pipewright_plan::{Container, Task, TextPart};

/// Calls of Python's usual libraries that answer with the present. Those that measure how long
/// something takes are not among them.
const PYTHON: [&str; 9] = [
    "datetime.now(",
    "datetime.utcnow(",
    "datetime.today(",
    "date.today(",
    "Timestamp.now(",
    "Timestamp.today(",
    "pendulum.now(",
    "pendulum.today(",
    "arrow.utcnow(",
];

/// How a shell puts what `date` prints into its text.
const SHELL: [&str; 2] = ["$(date", "`date"];

/// What makes `date` print another moment than the present.
const ANOTHER_MOMENT: [&str; 5] = [" -d", " --date", " -r", " --reference", " -j"];

/// The words by which a step asks the clock; none where it does not, as far as its text shows.
pub(super) fn asked(task: &Task) -> Option<String> {
    task.containers
        .iter()
        .filter(|container| container.author_image)
        .find_map(of_container)
}

fn of_container(container: &Container) -> Option<String> {
    let file = container.file.as_ref();
    let of_file = file.and_then(|file| {
        let lines = file.text.lines();
        if file.name.ends_with(".py") {
            lines.map(without_remark).find_map(python)
        } else {
            lines.map(without_remark).find_map(shell)
        }
    });
    let command = container.command.iter().flatten();
    let literals = || {
        let texts = command.chain(&container.args);
        texts
            .flat_map(|text| text.0.iter())
            .filter_map(|part| match part {
                TextPart::Literal(text) => Some(text.as_str()),
                TextPart::Variable(_) => None,
            })
    };
    of_file.or_else(|| literals().flat_map(str::lines).find_map(shell))
}

/// A line up to its remark.
fn without_remark(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.split_once(" #").map_or(line, |(code, _)| code)
}

fn python(line: &str) -> Option<String> {
    let call = PYTHON.iter().find(|call| line.contains(*call))?;
    Some(format!("{call})"))
}

fn shell(line: &str) -> Option<String> {
    let found = SHELL.iter().any(|start| {
        line.split(start).skip(1).any(|rest| {
            let own = rest.split([')', '`']).next().unwrap_or_default();
            let called = own.is_empty() || own.starts_with(' ');
            called && !ANOTHER_MOMENT.iter().any(|option| own.contains(option))
        })
    });
    found.then(|| "date".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{python, shell, without_remark};

    #[test]
    fn the_present_is_told_from_other_moments() {
        assert!(shell("day=$(date +%F)").is_some());
        assert!(shell("day=`date`").is_some());
        for other in [
            "day=$(date -u -d \"$PIPEWRIGHT_LOGICAL_TIME\" +%F)",
            "day=$(date --date=\"$PIPEWRIGHT_LOGICAL_TIME\" +%F)",
            "made=$(date -r out.csv +%F)",
            "x=$(dateutils)",
            "echo \"$PIPEWRIGHT_DATE\"",
        ] {
            assert_eq!(shell(other), None, "{other}");
        }
        assert!(python("day = datetime.now(tz=UTC).date()").is_some());
        for other in [
            "started = time.time()",
            "day = datetime.fromisoformat(os.environ[\"PIPEWRIGHT_LOGICAL_TIME\"])",
        ] {
            assert_eq!(python(other), None, "{other}");
        }
        assert_eq!(without_remark("  # datetime.now()"), "");
        assert_eq!(without_remark("x = 1 # date.today()"), "x = 1");
    }
}
