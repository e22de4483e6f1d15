//! Names that Kubernetes accepts, shortened with a stable hash.

use sha2::{Digest, Sha256};

/// The longest DNS label, and the longest label value.
pub const LONGEST_LABEL: usize = 63;

/// The longest name of a CronJob: its Jobs get eleven characters more.
pub const LONGEST_CRON_JOB: usize = 52;

/// The first eight hexadecimal digits of the SHA-256 of these parts. Each part is measured before
/// it is hashed, so that `["ab", "c"]` and `["a", "bc"]` differ.
#[must_use]
pub fn short_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `text` as a DNS label (RFC 1123) of at most `longest` characters. What had to be cut is
/// replaced by a hash of the whole, so that two long names do not become one; names that differ in
/// case or punctuation only still may, which [`crate::refuse_together`] reports.
#[must_use]
pub fn dns_label(text: &str, longest: usize) -> String {
    let mut label = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            label.push(character.to_ascii_lowercase());
        } else if !label.is_empty() && !label.ends_with('-') {
            label.push('-');
        }
    }
    let label = label.trim_end_matches('-');
    if label.is_empty() {
        return format!("x-{}", short_hash([text]));
    }
    if label.len() <= longest {
        return label.to_owned();
    }
    shortened(label, text, longest)
}

/// `text` as the value of a label: letters, digits, `-`, `_`, `.`; at most 63 characters; empty
/// where nothing of it can stay.
#[must_use]
pub fn label_value(text: &str) -> String {
    let mut value = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '.') {
            value.push(character);
        } else if !value.is_empty() && !value.ends_with('-') {
            value.push('-');
        }
    }
    let value = value.trim_matches(|end: char| !end.is_ascii_alphanumeric());
    if value.len() <= LONGEST_LABEL {
        return value.to_owned();
    }
    shortened(value, text, LONGEST_LABEL)
}

/// Whether this is a DNS label of at most `longest` characters.
#[must_use]
pub fn is_dns_label(text: &str, longest: usize) -> bool {
    !text.is_empty()
        && text.len() <= longest
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether Kubernetes takes this as the value of a label.
#[must_use]
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || (text.len() <= LONGEST_LABEL && is_qualified(text))
}

/// Whether Kubernetes takes this as the key of a label: a name, or `dns.name/name`.
#[must_use]
pub fn is_label_key(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    let prefix_fits = prefix.is_none_or(|prefix| {
        prefix.len() <= 253
            && prefix
                .split('.')
                .all(|label| is_dns_label(label, LONGEST_LABEL))
    });
    prefix_fits && name.len() <= LONGEST_LABEL && is_qualified(name)
}

/// Letters, digits, `-`, `_`, `.`, with a letter or digit at both ends.
fn is_qualified(text: &str) -> bool {
    let is_end = |byte: &u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    bytes.first().is_some_and(is_end)
        && bytes.last().is_some_and(is_end)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The head of an ASCII `label` and a hash of the `whole` it was made from.
fn shortened(label: &str, whole: &str, longest: usize) -> String {
    let head: String = label.chars().take(longest.saturating_sub(9)).collect();
    let head = head.trim_end_matches(|end: char| !end.is_ascii_alphanumeric());
    format!("{head}-{}", short_hash([whole]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_legal_whatever_the_text() {
        let long = "a-".repeat(200);
        for text in [
            "",
            "-",
            "ünï",
            "Growth Data <x@y>",
            "a__b",
            "9",
            &long,
            "...",
            "_a_",
        ] {
            assert!(is_dns_label(&dns_label(text, 52), 52), "{text:?}");
            assert!(is_label_value(&label_value(text)), "{text:?}");
        }
        assert_eq!(dns_label("customer_analytics", 52), "customer-analytics");
        assert_eq!(label_value("Growth Data <x@y>"), "Growth-Data-x-y");
    }

    #[test]
    fn long_names_stay_apart() {
        let (first, second) = (
            format!("{}a", "n".repeat(80)),
            format!("{}b", "n".repeat(80)),
        );
        assert_ne!(dns_label(&first, 52), dns_label(&second, 52));
        assert_eq!(dns_label(&first, 52).len(), 52);
        assert_ne!(label_value(&first), label_value(&second));
    }

    #[test]
    fn hashes_know_where_parts_end() {
        assert_ne!(short_hash(["ab", "c"]), short_hash(["a", "bc"]));
        assert_eq!(short_hash(["ab"]).len(), 8);
    }

    #[test]
    fn label_keys_follow_kubernetes() {
        for good in ["team", "acme.com/team", "a_b.c-d"] {
            assert!(is_label_key(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "a/",
            "/a",
            "-a",
            "a b",
            "A.com/x",
            "a/b/c",
            &"k".repeat(64),
        ] {
            assert!(!is_label_key(bad), "{bad}");
        }
    }
}
