//! Cron expressions: five fields, read strictly and normalised.

use crate::calendar::{self, Days};
use crate::clock::{self, ClockChanges};
use crate::field::{FIELDS, Field, FieldError, clip};
use crate::problem::Suggestion;
use crate::runs::Runs;
use crate::{Analysis, Problem, Subject, rules, zone};

/// Longer text is not looked at.
const LONGEST: usize = 256;

const ALL_HOURS: u64 = (1 << 24) - 1;
/// From the first.
const ALL_DAYS: u64 = (1 << 32) - 2;
/// From January, the first.
const ALL_MONTHS: u64 = (1 << 13) - 2;
/// From Sunday, which is 0.
const ALL_WEEKDAYS: u64 = (1 << 7) - 1;

/// Words some crons know, and what they stand for.
const WORDS: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// Reads a cron expression in a zone.
///
/// # Errors
/// Everything that is wrong with the expression or the zone; at least one problem.
pub fn analyse(expression: &str, zone: &str) -> Result<Analysis, Vec<Problem>> {
    let (fields, zone_found) = match (fields(expression), zone::find(zone)) {
        (Ok(fields), Ok(found)) => (fields, found),
        (fields, found) => {
            return Err([fields.err(), found.err()]
                .into_iter()
                .flatten()
                .map(|problem| *problem)
                .collect());
        }
    };
    let normal = spell(&fields);
    let [_, _, days, months, weekdays] = &fields;
    let either = is_either(days, weekdays);
    let runs = runs(&fields);
    let Some(mut periods) = runs.periods().filter(|_| !runs.is_empty()) else {
        return Err(vec![never_fires(expression, days, months)]);
    };
    // Runs of a calendar drift: 29 February is each fourth year, and not in 2100.
    let same_days = months.bits == ALL_MONTHS
        && days.bits == ALL_DAYS
        && (weekdays.bits == ALL_WEEKDAYS || weekdays.bits.count_ones() == 1);
    let hourly = is_hourly(&fields);
    let changes = clock::apply(&zone_found, &runs, hourly, &mut periods);
    let mut warnings = Vec::new();
    if either {
        warnings.push(either_day(&normal, days, weekdays));
    }
    if !hourly {
        warnings.extend(clock_change(&normal, zone, &changes));
    }
    Ok(Analysis {
        expression: normal,
        zone: zone.to_owned(),
        shortest_period_seconds: u64::try_from(periods.shortest).unwrap_or_default(),
        longest_period_seconds: u64::try_from(periods.longest).unwrap_or_default(),
        even: same_days && periods.shortest == periods.longest,
        skips: !hourly && changes.skipped.is_some(),
        doubles: !hourly && changes.doubled.is_some(),
        warnings,
    })
}

/// The longest time between two runs in seconds, weekends and clock changes included; `None` where
/// the expression or the zone is wrong.
#[must_use]
pub fn longest_period(expression: &str, zone: &str) -> Option<u64> {
    let fields = fields(expression).ok()?;
    let zone = zone::find(zone).ok()?;
    let runs = runs(&fields);
    let mut periods = runs.periods().filter(|_| !runs.is_empty())?;
    clock::apply(&zone, &runs, is_hourly(&fields), &mut periods);
    u64::try_from(periods.longest).ok()
}

/// All runs of the window.
pub(crate) fn runs(fields: &[Field; 5]) -> Runs {
    let [minutes, hours, days, months, weekdays] = fields;
    let on = if months.bits == ALL_MONTHS && days.bits == ALL_DAYS && !is_either(days, weekdays) {
        Days::Weekly(u8::try_from(weekdays.bits & ALL_WEEKDAYS).unwrap_or_default())
    } else {
        Days::listed(|month, day, weekday| runs_on(fields, month, day, weekday))
    };
    Runs::new(minutes.bits, hours.bits, on)
}

/// Both fields of days restricted: a day of either runs. Every engine reads it so.
fn is_either(days: &Field, weekdays: &Field) -> bool {
    days.text != "*" && weekdays.text != "*"
}

/// Whether there are runs on a day; weekdays count from Sunday.
pub(crate) fn runs_on(fields: &[Field; 5], month: u8, day: u8, weekday: u8) -> bool {
    let [_, _, days, months, weekdays] = fields;
    let by_day = days.bits & (1 << day) != 0;
    let by_weekday = weekdays.bits & (1 << weekday) != 0;
    let today = if is_either(days, weekdays) {
        by_day || by_weekday
    } else {
        by_day && by_weekday
    };
    months.bits & (1 << month) != 0 && today
}

/// Whether there are runs in every hour, so that they go on evenly through a clock change.
pub(crate) const fn is_hourly(fields: &[Field; 5]) -> bool {
    let [_, hours, ..] = fields;
    hours.bits == ALL_HOURS
}

fn spell(fields: &[Field; 5]) -> String {
    let texts: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
    texts.join(" ")
}

fn invalid(message: String, label: &str) -> Problem {
    Problem::new(&rules::INVALID_CRON, Subject::Expression, message, label)
        .help("write five fields: minute, hour, day of month, month, day of week")
}

