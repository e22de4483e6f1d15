//! Facts as people read them: regions, sizes, sums.

use pipewright_plan::{Place, RegionSet, Resources};
use pipewright_schedule::duration;

/// At most this many lines of a sum are shown.
const MOST_LINES: usize = 12;
/// A line of a sum is no wider, so that it fits a terminal of 80 columns beside its frame.
const WIDEST: usize = 70;
/// A clock longer than this stands behind its duration, not before it.
const LONG_CLOCK: usize = 20;
/// At most this many places are named.
const MOST_PLACES: usize = 4;

/// One line of a sum of durations.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub what: String,
    pub seconds: u64,
    /// Said behind the duration.
    pub remark: String,
}

impl Term {
    /// The same, of a pipeline that others come after.
    pub fn of(&self, pipeline: &str) -> Self {
        let named = self.what.contains(pipeline);
        Self {
            what: if named {
                self.what.clone()
            } else {
                format!("{} ({pipeline})", self.what)
            },
            ..self.clone()
        }
    }
}

/// A sum of durations, a line each, and the total with what it is compared to: `34m > 30m`.
pub(crate) fn sum(terms: &[Term], total: u64, compared: &str) -> Vec<String> {
    let mut rows: Vec<(String, String, String)> = Vec::new();
    let (shown, hidden) = terms.split_at(most_shown(terms.len()));
    for (at, term) in shown.iter().enumerate() {
        let sign = if at == 0 { "  " } else { "+ " };
        let what = format!("{sign}{}", term.what);
        rows.push((what, duration::show(term.seconds), term.remark.clone()));
    }
    if !hidden.is_empty() {
        let rest = hidden
            .iter()
            .fold(0_u64, |sum, term| sum.saturating_add(term.seconds));
        let what = format!("+ {} more", hidden.len());
        rows.push((what, duration::show(rest), String::new()));
    }
    rows.push(("=".to_owned(), duration::show(total), compared.to_owned()));
    let names = rows
        .iter()
        .map(|(what, _, _)| what.chars().count())
        .max()
        .unwrap_or_default();
    let times = rows
        .iter()
        .map(|(_, time, _)| time.chars().count())
        .max()
        .unwrap_or_default();
    let mut lines = Vec::with_capacity(rows.len());
    for (what, time, remark) in rows {
        let line = format!("{what:<names$}  {time:>times$}");
        if line.chars().count() + 2 + remark.chars().count() <= WIDEST {
            lines.push(format!("{line}  {remark}").trim_end().to_owned());
        } else {
            lines.push(line);
            lines.extend(below(&remark));
        }
    }
    lines
}

/// A remark that has no room behind its duration: on lines of its own.
fn below(remark: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in remark.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDEST => {
                line.push_str(if line.is_empty() { "    " } else { " " });
                line.push_str(word);
            }
            _ => lines.push(format!("    {word}")),
        }
    }
    lines
}

/// `between two runs, every 6h`; a clock with many words is told behind the duration.
pub(crate) fn between_runs(written: &str, seconds: u64, remark: &str) -> Term {
    let short = written.chars().count() <= LONG_CLOCK;
    let told: Vec<&str> = [written, remark]
        .into_iter()
        .skip(usize::from(short))
        .filter(|part| !part.is_empty())
        .collect();
    Term {
        what: if short {
            format!("between two runs, {written}")
        } else {
            "between two runs".to_owned()
        },
        seconds,
        remark: told.join(", "),
    }
}

const fn most_shown(count: usize) -> usize {
    if count > MOST_LINES {
        MOST_LINES - 1
    } else {
        count
    }
}

/// `eu`, or `us-east-1` when the set is one place of another name.
pub(crate) fn region(set: &RegionSet) -> String {
    match &*set.places {
        [only] if only.name != set.name => format!("{}: {}", set.name, only.name),
        _ => set.name.clone(),
    }
}

