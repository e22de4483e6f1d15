//! Money: what nodes cost, and what a pipeline may cost.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Origin;

/// An amount of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Millionths of the currency's unit.
    pub micros: u64,
    /// ISO 4217: `USD`.
    pub currency: String,
}

impl fmt::Display for Money {
    /// `40 USD`, `0.25 USD`: rounded up to a hundredth from one on, to three digits below.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.micros {
            0..100 => 1,
            100..1_000 => 10,
            1_000..10_000 => 100,
            10_000..100_000 => 1_000,
            _ => 10_000,
        };
        let shown = u128::from(self.micros).div_ceil(step) * step;
        let (whole, rest) = (shown / 1_000_000, shown % 1_000_000);
        if rest == 0 {
            return write!(formatter, "{whole} {}", self.currency);
        }
        let digits = format!("{rest:06}");
        let digits = digits.trim_end_matches('0');
        let width = digits.len().max(2);
        write!(formatter, "{whole}.{digits:0<width$} {}", self.currency)
    }
}

/// What the runs of a pipeline may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How much.
    pub amount: Money,
    /// In what time.
    pub period: BudgetPeriod,
    /// Where it was written.
    pub origin: Origin,
}

/// The time a budget is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetPeriod {
    /// Each run.
    Run,
    /// Each day.
    Day,
    /// Each seven days.
    Week,
    /// Each month of the calendar.
    Month,
}

impl BudgetPeriod {
    /// Every period there is, as written.
    pub const WORDS: [&'static str; 4] = ["run", "day", "week", "month"];

    /// The period of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "run" => Self::Run,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            _ => return None,
        })
    }

    /// As written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_are_never_shown_too_small() {
        for (micros, text) in [
            (0, "0 EUR"),
            (40_000_000, "40 EUR"),
            (250_000, "0.25 EUR"),
            (1_005_001, "1.01 EUR"),
            (100_000, "0.10 EUR"),
            (12_345, "0.013 EUR"),
            (7, "0.000007 EUR"),
            (u64::MAX, "18446744073709.56 EUR"),
        ] {
            let currency = "EUR".to_owned();
            assert_eq!(Money { micros, currency }.to_string(), text);
        }
    }
}