pub(crate) fn fields(expression: &str) -> Result<[Field; 5], Box<Problem>> {
    if expression.len() > LONGEST {
        return Err(invalid(
            format!(
                "a cron expression of {} bytes is too long",
                expression.len()
            ),
            "at most 256 bytes",
        )
        .into());
    }
    let parts: Vec<&str> = expression.split_ascii_whitespace().collect();
    if let Some(first) = parts.first() {
        if let Some((_, zone)) = first.split_once("TZ=") {
            let rest = parts.iter().skip(1).copied().collect::<Vec<_>>().join(" ");
            return Err(invalid(
                format!("`{}` does not belong into a cron expression", clip(first)),
                "engines refuse a zone here",
            )
            .help(format!(
                "name the zone beside it: `cron \"{rest}\" in \"{}\"`",
                clip(zone)
            ))
            .into());
        }
        if first.starts_with('@') {
            let word = first.to_ascii_lowercase();
            let known = WORDS.iter().find(|(name, _)| *name == word);
            return Err(invalid(
                format!("`{}` is a word, not a cron expression", clip(first)),
                "not every engine knows it",
            )
            .suggest(known.map(|(_, cron)| Suggestion::Literal((*cron).to_owned())))
            .into());
        }
    }
    let [minute, hour, day, month, weekday] = parts.as_slice() else {
        return Err(wrong_count(expression, &parts).into());
    };
    let read = |index: usize, text: &str| -> Result<Field, Box<Problem>> {
        let Some(kind) = FIELDS.get(index) else {
            return Err(invalid("a field is missing".to_owned(), "five fields").into());
        };
        kind.read(text)
            .map_err(|error| wrong_field(&parts, index, kind.name, &error).into())
    };
    Ok([
        read(0, minute)?,
        read(1, hour)?,
        read(2, day)?,
        read(3, month)?,
        read(4, weekday)?,
    ])
}

fn wrong_count(expression: &str, parts: &[&str]) -> Problem {
    let shown = clip(expression);
    if parts.len() == 6 {
        let rest = parts.iter().skip(1).copied().collect::<Vec<_>>().join(" ");
        let fits = fields(&rest).is_ok();
        return invalid(
            format!("`{shown}` has six fields, and no schedule here has seconds"),
            "five fields are needed",
        )
        .help("drop the field of seconds, the first")
        .suggest(fits.then_some(Suggestion::Literal(rest)));
    }
    let count = match parts.len() {
        1 => "one field".to_owned(),
        count => format!("{count} fields"),
    };
    invalid(
        format!("`{shown}` has {count} instead of five"),
        "five fields are needed",
    )
}

fn wrong_field(parts: &[&str], index: usize, name: &str, error: &FieldError) -> Problem {
    let instead = error.instead.as_ref().map(|field| {
        let mut whole: Vec<&str> = parts.to_vec();
        if let Some(part) = whole.get_mut(index) {
            *part = field;
        }
        Suggestion::Literal(whole.join(" "))
    });
    let part = parts.get(index).copied().unwrap_or_default();
    invalid(
        format!(
            "the {name} `{}` of this cron expression is wrong: {}",
            clip(part),
            error.message
        ),
        &format!("in the field of the {name}"),
    )
    .suggest(instead)
}

fn never_fires(expression: &str, days: &Field, months: &Field) -> Problem {
    let longest = (1..=12_u8)
        .filter(|month| months.bits & (1 << month) != 0)
        .map(|month| calendar::length(2028, month))
        .max()
        .unwrap_or_default();
    Problem::new(
        &rules::NEVER_FIRES,
        Subject::Expression,
        format!("`{}` never fires", clip(expression)),
        "no such day exists",
    )
    .because(format!("the day of month is `{}`", clip(&days.text)))
    .because(format!(
        "in month `{}` the last day is {longest}",
        clip(&months.text)
    ))
}

fn either_day(normal: &str, days: &Field, weekdays: &Field) -> Problem {
    Problem::new(
        &rules::EITHER_DAY,
        Subject::Expression,
        format!(
            "`{normal}` runs on days of month `{}` and also on every day of week `{}`",
            days.text, weekdays.text
        ),
        "either of the two is enough",
    )
    .because("cron joins the two fields of days by “or” when both are set")
    .help("set one of them to `*`")
}

fn clock_change(normal: &str, zone: &str, changes: &ClockChanges) -> Option<Problem> {
    let skipped = changes.skipped.map(calendar::show);
    let doubled = changes.doubled.map(calendar::show);
    let what = match (&skipped, &doubled) {
        (Some(_), Some(_)) => "is skipped by one clock change a year and doubled by the other",
        (Some(_), None) => "is skipped when clocks go forward",
        (None, Some(_)) => "is doubled when clocks go back",
        (None, None) => return None,
    };
    let mut found = Problem::new(
        &rules::CLOCK_CHANGE,
        Subject::Expression,
        format!("a run of `{normal}` in `{zone}` {what}"),
        "in the hour of the clock change",
    );
    if let Some(time) = skipped {
        found = found.because(format!("{time} does not exist in {zone}: no run"));
    }
    if let Some(time) = doubled {
        found = found.because(format!("{time} happens twice in {zone}: perhaps two runs"));
    }
    Some(found.help(
        "choose another hour, or the zone `UTC`, which has no clock changes; or say what is meant: \
         `skipped later doubled once`, `skipped never doubled twice`",
    ))
}