/// `` `us-east-1` and `us-west-2` ``, a few at most.
pub(crate) fn places(places: &[&Place]) -> String {
    let names: Vec<String> = places
        .iter()
        .take(MOST_PLACES)
        .map(|place| format!("`{}`", place.name))
        .collect();
    let more = places.len().saturating_sub(MOST_PLACES);
    if more > 0 {
        format!("{} and {more} more", names.join(", "))
    } else {
        list(&names)
    }
}

/// A name in backticks.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// `a, b and c`.
pub(crate) fn list(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// `4 GiB`, `512 MiB`; one decimal where it is not even.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    for (unit, shift) in UNITS {
        let whole = bytes >> shift;
        if whole > 0 {
            let tenths = ((bytes - (whole << shift)).saturating_mul(10)) >> shift;
            return if tenths == 0 {
                format!("{whole} {unit}")
            } else {
                format!("{whole}.{tenths} {unit}")
            };
        }
    }
    format!("{bytes} B")
}

/// `2 CPU`, `500m CPU`.
pub(crate) fn cpu(millis: u64) -> String {
    if millis.is_multiple_of(1_000) {
        format!("{} CPU", millis / 1_000)
    } else {
        format!("{millis}m CPU")
    }
}

/// `2 CPU, 4 GiB memory, 10 GiB disk, 1 GPU`.
pub(crate) fn resources(needs: &Resources) -> String {
    let mut parts = vec![
        cpu(needs.cpu_millis),
        format!("{} memory", size(needs.memory_bytes)),
    ];
    if needs.disk_bytes > 0 {
        parts.push(format!("{} disk", size(needs.disk_bytes)));
    }
    if needs.gpu > 0 {
        parts.push(format!("{} GPU", needs.gpu));
    }
    parts.join(", ")
}

/// A duration literal of at least this many seconds, in whole minutes from a minute on: `1h30m`.
pub(crate) fn literal(seconds: u64) -> String {
    if seconds < 60 {
        return format!("{seconds}s");
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_stand_in_columns() {
        let term = |what: &str, seconds, remark: &str| Term {
            what: what.to_owned(),
            seconds,
            remark: remark.to_owned(),
        };
        let terms = [term("read", 300, ""), term("by_country", 5_400, "the most")];
        assert_eq!(
            sum(&terms, 5_700, "> 1h").join("\n"),
            "  read            5m\n+ by_country  1h 30m  the most\n=             1h 35m  > 1h"
        );
        let many: Vec<Term> = (0..100).map(|at| term(&format!("t{at}"), 60, "")).collect();
        let lines = sum(&many, 6_000, "> 1h");
        assert_eq!(lines.len(), 13);
        assert_eq!(lines[11], "+ 89 more  1h 29m");
    }

    #[test]
    fn what_has_no_room_behind_its_duration_stands_below() {
        let clock = "cron \"30 2 * * *\" in \"Europe/Berlin\"";
        let long = between_runs(
            clock,
            169_200,
            "the longest, weekends and clock changes included",
        );
        let lines = sum(
            &[long, between_runs("every 6h", 21_600, "")],
            190_800,
            "> 30h",
        );
        assert_eq!(
            lines.join("\n"),
            "  between two runs              47h\n    \
             cron \"30 2 * * *\" in \"Europe/Berlin\", the longest, weekends and\n    \
             clock changes included\n\
             + between two runs, every 6h     6h\n\
             =                             2d 5h  > 30h"
        );
    }

    #[test]
    fn sizes_read_well() {
        for (bytes, text) in [
            (0, "0 B"),
            (4 << 30, "4 GiB"),
            (512 << 20, "512 MiB"),
            (3 << 29, "1.5 GiB"),
            (u64::MAX, "16777215.9 TiB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(literal(30 * 60 + 1), "31m");
        assert_eq!(literal(7_200), "2h");
        assert_eq!(literal(5_400), "1h30m");
        assert_eq!(literal(45), "45s");
    }
}
