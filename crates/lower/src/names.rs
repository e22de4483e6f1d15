//! Names made from names: DNS labels, unique task names.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// `customer_analytics` as a DNS label of at most `longest` characters. A name that is too long
/// keeps its head and gets a stable hash of the whole, so that two never become one by cutting.
pub fn dns_label(name: &str, longest: usize) -> String {
    let mut label = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            label.push(character.to_ascii_lowercase());
        } else if !label.is_empty() && !label.ends_with('-') {
            label.push('-');
        }
    }
    let label = label.trim_end_matches('-');
    if label.len() <= longest {
        return label.to_owned();
    }
    let hash = Sha256::digest(name.as_bytes());
    let suffix: String = hash
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let head: String = label.chars().take(longest.saturating_sub(9)).collect();
    format!("{}-{suffix}", head.trim_end_matches('-'))
}

/// Gives names that were not given before.
#[derive(Debug, Default)]
pub struct UniqueNames {
    taken: BTreeSet<String>,
    /// The number to try next for names that were taken.
    next: BTreeMap<String, u32>,
}

impl UniqueNames {
    /// `wanted`, or `wanted_2`, `wanted_3`, … where it is taken.
    pub fn claim(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let next = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let name = format!("{wanted}_{next}");
            *next = next.saturating_add(1);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A subject as a part of a task's name: `split.good` to `split_good`, `collect(load)` to
/// `collect_load`.
pub fn word(subject: &str) -> String {
    let mut word = String::new();
    for character in subject.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    word.trim_end_matches('_').to_owned()
}

/// A name as the tail of an environment variable: `orders.eu` to `ORDERS_EU`.
pub fn variable_tail(name: &str) -> String {
    name.chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{UniqueNames, dns_label};

    #[test]
    fn long_names_keep_their_head_and_never_meet() {
        let first = dns_label(&format!("{}_a", "very_long_name".repeat(6)), 52);
        let second = dns_label(&format!("{}_b", "very_long_name".repeat(6)), 52);
        assert!(first.len() <= 52 && second.len() <= 52);
        assert_ne!(first, second);
        assert!(first.starts_with("very-long-name"));
        assert_eq!(dns_label("customer_analytics", 52), "customer-analytics");
    }

    #[test]
    fn a_claimed_name_is_not_given_again() {
        let mut names = UniqueNames::default();
        assert_eq!(names.claim("read_orders"), "read_orders");
        assert_eq!(names.claim("read_orders"), "read_orders_2");
    }
}
