//! A day of the calendar, as waivers and `--today` write it.

use std::fmt;
use std::str::FromStr;

/// A day: `2027-03-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// No day is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchDay;

impl fmt::Display for NoSuchDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day is written YEAR-MONTH-DAY, such as 2027-03-31, and is in the calendar")
    }
}

impl std::error::Error for NoSuchDay {}

impl FromStr for Day {
    type Err = NoSuchDay;

    fn from_str(text: &str) -> Result<Self, NoSuchDay> {
        let number = |part: Option<&str>, digits: usize| {
            part.filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
                .ok_or(NoSuchDay)
        };
        let mut parts = text.split('-');
        let year = number(parts.next(), 4)?;
        let month = number(parts.next(), 2)?;
        let day = number(parts.next(), 2)?;
        if parts.next().is_some() || day == 0 || day > days_of(year, month) {
            return Err(NoSuchDay);
        }
        let small = |number: u16| u8::try_from(number).map_err(|_| NoSuchDay);
        Ok(Self {
            year,
            month: small(month)?,
            day: small(day)?,
        })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How many days a month has; none where there is no such month.
fn days_of(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_of_the_calendar_and_no_others() {
        for text in ["2027-03-31", "2028-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2027",
            "2027-3-31",
            "2027-02-29",
            "2100-02-29",
            "2027-13-01",
            "2027-00-01",
            "2027-04-31",
            "2027-04-00",
            "2027-04-01-01",
            "+027-04-01",
            "20270-4-01",
            "٢٠٢٧-٠٣-٣١",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(day("2026-12-31") < day("2027-01-01") && day("2027-01-31") < day("2027-02-01"));
    }
}
