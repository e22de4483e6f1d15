//! Deciding a condition where every value in it is known.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use pipewright_model::{Condition, Operand};
use pipewright_plan::Constant;
use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may be, in bytes.
const LARGEST: usize = 1 << 26;

/// The patterns of a condition, compiled once for all values.
pub type Patterns = BTreeMap<String, Regex>;

/// Compiles the patterns of a condition; whether each fits.
pub fn compiled(condition: &Condition, patterns: &mut Patterns) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) => of.iter().all(|one| compiled(one, patterns)),
        Condition::Not(of) => compiled(of, patterns),
        Condition::Is(_) | Condition::Compare(..) | Condition::In(..) => true,
        Condition::Matches(_, pattern) => {
            let built = RegexBuilder::new(pattern).size_limit(LARGEST).build();
            built.is_ok_and(|built| {
                patterns.insert(pattern.clone(), built);
                true
            })
        }
    }
}

/// Whether a condition holds; nothing where a value in it is not known.
pub fn decide(
    condition: &Condition,
    known: &dyn Fn(&Operand) -> Option<Constant>,
    patterns: &Patterns,
) -> Option<bool> {
    let value = |operand: &Operand| match operand {
        Operand::Constant(constant) => Some(constant.clone()),
        other => known(other),
    };
    match condition {
        Condition::All(of) => of
            .iter()
            .try_fold(true, |all, one| Some(all & decide(one, known, patterns)?)),
        Condition::Any(of) => of
            .iter()
            .try_fold(false, |any, one| Some(any | decide(one, known, patterns)?)),
        Condition::Not(of) => decide(of, known, patterns).map(|holds| !holds),
        Condition::Is(operand) => match value(operand)? {
            Constant::Bool(truth) => Some(truth),
            _ => None,
        },
        Condition::Compare(left, comparison, right) => {
            let order = order(&value(left)?, &value(right)?)?;
            Some(match comparison.as_str() {
                "==" => order.is_eq(),
                "!=" => order.is_ne(),
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                _ => return None,
            })
        }
        Condition::In(operand, values) => {
            let value = value(operand)?;
            let mut holds = false;
            for one in values {
                holds |= order(&value, one)?.is_eq();
            }
            Some(holds)
        }
        Condition::Matches(operand, pattern) => match value(operand)? {
            Constant::Text(text) => patterns.get(pattern).map(|found| found.is_match(&text)),
            _ => None,
        },
    }
}

/// How two constants of one type stand to each other.
fn order(left: &Constant, right: &Constant) -> Option<Ordering> {
    match (left, right) {
        (Constant::Int(a), Constant::Int(b)) => Some(a.cmp(b)),
        (Constant::Decimal(a), Constant::Decimal(b)) => decimals(a, b),
        (Constant::Decimal(a), Constant::Int(b)) => decimals(a, &b.to_string()),
        (Constant::Int(a), Constant::Decimal(b)) => decimals(&a.to_string(), b),
        (Constant::Text(a), Constant::Text(b)) | (Constant::Date(a), Constant::Date(b)) => {
            Some(a.cmp(b))
        }
        (Constant::Bool(a), Constant::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Exact decimals by their digits: no float is between.
fn decimals(left: &str, right: &str) -> Option<Ordering> {
    let (a_negative, a_whole, a_fraction) = digits(left)?;
    let (b_negative, b_whole, b_fraction) = digits(right)?;
    let magnitude = a_whole
        .len()
        .cmp(&b_whole.len())
        .then_with(|| a_whole.cmp(b_whole))
        .then_with(|| a_fraction.cmp(b_fraction));
    Some(match (a_negative, b_negative) {
        (false, false) => magnitude,
        (true, true) => magnitude.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

/// Sign, digits before and after the point, without zeros that say nothing. Zero has no sign.
fn digits(text: &str) -> Option<(bool, &str, &str)> {
    let (negative, rest) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !only_digits(whole) || !only_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let nothing = whole.is_empty() && fraction.is_empty();
    Some((negative && !nothing, whole, fraction))
}

/// A constant as people write it.
pub fn show(constant: &Constant) -> String {
    match constant {
        Constant::Int(number) => number.to_string(),
        Constant::Decimal(text) | Constant::Date(text) => text.clone(),
        Constant::Text(text) => {
            let shown: String = text.chars().take(60).collect();
            format!("\"{shown}\"")
        }
        Constant::Bool(truth) => truth.to_string(),
        Constant::List(items) => {
            let shown: Vec<String> = items.iter().take(10).map(show).collect();
            format!("[{}]", shown.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::decimals;

    #[test]
    fn decimals_are_exact() {
        let cases = [
            ("0.1", "0.10", Ordering::Equal),
            ("-0.0", "0", Ordering::Equal),
            ("2", "10", Ordering::Less),
            ("-2.5", "-2.4", Ordering::Less),
            (
                "0.30",
                "0.3000000000000000000000000000000000001",
                Ordering::Less,
            ),
            ("007.0", "7", Ordering::Equal),
            ("-1", "1", Ordering::Less),
        ];
        for (left, right, order) in cases {
            assert_eq!(decimals(left, right), Some(order), "{left} {right}");
            assert_eq!(
                decimals(right, left),
                Some(order.reverse()),
                "{right} {left}"
            );
        }
        assert_eq!(decimals("x", "1"), None);
    }
}
