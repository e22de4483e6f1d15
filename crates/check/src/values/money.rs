//! Money: amounts as written, and where they are asked for.

use pipewright_plan::{Budget, BudgetPeriod, Money, Origin};
use pipewright_syntax::tree::{Expression, Name};

use super::{Located, Value};
use crate::context::Context;

/// Digits before the point that an amount has at most.
const MOST_DIGITS: usize = 12;

/// Digits after the point: millionths.
const FRACTION_DIGITS: usize = 6;

/// `40 USD`, `0.25 USD`.
pub fn read(text: &str) -> Option<Money> {
    let (number, currency) = text.split_once(' ')?;
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    if whole.len() > MOST_DIGITS || fraction.len() > FRACTION_DIGITS {
        return None;
    }
    let micros = format!("{whole}{fraction:0<FRACTION_DIGITS$}")
        .parse()
        .ok()?;
    Some(Money {
        micros,
        currency: currency.to_owned(),
    })
}

impl Context<'_, '_> {
    /// An amount of money that is not nothing.
    pub fn money(&mut self, value: &Located) -> Option<Money> {
        match &value.value {
            Value::Money(money) if money.micros > 0 => Some((**money).clone()),
            Value::Money(_) => {
                self.out_of_range(
                    value.span,
                    "an amount of nothing".to_owned(),
                    "more than 0 is needed",
                );
                None
            }
            other => {
                self.mismatch(value.span, "an amount of money", other);
                None
            }
        }
    }

    /// `budget 40 USD per month`.
    pub fn budget(&mut self, amount: &Expression, period: &Name, origin: Origin) -> Option<Budget> {
        let amount = self.located(amount);
        let amount = self.money(&amount);
        let Some(known) = BudgetPeriod::of(&period.value) else {
            let (said, words) = (&period.value, &BudgetPeriod::WORDS);
            self.unknown_word(period.span, said, "a time that a budget is for", words);
            return None;
        };
        Some(Budget {
            amount: amount?,
            period: known,
            origin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn amounts_are_millionths() {
        let micros = |text: &str| read(text).map(|money| money.micros);
        assert_eq!(micros("40 USD"), Some(40_000_000));
        assert_eq!(micros("0.25 EUR"), Some(250_000));
        assert_eq!(micros("1_000.500000 EUR"), Some(1_000_500_000));
        assert_eq!(micros("0.0000001 EUR"), None);
        assert_eq!(micros("1000000000000 EUR"), None);
        assert_eq!(
            micros("999999999999.999999 EUR"),
            Some(999_999_999_999_999_999)
        );
    }
}
