//! Which cron expressions and time zones the API server takes.

/// Why the API server would not take this expression; `None` where it would.
///
/// It reads with robfig/cron v3: five fields, no seconds, Sunday is 0 and never 7, no `L`, `W`, `#`.
#[must_use]
pub fn refused_expression(expression: &str) -> Option<String> {
    const FIELDS: [(&str, u32, u32); 5] = [
        ("minute", 0, 59),
        ("hour", 0, 23),
        ("day of the month", 1, 31),
        ("month", 1, 12),
        ("day of the week", 0, 6),
    ];
    if expression.contains("TZ=") {
        return Some("a zone may not stand in the expression".to_owned());
    }
    let fields: Vec<&str> = expression.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!("it has {} fields, not five", fields.len()));
    }
    fields
        .iter()
        .zip(FIELDS)
        .find_map(|(field, (name, low, high))| {
            let fits = field.split(',').all(|part| range_fits(part, low, high));
            (!fits).then(|| format!("`{field}` is no {name}: it goes from {low} to {high}"))
        })
}

/// `*`, `5`, `1-5`, each also with a step: `*/15`, `1-5/2`, `5/10`.
fn range_fits(part: &str, low: u32, high: u32) -> bool {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    if step.is_some_and(|step| number(step).is_none_or(|step| step == 0)) {
        return false;
    }
    if range == "*" {
        return true;
    }
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    match (number(from), number(to)) {
        (Some(from), Some(to)) => low <= from && from <= to && to <= high,
        _ => false,
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Whether the API server takes this as a time zone: parts of at most 14 characters.
#[must_use]
pub fn zone_fits(zone: &str) -> bool {
    !zone.eq_ignore_ascii_case("local")
        && zone.split('/').all(|part| {
            (1..=14).contains(&part.len())
                && !matches!(part, "." | "..")
                && !part.starts_with('-')
                && part.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+')
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_told_from_what_is_taken() {
        for good in [
            "0 */6 * * *",
            "0,30 8-17 * * 1-5",
            "5/10 0 1 1 0",
            "59 23 31 12 6",
            "1-9/2 0 * * *",
        ] {
            assert_eq!(refused_expression(good), None, "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "0 0 * * * *",
            "@daily",
            "0 0 * * 7",
            "60 * * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "0 0 32 * *",
            "0 0 * 13 *",
            "0 0 L * *",
            "0 0 * * 5#2",
            "0 0 15W * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "-1 * * * *",
            "1- * * * *",
            "1,,2 * * * *",
            "CRON_TZ=UTC 0 0 * *",
            "TZ=UTC 0 0 * * *",
            "+5 * * * *",
            "99999999999 * * * *",
        ] {
            assert!(refused_expression(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn zones_are_paths_of_short_parts() {
        for good in [
            "UTC",
            "Europe/Berlin",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+5",
            "America/Port-au-Prince",
        ] {
            assert!(zone_fits(good), "{good}");
        }
        for bad in [
            "",
            "Local",
            "local",
            "Europe/",
            "../etc/passwd",
            "Europe/-x",
            "Europe/Very_Long_Name_X",
            "a b",
        ] {
            assert!(!zone_fits(bad), "{bad}");
        }
    }
}
