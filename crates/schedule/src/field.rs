//! One field of a cron expression: which values it holds, and its one spelling.

/// What a field may hold.
pub(crate) struct FieldKind {
    pub name: &'static str,
    pub low: u8,
    pub high: u8,
    /// Names of the values from `low` on.
    pub names: &'static [&'static str],
    /// Sunday may be written 7.
    pub week: bool,
}

const MONTHS: &[&str] = &[
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fn plain(name: &'static str, low: u8, high: u8) -> FieldKind {
    FieldKind {
        name,
        low,
        high,
        names: &[],
        week: false,
    }
}

/// The five fields, in order.
pub(crate) const FIELDS: [FieldKind; 5] = [
    plain("minute", 0, 59),
    plain("hour", 0, 23),
    plain("day of month", 1, 31),
    FieldKind {
        name: "month",
        low: 1,
        high: 12,
        names: MONTHS,
        week: false,
    },
    FieldKind {
        name: "day of week",
        low: 0,
        high: 6,
        names: DAYS,
        week: true,
    },
];

/// A field that was understood.
pub(crate) struct Field {
    /// Bit `n` is set where the field holds `n`.
    pub bits: u64,
    /// Its one spelling: numbers, Sunday is 0, `*` where every value is held.
    pub text: String,
}

/// A field that was not.
pub(crate) struct FieldError {
    /// What is wrong, as the end of a sentence.
    pub message: String,
    /// A field that likely says what was meant.
    pub instead: Option<String>,
}

fn error<T>(message: String) -> Result<T, FieldError> {
    Err(FieldError {
        message,
        instead: None,
    })
}

impl FieldKind {
    fn all(&self) -> u64 {
        span(self.low, self.high, 1)
    }

    /// Reads the field's text.
    pub fn read(&self, text: &str) -> Result<Field, FieldError> {
        let mut bits = 0;
        let mut items = Vec::new();
        let mut sunday_as_seven = false;
        for item in text.split(',') {
            let (item_bits, item_text) = self.item(item)?;
            sunday_as_seven |= item_bits & (1 << 7) != 0 && self.week;
            bits |= item_bits;
            items.push(item_text);
        }
        if sunday_as_seven {
            bits = bits & !(1 << 7) | 1;
        }
        let text = if bits == self.all() {
            "*".to_owned()
        } else if sunday_as_seven {
            self.spell(bits)
        } else {
            items.join(",")
        };
        Ok(Field { bits, text })
    }

    fn item(&self, item: &str) -> Result<(u64, String), FieldError> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(self.step(step)?)),
            None => (item, None),
        };
        let (low, high, text) = if range == "*" {
            (self.low, self.high, "*".to_owned())
        } else if let Some((from, to)) = range.split_once('-') {
            let (low, high) = self.range(from, to)?;
            (low, high, format!("{low}-{high}"))
        } else {
            let value = self.value(range)?;
            match step {
                // `5/15` means from 5 on; engines agree on it only when the end is written.
                Some(_) => (value, self.high, format!("{value}-{}", self.high)),
                None => (value, value, value.to_string()),
            }
        };
        match step {
            None | Some(1) => Ok((span(low, high, 1), text)),
            Some(step) => Ok((span(low, high, step), format!("{text}/{step}"))),
        }
    }

    fn range(&self, from: &str, to: &str) -> Result<(u8, u8), FieldError> {
        let low = self.value(from)?;
        let mut high = self.value(to)?;
        if self.week && high == 0 && low > 0 && to.eq_ignore_ascii_case("SUN") {
            high = 7;
        }
        if low <= high {
            return Ok((low, high));
        }
        let wrapped = span(low, self.high, 1) | span(self.low, high, 1);
        Err(FieldError {
            message: format!("the range `{from}-{to}` runs backwards"),
            instead: Some(self.spell(wrapped)),
        })
    }

    fn step(&self, text: &str) -> Result<u8, FieldError> {
        match number(text) {
            Some(0) => error("a step of 0 never advances".to_owned()),
            Some(step) if step <= self.high => Ok(step),
            Some(step) => error(format!(
                "the step {step} is longer than the field, which ends at {}: it would not mean \
                 every {step}",
                self.high
            )),
            None => error(format!("`{}` is not a step", clip(text))),
        }
    }

    fn value(&self, text: &str) -> Result<u8, FieldError> {
        let named = self
            .names
            .iter()
            .zip(self.low..)
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        if let Some((_, value)) = named {
            return Ok(value);
        }
        let top = if self.week { 7 } else { self.high };
        match number(text) {
            Some(value) if (self.low..=top).contains(&value) => Ok(value),
            Some(value) => error(format!("{value} is not between {} and {top}", self.low)),
            None if text.is_empty() => error("a value is missing".to_owned()),
            None => match (self.names.first(), self.names.last()) {
                (Some(first), Some(last)) => error(format!(
                    "`{}` is neither a number from {} to {top} nor a name from {first} to {last}",
                    clip(text),
                    self.low
                )),
                _ => error(format!(
                    "`{}` is not a number from {} to {top}",
                    clip(text),
                    self.low
                )),
            },
        }
    }

    /// The shortest plain spelling of a set of values.
    fn spell(&self, bits: u64) -> String {
        if bits == self.all() {
            return "*".to_owned();
        }
        let mut parts = Vec::new();
        let mut value = self.low;
        while value <= self.high {
            let start = value;
            while value <= self.high && bits & (1 << value) != 0 {
                value += 1;
            }
            match value - start {
                0 => value += 1,
                1 => parts.push(start.to_string()),
                2 => parts.push(format!("{start},{}", start + 1)),
                _ => parts.push(format!("{start}-{}", value - 1)),
            }
        }
        parts.join(",")
    }
}

fn span(low: u8, high: u8, step: u8) -> u64 {
    (low..=high.min(63))
        .step_by(usize::from(step.max(1)))
        .fold(0, |bits, value| bits | 1 << value)
}

/// One to three digits: enough for every field, and for saying which number is too large.
fn number(text: &str) -> Option<u8> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Text short enough for a message.
pub(crate) fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
